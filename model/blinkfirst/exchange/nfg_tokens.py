"""Words, quoted texts and brackets of Gambit's files, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from blinkfirst.errors import Place, ScenarioError

_PIECE = re.compile(r"\s+|\"(?:[^\"\\]|\\.)*\"|[{},]|[^\s{},\"]+", re.DOTALL)
_ESCAPED = re.compile(r"\\([\"\\])")


class Token(NamedTuple):
    """A piece of a file: what it says, and where it begins, line and column counted from 1.

    ``kind`` is ``text``, ``word``, ``{``, ``}``, ``,`` or ``the end of the file``.
    """

    kind: str
    says: str
    line: int
    column: int

    def place(self, file: str) -> Place:
        """Return where the piece begins."""
        return Place(file, self.line, self.column)

    def __str__(self) -> str:
        """As an error message names it."""
        if self.kind == "text":
            return f'the text "{self.says}"' if len(self.says) <= 40 else f'the text "{self.says[:40]}..."'
        if self.kind == "word":
            return self.says if len(self.says) <= 40 else f"{self.says[:40]}..."
        return self.kind if len(self.kind) > 1 else repr(self.kind)


def tokens(text: str, file: str) -> Iterator[Token]:
    r"""Cut a file into tokens; the last one is the end of the file.

    White space separates and means nothing else, line breaks included. In quoted text ``\"`` is a quote and
    ``\\`` a backslash, as Gambit writes them; a backslash before anything else is itself.

    Raises
    ------
    ScenarioError
        When a quoted text does not end.
    """
    at, line, begin = 0, 1, 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:  # the one thing that matches nothing is a quote without its partner
            message = "a quoted text begins here and does not end; expected a closing quote"
            raise ScenarioError.at(Place(file, line, at - begin + 1), message)
        found = piece[0]
        if not found.isspace():
            yield _token(found, line, at - begin + 1)
        breaks = found.count("\n")
        if breaks:
            line, begin = line + breaks, at + found.rfind("\n") + 1
        at = piece.end()
    yield Token("the end of the file", "", line, at - begin + 1)


def _token(found: str, line: int, column: int) -> Token:
    if found[0] == '"':
        return Token("text", _ESCAPED.sub(r"\1", found[1:-1]), line, column)
    if found in ("{", "}", ","):
        return Token(found, found, line, column)
    return Token("word", found, line, column)
