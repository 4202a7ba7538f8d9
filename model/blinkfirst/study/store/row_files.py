"""Rows as CSV, as lines of JSON, and in a file of the kind that its ending names: CSV, Parquet, Excel, Stata.

Rows come in batches and go on in batches, so that there may be more of them than memory holds; but Stata's
file, which is made of a data frame.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from blinkfirst.errors import OptionError, check_installed, printable
from blinkfirst.files.writing import mark_of, output_file
from blinkfirst.study.store.manifest import today

ENDINGS = (".csv", ".parquet", ".xlsx", ".dta")
_PARQUET, _STATA = "parquet", "dta"
_MARKS = {".parquet": _PARQUET, ".dta": _STATA}  # CSV and Excel's files have no room for one
_MIDNIGHT = 86_400_000_000  # microseconds: the end of a day as a time, 24:00
_CONTROL_8_BIT = re.compile(r"[\x7f-\x9f]")  # which JSON would leave as they are
# keys of a scenario that are words of SQL
_RESERVED = {"freeze", "references", "window"}
_LIBRARIES = {".xlsx": "xlsxwriter", ".dta": "pandas"}
# limits of the two programs
EXCEL_ROWS, EXCEL_COLUMNS, EXCEL_TEXT = 1_048_576, 16_384, 32_767
_EXACT = 2**53  # beyond it whole numbers are no doubles, which is all that a spreadsheet has
STATA_NAME, STATA_LABEL = 32, 80


@dataclass(frozen=True)
class RowStream:
    """Rows to be read once: their Arrow schema, and their batches."""

    schema: Any
    batches: Iterator[Any]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns; two may have the same."""
        return tuple(self.schema.names)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows as Python values."""
        for batch in self.batches:
            columns = [
                _python_values(name, column)
                for name, column in zip(self.columns, batch.columns, strict=True)
            ]
            yield from zip(*columns, strict=True)


def _python_values(name: str, column: Any) -> list[Any]:
    """Return a column's values; `OptionError` when Python has no such dates or times."""
    import pyarrow as pa

    try:
        counted = column.cast(pa.int64()).to_pylist() if pa.types.is_time64(column.type) else ()
        if _MIDNIGHT not in counted:  # which would turn into that before the day
            values: list[Any] = column.to_pylist()
            return values
    except (OverflowError, ValueError):
        pass
    raise OptionError(
        f"SQL: the column {name} has a value of type {column.type} beyond what Python has; "
        f"ask for it as text, {quoted(name)}::text"
    )


def quoted(name: str) -> str:
    """Return a name as SQL has it: in double quotes if it must be."""
    plain = name.isidentifier() and name.islower() and name not in _RESERVED
    return name if plain else '"' + name.replace('"', '""') + '"'


def json_lines(found: RowStream) -> Iterator[str]:
    """Yield an object per row. What JSON has no word for, it has as text: dates, intervals, infinity, nan.

    Raises `OptionError` when two columns have one name.
    """
    names = found.columns
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise OptionError(f"--json: two columns are called {twice[0]!r}; give one another name with `as`")
    for row in found.rows():
        line = json.dumps(dict(zip(names, map(_json_cell, row), strict=True)), ensure_ascii=False)
        yield _CONTROL_8_BIT.sub(lambda sign: f"\\u{ord(sign[0]):04x}", line)


def write_csv_rows(stream: TextIO, found: RowStream) -> int:
    """Write a header and all rows, numbers in full precision; return how many rows there were.

    A terminal gets control characters in texts as escapes, files and pipes as they are.
    """
    writer = csv.writer(stream, lineterminator="\n")
    cell = _shown_cell if stream.isatty() else _csv_cell
    writer.writerow(map(cell, found.columns))
    count = 0
    for row in found.rows():
        writer.writerow(map(cell, row))
        count += 1
    return count


def check_ending(option: str, path: Path) -> str:
    """Return the kind of file that rows are written to, for its mark; empty where there is no room for one.

    Raises `OptionError` for an ending that is none of `ENDINGS`, and when the library that writes it is not
    installed, with the line that installs it.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        expected = f"{', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
        raise OptionError(f"{option}: expected a file name that ends in {expected}, got {path}")
    if ending in _LIBRARIES:
        check_installed(_LIBRARIES[ending], "tables", f"{option}: a file that ends in {ending}")
    return _MARKS.get(ending, "")


def write_rows(path: Path, found: RowStream) -> int:
    """Write all rows to a file, which appears whole or not at all; return how many there were.

    Raises `OptionError` when the kind of file has no room for them. Raises `StoreError` when it cannot be
    written.

    Parameters
    ----------
    path : its ending, as `check_ending` has it, says which kind of file.
    """
    write = {".parquet": _write_parquet, ".xlsx": _write_excel, ".dta": _write_stata}
    with output_file(path) as draft:
        if path.suffix.lower() in write:
            return write[path.suffix.lower()](draft, found, path)
        with draft.open("w", newline="", encoding="utf-8") as file:
            return write_csv_rows(file, found)


def _write_parquet(draft: Path, found: RowStream, path: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    count = 0
    schema = found.schema.with_metadata({**(found.schema.metadata or {}), "origin": mark_of(_PARQUET)})
    try:
        writer = parquet.ParquetWriter(draft, schema, compression="zstd")
    except pa.ArrowNotImplementedError as error:
        raise OptionError(
            f"--out: {path}: {error}; ask for such a column as text, column::text, or write a .csv"
        ) from error
    with writer:
        for batch in found.batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            count += batch.num_rows
    return count


def _write_excel(draft: Path, found: RowStream, path: Path) -> int:
    """Write a sheet row by row; texts stay texts, whatever they look like."""
    import xlsxwriter

    if len(found.columns) > EXCEL_COLUMNS:
        raise OptionError(f"{path}: a sheet has {EXCEL_COLUMNS:,} columns at most; ask for fewer")
    asis = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    with xlsxwriter.Workbook(str(draft), {"constant_memory": True, **asis}) as book:
        book.set_properties({"created": datetime.fromisoformat(today()), "comments": mark_of("xlsx")})
        sheet = book.add_worksheet("rows")
        sheet.freeze_panes(1, 0)
        _write_sheet_row(sheet, 0, found.columns, path)
        count = 0
        for count, row in enumerate(found.rows(), start=1):
            if count >= EXCEL_ROWS:
                more = f"a sheet has room for {EXCEL_ROWS - 1:,} rows below its header"
                raise OptionError(f"{path}: {more}, and there are more; write a .csv or .parquet")
            _write_sheet_row(sheet, count, row, path)
    return count


def _write_sheet_row(sheet: Any, number: int, row: Sequence[Any], path: Path) -> None:
    for column, value in enumerate(row):
        cell = _json_cell(value)
        if isinstance(cell, list | dict) or (isinstance(cell, int) and abs(cell) > _EXACT):
            cell = json.dumps(cell, ensure_ascii=False)
        if isinstance(cell, str) and len(cell) > EXCEL_TEXT:
            long = f"row {number:,} has a text of {len(cell):,} characters"
            raise OptionError(f"{path}: {long}, a cell has room for {EXCEL_TEXT:,}; write a .csv or .parquet")
        if cell is not None:
            sheet.write(number, column, cell)


def _write_stata(draft: Path, found: RowStream, path: Path) -> int:
    """Write Stata's format 118, which Stata 14 and later read; the names of columns are in their labels."""
    import pandas
    import pyarrow as pa

    table = pa.Table.from_batches(list(found.batches), schema=found.schema)
    names = _stata_names(found.columns)
    frame = pandas.DataFrame(
        {name: _stata_column(column, path) for name, column in zip(names, table.columns, strict=True)}
    )
    frame.to_stata(
        draft,
        write_index=False,
        version=118,
        data_label=mark_of(_STATA),
        time_stamp=datetime.fromisoformat(today()),
        variable_labels={n: label[:STATA_LABEL] for n, label in zip(names, found.columns, strict=True)},
    )
    return int(table.num_rows)


def _stata_names(columns: Sequence[str]) -> list[str]:
    """Return a name that Stata can have for every column, each another."""
    names: list[str] = []
    for column in columns:
        plain = re.sub(r"\W", "_", column, flags=re.ASCII)
        plain = (plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}")[:STATA_NAME]
        number, name = 1, plain
        while name in names:
            number += 1
            name = f"{plain[: STATA_NAME - len(str(number)) - 1]}_{number}"
        names.append(name)
    return names


def _stata_column(column: Any, path: Path) -> Any:
    """Return a column as Stata has it: numbers with gaps, or texts, of which an empty one is missing."""
    import numpy as np
    import pyarrow as pa

    types = pa.types
    numeric = (types.is_boolean, types.is_integer, types.is_floating, types.is_decimal)
    if any(is_one(column.type) for is_one in numeric):
        values = [math.nan if value is None else float(value) for value in column.to_pylist()]
        if any(map(math.isinf, values)):
            raise OptionError(f"{path}: Stata has no infinite numbers; ask for them as text, column::text")
        return np.array(values, dtype=np.float64)
    cells = (_csv_cell(value) for value in column.to_pylist())
    return np.array([str(cell) for cell in cells], dtype=object)


def _shown_cell(value: Any) -> Any:
    cell = _csv_cell(value)
    return printable(cell) if isinstance(cell, str) else cell


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool | list | dict):
        return json.dumps(_json_cell(value), ensure_ascii=False)
    return "" if value is None else value


def _json_cell(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Decimal):
        # sums of whole numbers come as decimals without a fraction
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_json_cell(cell) for cell in value]
    if isinstance(value, dict):
        return {str(name): _json_cell(cell) for name, cell in value.items()}
    return str(value)
