"""Reading the tables of a sweep back, part by part in the order of the cases, so that memory stays flat."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from blinkfirst.errors import OptionError, StoreError, hinted, nearest
from blinkfirst.study.store.answer_folder import answer_table
from blinkfirst.study.store.manifest import MANIFEST, SCENARIO, AnswerManifest, SweepManifest, read_manifest
from blinkfirst.study.store.parts import damaged_parts, part_file, part_folder, parts_there
from blinkfirst.study.store.sweep_folder import how_to_go_on
from blinkfirst.study.store.table_bytes import (
    csv_header,
    csv_rows,
    parquet_file,
    parquet_table,
    table_of_part,
)
from blinkfirst.study.store.tables import (
    CASES,
    ROWS_PER_BATCH,
    TableSchema,
    TidyTable,
    arrow_schema,
    arrow_table,
)

_BLOCK = 1 << 20


@dataclass(frozen=True)
class TableSize:
    """A table of a folder, and how many rows its parts hold so far."""

    schema: TableSchema
    rows: int


def read_table(folder: Path, name: str, parts: Sequence[int] | None = None) -> Any:
    """Return a table as a stream of Arrow record batches (a ``pyarrow.RecordBatchReader``).

    Raises `OptionError` when there is no such table. Raises `StoreError` when the folder holds no sweep;
    while reading, when a part is damaged, with its number.

    Parameters
    ----------
    parts : the parts to read; all that are there by default. Name them to read several tables of a folder
        that is being written to.
    """
    import pyarrow as pa

    manifest = read_manifest(folder / MANIFEST)
    schema = table_schema(manifest, name)
    if isinstance(manifest, AnswerManifest):
        return answer_table(folder, schema).to_reader()
    numbers = parts_there(folder, manifest.parts) if parts is None else parts
    batches = _batches(folder, manifest, numbers, schema)
    return pa.RecordBatchReader.from_batches(arrow_schema(schema), batches)


def write_csv(folder: Path, name: str, stream: BinaryIO) -> None:
    """Write a table as CSV, every row with the settings of its case, numbers in full precision.

    Raises `OptionError` when there is no such table; `StoreError` when a part is damaged, with its number;
    the rows before it have been written.
    """
    manifest = read_manifest(folder / MANIFEST)
    schema = table_schema(manifest, name)
    if isinstance(manifest, AnswerManifest):
        stream.write((folder / f"{name}.csv").read_bytes())
        return
    stream.write(csv_header(manifest.paths, schema))
    for table in _tables_with_settings(folder, manifest, schema):
        stream.write(csv_rows(table))


def tidy_table(folder: Path, name: str) -> TidyTable:
    """Return a table of a folder, of all parts that are there, every row with the settings of its case.

    Raises `OptionError` when there is no such table; `StoreError` when a part is damaged, with its number.
    """
    import pyarrow as pa

    manifest = read_manifest(folder / MANIFEST)
    schema = table_schema(manifest, name)
    if isinstance(manifest, AnswerManifest):
        return arrow_table(answer_table(folder, schema))
    found = [_plain_texts(table) for table in _tables_with_settings(folder, manifest, schema)]
    return arrow_table(pa.concat_tables(found or [_plain_texts(arrow_schema(schema).empty_table())]))


def _tables_with_settings(folder: Path, manifest: SweepManifest, schema: TableSchema) -> Iterator[Any]:
    for number in parts_there(folder, manifest.parts):
        files = {table: part_file(folder, number, table) for table in (CASES, schema.name)}
        with _part_named(folder, number):
            table = table_of_part(manifest.paths, schema, files)
        yield table


def _plain_texts(table: Any) -> Any:
    """Return a table whose texts are texts: each part has a dictionary of its own."""
    import pyarrow as pa

    fields = [f.with_type(pa.string()) if pa.types.is_dictionary(f.type) else f for f in table.schema]
    return table.cast(pa.schema(fields, table.schema.metadata))


def table_schema(manifest: SweepManifest | AnswerManifest, name: str) -> TableSchema:
    """Return the schema of a table of a folder.

    Raises `OptionError` when there is no such table.
    """
    schemas = manifest.schemas()
    if name not in schemas:
        problem = f"{name}: no table of this folder; it has: {', '.join(schemas)}"
        raise OptionError(hinted(problem, nearest(name, schemas)))
    return schemas[name]


def table_sizes(folder: Path) -> tuple[TableSize, ...]:
    """Return the tables of a folder with the number of their rows so far.

    Raises `StoreError` when the folder holds no sweep, or a part is damaged.
    """
    manifest = read_manifest(folder / MANIFEST)
    if isinstance(manifest, AnswerManifest):
        return tuple(TableSize(form, answer_table(folder, form).num_rows) for form in manifest.tables)
    numbers = parts_there(folder, manifest.parts)
    rows = Counter[str]()
    for number in numbers:
        with _part_named(folder, number):
            for name in manifest.schemas():
                rows[name] += parquet_file(name, part_file(folder, number, name)).metadata.num_rows
    return tuple(TableSize(schema, rows[name]) for name, schema in manifest.schemas().items())


def check_parts(folder: Path, manifest: SweepManifest, numbers: list[int]) -> None:
    """Check that the files of parts are there and not cut off.

    Raises `StoreError` naming the first that is damaged.
    """
    for damaged in damaged_parts(folder, numbers, manifest.schemas()):
        raise _damaged(folder, damaged.number, damaged.problem)


def read_all(folder: Path) -> None:
    """Read every page of every table once and keep nothing.

    Raises `StoreError` naming the first part that cannot be read.
    """
    for name in read_manifest(folder / MANIFEST).schemas():
        for _ in read_table(folder, name):
            pass


def _batches(
    folder: Path, manifest: SweepManifest, numbers: Sequence[int], schema: TableSchema
) -> Iterator[Any]:
    for number in numbers:
        yield from _checked_table(folder, manifest, number, schema).to_batches(ROWS_PER_BATCH)


def _checked_table(folder: Path, manifest: SweepManifest, number: int, schema: TableSchema) -> Any:
    with _part_named(folder, number):
        table = parquet_table(schema, part_file(folder, number, schema.name))
        cases = len(manifest.cases_of(number))
        if schema.name == CASES and table.num_rows != cases:
            raise StoreError(f"{CASES}.parquet has {table.num_rows:,} rows for {cases:,} cases")
    return table


@contextmanager
def _part_named(folder: Path, number: int) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise _damaged(folder, number, str(error)) from error


def _damaged(folder: Path, number: int, problem: str) -> StoreError:
    return StoreError(
        f"{folder}: part {number} is damaged: {problem}; remove {part_folder(folder, number)}, then "
        f"`{how_to_go_on(folder)}` computes it again"
    )


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over names and bytes of manifest, scenario and all tables that are there.

    Two sweeps of the same cases have the same one, however often one of them was stopped, and on however many
    machines it ran. Files that are no part of the results (a note laid beside them, a lock) do not count.

    Raises `StoreError` when the folder holds no results, or a file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for path in _files(folder):
            digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
    except OSError as error:
        raise StoreError(f"{error.filename or folder}: cannot be read: {error.strerror or error}") from error
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    yield folder / MANIFEST
    yield folder / SCENARIO
    manifest = read_manifest(folder / MANIFEST)
    if isinstance(manifest, AnswerManifest):
        yield from (folder / f"{name}.csv" for name in sorted(manifest.schemas()))
        return
    for number in parts_there(folder, manifest.parts):
        yield from sorted(part_folder(folder, number).iterdir())
