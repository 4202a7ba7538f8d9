"""Choosing among a few values."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf

TIE = 1e-11


def shares(values: Sequence[float], precision: float) -> list[float]:
    """How often each of some values is chosen: by logit odds, or the best (ties evenly) at infinity."""
    best = max(values)
    if precision == inf:
        odds = [1.0 if best - value <= TIE else 0.0 for value in values]
    else:
        odds = [exp(precision * (value - best)) for value in values]
    return [share / sum(odds) for share in odds]
