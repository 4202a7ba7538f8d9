"""The table a sweep prints: as CSV while parts come in, or as a page when it is small."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TypeAlias

from blinkfirst.errors import OptionError
from blinkfirst.report.output import page
from blinkfirst.report.tidy_table import print_tidy
from blinkfirst.study.store.csv_rows import csv_header, csv_rows, table_of_part
from blinkfirst.study.store.tables import (
    CASES,
    FIRST_BLINKERS,
    ArrowRows,
    Cell,
    PathColumn,
    TableSchema,
    TidyTable,
    arrow_table,
)
from blinkfirst.study.sweep import Sweep

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
    """Prints a small table for reading, of a large one the head.

    Parameters
    ----------
    more : where the rest is to be had.
    """

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

    Parameters
    ----------
    table : its name; ``None`` for the first outcome.
    more : where the rest of a large table is to be had.

    Raises
    ------
    OptionError
        When the sweep has no such table.
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
