"""Cases from a CSV file: paths in the header, a case in every row.

A cell reads like a value of an axis. An empty cell is an error: a case says what it sets. Cells with commas
or line breaks are in double quotes, as everywhere in CSV.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blinkfirst.errors import Place, Problem, ScenarioError, StudyError, first_of
from blinkfirst.files.csv_cells import NAMELESS, CsvCell, table_rows
from blinkfirst.files.text import read_text_file, shown
from blinkfirst.study.design.design import overlaps
from blinkfirst.study.design.factors import TABLE_LIMIT, CaseTable, check_path, repeated
from blinkfirst.study.design.values import Piece, TextError, value_of

BYTES_LIMIT = 100_000_000


@dataclass(frozen=True)
class WrittenCases:
    """A table of cases and the places of its cells.

    Attributes
    ----------
    places : line and column of every cell, header first, row by row.
    """

    table: CaseTable
    file: str
    places: array[int]

    def place(self, row: int, path: str) -> Place:
        """Return the place of the cell of a case; row -1 is the header."""
        cell = (row + 1) * len(self.table.paths) + self.table.paths.index(path)
        return Place(self.file, self.places[2 * cell], self.places[2 * cell + 1])


def read_cases(path: Path) -> WrittenCases:
    """Read a table of cases.

    Raises `ScenarioError` with everything wrong in it, each with file, line and column.
    """
    name = shown(path)
    problems: list[Problem] = []
    header, rows = table_rows(read_text_file(path, BYTES_LIMIT), name)
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
            raise ScenarioError([Problem(row[0].place(name), "", message)])
    if not table:
        problems.append(Problem(header[-1].place(name), "", "expected a case or more below the header"))
    if not problems:
        twice = repeated(table)
        if twice is not None:
            again, before = (places[2 * (number + 1) * len(paths)] for number in twice)
            problems.append(Problem(Place(name, again, 1), "", f"the case of line {before} once more"))
    if problems:
        raise ScenarioError(first_of(problems, name))
    return WrittenCases(CaseTable(paths, tuple(table)), name, places)


def _header_problems(name: str, header: Sequence[CsvCell]) -> Iterator[Problem]:
    sound: list[str] = []
    for cell in header:
        try:
            check_path(cell.text)
            sound.append(cell.text)
        except StudyError as error:
            yield Problem(cell.place(name), "", str(error) if cell.text else NAMELESS)
    for overlap in overlaps(sound):
        cell = [cell for cell in header if cell.text == overlap.path][-1]
        yield Problem(cell.place(name), overlap.path, overlap.message)


def _values(
    name: str, paths: Sequence[str], row: Sequence[CsvCell], problems: list[Problem]
) -> tuple[Any, ...]:
    if len(row) != len(paths):
        message = f"expected {len(paths)} cells as in the header, got {len(row)}"
        problems.append(Problem(row[-1].place(name), "", message))
        return ()
    values: list[Any] = []
    for path, cell in zip(paths, row, strict=True):
        try:
            values.append(value_of(path, Piece(cell.text, 0)))
        except TextError as error:
            empty = "expected a value, got an empty cell; a case says what it sets"
            message = error.message if cell.text else empty
            problems.append(Problem(cell.place(name), path, message, error.suggestion))
    return tuple(values)
