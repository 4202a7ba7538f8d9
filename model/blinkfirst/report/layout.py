"""Percentages, titles and tables as every page has them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from blinkfirst.report.words import percent as percent
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.store.tables import Cell, TidyTable


def print_parts(console: Console, parts: Iterable[RenderableType]) -> None:
    """Print the parts of a page, an empty line after each."""
    for part in parts:
        console.print(part)
        console.print()


def named(scenario: Scenario) -> str:
    """Return a scenario's name and its lens."""
    return f"{scenario.name}, {f'lens {scenario.lens_text}' if scenario.lens_text else 'no lens'}"


def scenario_heading(scenario: Scenario) -> Text:
    """Return the first line of a page on a scenario: its title, name and lens."""
    return Text.assemble((scenario.title, "bold"), f" ({named(scenario)})")


def titled(title: str, body: RenderableType) -> RenderableType:
    """Return a part of the page under its title; tables' own titles would be folded to the table's width."""
    return Group(Text(title, style="bold"), body)


def notes(sentences: Iterable[str]) -> RenderableType:
    """Return sentences that nobody should miss, each on a line of its own."""
    return Text("\n".join(sentences), style="bold")


def plain_table(*columns: str, left: int = 1) -> Table:
    """Return a table without lines, the first columns flush left and the rest flush right."""
    table = Table(box=None, pad_edge=False, show_header=any(columns))
    for index, name in enumerate(columns):
        table.add_column(name, justify="left" if index < left else "right")
    return table


def print_tidy(console: Console, table: TidyTable) -> None:
    """Print a table, probabilities and utils with four digits; the full numbers are in the CSV."""
    shown = Table(box=None, pad_edge=False)
    numeric = [
        all(isinstance(row[k], int | float) or row[k] is None for row in table.rows)
        for k in range(len(table.columns))
    ]
    for name, right in zip(table.columns, numeric, strict=True):
        shown.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in table.rows:
        shown.add_row(*(_shown(cell, unit) for cell, unit in zip(row, table.units, strict=True)))
    console.print(shown)


def _shown(cell: Cell, unit: str) -> str:
    """Spell a cell: a swept value, which has no unit, as it was written."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4f}" if unit else f"{cell:g}"
    return str(cell)
