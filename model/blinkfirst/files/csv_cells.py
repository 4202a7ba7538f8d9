"""Comma-separated values, cell by cell, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from blinkfirst.errors import Place, ScenarioError

NAMELESS = (
    "a column without a name; where it counts the rows, as the index of a data frame does, save the table "
    "without it (in pandas: `index=False`), else name it or take it out"
)
# what other separators are called; spreadsheets write semicolons where the comma is the decimal mark
_SEPARATORS = {";": "semicolons", "\t": "tabs"}
_CELL = re.compile(r'[ \t]*+(?:"((?:[^"]++|"")*+)"[ \t]*+|([^",\r\n]*+))(,|\r\n|\n|\r|\Z)')
_LINE_END = re.compile(r"\r\n|\n|\r")
_BEFORE_A_CELL = " \t"


class CsvCell(NamedTuple):
    """A cell: its text without white space around it, and where it begins, both counted from 1."""

    text: str
    line: int
    column: int

    def place(self, file: str) -> Place:
        """Return where the cell begins."""
        return Place(file, self.line, self.column)


def csv_rows(text: str, file: str) -> Iterator[list[CsvCell]]:
    r"""Yield the rows of a table that have a cell with something in it.

    A cell in double quotes may hold commas and line breaks, and quotes written twice.

    Raises `ScenarioError` when a quotation mark is out of place, on reaching it.

    Examples
    --------
    >>> [[cell.text for cell in row] for row in csv_rows('a,"b, c"\n1, 2 \n', "t.csv")]
    [['a', 'b, c'], ['1', '2']]
    """
    at, line, begin = 0, 1, 0
    row: list[CsvCell] = []
    while at < len(text) or row:
        found = _CELL.match(text, at)
        if found is None:
            raise _misquoted(text, at, line, begin, file)
        quoted, bare, end = found.groups()
        cell = bare if quoted is None else quoted.replace('""', '"')
        lead = len(found[0]) - len(found[0].lstrip(_BEFORE_A_CELL))
        row.append(CsvCell(cell.strip(), line, at + lead - begin + 1))
        at = found.end()
        if end != "," or quoted is not None:
            line, begin = _moved(line, begin, found)
        if end != ",":
            if any(cell.text for cell in row):
                yield row
            row = []


def table_rows(text: str, file: str) -> tuple[list[CsvCell], Iterator[list[CsvCell]]]:
    """Return the header of a table, without a cell when there is none, and the other rows one by one.

    Raises `ScenarioError` when columns are separated by something else than commas; while reading, as
    `csv_rows`.
    """
    rows = csv_rows(text, file)
    header = next(rows, [])
    found = next((mark for mark in _SEPARATORS if len(header) == 1 and mark in header[0].text), None)
    if found is not None:
        message = (
            f"expected columns separated by commas, got one column with {_SEPARATORS[found]}; save the table "
            "with commas between the cells and points in the numbers"
        )
        raise ScenarioError.at(header[0].place(file), message)
    return header, rows


def _moved(line: int, begin: int, piece: re.Match[str]) -> tuple[int, int]:
    """The line that a piece ends in and where that line begins, given those it begins in."""
    for mark in _LINE_END.finditer(piece[0]):
        line, begin = line + 1, piece.start() + mark.end()
    return line, begin


_QUOTED = re.compile(r'[ \t]*+"(?:[^"]++|"")*+("?)[ \t]*+')


def _misquoted(text: str, at: int, line: int, begin: int, file: str) -> ScenarioError:
    opened = _QUOTED.match(text, at)
    if opened is None:
        message = 'a quotation mark out of place; a cell with commas stands in "...", a mark inside is ""'
        at = text.index('"', at)
    elif not opened[1]:
        message = "a quoted cell begins here and does not end; expected a closing quotation mark"
        at = text.index('"', at)
    else:
        message = "expected a comma or the end of the line behind the closing quotation mark"
        line, begin = _moved(line, begin, opened)
        at = opened.end()
    return ScenarioError.at(Place(file, line, at - begin + 1), message)
