"""Tables: their rows, and for the tables of runs and sweeps which columns each has, of which type and unit.

Tables are tidy: one row per case and whatever the table is by. A table of a run and the table of that name of
a sweep have the same columns, behind ``case_id``, which only those of a sweep begin with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import import_module
from typing import Any, Literal, overload

from pydantic import Field

from blinkfirst.errors import OptionError, StoreError, check_installed
from blinkfirst.scenario.schema import Table, Text

INT64, DOUBLE, STRING, BOOL = "int64", "double", "string", "bool"
CASES, AGENTS = "cases", "agents"
FIRST_BLINKERS, HAZARDS, QUESTIONS = "first_blinkers", "hazards", "questions"
WORLD, PAYOFFS = "world", "payoffs"
CONDITION, FIRST_BLINKS, CLAIMS, MOVES = "condition", "first_blinks", "claims", "moves"
PAYOFF_TERMS, AGENT_QUESTIONS, AGENT_TYPES = "payoff_terms", "agent_questions", "agent_types"
TYPES, REPUTATIONS, CONDUCT = "types", "reputations", "conduct"  # of runs with private types
# what can be asked of a sweep without agents; each is the table of that name
OUTCOMES = (FIRST_BLINKERS, HAZARDS, QUESTIONS, WORLD, PAYOFFS, CONDITION)
DEFAULT_OUTCOMES = OUTCOMES[:-1]  # the condition takes some forecasts more a case

ROWS_PER_BATCH = 65_536
COLUMNS_IN_REPR, ROWS_IN_NOTEBOOK = 12, 20

Cell = str | float | int | bool | None


@dataclass(frozen=True, repr=False)
class TidyTable:
    """A named table of plain cells.

    Attributes
    ----------
    columns, units : name and unit of every column; a column without a unit has an empty text.
    rows : a cell for every column; `ArrowRows` when the table was read from a folder.
    """

    name: str
    columns: tuple[str, ...]
    units: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]

    def to_arrow(self) -> Any:
        """Return the table as a ``pyarrow.Table``; the unit of a column is in its field's metadata.

        A column with numbers in some rows and texts in others becomes one of texts.
        """
        if isinstance(self.rows, ArrowRows):
            return self.rows.table
        check_installed("pyarrow", "sweep", "to_arrow()")
        import pyarrow as pa

        form = arrow_schema(self.schema, plain=True)
        cells = [[row[k] for row in self.rows] for k in range(len(self.columns))]
        columns = zip(self.schema.columns, cells, strict=True)
        return pa.Table.from_arrays([_plain_array(column, found) for column, found in columns], schema=form)

    @property
    def schema(self) -> TableSchema:
        """The form of the table: that of its name, or else what its cells say."""
        known = FORMS.get(self.name)
        if known is not None and tuple(column.name for column in known.columns) == self.columns:
            return known
        columns = (
            TableColumn(name, _kind([row[k] for row in self.rows]), unit, "", nullable=True)
            for k, (name, unit) in enumerate(zip(self.columns, self.units, strict=True))
        )
        return TableSchema(self.name, "", tuple(columns))

    def to_pandas(self) -> Any:
        """Return the table as a ``pandas.DataFrame``.

        Raises `OptionError` when pandas is not installed, with the line that installs it.
        """
        try:
            import_module("pandas")  # pyarrow makes the frame, and needs it
        except ImportError:
            message = "to_pandas() needs pandas, which is not installed; install it with: pip install pandas"
            raise OptionError(message) from None
        return self.to_arrow().to_pandas()

    def __repr__(self) -> str:
        shown = ", ".join(self.columns[:COLUMNS_IN_REPR])
        more = ", ..." if len(self.columns) > COLUMNS_IN_REPR else ""
        return f"<TidyTable {self.name}: {len(self.rows):,} rows of {shown}{more}>"

    def _repr_html_(self) -> str:
        names = zip(self.columns, self.units, strict=True)
        head = _html_row("th", [f"{name} ({unit})" if unit else name for name, unit in names])
        body = "".join(
            _html_row("td", ["" if cell is None else cell for cell in row])
            for row in self.rows[:ROWS_IN_NOTEBOOK]
        )
        left_out = len(self.rows) - ROWS_IN_NOTEBOOK
        more = f"<p>{left_out:,} more rows; to_pandas() has all</p>" if left_out > 0 else ""
        return f"<table>{head}{body}</table>{more}"


class ArrowRows(Sequence[tuple[Cell, ...]]):
    """The rows of a ``pyarrow.Table``, made into tuples when they are looked at."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @overload
    def __getitem__(self, place: int) -> tuple[Cell, ...]: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[Cell, ...]]: ...

    def __getitem__(self, place: int | slice) -> tuple[Cell, ...] | Sequence[tuple[Cell, ...]]:
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return next(iter(ArrowRows(self.table.slice(place % len(self), 1))))

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for batch in self.table.to_batches(ROWS_PER_BATCH):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


@dataclass(frozen=True)
class TableColumn:
    """A column: its Arrow type, its unit (empty when it has none), what it means, whether cells may be empty.

    Texts are dictionary-encoded. In a ``double`` column that may be empty, nan is written as an empty cell.
    """

    name: str
    kind: str
    unit: str
    meaning: str
    nullable: bool = False


@dataclass(frozen=True)
class TableSchema:
    """A table: what a row of it is, and its columns."""

    name: str
    row: str
    columns: tuple[TableColumn, ...]

    def of_cases(self) -> TableSchema:
        """Return the table of this form that has the rows of many cases."""
        comma = "," if "," in self.row else ""
        return TableSchema(self.name, f"{self.row}{comma} in a case", (_CASE_ID, *self.columns))

    def tidy(self, rows: Iterable[tuple[Cell, ...]]) -> TidyTable:
        """Return a table of this form."""
        names, units = (tuple(getattr(c, what) for c in self.columns) for what in ("name", "unit"))
        return TidyTable(self.name, names, units, tuple(rows))


class PathColumn(Table):
    """The column that a swept path has in the table ``cases``."""

    path: Text = Field(description="a dotted path")
    kind: Literal["double", "string"] = Field(description="double or string")


_CASE_ID = TableColumn("case_id", INT64, "", "number of the case, from 0")
_ACTOR = TableColumn("actor", STRING, "", "an actor")
_BLINKER = TableColumn("actor", STRING, "", "an actor, or `nobody`")
_ERROR = TableColumn("error", STRING, "", "why the case failed; empty text when it did not")


def _form(name: str, row: str, *columns: TableColumn) -> TableSchema:
    return TableSchema(name, row, columns)


_FORMS = (
    _form(
        FIRST_BLINKERS,
        "an actor, or nobody",
        _BLINKER,
        TableColumn("first_blink", DOUBLE, "probability", "that the first blink is this actor's", True),
        TableColumn("first_soft", DOUBLE, "probability", "that the first soft blink is this actor's", True),
        TableColumn("first_hard", DOUBLE, "probability", "that the first hard blink is this actor's", True),
        TableColumn("value", DOUBLE, "utils", "expected payoff, discounted; empty for nobody", True),
    ),
    _form(
        HAZARDS,
        "an actor in a month",
        TableColumn("month", INT64, "months", "the month, from 1; the last may be a part of one"),
        _ACTOR,
        TableColumn(
            "hazard",
            DOUBLE,
            "probability per month",
            "that the first blink comes in this month and is this actor's, if nobody blinked before it",
            nullable=True,
        ),
    ),
    _form(
        QUESTIONS,
        "a question",
        TableColumn("question", STRING, "", "name of the question"),
        TableColumn("answer", DOUBLE, "probability or times", "its answer; times where it counts", True),
    ),
    _form(
        WORLD,
        "a level of a variable at the end of a month",
        TableColumn("month", DOUBLE, "months", "since the start; the last is the horizon"),
        TableColumn("variable", STRING, "", "a variable of the world"),
        TableColumn("level", STRING, "", "one of its levels"),
        TableColumn("probability", DOUBLE, "probability", "that the variable is then at the level", True),
    ),
    _form(
        PAYOFFS,
        "an argument of an actor",
        _ACTOR,
        TableColumn("argument", STRING, "", "id of the argument"),
        TableColumn("utils", DOUBLE, "utils", "expected, discounted; adds up to the actor's value", True),
    ),
    _form(
        AGENTS,
        "an actor, or nobody, among the agents",
        _BLINKER,
        TableColumn("runs", INT64, "", "how many runs were played"),
        TableColumn("share", DOUBLE, "share of the runs", "in which this actor blinked first"),
        TableColumn("low", DOUBLE, "share of the runs", "lower end of the 95 % interval", nullable=True),
        TableColumn("high", DOUBLE, "share of the runs", "upper end of the 95 % interval", nullable=True),
    ),
    _form(
        FIRST_BLINKS,
        "a tick, move and degree that can be the first blink",
        TableColumn("tick", INT64, "", "number of the tick, from 0"),
        TableColumn("months", DOUBLE, "months", "from the start to the tick"),
        _ACTOR,
        TableColumn("move", STRING, "", "the move that blinks"),
        TableColumn("degree", STRING, "", "soft or hard"),
        TableColumn("probability", DOUBLE, "probability", "that this is the first blink"),
    ),
    _form(
        CLAIMS,
        "a claim under a lens",
        TableColumn("says", STRING, "", "the claim, in words"),
        TableColumn("ask", STRING, "", "its question"),
        TableColumn("expect", STRING, "", "the answer that it expects"),
        TableColumn("lens", STRING, "", "a lens"),
        TableColumn("role", STRING, "", "author or rival of the claim; empty for other lenses"),
        TableColumn("before", DOUBLE, "probability", "the answer without the change", nullable=True),
        TableColumn("answer", DOUBLE, "probability", "the answer", nullable=True),
        TableColumn("margin", DOUBLE, "probability", "by how much it lies on the expected side", True),
        TableColumn("follows", BOOL, "", "whether the claim follows"),
        TableColumn("verdict", STRING, "", "whether it follows, makes no difference or is undecided"),
    ),
    _form(
        CONDITION,
        "the forecast",
        TableColumn("rounding", DOUBLE, "probability", "bound on the error of a first blink's chance"),
        TableColumn("thousandth", DOUBLE, "probability", "how far a thousandth of all weights may move one"),
        TableColumn("argument", STRING, "", "whose weight moves one most", nullable=True),
        TableColumn("actor", STRING, "", "who feels that weight", nullable=True),
        TableColumn("factor", DOUBLE, "", "what that weight is multiplied by", nullable=True),
        TableColumn("blinker", STRING, "", "whose chance that moves most", nullable=True),
        TableColumn("before", DOUBLE, "probability", "that chance as it is", nullable=True),
        TableColumn("after", DOUBLE, "probability", "that chance with the other weight", nullable=True),
        TableColumn("reason", STRING, "", "why no probability is given; empty where they are", nullable=True),
    ),
    _form(
        MOVES,
        "a move of an actor",
        _ACTOR,
        TableColumn("move", STRING, "", "a move"),
        TableColumn("expected_count", DOUBLE, "times up to the horizon", "how often it is made", True),
    ),
    _form(
        PAYOFF_TERMS,
        "a term of an argument of an actor",
        _ACTOR,
        TableColumn("argument", STRING, "", "id of the argument"),
        TableColumn("term", STRING, "", "name of the term"),
        TableColumn("kind", STRING, "", "when it is paid"),
        TableColumn("utils", DOUBLE, "utils", "expected, discounted; adds up to the argument's", True),
    ),
    _form(
        AGENT_QUESTIONS,
        "a question to the agents' runs",
        TableColumn("question", STRING, "", "name of the question"),
        TableColumn("answer", DOUBLE, "share of the runs or times", "its answer"),
        TableColumn("low", DOUBLE, "share of the runs or times", "lower end of the 95 % interval", True),
        TableColumn("high", DOUBLE, "share of the runs or times", "upper end of the 95 % interval", True),
    ),
    _form(
        AGENT_TYPES,
        "a type of an actor among the agents",
        _ACTOR,
        TableColumn("type", STRING, "", "one of its private types"),
        TableColumn("runs", INT64, "", "in how many runs it was drawn"),
        TableColumn("share", DOUBLE, "share of these runs", "in which this actor blinked first", True),
        TableColumn("low", DOUBLE, "share of these runs", "lower end of the 95 % interval", nullable=True),
        TableColumn("high", DOUBLE, "share of these runs", "upper end of the 95 % interval", nullable=True),
        TableColumn("others", DOUBLE, "share of these runs", "in which another one did", nullable=True),
        TableColumn("nobody", DOUBLE, "share of these runs", "in which nobody blinked", nullable=True),
        TableColumn("belief", DOUBLE, "probability", "of its second type in the end, on average", True),
    ),
    _form(
        TYPES,
        "a type of an actor",
        _ACTOR,
        TableColumn("type", STRING, "", "one of its private types"),
        TableColumn("lens", STRING, "", "the reading of a pool; empty without one"),
        TableColumn("prior", DOUBLE, "probability", "of the type at the start"),
        TableColumn("first_blink", DOUBLE, "probability", "that it blinks first if it is of the type"),
        TableColumn("others", DOUBLE, "probability", "that another one does"),
        TableColumn("nobody", DOUBLE, "probability", "that nobody blinks"),
        TableColumn("value", DOUBLE, "utils", "expected payoff of the actor, as the type feels it"),
    ),
    _form(
        REPUTATIONS,
        "a month of a typed actor",
        _ACTOR,
        TableColumn("lens", STRING, "", "the reading of a pool; empty without one"),
        TableColumn("month", DOUBLE, "months", "after the start"),
        TableColumn("standing", DOUBLE, "probability", "that nobody has blinked by then"),
        TableColumn("belief", DOUBLE, "probability", "of its second type if nobody has, on average", True),
        TableColumn("low", DOUBLE, "probability", "a belief that one in ten lies below", True),
        TableColumn("high", DOUBLE, "probability", "a belief that one in ten lies above", True),
    ),
    _form(
        CONDUCT,
        "a move of a typed actor",
        _ACTOR,
        TableColumn("move", STRING, "", "a move"),
        TableColumn("lens", STRING, "", "the reading of a pool; empty without one"),
        TableColumn("times", DOUBLE, "times", "how often it is made, expected"),
        TableColumn("before", DOUBLE, "probability", "belief in the second type before it, on average"),
        TableColumn("after", DOUBLE, "probability", "belief in the second type after it, on average"),
    ),
)
# the tables of runs and sweeps, as those of a run have them
FORMS = {form.name: form for form in _FORMS}


def case_table_schemas(
    paths: Sequence[PathColumn], outcomes: Sequence[str], agents: bool = False
) -> dict[str, TableSchema]:
    """Return the tables of a sweep by name: ``cases`` first, then the outcomes in their fixed order.

    Raises `StoreError` for an unknown outcome, or a path that is called as another column is.
    """
    unknown = [name for name in outcomes if name not in OUTCOMES]
    if unknown:
        raise StoreError(f"outcomes: unknown {', '.join(unknown)}; expected some of: {', '.join(OUTCOMES)}")
    settings = tuple(
        TableColumn(path.path, path.kind, "", "what the path is set to; empty where it is left alone", True)
        for path in paths
    )
    columns = (_CASE_ID, *settings, _ERROR)
    names = [column.name for column in columns]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise StoreError(f"{CASES}: two columns cannot have one name: {', '.join(twice)}")
    kept = (*(name for name in OUTCOMES if name in outcomes), *([AGENTS] if agents else []))
    return {CASES: TableSchema(CASES, "a case", columns), **{name: FORMS[name].of_cases() for name in kept}}


def path_column(path: str, values: Iterable[Any]) -> PathColumn:
    """Return the column of a path from *all* values that a design has for it, an interval's two ends for an
    interval: numbers when every value is one (or ``None``, left alone), else texts.

    The values of one part would not do: another part may hold the one text.
    """
    numbers = all(value is None or _is_number(value) for value in values)
    return PathColumn(path=path, kind="double" if numbers else "string")


def fits(column: PathColumn, values: Iterable[Any]) -> bool:
    """Return whether a column can hold some values: text can hold any value, but text is no number."""
    return column.kind == STRING or path_column(column.path, values).kind == DOUBLE


def spelled(value: Any) -> str:
    """Spell a value as text: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def setting_cells(
    column: PathColumn, values: Iterable[Any], spell: Callable[[Any], str] = spelled
) -> list[float | str | None]:
    """Return the cells of a path's column from the values it is set to; ``spell`` writes them as texts."""
    if column.kind == DOUBLE:
        return [None if value is None else float(value) for value in values]
    return [None if value is None else spell(value) for value in values]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def arrow_table(table: Any) -> TidyTable:
    """Return an Arrow table with the metadata of `arrow_schema` as a tidy one."""
    units = tuple((field.metadata or {}).get(b"unit", b"").decode() for field in table.schema)
    name = (table.schema.metadata or {}).get(b"table", b"").decode()
    return TidyTable(name, tuple(table.schema.names), units, ArrowRows(table))


@cache
def arrow_schema(schema: TableSchema, plain: bool = False) -> Any:
    """Return the Arrow schema of a table; unit and meaning are in the metadata of each field.

    Parameters
    ----------
    plain : texts are texts; otherwise dictionary-encoded, as the tables of a sweep have them.
    """
    import pyarrow as pa

    texts = pa.string() if plain else pa.dictionary(pa.int32(), pa.string())
    kinds = {INT64: pa.int64(), DOUBLE: pa.float64(), STRING: texts, BOOL: pa.bool_()}
    fields = [
        pa.field(c.name, kinds[c.kind], c.nullable, {"unit": c.unit, "meaning": c.meaning})
        for c in schema.columns
    ]
    return pa.schema(fields, {"table": schema.name, "row": schema.row})


def _kind(cells: Sequence[Cell]) -> str:
    found = {type(cell) for cell in cells if cell is not None}
    if found == {bool}:
        return BOOL
    if found == {int}:
        return INT64
    return DOUBLE if found and found <= {int, float} else STRING


def _plain_array(column: TableColumn, cells: Sequence[Cell]) -> Any:
    import pyarrow as pa

    if column.kind == STRING:
        return pa.array([None if cell is None else spelled(cell) for cell in cells], pa.string())
    return pa.array(cells, {INT64: pa.int64(), DOUBLE: pa.float64(), BOOL: pa.bool_()}[column.kind])


def _html_row(tag: str, cells: Iterable[object]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(str(cell))}</{tag}>' for cell in cells)}</tr>"
