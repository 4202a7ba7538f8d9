"""The war of attrition of [Abreu2000]: continuous time, nobody errs, and either side may be obstinate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log


@dataclass(frozen=True)
class Contender:
    """One of the two: what it wins, what a month of waiting costs it, how likely it cannot give way."""

    prize: float
    cost: float
    obstinate: float


NORTH, SOUTH = Contender(1.0, 0.5, 0.1), Contender(1.0, 1.0, 0.1)


@dataclass(frozen=True)
class Ends:
    """Who gives way first, and with what probability one of them does at once."""

    first: tuple[float, float]
    at_once: tuple[float, float]


def ends(sides: Sequence[Contender]) -> Ends:
    """Either gives way at the rate that keeps the other waiting, until only obstinate ones are left."""
    rates = [sides[1].cost / sides[1].prize, sides[0].cost / sides[0].prize]
    alone = [-log(side.obstinate) / rate for side, rate in zip(sides, rates, strict=True)]
    over = min(alone)  # whoever would take longer gives way at once as often as it takes to be there by then
    left = [side.obstinate * exp(rate * over) for side, rate in zip(sides, rates, strict=True)]
    later = left[0] * left[1] * (1 - exp(-sum(rates) * over)) / sum(rates)
    first = [1 - here + rate * later for here, rate in zip(left, rates, strict=True)]
    return Ends((first[0], first[1]), (1 - left[0], 1 - left[1]))
