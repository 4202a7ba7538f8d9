"""Cases from a CSV file: paths in the header, a case in every row.

A cell reads like a value of an axis. An empty cell is an error: a case says what it sets. Cells with commas
or line breaks stand in double quotes, as everywhere in CSV.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blinkfirst.errors import Place, Problem, ScenarioError, StudyError
from blinkfirst.scenario.reading import shown
from blinkfirst.study.design.design import overlaps
from blinkfirst.study.design.factors import TABLE_LIMIT, CaseTable, check_path, repeated
from blinkfirst.study.design.values import Piece, TextError, value_of

BYTES_LIMIT = 100_000_000
PROBLEMS_TOLD = 20

_CELL = re.compile(r'[ \t]*(?:"((?:[^"]|"")*)"[ \t]*|([^",\r\n]*))(,|\r\n|\n|\r|\Z)')


@dataclass(frozen=True)
class WrittenCases:
    """A table of cases and where its cells stand.

    Attributes
    ----------
    table : the cases.
    file : its name.
    places : line and column of every cell, header first, row by row.
    """

    table: CaseTable
    file: str
    places: array[int]

    def place(self, row: int, path: str) -> Place:
        """Return where the cell of a case stands; row -1 is the header."""
        cell = (row + 1) * len(self.table.paths) + self.table.paths.index(path)
        return Place(self.file, self.places[2 * cell], self.places[2 * cell + 1])


@dataclass(frozen=True)
class _Cell:
    """What a cell says, without its quotes, and where it begins."""

    text: str
    line: int
    column: int


def read_cases(path: Path) -> WrittenCases:
    """Read a table of cases.

    Raises
    ------
    ScenarioError
        With everything wrong in it, each with file, line and column.
    """
    name = shown(path)
    problems: list[Problem] = []
    rows = _rows(_text(path, name), name)
    header = next(rows, [])
    if not header:
        raise ScenarioError([Problem(Place(name), "", "expected a header of paths, got an empty file")])
    paths = tuple(cell.text for cell in header)
    problems += _header_problems(name, header)
    table: list[tuple[Any, ...]] = []
    places = array("L", [number for cell in header for number in (cell.line, cell.column)])
    for row in rows:
        table.append(_values(name, paths, row, problems))
        places.extend([number for cell in row for number in (cell.line, cell.column)])
        if len(table) * len(paths) > TABLE_LIMIT:
            message = f"expected at most {TABLE_LIMIT:,} values, got more; make a design of it"
            raise ScenarioError([Problem(_place(name, row[0]), "", message)])
    if not table:
        problems.append(Problem(_place(name, header[-1]), "", "expected a case or more below the header"))
    if not problems:
        twice = repeated(table)
        if twice is not None:
            again, before = (places[2 * (number + 1) * len(paths)] for number in twice)
            problems.append(Problem(Place(name, again, 1), "", f"the case of line {before} once more"))
    if problems:
        more = len(problems) - PROBLEMS_TOLD
        told = [Problem(Place(name), "", f"{more:,} more of such problems")] if more > 0 else []
        raise ScenarioError(problems[:PROBLEMS_TOLD] + told)
    return WrittenCases(CaseTable(paths, tuple(table)), name, places)


def _text(path: Path, name: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ScenarioError(
            [Problem(Place(name), "", f"cannot be read: {error.strerror or error}")]
        ) from None
    if len(raw) > BYTES_LIMIT:
        message = f"expected at most {BYTES_LIMIT:,} bytes, got {len(raw):,}"
        raise ScenarioError([Problem(Place(name), "", message)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScenarioError(
            [Problem(Place(name, line, 1), "", "expected UTF-8 text, got other bytes")]
        ) from None


def _rows(text: str, name: str) -> Iterator[list[_Cell]]:
    """Yield the rows of a CSV text; lines without anything are passed over."""
    position, line, line_begins = 0, 1, 0
    row: list[_Cell] = []
    while position < len(text) or row:
        match = _CELL.match(text, position)
        if match is None:
            column = text.index('"', position) - line_begins + 1
            message = 'a quotation mark out of place; a cell with commas stands in "...", a mark inside is ""'
            raise ScenarioError([Problem(Place(name, line, column), "", message)])
        quoted, bare, end = match.groups()
        cell = bare.strip() if quoted is None else quoted.replace('""', '"').strip()
        lead = len(match.group()) - len(match.group().lstrip(" \t"))
        row.append(_Cell(cell, line, position + lead - line_begins + 1))
        breaks = len(re.findall(r"\r\n|\n|\r", match.group()))
        position = match.end()
        if breaks:
            line += breaks
            line_begins = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
        if end != ",":
            if len(row) > 1 or row[0].text:
                yield row
            row = []
            if position >= len(text):
                return


def _header_problems(name: str, header: Sequence[_Cell]) -> Iterator[Problem]:
    sound: list[str] = []
    for cell in header:
        try:
            check_path(cell.text)
            sound.append(cell.text)
        except StudyError as error:
            yield Problem(_place(name, cell), "", str(error))
    for overlap in overlaps(sound):
        cell = [cell for cell in header if cell.text == overlap.path][-1]
        yield Problem(_place(name, cell), overlap.path, overlap.message)


def _values(
    name: str, paths: Sequence[str], row: Sequence[_Cell], problems: list[Problem]
) -> tuple[Any, ...]:
    if len(row) != len(paths):
        message = f"expected {len(paths)} cells as in the header, got {len(row)}"
        problems.append(Problem(_place(name, row[-1]), "", message))
        return ()
    values: list[Any] = []
    for path, cell in zip(paths, row, strict=True):
        try:
            values.append(value_of(path, Piece(cell.text, 0)))
        except TextError as error:
            empty = "expected a value, got an empty cell; a case says what it sets"
            message = error.message if cell.text else empty
            problems.append(Problem(_place(name, cell), path, message, error.suggestion))
    return tuple(values)


def _place(name: str, cell: _Cell) -> Place:
    return Place(name, cell.line, cell.column)
