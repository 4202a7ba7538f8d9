"""A tidy table in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from blinkfirst.results.tables import Cell, TidyTable


def print_tidy(console: Console, table: TidyTable) -> None:
    """Print a table with four digits after the point; the full numbers are in the CSV."""
    shown = Table(box=None, pad_edge=False)
    numeric = [
        all(isinstance(row[k], int | float) or row[k] is None for row in table.rows)
        for k in range(len(table.columns))
    ]
    for name, right in zip(table.columns, numeric, strict=True):
        shown.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in table.rows:
        shown.add_row(*map(_shown, row))
    console.print(shown)


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)
