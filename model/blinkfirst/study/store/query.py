"""SQL over the folder of a sweep: DuckDB reads the tables where they lie, and can write nowhere.

DuckDB gets each table as an Arrow data set and then loses its access to files, for good: no statement
can touch the folder, or anything else on the disk. `blinkfirst.study.store.row_files` writes the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blinkfirst.errors import OptionError, check_installed
from blinkfirst.study.store.answer_folder import answer_table
from blinkfirst.study.store.manifest import MANIFEST, AnswerManifest, SweepManifest, read_manifest
from blinkfirst.study.store.parts import part_file, parts_there
from blinkfirst.study.store.reading import read_all, rows_in
from blinkfirst.study.store.row_files import RowStream, quoted
from blinkfirst.study.store.tables import CASES, ROWS_PER_BATCH, TableSchema, arrow_schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WITH_SETTINGS = "_by_settings"
# the same sums to the last digit every time: DuckDB adds up in another order on every number of threads
_THREADS = 1
_COLUMNS_LISTED = 20
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


def answer_to(folder: Path, sql: str) -> RowStream:
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
    return RowStream(found.schema, _guarded(folder, found))


def _check_read(folder: Path, sql: str) -> None:
    """Read the tables that a statement names once: DuckDB passes over a page whose head is damaged.

    Raises `StoreError` naming the first part that cannot be read.
    """
    text = sql.casefold()
    named = [name for name in read_manifest(folder / MANIFEST).schemas() if name in text]
    read_all(folder, named)


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
