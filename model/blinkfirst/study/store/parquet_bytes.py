"""The bytes of a table as Parquet.

They depend on its columns alone: the same cells give the same files wherever they were computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from blinkfirst.errors import StoreError
from blinkfirst.study.store.tables import DOUBLE, INT64, STRING, TableColumn, TableSchema, arrow_schema

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# small enough to be read in one go, large enough that a group's own cost does not count
ROWS_PER_GROUP = 131_072
_ENCODINGS = {INT64: "DELTA_BINARY_PACKED", DOUBLE: "BYTE_STREAM_SPLIT"}


class Coded(NamedTuple):
    """A text column as numbers: row k says ``labels[indices[k]]``; an index of -1 says nothing (null)."""

    indices: NDArray[np.integer[Any]]
    labels: Sequence[str]


ColumnCells: TypeAlias = "Coded | Sequence[Any] | NDArray[Any]"


def parquet_bytes(schema: TableSchema, columns: Mapping[str, ColumnCells]) -> bytes:
    """Return a table as the bytes of a Parquet file; the same columns give the same bytes.

    Parameters
    ----------
    schema : of the table.
    columns : by name, all of one length: a NumPy array, a sequence, or for texts `Coded` indices and labels.

    Raises
    ------
    StoreError
        When columns are missing, unknown or of different lengths, or a cell is empty that must not be.
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


def _arrow_array(table: str, column: TableColumn, cells: ColumnCells) -> Any:
    import pyarrow as pa

    try:
        if column.kind == STRING:
            array = _text_array(cells)
        else:
            # from_pandas: nan is an empty cell, here and in what reads the file
            array = pa.array(
                cells, pa.int64() if column.kind == INT64 else pa.float64(), from_pandas=column.kind == DOUBLE
            )
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
