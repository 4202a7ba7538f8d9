"""Reading the tables of a sweep back, part by part in the order of the cases, so that memory stays flat."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from blinkfirst.errors import OptionError, StoreError, check_installed, hinted, nearest
from blinkfirst.files.reading import own_file
from blinkfirst.study.store.answer_folder import answer_bytes, answer_table
from blinkfirst.study.store.manifest import MANIFEST, SCENARIO, AnswerManifest, SweepManifest, read_manifest
from blinkfirst.study.store.parts import part_folder, part_rows, part_table, parts_there
from blinkfirst.study.store.table_bytes import csv_header, csv_rows, with_settings
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
    check_installed("pyarrow", "sweep", "reading a folder of results")
    import pyarrow as pa

    manifest = read_manifest(folder / MANIFEST)
    schema = table_schema(manifest, name)
    if isinstance(manifest, AnswerManifest):
        return answer_table(folder, manifest, schema).to_reader()
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
        stream.write(answer_bytes(folder, manifest, name))
        return
    stream.write(csv_header(manifest.paths, schema))
    for table in _tables_with_settings(folder, manifest, schema):
        stream.write(csv_rows(table))


def tidy_table(folder: Path, name: str) -> TidyTable:
    """Return a table of a folder, of all parts that are there, every row with the settings of its case.

    Raises `OptionError` when there is no such table; `StoreError` when a part is damaged, with its number.
    """
    check_installed("pyarrow", "sweep", "reading a folder of results")
    import pyarrow as pa

    manifest = read_manifest(folder / MANIFEST)
    schema = table_schema(manifest, name)
    if isinstance(manifest, AnswerManifest):
        return arrow_table(answer_table(folder, manifest, schema))
    found = [_plain_texts(table) for table in _tables_with_settings(folder, manifest, schema)]
    return arrow_table(pa.concat_tables(found or [_plain_texts(arrow_schema(schema).empty_table())]))


def _tables_with_settings(folder: Path, manifest: SweepManifest, schema: TableSchema) -> Iterator[Any]:
    paths = [column.path for column in manifest.paths]
    for number in parts_there(folder, manifest.parts):
        table = part_table(folder, manifest, number, schema.name)
        if schema.name != CASES:
            table = with_settings(table, part_table(folder, manifest, number, CASES), paths)
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
    check_installed("pyarrow", "sweep", "reading a folder of results")
    manifest = read_manifest(folder / MANIFEST)
    if isinstance(manifest, AnswerManifest):
        found = ((form, answer_table(folder, manifest, form)) for form in manifest.tables)
        return tuple(TableSize(form, table.num_rows) for form, table in found)
    rows = rows_in(folder, manifest, parts_there(folder, manifest.parts))
    return tuple(TableSize(schema, rows[name]) for name, schema in manifest.schemas().items())


def rows_in(folder: Path, manifest: SweepManifest, numbers: Sequence[int]) -> Counter[str]:
    """Return how many rows each table has in some parts, and read no more than which cases they belong to.

    Raises `StoreError` naming the first part that is damaged, as far as that shows it.
    """
    rows = Counter[str]()
    for number in numbers:
        for name in manifest.schemas():
            rows[name] += part_rows(folder, manifest, number, name)
    return rows


def read_all(folder: Path, names: Iterable[str] | None = None) -> None:
    """Read every page of some tables, by default of all, once and keep nothing.

    Raises `StoreError` naming the first part that cannot be read.
    """
    for name in read_manifest(folder / MANIFEST).schemas() if names is None else names:
        for _ in read_table(folder, name):
            pass


def _batches(
    folder: Path, manifest: SweepManifest, numbers: Sequence[int], schema: TableSchema
) -> Iterator[Any]:
    for number in numbers:
        yield from part_table(folder, manifest, number, schema.name).to_batches(ROWS_PER_BATCH)


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over names and bytes of manifest, scenario and all tables that are there.

    Two sweeps of the same cases have the same one, however often one of them was stopped, and on however many
    machines it ran. Files that are no part of the results (a note laid beside them, a lock) do not count.

    Raises `StoreError` when the folder holds no results, or a file cannot be read.
    """
    digest, path = hashlib.sha256(), folder
    try:
        for path in _files(folder):
            with own_file(path) as file:
                size = os.fstat(file.fileno()).st_size
                digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
                while block := file.read(_BLOCK):
                    digest.update(block)
    except OSError as error:
        raise StoreError(f"{error.filename or path}: cannot be read: {error.strerror or error}") from error
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
