"""Tables of a sweep: one printed as CSV or as a page, the list of a folder's, and rows that SQL gave."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.console import Console
from rich.table import Table
from rich.text import Text

from blinkfirst.errors import OptionError, printable
from blinkfirst.report.layout import print_tidy
from blinkfirst.report.output import page
from blinkfirst.report.words import counted
from blinkfirst.study.store.query import WITH_SETTINGS, quoted
from blinkfirst.study.store.reading import TableSize
from blinkfirst.study.store.table_bytes import csv_header, csv_rows, table_of_part
from blinkfirst.study.store.tables import (
    BOOL,
    CASES,
    DOUBLE,
    FIRST_BLINKERS,
    INT64,
    STRING,
    ArrowRows,
    Cell,
    PathColumn,
    TableSchema,
    TidyTable,
    arrow_table,
)

if TYPE_CHECKING:
    from blinkfirst.study.sweep import Sweep

_TYPES = {STRING: "text", INT64: "whole number", DOUBLE: "number", BOOL: "true or false"}
PAGE_ROWS = 200  # more are not printed as a page
HEAD_ROWS = 20  # shown of those
PAGE_PATHS = 4  # columns of settings on a page


class CsvPrinter:
    """Prints a table as CSV from the parts of a sweep, which it is given in order; numbers in full precision.

    Attributes
    ----------
    table : its name.
    full : whether further parts would not be looked at.
    """

    def __init__(self, paths: tuple[PathColumn, ...], schema: TableSchema) -> None:
        self._paths, self._schema = paths, schema
        self.table, self.full = schema.name, False
        self._write(csv_header(paths, schema))

    def add(self, tables: Mapping[str, bytes]) -> None:
        """Print the rows of a part."""
        self._write(csv_rows(table_of_part(self._paths, self._schema, tables)))

    def close(self) -> None:
        """Do nothing more."""

    def _write(self, lines: bytes) -> None:
        sys.stdout.write(lines.decode())
        sys.stdout.flush()


class PagePrinter:
    """Prints a small table for reading, of a large one the head and where to find more."""

    def __init__(self, paths: tuple[PathColumn, ...], schema: TableSchema, more: str) -> None:
        self._paths, self._schema, self._more = paths, schema, more
        self._columns: tuple[str, ...] = ()
        self._units: tuple[str, ...] = ()
        self._rows: list[tuple[Cell, ...]] = []
        self.table, self.full = schema.name, False

    def add(self, tables: Mapping[str, bytes]) -> None:
        """Keep the rows of a part, until there are too many for a page."""
        found = table_of_part(self._paths, self._schema, tables)
        tidy = arrow_table(found.slice(0, PAGE_ROWS + 1 - len(self._rows)))
        self._columns, self._units = tidy.columns, tidy.units
        self._rows += ArrowRows(tidy.to_arrow())
        self.full = len(self._rows) > PAGE_ROWS

    def close(self) -> None:
        """Print the page."""
        settings = 0 if self._schema.name == CASES else len(self._paths)
        wide, console = settings > PAGE_PATHS, page()
        kept = [k for k in range(len(self._columns)) if not (wide and 1 <= k <= settings)]
        rows = [tuple(row[k] for k in kept) for row in self._rows[: HEAD_ROWS if self.full else None]]
        columns, units = (tuple(texts[k] for k in kept) for texts in (self._columns, self._units))
        print_tidy(console, TidyTable(self.table, columns, units, rows))
        if wide:
            console.print(f"without the settings of {settings} paths; {self._more}", soft_wrap=True)
        if self.full:
            console.print(f"the first {HEAD_ROWS} rows only; {self._more}", soft_wrap=True)


TablePrinter: TypeAlias = CsvPrinter | PagePrinter


def table_printer(
    sweep: Sweep, table: str | None, as_csv: bool, kept: bool, more: str
) -> TablePrinter | None:
    """Return what prints a table; ``None`` for a sweep that is kept, when nobody has asked for a table.

    Raises `OptionError` when the sweep has no such table.

    Parameters
    ----------
    table : its name; ``None`` for the first outcome.
    more : where the rest of a large table is to be had.
    """
    if kept and table is None and not as_csv:
        return None
    schemas = sweep.manifest.schemas()
    table = table or (FIRST_BLINKERS if FIRST_BLINKERS in schemas else list(schemas)[1])
    if table not in schemas:
        raise OptionError(f"--table: this sweep has no table {table}; it has: {', '.join(schemas)}")
    if as_csv:
        return CsvPrinter(sweep.manifest.paths, schemas[table])
    return PagePrinter(sweep.manifest.paths, schemas[table], more)


def print_rows(console: Console, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Print rows, numbers with six digits and flush right."""
    table = Table(box=None, pad_edge=False)
    for k, name in enumerate(columns):
        right = any(_is_number(row[k]) for row in rows)
        table.add_column(Text(printable(name)), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(_cell(value))) for value in row))
    console.print(table)


def print_tables(console: Console, sizes: Sequence[TableSize]) -> None:
    """Print the tables with their columns, types, units and rows."""
    for size in sizes:
        schema = size.schema
        each = f", each {schema.row}" if schema.row else ""
        console.print(Text(f"{schema.name}: {counted(size.rows, 'row')}{each}", style="bold"))
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
