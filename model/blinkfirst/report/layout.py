"""Percentages, titles and tables as every page has them."""

from __future__ import annotations

from blinkfirst.report.document import Grid, GridColumn
from blinkfirst.report.words import fixed
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.store.tables import Cell, TidyTable


def named(scenario: Scenario) -> str:
    """Return a scenario's name and its lens."""
    return f"{scenario.name}, {f'lens {scenario.lens_text}' if scenario.lens_text else 'no lens'}"


def scenario_title(scenario: Scenario) -> str:
    """Return the title of a page on a scenario: the scenario's own, its name and lens."""
    return f"{scenario.title} ({named(scenario)})"


def tidy_grid(table: TidyTable) -> Grid:
    """Return a table for reading, probabilities and utils with four digits; the CSV has the full numbers."""
    columns = tuple(
        GridColumn(name, right=all(isinstance(row[k], int | float) or row[k] is None for row in table.rows))
        for k, name in enumerate(table.columns)
    )
    units = table.units
    return Grid(
        columns, tuple(tuple(map(_shown, row, units)) for row in table.rows)
    )


def _shown(cell: Cell, unit: str) -> str:
    """Spell a cell: a swept value, which has no unit, as it was written."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return fixed(cell, 4) if unit else f"{cell:g}"
    return str(cell)
