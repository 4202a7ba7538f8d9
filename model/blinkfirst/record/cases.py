"""Dated cases from a CSV file: a row a decision, its world, its acts and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from blinkfirst.errors import Place, Problem, ScenarioError, first_of, nearest
from blinkfirst.files.csv_cells import NAMELESS, CsvCell, table_rows
from blinkfirst.files.text import TABLE_BYTES, read_text_file, shown
from blinkfirst.scenario.calendar import DateError, parse_date

ID, DATE, CLUSTER = "id", "date", "cluster"
OWN_COLUMNS = (ID, DATE, CLUSTER)
"""The columns of every record: a name, the day, and the episode whose cases are not independent."""


@dataclass(frozen=True)
class Columns:
    """The columns of a record beside `OWN_COLUMNS`.

    Attributes
    ----------
    words : by column, the words a cell may hold; none where it may hold any text.
    notes : columns for readers, which may be missing or empty.
    several : columns whose cells hold any number of words, separated by semicolons.
    """

    words: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()
    several: frozenset[str] = frozenset()

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns that a table has to have."""
        return (*OWN_COLUMNS, *self.words)

    def words_in(self, column: str, text: str) -> list[str]:
        """Return the words in a cell of a column."""
        if column not in self.several:
            return [text]
        return [word for part in text.split(";") if (word := part.strip())]


@dataclass(frozen=True)
class DatedCase:
    """One dated decision.

    Attributes
    ----------
    name : its ``id``.
    on : the day.
    cluster : the episode it belongs to.
    cells : its cells by column; a column for readers that is missing has an empty one.
    file : the table it was read from.
    """

    name: str
    on: date
    cluster: str
    cells: Mapping[str, CsvCell] = field(repr=False)
    file: str = field(repr=False)

    def __getitem__(self, column: str) -> str:
        """Return the text in a column."""
        return self.cells[column].text

    def place(self, column: str) -> Place:
        """Return where the cell of a column begins."""
        return self.cells[column].place(self.file)


def read_cases(path: Path, columns: Columns) -> tuple[DatedCase, ...]:
    """Read a table of cases, in the order of their dates; cases of one day as they stand in the table.

    Raises `ScenarioError` with everything wrong in it, each with file, line and column.
    """
    return cases_in(read_text_file(path, TABLE_BYTES), shown(path), columns)


def cases_in(text: str, file: str, columns: Columns) -> tuple[DatedCase, ...]:
    """Do as `read_cases`, with a table that is at hand."""
    header, rows = table_rows(text, file)
    if not header:
        needed = ", ".join(columns.needed)
        raise ScenarioError.at(Place(file), f"expected a header with the columns {needed}; got an empty file")
    problems = [*_header_problems(header, file, columns)]
    if problems:
        raise ScenarioError(problems)
    cases: list[DatedCase] = []
    for row in rows:
        found, wrong = _case([cell.text for cell in header], row, file, columns)
        problems += wrong
        if found is not None:
            cases.append(found)
    problems += _repeated(cases)
    if not cases and not problems:
        problems.append(Problem(header[-1].place(file), "", "expected a case or more below the header"))
    if problems:
        raise ScenarioError(first_of(problems, file))
    return tuple(sorted(cases, key=lambda case: case.on))


def _header_problems(header: Sequence[CsvCell], file: str, columns: Columns) -> Iterator[Problem]:
    known, names = (*columns.needed, *columns.notes), [cell.text for cell in header]
    for number, cell in enumerate(header):
        if not cell.text:
            yield Problem(cell.place(file), "", NAMELESS)
        elif cell.text in names[:number]:
            yield Problem(cell.place(file), cell.text, "a column of this name stands before it; take one out")
        elif cell.text not in known:
            message = f"unknown column {cell.text!r}; a table of this record has: {', '.join(known)}"
            yield Problem(cell.place(file), cell.text, message, nearest(cell.text, set(known) - set(names)))
    missing = [name for name in columns.needed if name not in names]
    if missing:
        yield Problem(header[-1].place(file), "", f"missing columns: {', '.join(missing)}")


def _case(
    names: Sequence[str], row: Sequence[CsvCell], file: str, columns: Columns
) -> tuple[DatedCase | None, list[Problem]]:
    if len(row) != len(names):
        message = f"expected {len(names)} cells as in the header, got {len(row)}"
        return None, [Problem(row[-1].place(file), "", message)]
    absent = CsvCell("", row[0].line, row[0].column)
    cells = {name: absent for name in columns.notes} | dict(zip(names, row, strict=True))
    problems = [
        Problem(cells[name].place(file), name, *wrong) for name, wrong in _wrong_cells(cells, columns)
    ]
    if problems:
        return None, problems
    texts = {name: cells[name].text for name in OWN_COLUMNS}
    return DatedCase(texts[ID], parse_date(texts[DATE]), texts[CLUSTER], cells, file), []


def _wrong_cells(cells: Mapping[str, CsvCell], columns: Columns) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the columns whose cells are wrong, each with what to say and what was probably meant."""
    for name in columns.needed:
        text, words = cells[name].text, columns.words.get(name, ())
        if name in OWN_COLUMNS and not text:
            yield name, ("expected a value, got an empty cell", "")
        for word in columns.words_in(name, text) if words else ():
            if word not in words:
                got = repr(word) if word else "an empty cell"
                yield name, (f"expected one of {', '.join(words)}; got {got}", nearest(word, words))
    try:
        if cells[DATE].text:
            parse_date(cells[DATE].text)
    except DateError as error:
        yield DATE, (str(error), error.suggestion)


def _repeated(cases: Sequence[DatedCase]) -> Iterator[Problem]:
    first: dict[str, DatedCase] = {}
    for case in cases:
        before = first.setdefault(case.name, case)
        if before is not case:
            line = before.cells[ID].line
            yield Problem(case.place(ID), ID, f"the case of line {line} has the same id; each has its own")
