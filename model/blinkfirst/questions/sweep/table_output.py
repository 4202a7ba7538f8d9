"""The table a sweep prints: as CSV while parts come in, or as a page when it is small."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from typing import Protocol

import click

from blinkfirst.report.output import page
from blinkfirst.study.store.csv_rows import csv_header, csv_rows
from blinkfirst.study.store.tables import (
    CASES,
    INT64,
    STRING,
    Cell,
    PathColumn,
    TableSchema,
    TidyTable,
)

PAGE_ROWS = 200  # more are not printed as a page
HEAD_ROWS = 20  # shown of those
PAGE_PATHS = 4  # columns of settings on a page


class TablePrinter(Protocol):
    """Prints a table from the parts of a sweep, which it is given in order.

    Attributes
    ----------
    table : its name.
    full : whether further parts would not be looked at.
    """

    table: str
    full: bool

    def add(self, tables: Mapping[str, bytes]) -> None:
        """Take the tables of the next part."""

    def close(self) -> None:
        """Take note that this was all there is."""


class NoPrinter:
    """Prints nothing."""

    table, full = CASES, True

    def add(self, tables: Mapping[str, bytes]) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class CsvPrinter:
    """Prints a table as CSV, part by part, numbers in full precision."""

    def __init__(self, paths: tuple[PathColumn, ...], schema: TableSchema) -> None:
        self._paths, self._schema = paths, schema
        self.table, self.full = schema.name, False
        self._write(csv_header(paths, schema))

    def add(self, tables: Mapping[str, bytes]) -> None:
        """Print the rows of a part."""
        self._write(csv_rows(self._paths, self._schema, tables))

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
        own = [column for column in schema.columns if column.name != "case_id"]
        self._settings = () if schema.name == CASES else tuple(path.path for path in paths)
        self._columns = ("case_id", *self._settings, *(column.name for column in own))
        self._units = ("", *("" for _ in self._settings), *(column.unit for column in own))
        kinds = {path.path: path.kind for path in paths} | {c.name: c.kind for c in schema.columns}
        self._kinds = [kinds[name] for name in self._columns]
        self._rows: list[tuple[Cell, ...]] = []
        self.table, self.full = schema.name, False

    def add(self, tables: Mapping[str, bytes]) -> None:
        """Keep the rows of a part, until there are too many for a page."""
        lines = csv_rows(self._paths, self._schema, tables).decode()
        for row in csv.reader(io.StringIO(lines, newline="")):
            if len(self._rows) > PAGE_ROWS:
                self.full = True
                return
            self._rows.append(tuple(map(_cell, self._kinds, row)))

    def close(self) -> None:
        """Print the page."""
        from blinkfirst.report.tidy_table import print_tidy

        large, wide = len(self._rows) > PAGE_ROWS, len(self._settings) > PAGE_PATHS
        left_out = range(1, 1 + len(self._settings)) if wide else range(0)
        kept = [k for k in range(len(self._columns)) if k not in left_out]
        rows = [tuple(row[k] for k in kept) for row in self._rows[: HEAD_ROWS if large else None]]
        columns, units = (tuple(texts[k] for k in kept) for texts in (self._columns, self._units))
        print_tidy(page(), TidyTable(self._schema.name, columns, units, rows))
        if wide:
            click.echo(f"without the settings of {len(self._settings)} paths; {self._more}")
        if large:
            click.echo(f"the first {HEAD_ROWS} rows only; {self._more}")


def _cell(kind: str, text: str) -> Cell:
    """Read a cell of our own CSV back."""
    if kind == STRING:
        return text
    if not text:
        return None
    return int(text) if kind == INT64 else float(text)
