"""Documents as Markdown, with tables that GitHub, Pandoc and notebooks understand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from blinkfirst.report.document import (
    Bars,
    Block,
    Document,
    Grid,
    Lines,
    Style,
    Styled,
    Words,
    lines_of,
    spans_of,
)

BAR = 20  # letters in the longest bar
_MARKS: dict[Style, str] = {"strong": "**", "emphasis": "*", "good": "", "bad": "", "plain": "", "quiet": ""}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def as_markdown(document: Document, level: int = 1) -> str:
    """Return a document whose title is a heading of some level."""
    parts = [f"{'#' * level} {_words(document.title, plain=True)}", *_blocks(document.opening)]
    for section in document.sections:
        parts += [f"{'#' * (level + 1)} {_escaped(section.title)}", *_blocks(section.blocks)]
    parts.append("  \n".join(map(_escaped, document.foot)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield blocks; lines that stand back one after the other are one list."""
    for listed, together in groupby(blocks, lambda block: isinstance(block, Lines) and block.indent > 0):
        shown = map(_block, together)
        yield from ["\n".join(shown)] if listed else shown


def _block(block: Block) -> str:
    if isinstance(block, Lines):
        if block.indent:
            margin = "  " * (block.indent // 2 - 1)
            return "\n".join(f"{margin}- {_words(line)}" for line in block.lines)
        return "  \n".join(_words(line, strong=block.style == "strong") for line in block.lines)
    return "\n".join(_bars(block) if isinstance(block, Bars) else _grid(block))


def _grid(grid: Grid) -> Iterator[str]:
    yield _row(_words(column.head) for column in grid.columns)
    yield _row("---:" if column.right else "---" for column in grid.columns)
    for row in grid.rows:
        yield _row(_words(cell) for cell in row)


def _bars(bars: Bars) -> Iterator[str]:
    yield _row(["", "", ""])
    yield _row(["---:", "---:", "---"])
    for label, amount, length in bars.rows:
        yield _row([_escaped(label), _escaped(amount), "▇" * round(BAR * length)])


def _row(cells: Iterator[str] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _words(words: Words, plain: bool = False, strong: bool = False) -> str:
    """Return words with their styles; line ends as breaks, and as blanks where these are not known."""
    if strong:
        words = tuple(Styled(span.text, "strong") for span in spans_of(words))
    return "<br> ".join("".join(_span(span, plain) for span in line) for line in lines_of(words))


def _span(span: Styled, plain: bool) -> str:
    text, mark = _escaped(span.text), "" if plain else _MARKS[span.style]
    inner = text.strip()
    if not mark or not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
