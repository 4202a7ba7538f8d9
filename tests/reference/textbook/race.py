"""The race of pre-emption: in continuous time, and tick by tick when a lot says who may move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

ALONE, SHARED, COST, INTEREST, DECLINE = 1.0, 0.5, 10.0, 0.1, 0.2  # utils a month, utils, per month


def price(month: float) -> float:
    """What going in costs at a moment."""
    return COST * exp(-DECLINE * month)


def follower_month() -> float:
    """When the second goes in: when waiting longer saves less than it forgoes."""
    return log(COST * (INTEREST + DECLINE) / SHARED) / DECLINE


def solo_month() -> float:
    """When one would go in that has nobody to fear."""
    return log(COST * (INTEREST + DECLINE) / ALONE) / DECLINE


def preemption_month() -> float:
    """The first moment when leading is worth as much as following, by halving."""
    second = follower_month()

    def advantage(month: float) -> float:
        alone = ALONE * (exp(-INTEREST * month) - exp(-INTEREST * second)) / INTEREST
        return alone - price(month) * exp(-INTEREST * month) + price(second) * exp(-INTEREST * second)

    low, high = 0.0, solo_month()
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if advantage(middle) > 0 else (middle, high)
    return low


@dataclass(frozen=True)
class Race:
    """Ticks of the first and the second entry, what each is worth then, and what the race is worth before."""

    first: int
    second: int
    leading: float
    following: float
    worth: float


def race(prices: Sequence[float], tick: float) -> Race:
    """Exact maximisers, one price a tick; flows begin with the tick after the entry; no end of the world.

    With both out each has the chance to move with 1/2; with one in the other has it for sure.
    """
    delta = exp(-INTEREST * tick)
    both = SHARED * tick / (1 - delta)
    leader, follower, neither = ALONE * tick / (1 - delta), 0.0, 0.0
    first = second = len(prices)
    leading = following = 0.0
    for now in reversed(range(len(prices))):
        enter = -prices[now] + delta * leader
        if enter > delta * neither:
            first, leading, following = now, enter, delta * follower
            neither = (enter + delta * follower) / 2
        else:
            neither = delta * neither
        if -prices[now] + delta * both > delta * follower:
            second, leader, follower = now, ALONE * tick + delta * both, -prices[now] + delta * both
        else:
            leader, follower = ALONE * tick + delta * leader, delta * follower
    return Race(first, second, leading, following, neither)
