"""The folder of one answer: composed scenario, manifest, and every table as CSV, for people to read.

Written beside its place, then moved into it.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from blinkfirst.errors import StoreError, check_installed
from blinkfirst.files.reading import own_bytes
from blinkfirst.files.writing import check_free, new_folder, write_file
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.yaml_trees import yaml_text
from blinkfirst.study.store.manifest import (
    MADE,
    MANIFEST,
    SCENARIO,
    AnswerManifest,
    facts_of,
    made_json,
)
from blinkfirst.study.store.tables import BOOL, DOUBLE, INT64, STRING, TableSchema, TidyTable, arrow_schema


def write_answer_folder(
    folder: Path,
    command: str,
    scenario: Scenario,
    tables: Sequence[TidyTable],
    facts: Mapping[str, Any],
    texts: Mapping[str, str] | None = None,
) -> None:
    """Write the folder of an answer; it appears whole or not at all.

    Raises `OptionError` when something is there already. Raises `StoreError` when it cannot be written.

    Parameters
    ----------
    folder : must not exist yet, or be empty.
    command : the verb that found the answer.
    facts : what the manifest says besides, such as the method and the seed.
    texts : further files by name, such as the log of a sample run.
    """
    check_free(folder)
    written = {table.name: table_csv(table) for table in tables}
    manifest = AnswerManifest(
        command=command,
        **facts_of(scenario),
        ticks=scenario.ticks,
        tick_months=scenario.tick_months,
        tables=tuple(table.schema for table in tables),
        table_sha256={name: hashlib.sha256(raw).hexdigest() for name, raw in written.items()},
        **{"seed": 0, "runs": 0, **facts},
    )
    own = {SCENARIO: yaml_text(scenario.composed), MADE: made_json(), MANIFEST: manifest.as_json()}
    texts = {**own, **(texts or {})}
    try:
        with new_folder(folder) as draft:
            for name, text in texts.items():
                write_file(draft / name, text.encode())
            for name, raw in written.items():
                write_file(draft / f"{name}.csv", raw)
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"{folder}: cannot be written: {reason}; nothing was kept") from error


def table_csv(table: TidyTable) -> bytes:
    """Return a tidy table as CSV; numbers in full precision."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([["" if cell is None else cell for cell in row] for row in table.rows])
    return written.getvalue().encode()


def answer_bytes(folder: Path, manifest: AnswerManifest, name: str) -> bytes:
    """Return the CSV of a table of an answer's folder, as it was written.

    Raises `StoreError` when it is missing, or was changed since.
    """
    path = folder / f"{name}.csv"
    try:
        raw = own_bytes(path)
    except OSError as error:
        raise _unreadable(path, error.strerror or error) from error
    if hashlib.sha256(raw).hexdigest() != manifest.table_sha256.get(name, hashlib.sha256(raw).hexdigest()):
        raise _unreadable(path, "it was changed after it was written")
    return raw


def _unreadable(path: Path, reason: object) -> StoreError:
    return StoreError(f"{path}: cannot be read as the table that {MANIFEST} describes: {reason}")


def answer_table(folder: Path, manifest: AnswerManifest, form: TableSchema) -> Any:
    """Return a table of an answer's folder as a ``pyarrow.Table``.

    Raises `StoreError` when its file is missing, was changed since it was written, or does not have the
    columns that the manifest says.
    """
    check_installed("pyarrow", "sweep", "reading a folder of results")
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    raw = answer_bytes(folder, manifest, form.name)
    kinds = {INT64: pa.int64(), DOUBLE: pa.float64(), STRING: pa.string(), BOOL: pa.bool_()}
    options = arrow_csv.ConvertOptions(
        column_types={column.name: kinds[column.kind] for column in form.columns}, null_values=[""]
    )
    quoting = arrow_csv.ParseOptions(newlines_in_values=True)
    try:
        found = arrow_csv.read_csv(pa.BufferReader(raw), parse_options=quoting, convert_options=options)
        return found.cast(arrow_schema(form, plain=True))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _unreadable(folder / f"{form.name}.csv", error) from error
