"""Tables of comma-separated values, cell by cell, each with its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from blinkfirst.exchange.foreign_text import refused

_PLAIN = re.compile(r"[^,\n]*")


class CsvCell(NamedTuple):
    """A cell: its text without white space around it, and where it begins, both counted from 1."""

    text: str
    line: int
    column: int


def csv_rows(text: str, path: Path) -> list[list[CsvCell]]:
    r"""Cut a table into rows of cells; rows in which nothing stands are left out.

    A cell in double quotes may hold commas and line breaks, and quotes written twice.

    Raises
    ------
    ScenarioError
        When a quoted cell does not end, or goes on behind its closing quote.

    Examples
    --------
    >>> [[cell.text for cell in row] for row in csv_rows('a,"b, c"\n1, 2 \n', Path("t.csv"))]
    [['a', 'b, c'], ['1', '2']]
    """
    cutter = _Cutter(text, path)
    rows = []
    while cutter.at < len(text):
        row = cutter.row()
        if any(cell.text for cell in row):
            rows.append(row)
    return rows


class _Cutter:
    """Goes through a text once."""

    def __init__(self, text: str, path: Path) -> None:
        self.text, self.path = text, path
        self.at, self.line, self.begin = 0, 1, 0

    def row(self) -> list[CsvCell]:
        cells = [self._cell()]
        while self.text.startswith(",", self.at):
            self.at += 1
            cells.append(self._cell())
        self.at += 1
        self._new_line()
        return cells

    def _cell(self) -> CsvCell:
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
        line, column = self.line, self.at - self.begin + 1
        if self.text.startswith('"', self.at):
            return CsvCell(self._quoted(line, column).strip(), line, column)
        plain = _PLAIN.match(self.text, self.at)
        assert plain is not None  # at least nothing matches
        self.at = plain.end()
        return CsvCell(plain[0].strip(), line, column)

    def _quoted(self, line: int, column: int) -> str:
        found, self.at = "", self.at + 1
        while True:
            end = self.text.find('"', self.at)
            if end < 0:
                message = "a quoted cell begins here and does not end; expected a closing quote"
                raise refused(self.path, message, line, column)
            piece, self.at = self.text[self.at : end], end + 1
            self.line += piece.count("\n")
            if "\n" in piece:
                self.begin = end - len(piece) + piece.rfind("\n") + 1
            found += piece
            if not self.text.startswith('"', self.at):
                break
            found, self.at = found + '"', self.at + 1
        while self.text[self.at : self.at + 1] in (" ", "\t", "\r"):
            self.at += 1
        if self.text[self.at : self.at + 1] not in ("", ",", "\n"):
            message = "expected a comma or the end of the line behind the closing quote"
            raise refused(self.path, message, self.line, self.at - self.begin + 1)
        return found

    def _new_line(self) -> None:
        self.line, self.begin = self.line + 1, self.at
