"""Who comes first when everybody picks any move: the closed form of a race of geometric waits."""

from __future__ import annotations

from collections.abc import Sequence


def first_by(asked: Sequence[float], blinks: Sequence[float], ticks: int) -> list[float]:
    """P(i first by tick T) = p_i b_i / B (1 - (1 - B)^T), B = sum of p_i b_i: asked with p_i in a tick, a
    share b_i of the menu blinks.
    """
    rates = [p * b for p, b in zip(asked, blinks, strict=True)]
    total = sum(rates)
    return [rate / total * (1 - (1 - total) ** ticks) for rate in rates]
