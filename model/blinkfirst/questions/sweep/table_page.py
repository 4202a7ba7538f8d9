"""Tables of a sweep: one printed as CSV or as a page, the list of a folder's, and rows that SQL gave."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from blinkfirst.errors import OptionError, printable
from blinkfirst.questions.sweep.facts import sentences_of_chances
from blinkfirst.questions.sweep.wide_tables import WideTable, wide_table
from blinkfirst.report.document import IN_SHORT, Block, Grid, GridColumn, grid, prose
from blinkfirst.report.layout import tidy_grid
from blinkfirst.report.provenance import provenance_of
from blinkfirst.report.text import print_blocks
from blinkfirst.report.words import counted
from blinkfirst.study.store.query import WITH_SETTINGS
from blinkfirst.study.store.reading import TableSize
from blinkfirst.study.store.row_files import quoted
from blinkfirst.study.store.table_bytes import csv_header, csv_rows, table_of_part
from blinkfirst.study.store.tables import (
    BOOL,
    CASES,
    DOUBLE,
    FIRST_BLINKERS,
    INT64,
    STRING,
    ArrowRows,
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
    """Prints a small table for reading, cases down and actors across; of a large one the head.

    Parameters
    ----------
    more : where to find the rest.
    foot : what the sweep was made from.
    """

    def __init__(self, paths: tuple[PathColumn, ...], schema: TableSchema, more: str, foot: str) -> None:
        self._paths, self._schema, self._more, self._foot = paths, schema, more, foot
        self._found: list[TidyTable] = []
        self.table, self.full = schema.name, False

    def add(self, tables: Mapping[str, bytes]) -> None:
        """Keep the rows of a part, until there are too many for a page."""
        tidy = arrow_table(table_of_part(self._paths, self._schema, tables))
        self._found.append(replace(tidy, rows=list(ArrowRows(tidy.to_arrow()))))
        self.full = len(self._wide().table.rows) > PAGE_ROWS

    def _wide(self) -> WideTable:
        """Return the table as it is printed, without settings where there are too many of them."""
        paths = [] if self._schema.name == CASES else [path.path for path in self._paths]
        first, rows = self._found[0], [row for table in self._found for row in table.rows]
        if len(paths) > PAGE_PATHS:
            kept = [k for k, name in enumerate(first.columns) if name not in paths]
            columns, units = (tuple(texts[k] for k in kept) for texts in (first.columns, first.units))
            tidy = TidyTable(first.name, columns, units, [tuple(row[k] for k in kept) for row in rows])
            return wide_table(tidy, [])
        return wide_table(replace(first, rows=rows), paths)

    def close(self) -> None:
        """Print the page."""
        if not self._found:
            return
        table, notes = self._wide()
        rows = table.rows[: HEAD_ROWS if self.full else None]
        said = [*notes]
        if self._schema.name != CASES and len(self._paths) > PAGE_PATHS:
            said.append(f"without the settings of {len(self._paths)} paths; {self._more}")
        said += [f"the first {HEAD_ROWS} rows only; {self._more}"] if self.full else []
        below = [prose("", *said)] if said else []
        foot = prose("", self._foot, style="quiet")
        print_blocks([tidy_grid(replace(table, rows=rows)), *below, *self._short(), foot])

    def _short(self) -> list[Block]:
        """Sum up who blinks first, where all cases are at hand."""
        if self.table != FIRST_BLINKERS or self.full:
            return []
        actor, chance = (self._found[0].columns.index(name) for name in ("actor", "first_blink"))
        chances: dict[str, list[float]] = {}
        for row in (row for table in self._found for row in table.rows):
            if isinstance(row[chance], float):
                chances.setdefault(str(row[actor]), []).append(float(row[chance] or 0.0))
        if len({len(found) for found in chances.values()}) != 1:
            return []
        return [prose("", IN_SHORT, style="strong"), prose(*sentences_of_chances(chances))]


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
    made_from = replace(
        provenance_of(sweep.scenario),
        settings=sweep.manifest.settings,
        lens={} if sweep.manifest.varies_lens else sweep.manifest.lens,
    )
    return PagePrinter(sweep.manifest.paths, schemas[table], more, str(made_from))


def rows_grid(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> Grid:
    """Return rows that SQL gave, numbers with six digits and flush right."""
    right = [any(_is_number(row[k]) for row in rows) for k in range(len(columns))]
    heads = tuple(GridColumn(printable(n), right=flush) for n, flush in zip(columns, right, strict=True))
    return Grid(heads, tuple(tuple(printable(_cell(value)) for value in row) for row in rows))


def table_blocks(sizes: Sequence[TableSize]) -> Iterator[Block]:
    """Yield the tables of a folder with their columns, types, units and rows."""
    for size in sizes:
        yield from _columns(size)
    if any(size.schema.name == CASES for size in sizes):
        yield prose(f"Each but {CASES} also as NAME{WITH_SETTINGS}, with the columns of the paths in front.")


def _columns(size: TableSize) -> Iterator[Block]:
    schema = size.schema
    each = f", each {schema.row}" if schema.row else ""
    rows = [
        (quoted(c.name), _TYPES[c.kind], f"{c.meaning} ({c.unit})" if c.unit else c.meaning)
        for c in schema.columns
    ]
    yield prose(f"{schema.name}: {counted(size.rows, 'row')}{each}", style="strong")
    yield replace(grid(("", "", ""), rows, left=3, prose=[2]), indent=2)
    yield prose("")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
