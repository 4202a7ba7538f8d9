"""Shipped scenarios as a table."""

from __future__ import annotations

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.scenario.heads import scenario_heads
from blinkfirst.scenario.loading import load
from blinkfirst.study.store.tables import TidyTable


def scenarios(states: bool = False) -> TidyTable:
    """Return the shipped scenarios: name, title, date of the start, and lens.

    Parameters
    ----------
    states : also count the states that each can reach, for which all are compiled: a minute instead of a
        moment.
    """
    rows = [(head.name, head.title, str(head.start), head.lens_text) for head in scenario_heads()]
    columns, units = ("name", "title", "date", "lens"), ("",) * 4
    if not states:
        return TidyTable("scenarios", columns, units, rows)
    counts = [compile_scenario(load(name)).standoff.opening.n_states for name, *_ in rows]
    counted = [(*row, count) for row, count in zip(rows, counts, strict=True)]
    return TidyTable("scenarios", (*columns, "states"), (*units, ""), counted)
