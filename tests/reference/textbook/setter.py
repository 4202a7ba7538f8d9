"""The setter model: the best text that nobody vetoes, found by looking at every text."""

from __future__ import annotations

from collections.abc import Sequence


def policy(ideals: Sequence[float], reversion: float, price: float = 0.0, step: float = 0.05) -> float:
    """What is in force in the end, for a drafter at 1 and veto players at ``ideals``.

    Texts are the multiples of ``step`` up to 1. A veto player lets pass what is no farther from its ideal
    than the reversion is, or farther by no more than the ``price`` of a veto.
    """
    texts = [k * step for k in range(round(1 / step) + 1)]
    passing = [x for x in texts if all(abs(x - i) <= abs(reversion - i) + price + 1e-9 for i in ideals)]
    return max([reversion, *passing])


def highest_acceptable(ideals: Sequence[float], reversion: float, price: float = 0.0) -> float:
    """The same where texts may lie anywhere: the mirror image of the reversion in the nearest ideal, plus the
    price, but not below the reversion.
    """
    return max(reversion, min(1.0, *(i + abs(reversion - i) + price for i in ideals)))
