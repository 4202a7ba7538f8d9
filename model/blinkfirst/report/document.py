"""Documents: a page as data, which is then shown as text, Markdown, HTML or LaTeX.

A document has a title, blocks that open it, and sections of blocks. A block is some lines of prose, a grid,
or bars. Nothing in it knows of a terminal or a browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

IN_SHORT = "In short"  # the title of the section of sentences that some pages end with

Style = Literal["plain", "strong", "quiet", "emphasis", "good", "bad"]


@dataclass(frozen=True)
class Styled:
    """Some words in one style."""

    text: str
    style: Style = "plain"


Words: TypeAlias = str | Styled | tuple[str | Styled, ...]
"""Words on one line, or on several where they contain line ends."""


def strong(text: str) -> Styled:
    """Return words that stand out."""
    return Styled(text, "strong")


def quiet(text: str) -> Styled:
    """Return words that explain others."""
    return Styled(text, "quiet")


def spans_of(words: Words) -> tuple[Styled, ...]:
    """Return words as pieces of one style each."""
    parts = words if isinstance(words, tuple) else (words,)
    return tuple(part if isinstance(part, Styled) else Styled(part) for part in parts)


def plain_text(words: Words) -> str:
    """Return words without their styles."""
    return "".join(span.text for span in spans_of(words))


def lines_of(words: Words) -> list[tuple[Styled, ...]]:
    """Return words line by line, as their line ends have it."""
    pieces = [
        (number, Styled(text, span.style))
        for span in spans_of(words)
        for number, text in enumerate(span.text.split("\n"))
    ]
    lines: list[list[Styled]] = [[]]
    for number, piece in pieces:
        if number:
            lines.append([])
        if piece.text:
            lines[-1].append(piece)
    return [tuple(line) for line in lines]


@dataclass(frozen=True)
class Lines:
    """Prose: every entry begins a line of its own, and is folded where the page is too narrow.

    Attributes
    ----------
    indent : columns by which all of them stand back.
    """

    lines: tuple[Words, ...]
    style: Style = "plain"
    indent: int = 0


@dataclass(frozen=True)
class GridColumn:
    """A column: its head, which may be empty, how its cells are set, and if they are prose to be folded."""

    head: str
    right: bool = False
    prose: bool = False


@dataclass(frozen=True)
class Grid:
    """A table without lines.

    Attributes
    ----------
    columns, rows : every row has a cell per column.
    indent : columns by which it stands back.
    """

    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[Words, ...], ...]
    indent: int = 0

    @property
    def has_heads(self) -> bool:
        """True when any column has a head."""
        return any(column.head for column in self.columns)


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, each with a label, an amount in words and a length.

    Attributes
    ----------
    rows : label, amount, length from 0 to 1.
    """

    rows: tuple[tuple[str, str, float], ...]


Block: TypeAlias = Lines | Grid | Bars


@dataclass(frozen=True)
class Section:
    """A part of a page under its title."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A page.

    Attributes
    ----------
    title : what it is of.
    opening : blocks before the first section.
    sections : in order.
    foot : lines at the end of the page: what it was made from.
    """

    title: Words
    opening: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    foot: tuple[str, ...] = ()


def words_of(document: Document) -> str:
    """Return all words of a page but for its foot, without their styles."""
    found = [plain_text(document.title)]
    for part in (Section("", document.opening), *document.sections):
        found.append(part.title)
        for block in part.blocks:
            if isinstance(block, Lines):
                found += map(plain_text, block.lines)
            elif isinstance(block, Grid):
                found += [column.head for column in block.columns]
                found += [plain_text(cell) for row in block.rows for cell in row]
            else:
                found += [label for label, _, _ in block.rows]
    return "\n".join(found)


def prose(*lines: Words, style: Style = "plain", indent: int = 0) -> Lines:
    """Return lines of prose."""
    return Lines(lines, style, indent)


def section(title: str, *blocks: Block) -> Section:
    """Return a section of blocks."""
    return Section(title, blocks)


def grid(
    heads: Sequence[str], rows: Iterable[Sequence[Words]], left: int = 1, prose: Iterable[int] = ()
) -> Grid:
    """Return a grid with the first columns flush left and the rest flush right.

    Parameters
    ----------
    left : how many columns are flush left.
    prose : numbers of columns of sentences, which are flush left and may be folded.
    """
    folded = set(prose)
    columns = (GridColumn(head, k >= left and k not in folded, k in folded) for k, head in enumerate(heads))
    return Grid(tuple(columns), tuple(tuple(row) for row in rows))
