"""The volunteer's dilemma, one asked in every tick: everybody alike, so one number a tick says all."""

from __future__ import annotations

from reference.textbook.choice import shares

TICK, TICKS, AFTERWARDS, PATIENCE = 0.5, 12, 12.0, 0.95
HARM, PRICE, PRECISION = 0.06, 0.5, 10.0  # utils a month, utils, per util
DELTA: float = PATIENCE ** (TICK / 12)


def objections(objectors: int, precision: float = PRECISION, ticks: int = TICKS) -> list[float]:
    """How often the one who is asked objects, by tick."""
    worth = -HARM * TICK * (1 - DELTA ** (AFTERWARDS / TICK)) / (1 - DELTA)
    found: list[float] = []
    for _ in range(ticks):
        objects = shares([-PRICE, DELTA * worth], precision)[0]
        worth = -HARM * TICK - objects * PRICE / objectors + (1 - objects) * DELTA * worth
        found.insert(0, objects)
    return found


def blocked_by(tick: int, objectors: int, precision: float = PRECISION) -> float:
    """P(somebody has objected before a tick)."""
    on = 1.0
    for objects in objections(objectors, precision)[:tick]:
        on *= 1 - objects
    return 1 - on


def endless(objectors: int, precision: float) -> float:
    """How often the one who is asked objects when the text is never voted on: the fixed point, by halving."""
    low, high = 0.0, 1.0
    for _ in range(200):
        objects = (low + high) / 2
        worth = (-HARM * TICK - objects * PRICE / objectors) / (1 - (1 - objects) * DELTA)
        more = shares([-PRICE, DELTA * worth], precision)[0] > objects
        low, high = (objects, high) if more else (low, objects)
    return low


def mixed(objectors: int) -> float:
    """The same for exact maximisers: what makes the one who is asked indifferent.

    Holding is worth delta W = -price, and W = -harm - price / n - (n - 1) / n (1 - s) price, which gives
    s = (harm / price - (1 / delta - 1)) n / (n - 1): falling in n.
    """
    return (HARM * TICK / PRICE - (1 / DELTA - 1)) * objectors / (objectors - 1)


def mixed_in_rounds(objectors: int, benefit: float, cost: float) -> float:
    """The textbook's rounds, all asked at the same time: q = 1 - (v / (v + c))^(1 / (n - 1)) each."""
    quiet: float = (benefit / (benefit + cost)) ** (1 / (objectors - 1))
    return 1 - quiet
