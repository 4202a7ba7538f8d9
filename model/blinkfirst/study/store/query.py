"""SQL over the folder of a sweep: DuckDB reads the tables where they lie, and can write nowhere.

DuckDB gets each table as an Arrow data set and then loses its access to files, for good: no statement
can touch the folder, or anything else on the disk. The rows are had as CSV, as lines of JSON, or in a file.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from blinkfirst.errors import OptionError, check_installed, printable
from blinkfirst.files.writing import mark_of, output_file
from blinkfirst.study.store.answer_folder import answer_table
from blinkfirst.study.store.manifest import MANIFEST, AnswerManifest, SweepManifest, read_manifest
from blinkfirst.study.store.parts import part_file, parts_there
from blinkfirst.study.store.reading import read_all, rows_in
from blinkfirst.study.store.tables import CASES, ROWS_PER_BATCH, TableSchema, arrow_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SUFFIXES = (".csv", ".parquet")
_PARQUET = "parquet"
WITH_SETTINGS = "_by_settings"
# the same sums to the last digit every time: DuckDB adds up in another order on every number of threads
_THREADS = 1
_COLUMNS_LISTED = 20
_MIDNIGHT = 86_400_000_000  # microseconds: the end of a day as a time, 24:00
_CONTROL_8_BIT = re.compile(r"[\x7f-\x9f]")  # which JSON would leave as they are
# keys of a scenario that are words of SQL
_RESERVED = {"freeze", "window"}
# words with which DuckDB passes on that a file could not be read; whether one cannot is then looked at
_SIGNS_OF_DAMAGE = ("IOError", "OSError", "ArrowInvalid", "Parquet", "CRC")


def connect(folder: Path) -> DuckDBPyConnection:
    """Return a DuckDB connection with one view per table of a sweep's folder, by the table's name.

    For every table but ``cases`` there is a second view with the settings of each row's case in front of the
    table's own columns, called by the table's name and ``_by_settings``. The views show the parts that are
    there now. Names of columns with a dot, those of most paths, need double quotes: ``"actors.US.tempo"``.

    Raises `OptionError` when DuckDB is not installed, with the line that installs it; `StoreError` when the
    folder holds no sweep, or a part is damaged.
    """
    manifest = read_manifest(folder / MANIFEST)
    check_installed("duckdb", "query", "SQL")
    import duckdb

    connection: DuckDBPyConnection = duckdb.connect(":memory:", config={"threads": _THREADS})
    if isinstance(manifest, AnswerManifest):
        for name, form in manifest.schemas().items():
            connection.register(name, answer_table(folder, manifest, form))
    else:
        _register_parts(connection, folder, manifest)
    _lock(connection)
    return connection


def _lock(connection: DuckDBPyConnection) -> None:
    """Take access to files from a connection, for good.

    DuckDB goes on allowing its folder for temporary files, ``.tmp`` below the current one, and whatever else
    is allowed by name; so these are emptied first. That external access is off also keeps an unknown table
    from being looked up among the variables of this program.
    """
    settings = {row[0] for row in connection.execute("select name from duckdb_settings()").fetchall()}
    for name in ("allowed_directories", "allowed_paths"):
        if name in settings:  # of later versions
            connection.execute(f"set {name} = []")
    connection.execute("set temp_directory = ''; set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _register_parts(connection: DuckDBPyConnection, folder: Path, manifest: SweepManifest) -> None:
    numbers = parts_there(folder, manifest.parts)
    schemas = manifest.schemas()
    rows_in(folder, manifest, numbers)  # which refuses a file that is none of this table
    for name, schema in schemas.items():
        connection.register(name, _data_set(schema, [part_file(folder, number, name) for number in numbers]))
    for name, schema in schemas.items():
        if name != CASES:
            connection.execute(_joined(schema, [column.path for column in manifest.paths]))


@dataclass(frozen=True)
class SqlAnswer:
    """The answer to a statement: the Arrow schema of its rows, and their batches, to be read once."""

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


def answer_to(folder: Path, sql: str) -> SqlAnswer:
    """Answer SQL over the tables of a sweep's folder.

    Raises `OptionError` when the SQL is wrong, in DuckDB's words, with the tables and columns that there are;
    when DuckDB is not installed; `StoreError` when the folder holds no sweep, or a part is damaged.
    """
    connection = connect(folder)
    import duckdb

    try:
        _check_read(folder, sql)
        relation = connection.sql(sql)
        if relation is None:
            raise OptionError("SQL: expected a statement that gives rows, got nothing to do")
        # the second is the name before DuckDB 1.4
        reader = getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
        found = reader(ROWS_PER_BATCH)
    except (duckdb.Error, RuntimeError) as error:
        raise _sql_error(folder, error) from error
    return SqlAnswer(found.schema, _guarded(folder, found))


def _check_read(folder: Path, sql: str) -> None:
    """Read the tables that a statement names once: DuckDB passes over a page whose head is damaged.

    Raises `StoreError` naming the first part that cannot be read.
    """
    text = sql.casefold()
    named = [name for name in read_manifest(folder / MANIFEST).schemas() if name in text]
    read_all(folder, named)


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


def _data_set(schema: TableSchema, files: list[Path]) -> Any:
    from pyarrow import dataset

    if not files:
        return arrow_schema(schema).empty_table()
    form = dataset.ParquetFileFormat(
        default_fragment_scan_options=dataset.ParquetFragmentScanOptions(page_checksum_verification=True)
    )
    return dataset.dataset([str(file) for file in files], schema=arrow_schema(schema), format=form)


def _joined(schema: TableSchema, paths: list[str]) -> str:
    own = [column.name for column in schema.columns if column.name != "case_id"]
    settings = ", ".join(f"{CASES}.{quoted(path)}" for path in paths)
    columns = ", ".join(f"{schema.name}.{quoted(name)}" for name in own)
    return (
        f"create view {schema.name}{WITH_SETTINGS} as select case_id, {settings}, {columns} "
        f"from {schema.name} join {CASES} using (case_id)"
    )


def _guarded(folder: Path, reader: Any) -> Iterator[Any]:
    import duckdb
    import pyarrow as pa

    try:
        yield from reader
    except (duckdb.Error, pa.ArrowException, OSError, RuntimeError) as error:
        raise _sql_error(folder, error) from error


def _sql_error(folder: Path, error: Exception) -> OptionError:
    """Return what to say about an error of DuckDB; that a part is damaged is an error of its own."""
    import duckdb

    if "interrupted" in str(error).lower():  # Ctrl-C, of which DuckDB makes an error
        raise KeyboardInterrupt from error
    if any(sign in str(error) for sign in _SIGNS_OF_DAMAGE):
        read_all(folder)
    if isinstance(error, duckdb.PermissionException):
        return OptionError(
            f"SQL: {error}\na query reads the tables of {folder} and nothing else; `blinkfirst query --out` "
            "writes its rows to a file"
        )
    manifest = read_manifest(folder / MANIFEST)
    schemas, also = manifest.schemas(), ""
    if isinstance(manifest, SweepManifest):
        also = f", each table but {CASES} also as NAME{WITH_SETTINGS}"
    tables = "\n".join(f"    {name}: {_listed(schema)}" for name, schema in schemas.items())
    return OptionError(f"SQL: {error}\ntables and their columns{also}:\n{tables}")


def _listed(schema: TableSchema) -> str:
    names = [quoted(column.name) for column in schema.columns]
    if len(names) <= _COLUMNS_LISTED:
        return ", ".join(names)
    left_out = len(names) - _COLUMNS_LISTED
    return f"{', '.join(names[: _COLUMNS_LISTED - 1])}, ... ({left_out} more), {names[-1]}"


def json_lines(answer: SqlAnswer) -> Iterator[str]:
    """Yield an object per row. What JSON has no word for, it has as text: dates, intervals, infinity, nan.

    Raises `OptionError` when two columns have one name.
    """
    names = answer.columns
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise OptionError(f"--json: two columns are called {twice[0]!r}; give one another name with `as`")
    for row in answer.rows():
        line = json.dumps(dict(zip(names, map(_json_cell, row), strict=True)), ensure_ascii=False)
        yield _CONTROL_8_BIT.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def write_csv_rows(stream: TextIO, answer: SqlAnswer) -> int:
    """Write a header and all rows, numbers in full precision; return how many rows there were.

    A terminal gets control characters in texts as escapes, files and pipes as they are.
    """
    writer = csv.writer(stream, lineterminator="\n")
    cell = _shown_cell if stream.isatty() else _csv_cell
    writer.writerow(map(cell, answer.columns))
    count = 0
    for row in answer.rows():
        writer.writerow(map(cell, row))
        count += 1
    return count


def check_ending(path: Path) -> str:
    """Return the kind of file that rows are written to, for its mark; CSV has no room for one.

    Raises `OptionError` for any other.
    """
    if path.suffix not in SUFFIXES:
        raise OptionError(f"--out: expected a file name that ends in {' or '.join(SUFFIXES)}, got {path}")
    return _PARQUET if path.suffix == SUFFIXES[1] else ""


def write_answer(path: Path, answer: SqlAnswer) -> int:
    """Write all rows to a CSV or Parquet file, which appears whole or not at all; return how many there were.

    Raises `StoreError` when it cannot be written.
    """
    with output_file(path) as draft:
        if path.suffix != ".csv":
            return _write_parquet(draft, answer, path)
        with draft.open("w", newline="", encoding="utf-8") as file:
            return write_csv_rows(file, answer)


def _write_parquet(draft: Path, answer: SqlAnswer, path: Path) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    count = 0
    schema = answer.schema.with_metadata({**(answer.schema.metadata or {}), "origin": mark_of(_PARQUET)})
    try:
        writer = parquet.ParquetWriter(draft, schema, compression="zstd")
    except pa.ArrowNotImplementedError as error:
        raise OptionError(
            f"--out: {path}: {error}; ask for such a column as text, column::text, or write a .csv"
        ) from error
    with writer:
        for batch in answer.batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            count += batch.num_rows
    return count


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
