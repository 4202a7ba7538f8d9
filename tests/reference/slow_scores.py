"""Scores, regressions and rivals again, a number at a time, straight from their definitions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from blinkfirst.record.items import Item


def logarithmic(given: Sequence[float], happened: int) -> float:
    return -math.log(given[happened])


def brier(given: Sequence[float], happened: int) -> float:
    return math.fsum((p - (1.0 if k == happened else 0.0)) ** 2 for k, p in enumerate(given))


def ranked_probability(given: Sequence[float], happened: int) -> float:
    total = 0.0
    for border in range(1, len(given)):
        below = math.fsum(given[:border])
        total += (below - (1.0 if happened < border else 0.0)) ** 2
    return total / (len(given) - 1)


def isotonic(said: Sequence[float], came: Sequence[bool]) -> list[float]:
    """The greatest over beginnings of the least over ends of the mean of what lies between: no algorithm."""
    values = sorted(set(said))
    fitted = {}
    for value in values:
        fitted[value] = max(
            min(share(said, came, low, high) for high in values if high >= value)
            for low in values
            if low <= value
        )
    return [fitted[value] for value in said]


def share(said: Sequence[float], came: Sequence[bool], low: float, high: float) -> float:
    inside = [c for s, c in zip(said, came, strict=True) if low <= s <= high]
    return sum(inside) / len(inside)


def murphy(said: Sequence[float], came: Sequence[bool]) -> tuple[float, float, float]:
    """Reliability, resolution, uncertainty by the distinct values that were said."""
    climate = sum(came) / len(came)
    rel = res = 0.0
    for value in set(said):
        found = [c for s, c in zip(said, came, strict=True) if s == value]
        rel += len(found) * (value - sum(found) / len(found)) ** 2
        res += len(found) * (sum(found) / len(found) - climate) ** 2
    return rel / len(said), res / len(said), climate * (1.0 - climate)


def table_chances(items: Sequence[Item], keys: Sequence[object], rule: str) -> list[list[float]]:
    """What comparable items of the same key did, by Laplace's rule of succession."""
    found = []
    for item, key in zip(items, keys, strict=True):
        did = []
        for other, its in zip(items, keys, strict=True):
            learnt = other.cluster != item.cluster if rule == "other clusters" else other.on < item.on
            if learnt and (other.kind, other.who) == (item.kind, item.who) and its == key:
                did.append(other.options[other.happened])
        seen = [d for d in did if d in item.options]
        found.append([(seen.count(o) + 1) / (len(seen) + len(item.options)) for o in item.options])
    return found


def persistent_chances(items: Sequence[Item]) -> list[list[float]]:
    found = []
    for item in items:
        past = [o for o in items if (o.kind, o.who) == (item.kind, item.who) and o.on < item.on]
        if not past:
            found.append([1.0 / len(item.options)] * len(item.options))
            continue
        kept = tried = 0
        for other in past:
            before = [o for o in past if o.on < other.on]
            if before:
                tried += 1
                kept += latest(before) == other.options[other.happened]
        again = (kept + 1) / (tried + 2)
        rest = (1 - again) / (len(item.options) - 1)
        found.append([again if option == latest(past) else rest for option in item.options])
    return found


def latest(items: Sequence[Item]) -> str:
    last = items[0]
    for item in items[1:]:
        if item.on >= last.on:
            last = item
    return last.options[last.happened]
