"""A tidy table in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from blinkfirst.study.store.tables import Cell, TidyTable


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
