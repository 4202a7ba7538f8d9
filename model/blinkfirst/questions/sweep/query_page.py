"""Rows that SQL gave, and the tables that it can be asked about, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from blinkfirst.study.store.query import WITH_SETTINGS, quoted
from blinkfirst.study.store.reading import TableSize
from blinkfirst.study.store.tables import BOOL, CASES, DOUBLE, INT64, STRING

_TYPES = {STRING: "text", INT64: "whole number", DOUBLE: "number", BOOL: "true or false"}


def print_rows(console: Console, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Print rows, numbers with six digits and flush right."""
    table = Table(box=None, pad_edge=False)
    for k, name in enumerate(columns):
        right = any(_is_number(row[k]) for row in rows)
        table.add_column(Text(name), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    console.print(table)


def print_tables(console: Console, sizes: Sequence[TableSize]) -> None:
    """Print the tables with their columns, types, units and rows."""
    for size in sizes:
        schema = size.schema
        rows = f"{size.rows:,} row{'' if size.rows == 1 else 's'}"
        each = f", each {schema.row}" if schema.row else ""
        console.print(Text(f"{schema.name}: {rows}{each}", style="bold"))
        table = Table.grid(padding=(0, 2))
        for column in schema.columns:
            said = f"{column.meaning} ({column.unit})" if column.unit else column.meaning
            table.add_row(Text(f"  {quoted(column.name)}"), _TYPES[column.kind], Text(said))
        console.print(table)
        console.print()
    if any(size.schema.name == CASES for size in sizes):
        also = f"Each but {CASES} also as NAME{WITH_SETTINGS}, with the columns of the paths in front."
        console.print(Text(also))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
