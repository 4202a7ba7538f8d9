"""Look-up tables: what happened how often, among items of the record that look alike."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.record.items import Forecaster, Item
from blinkfirst.record.rivals.learning import LEARNING, BoolArray, comparable

TABLES: Mapping[str, tuple[str, ...]] = {
    "climatology": (),
    "era table": ("era",),
    "docket table": ("docket",),
    "era x docket": ("era", "docket"),
    "look-up table": ("docket", "icbm", "era"),
}
"""The tables by name: their columns, facts known before each item."""


def tables(items: Sequence[Item], facts: Sequence[Mapping[str, Hashable]]) -> tuple[Forecaster, ...]:
    """Return every table, learnt from other clusters and from earlier rows.

    Parameters
    ----------
    facts : per item, what a table may look at, by column: ``docket`` (as the item's forecaster knows it),
        ``icbm`` (whether one was tested), ``era`` (before or after the first committee holds).
    """
    return tuple(
        table(f"{name}, {rule}", items, [tuple(known[c] for c in columns) for known in facts], may(items))
        for name, columns in TABLES.items()
        for rule, may in LEARNING.items()
    )


def table(name: str, items: Sequence[Item], keys: Sequence[Hashable], may_learn: BoolArray) -> Forecaster:
    """Return the forecaster that goes by what happened to comparable items of the same key.

    Chances are (times + 1) / (items + options), Laplace's rule of succession, so that what never happened is
    not impossible, and an empty cell finds all options alike.

    Parameters
    ----------
    keys : of the cell of the table that each item is in.
    may_learn : whether each item may learn from each, shape (items, items).

    Source
    ------
    [Laplace1814], the rule of succession, with as many options as there are.
    """
    numbers: dict[Hashable, int] = {}
    cells = np.array([numbers.setdefault(key, len(numbers)) for key in keys])
    used = may_learn & comparable(items) & (cells[:, None] == cells[None, :])
    happened = [item.options[item.happened] for item in items]
    chances = tuple(
        _succession(item.options, [happened[j] for j in np.flatnonzero(row)])
        for item, row in zip(items, used, strict=True)
    )
    return Forecaster(name, chances, means="what happened to items that look alike", fitted=True)


def _succession(options: Sequence[str], happened: Sequence[str]) -> FloatArray:
    counts = np.array([happened.count(option) for option in options], dtype=np.float64)
    return np.asarray((counts + 1.0) / (counts.sum() + len(options)))
