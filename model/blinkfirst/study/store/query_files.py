"""The rows that SQL gave, as CSV, as lines of JSON, or as a file."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from blinkfirst.errors import OptionError
from blinkfirst.files.writing import check_output, output_file
from blinkfirst.study.store.query import SqlAnswer

SUFFIXES = (".csv", ".parquet")


def json_lines(answer: SqlAnswer) -> Iterator[str]:
    """Yield an object per row. What JSON has no word for, it has as text: dates, intervals, infinity, nan.

    Raises
    ------
    OptionError
        When two columns have one name.
    """
    names = answer.columns
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise OptionError(f"--json: two columns are called {twice[0]!r}; give one another name with `as`")
    for row in answer.rows():
        yield json.dumps(dict(zip(names, map(_json_cell, row), strict=True)), ensure_ascii=False)


def write_csv_rows(stream: TextIO, answer: SqlAnswer) -> int:
    """Write a header and all rows, numbers in full precision; return how many rows there were."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(answer.columns)
    count = 0
    for row in answer.rows():
        writer.writerow(map(_csv_cell, row))
        count += 1
    return count


def check_answer_file(path: Path, folder: Path) -> None:
    """Refuse a file that no rows can be written to, before anything is asked.

    Parameters
    ----------
    folder : of the sweep, in which nothing is written.

    Raises
    ------
    OptionError
        With what to do next.
    """
    if path.suffix not in SUFFIXES:
        raise OptionError(f"--out: expected a file name that ends in {' or '.join(SUFFIXES)}, got {path}")
    check_output("--out", path)
    if path.resolve().is_relative_to(folder.resolve()):
        raise OptionError(f"--out: {path} lies in {folder}, in which only a sweep writes; name another place")


def write_answer(path: Path, answer: SqlAnswer) -> int:
    """Write all rows to a CSV or Parquet file, which appears whole or not at all; return how many there were.

    Raises
    ------
    StoreError
        When it cannot be written.
    """
    with output_file(path) as draft:
        return _write_csv(draft, answer) if path.suffix == ".csv" else _write_parquet(draft, answer)


def _write_csv(path: Path, answer: SqlAnswer) -> int:
    with path.open("w", newline="", encoding="utf-8") as file:
        return write_csv_rows(file, answer)


def _write_parquet(path: Path, answer: SqlAnswer) -> int:
    from pyarrow import parquet

    count = 0
    with parquet.ParquetWriter(path, answer.schema, compression="zstd") as writer:
        for batch in answer.batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


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
