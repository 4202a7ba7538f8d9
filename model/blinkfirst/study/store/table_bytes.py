"""The bytes of tables: as Parquet, and as CSV lines that can be read alone.

Parquet depends on the columns alone: the same cells give the same files wherever they were computed. In CSV
each row bears the settings of its case; reading a number gives the same number back; texts are quoted where
they have to be.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from blinkfirst.errors import StoreError
from blinkfirst.study.store.tables import (
    BOOL,
    CASES,
    DOUBLE,
    INT64,
    ROWS_PER_BATCH,
    STRING,
    PathColumn,
    TableColumn,
    TableSchema,
    arrow_schema,
    case_table_schemas,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# small enough to be read in one go, large enough that a group's own cost does not count
ROWS_PER_GROUP = 131_072
# a part is at most 2,000 cases or about a second of work; more rows are no part
MOST_ROWS = 50_000_000
_REASON = 200  # characters of what Arrow says
_ENCODINGS = {INT64: "DELTA_BINARY_PACKED", DOUBLE: "BYTE_STREAM_SPLIT"}


class Coded(NamedTuple):
    """A text column as numbers: row k says ``labels[indices[k]]``; an index of -1 says nothing (null)."""

    indices: NDArray[np.integer[Any]]
    labels: Sequence[str]


ColumnCells: TypeAlias = "Coded | Sequence[Any] | NDArray[Any]"


def parquet_bytes(schema: TableSchema, columns: Mapping[str, ColumnCells]) -> bytes:
    """Return a table as the bytes of a Parquet file; the same columns give the same bytes.

    Raises `StoreError` when columns are missing, unknown or of different lengths, or a cell is empty that
    must not be.

    Parameters
    ----------
    columns : by name, all of one length: a NumPy array, a sequence, or for texts `Coded` indices and labels.
    """
    import pyarrow as pa
    from pyarrow import parquet

    expected = [column.name for column in schema.columns]
    if set(columns) != set(expected):
        listed = f"{', '.join(expected)}, got {', '.join(columns)}"
        raise StoreError(f"{schema.name}: expected the columns {listed}")
    arrays = [_arrow_array(schema.name, column, columns[column.name]) for column in schema.columns]
    if len({len(array) for array in arrays}) > 1:
        lengths = ", ".join(f"{name} {len(array)}" for name, array in zip(expected, arrays, strict=True))
        raise StoreError(f"{schema.name}: expected columns of one length, got {lengths}")
    sink = pa.BufferOutputStream()
    parquet.write_table(
        pa.Table.from_arrays(arrays, schema=arrow_schema(schema)),
        sink,
        row_group_size=ROWS_PER_GROUP,
        compression="zstd",
        compression_level=3,
        use_dictionary=[column.name for column in schema.columns if column.kind == STRING],
        column_encoding={c.name: _ENCODINGS[c.kind] for c in schema.columns if c.kind != STRING},
        write_page_checksum=True,
    )
    found: bytes = sink.getvalue().to_pybytes()
    return found


def arrow_batch(schema: TableSchema, columns: Mapping[str, ColumnCells]) -> Any:
    """Return columns, as of `parquet_bytes`, as a ``pyarrow.RecordBatch`` of a table's schema."""
    import pyarrow as pa

    arrays = [_arrow_array(schema.name, column, columns[column.name]) for column in schema.columns]
    return pa.RecordBatch.from_arrays(arrays, schema=arrow_schema(schema))


def _arrow_array(table: str, column: TableColumn, cells: ColumnCells) -> Any:
    import pyarrow as pa

    try:
        if column.kind == STRING:
            array = _text_array(cells)
        else:
            # from_pandas: nan is an empty cell, here and in what reads the file
            kind = {INT64: pa.int64(), BOOL: pa.bool_(), DOUBLE: pa.float64()}[column.kind]
            array = pa.array(cells, kind, from_pandas=column.kind == DOUBLE)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowIndexError) as error:
        raise StoreError(f"{table}: {column.name}: expected {column.kind} cells: {error}") from None
    if array.null_count and not column.nullable:
        raise StoreError(f"{table}: {column.name}: expected no empty cells or nan, got {array.null_count}")
    return array


def _text_array(cells: ColumnCells) -> Any:
    import pyarrow as pa

    if not isinstance(cells, Coded):
        return pa.array(list(cells), pa.string()).dictionary_encode()
    nothing = cells.indices < 0
    indices = pa.array(cells.indices, pa.int32(), mask=nothing if nothing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(cells.labels), pa.string()))


def csv_header(paths: Sequence[PathColumn], schema: TableSchema) -> bytes:
    """Return the header line of a table: ``case_id``, the swept paths, the table's own columns."""
    own = [column.name for column in schema.columns if column.name != "case_id"]
    settings = [] if schema.name == CASES else [column.path for column in paths]
    return (",".join(_quoted(name) for name in ("case_id", *settings, *own)) + "\n").encode()


def parquet_table(
    schema: TableSchema, source: bytes | Path, cases: range | None = None, columns: list[str] | None = None
) -> Any:
    """Return a table of a part from its Parquet, as a ``pyarrow.Table``.

    Raises `StoreError` when it is missing, no Parquet, has other columns than it should have, more rows than
    a part can have, or rows of other cases or in another order; and when anything in it is damaged.

    Parameters
    ----------
    cases : of the part; ``None`` when any will do.
    columns : to be read, ``case_id`` among them; all by default.
    """
    import pyarrow as pa
    from pyarrow import parquet

    with _damage_named(schema):
        data = io.BytesIO(source) if isinstance(source, bytes) else source
        file = parquet.ParquetFile(data, page_checksum_verification=True)
        if not file.schema_arrow.equals(arrow_schema(schema)):
            raise StoreError(f"{schema.name}.parquet has other columns than it should have")
        rows = file.metadata.num_rows
        if not 0 <= rows <= MOST_ROWS:
            raise StoreError(f"{schema.name}.parquet has more rows than a part can have: {rows:,}")
        if cases is not None and schema.name == CASES and rows != len(cases):
            raise StoreError(f"{CASES}.parquet has {rows:,} rows for {len(cases):,} cases")
        # on one thread: parts are small, and what another thread lets go of late would count as memory in use
        found = file.read(columns, use_threads=False)
        if found.num_rows < rows:
            # a page whose head is damaged is passed over without a word
            raise StoreError(f"{schema.name}.parquet: {rows - found.num_rows:,} rows cannot be found")
        _check_cells(schema, found, cases)
        whole = arrow_schema(schema)
        # units and meanings are those of the schema, whatever stands in the file
        form = pa.schema(map(whole.field, found.column_names), whole.metadata)
        return pa.Table.from_arrays(found.columns, schema=form)


def _check_cells(schema: TableSchema, table: Any, cases: range | None) -> None:
    table.validate(full=True)  # texts that are no text, labels that are not there
    for column in schema.columns:
        if column.name in table.column_names and not column.nullable and table.column(column.name).null_count:
            raise StoreError(f"{schema.name}.parquet: {column.name}: a cell is empty")
    ids = table.column("case_id").to_numpy()
    # a case has one row in `cases`; elsewhere its rows stand together
    if ids.size and (ids[1:] - ids[:-1] < (1 if schema.name == CASES else 0)).any():
        raise StoreError(f"{schema.name}.parquet: rows are not in the order of the cases")
    if ids.size and cases is not None and (ids[0] < cases.start or ids[-1] >= cases.stop):
        here = f"{cases.start:,} to {cases.stop - 1:,}"
        raise StoreError(f"{schema.name}.parquet has cases {ids[0]:,} to {ids[-1]:,}, its part has {here}")


@contextmanager
def _damage_named(schema: TableSchema) -> Iterator[None]:
    """Say of anything that reading damaged bytes may raise which file it is about."""
    import pyarrow as pa

    try:
        yield
    except FileNotFoundError:
        raise StoreError(f"{schema.name}.parquet is missing") from None
    except (OSError, ValueError, LookupError, OverflowError, MemoryError, pa.ArrowException) as error:
        reason = str(error).partition("\n")[0][:_REASON]
        raise StoreError(f"{schema.name}.parquet: {reason}") from error


def table_of_part(
    paths: Sequence[PathColumn], schema: TableSchema, tables: Mapping[str, bytes]
) -> Any:
    """Return a table of one part as a ``pyarrow.Table``, every row with the settings of its case.

    Raises `StoreError` when the bytes are no Parquet, or a row belongs to no case of the part.

    Parameters
    ----------
    tables : the Parquet of the part's tables by name; ``cases`` and the wanted one are read.
    """
    table = parquet_table(schema, tables[schema.name])
    if schema.name == CASES:
        return table
    cases = parquet_table(case_table_schemas(paths, ())[CASES], tables[CASES])
    return with_settings(table, cases, [column.path for column in paths])


def csv_rows(table: Any) -> bytes:
    """Return the rows of a ``pyarrow.Table`` as CSV, without a header."""
    return b"".join(_lines(batch) for batch in table.to_batches(ROWS_PER_BATCH) if batch.num_rows)


def with_settings(table: Any, cases: Any, paths: list[str]) -> Any:
    """Return a table of a part with the settings of each row's case between ``case_id`` and the rest.

    Raises `StoreError` when a row belongs to no case of the part.
    """
    import numpy as np

    ids, wanted = cases.column("case_id").to_numpy(), table.column("case_id").to_numpy()
    rows = np.minimum(np.searchsorted(ids, wanted), max(len(ids) - 1, 0))
    if len(wanted) and (not len(ids) or (ids[rows] != wanted).any()):
        raise StoreError("a row belongs to no case of its part")
    settings = cases.select(paths).take(rows)
    for place, field in enumerate(settings.schema, start=1):
        table = table.add_column(place, field, settings.column(field.name))
    return table


def _lines(batch: Any) -> bytes:
    """Spell and join whole columns: a million rows in a second, where Python's ``csv`` takes several."""
    import pyarrow as pa
    from pyarrow import compute

    cells = [_cells(column) for column in batch.columns]
    lines = compute.binary_join_element_wise(*cells, ",", null_handling="replace", null_replacement="")
    joined = compute.binary_join(pa.ListArray.from_arrays([0, len(lines)], lines), "\n")
    return bytes(joined[0].as_py() + "\n", "utf-8")


def _cells(column: Any) -> Any:
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        # the shortest digits that give the same number back
        return column.cast(pa.string())
    labels = pa.array([_quoted(label) for label in column.dictionary.to_pylist()], pa.string())
    return pa.DictionaryArray.from_arrays(column.indices, labels).cast(pa.string())


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n\r') else text
