"""Persistence: what happened last time happens again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.record.items import Forecaster, Item
from blinkfirst.record.rivals.learning import BoolArray, comparable, earlier_rows


def persistence(items: Sequence[Item]) -> Forecaster:
    """Return the forecaster that says what happened last, as surely as that went well before.

    Last is the latest comparable item of an earlier day. Among earlier items, r of n were like the last one
    before them: what happened last has the chance (r + 1) / (n + 2), other options share the rest. Nothing
    dated as the item or later is looked at; without an earlier item all options are alike.
    """
    before = comparable(items) & earlier_rows(items)
    last = np.array([_latest(items, np.flatnonzero(row)) for row in before], dtype=np.int64)
    happened = [item.options[item.happened] for item in items]
    kept = np.array([k >= 0 and happened[k] == did for k, did in zip(last, happened, strict=True)])
    chances = tuple(
        _chances(item, happened[k] if k >= 0 else "", kept[(tried := row & (last >= 0))], int(tried.sum()))
        for item, k, row in zip(items, last, before, strict=True)
    )
    return Forecaster("persistence", chances, means="what happened last time, from earlier rows")


def _latest(items: Sequence[Item], places: IntArray) -> int:
    """Return the place of the latest item, the last in the record of those of one day; -1 without any."""
    return max((int(k) for k in places), key=lambda k: (items[k].on, k), default=-1)


def _chances(item: Item, last: str, kept: BoolArray, tried: int) -> FloatArray:
    count = len(item.options)
    if last not in item.options:
        return np.full(count, 1.0 / count)
    again = (float(kept.sum()) + 1.0) / (tried + 2.0)
    found = np.full(count, (1.0 - again) / (count - 1))
    found[item.options.index(last)] = again
    return found
