"""The tables of a sweep: which columns each has, of which type and unit, and their bytes as Parquet.

Every table begins with ``case_id``. Tables are tidy: one row per case and whatever the table is by. The bytes
of a table depend on its columns alone: the same cases give the same files wherever they were computed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from blinkfirst.errors import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

INT64, DOUBLE, STRING = "int64", "double", "string"
CASES, AGENTS = "cases", "agents"
FIRST_BLINKERS, HAZARDS, QUESTIONS, WORLD, PAYOFFS = (
    "first_blinkers",
    "hazards",
    "questions",
    "world",
    "payoffs",
)
# what can be asked of a sweep without agents; each is the table of that name
OUTCOMES = (FIRST_BLINKERS, HAZARDS, QUESTIONS, WORLD, PAYOFFS)

# small enough to be read in one go, large enough that a group's own cost does not count
ROWS_PER_GROUP = 131_072
_ENCODINGS = {INT64: "DELTA_BINARY_PACKED", DOUBLE: "BYTE_STREAM_SPLIT"}


class Coded(NamedTuple):
    """A text column as numbers: row k says ``labels[indices[k]]``; an index of -1 says nothing (null)."""

    indices: NDArray[np.integer[Any]]
    labels: Sequence[str]


Column: TypeAlias = "Coded | Sequence[Any] | NDArray[Any]"


Cell = str | float | int | bool | None


@dataclass(frozen=True)
class TidyTable:
    """A named table; the unit of a column stands in brackets behind its name in ``units``."""

    name: str
    columns: tuple[str, ...]
    units: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(frozen=True)
class CaseColumn:
    """A column: its Arrow type, its unit (empty when it has none), what it means, whether cells may be empty.

    Texts are dictionary-encoded. In a ``double`` column that may be empty, nan is written as an empty cell.
    """

    name: str
    kind: str
    unit: str
    meaning: str
    nullable: bool = False


@dataclass(frozen=True)
class CaseTableSchema:
    """A table: what a row of it is, and its columns."""

    name: str
    row: str
    columns: tuple[CaseColumn, ...]


@dataclass(frozen=True)
class PathColumn:
    """The column that a swept path has in the table ``cases``."""

    path: str
    kind: str


_CASE_ID = CaseColumn("case_id", INT64, "", "number of the case, from 0")
_ACTOR = CaseColumn("actor", STRING, "", "an actor")
_BLINKER = CaseColumn("actor", STRING, "", "an actor, or `nobody`")
_ERROR = CaseColumn("error", STRING, "", "why the case failed; empty text when it did not")


def _table(name: str, row: str, *columns: CaseColumn) -> CaseTableSchema:
    return CaseTableSchema(name, row, (_CASE_ID, *columns))


_TABLES = (
    _table(
        FIRST_BLINKERS,
        "an actor, or nobody, in a case",
        _BLINKER,
        CaseColumn("first_blink", DOUBLE, "probability", "that the first blink is this actor's"),
        CaseColumn("first_soft", DOUBLE, "probability", "that the first soft blink is this actor's"),
        CaseColumn("first_hard", DOUBLE, "probability", "that the first hard blink is this actor's"),
        CaseColumn("value", DOUBLE, "utils", "expected payoff, discounted; empty for nobody", nullable=True),
    ),
    _table(
        HAZARDS,
        "an actor in a month of a case",
        CaseColumn("month", INT64, "months", "the month, from 1; the last may be a part of one"),
        _ACTOR,
        CaseColumn(
            "hazard",
            DOUBLE,
            "probability per month",
            "that the first blink comes in this month and is this actor's, if nobody blinked before it",
        ),
    ),
    _table(
        QUESTIONS,
        "a question in a case",
        CaseColumn("question", STRING, "", "name of the question"),
        CaseColumn("answer", DOUBLE, "probability or times", "its answer; times where the question counts"),
    ),
    _table(
        WORLD,
        "a level of a variable at the end of a month in a case",
        CaseColumn("month", DOUBLE, "months", "since the start; 0 is the start, the last is the horizon"),
        CaseColumn("variable", STRING, "", "a variable of the world"),
        CaseColumn("level", STRING, "", "one of its levels"),
        CaseColumn("probability", DOUBLE, "probability", "that the variable then stands at the level"),
    ),
    _table(
        PAYOFFS,
        "an argument of an actor in a case",
        _ACTOR,
        CaseColumn("argument", STRING, "", "id of the argument"),
        CaseColumn("utils", DOUBLE, "utils", "expected, discounted; an actor's rows add up to its value"),
    ),
    _table(
        AGENTS,
        "an actor, or nobody, in the agents' runs of a case",
        _BLINKER,
        CaseColumn("runs", INT64, "", "how many runs were played"),
        CaseColumn("share", DOUBLE, "share of the runs", "in which this actor blinked first"),
        CaseColumn("low", DOUBLE, "share of the runs", "lower end of the 95 % interval", nullable=True),
        CaseColumn("high", DOUBLE, "share of the runs", "upper end of the 95 % interval", nullable=True),
    ),
)


def case_table_schemas(
    paths: Sequence[PathColumn], outcomes: Sequence[str], agents: bool = False
) -> dict[str, CaseTableSchema]:
    """Return the tables of a sweep by name: ``cases`` first, then the outcomes in their fixed order.

    Parameters
    ----------
    paths : the swept paths, in the order of the design.
    outcomes : names out of `OUTCOMES`.
    agents : whether agents play, too.

    Raises
    ------
    StoreError
        For an unknown outcome, or a path that is called as another column is.
    """
    unknown = [name for name in outcomes if name not in OUTCOMES]
    if unknown:
        raise StoreError(f"outcomes: unknown {', '.join(unknown)}; expected some of: {', '.join(OUTCOMES)}")
    settings = tuple(
        CaseColumn(p.path, p.kind, "", "what the path is set to; empty where it is left alone", nullable=True)
        for p in paths
    )
    columns = (_CASE_ID, *settings, _ERROR)
    names = [column.name for column in columns]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise StoreError(f"{CASES}: two columns cannot have one name: {', '.join(twice)}")
    kept = {*outcomes, *([AGENTS] if agents else [])}
    cases = CaseTableSchema(CASES, "a case", columns)
    return {schema.name: schema for schema in (cases, *_TABLES) if schema is cases or schema.name in kept}


def path_column(path: str, values: Iterable[Any]) -> PathColumn:
    """Return the column of a path from *all* values that a design has for it, an interval's two ends for an
    interval: numbers when every value is one (or ``None``, left alone), else texts.

    The values of one part would not do: another part may hold the one text.
    """
    return PathColumn(path, DOUBLE if all(value is None or _is_number(value) for value in values) else STRING)


def fits(column: PathColumn, values: Iterable[Any]) -> bool:
    """Whether values can stand in a column: anything can be spelled as text, but text is no number."""
    return column.kind == STRING or path_column(column.path, values).kind == DOUBLE


def spelled(value: Any) -> str:
    """Spell a value as text: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def setting_cells(
    column: PathColumn, values: Iterable[Any], spell: Callable[[Any], str] = spelled
) -> list[float | str | None]:
    """Return the cells of a path's column from the values it is set to, in the order of the cases.

    Parameters
    ----------
    spell : how to write a value in a column of texts.
    """
    if column.kind == DOUBLE:
        return [None if value is None else float(value) for value in values]
    return [None if value is None else spell(value) for value in values]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@cache
def arrow_schema(schema: CaseTableSchema) -> Any:
    """Return the Arrow schema of a table; unit and meaning stand in the metadata of each field."""
    import pyarrow as pa

    kinds = {INT64: pa.int64(), DOUBLE: pa.float64(), STRING: pa.dictionary(pa.int32(), pa.string())}
    fields = [
        pa.field(c.name, kinds[c.kind], c.nullable, {"unit": c.unit, "meaning": c.meaning})
        for c in schema.columns
    ]
    return pa.schema(fields, {"table": schema.name, "row": schema.row})


def parquet_bytes(schema: CaseTableSchema, columns: Mapping[str, Column]) -> bytes:
    """Return a table as the bytes of a Parquet file; the same columns give the same bytes.

    Parameters
    ----------
    schema : of the table.
    columns : by name, all of one length: a NumPy array, a sequence, or for texts `Coded` indices and labels.

    Raises
    ------
    StoreError
        When columns are missing, unknown or of different lengths, or an empty cell stands where none may.
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


def _arrow_array(table: str, column: CaseColumn, cells: Column) -> Any:
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


def _text_array(cells: Column) -> Any:
    import pyarrow as pa

    if not isinstance(cells, Coded):
        return pa.array(list(cells), pa.string()).dictionary_encode()
    nothing = cells.indices < 0
    indices = pa.array(cells.indices, pa.int32(), mask=nothing if nothing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(cells.labels), pa.string()))
