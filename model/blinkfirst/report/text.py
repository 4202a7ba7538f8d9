"""Documents as text for a terminal, a pipe or a file: at most as wide as asked for, whole words only."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import StringIO
from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from rich.bar import Bar
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from blinkfirst.report.document import (
    Bars,
    Block,
    Document,
    Grid,
    Lines,
    Style,
    Words,
    lines_of,
    plain_text,
    spans_of,
)

if TYPE_CHECKING:
    from blinkfirst.report.document import Section

WIDTH = 80  # where there is no terminal to ask
GAP = 2  # blanks between columns
BAR = 40  # letters in the longest bar
ENDLESS = 100_000  # columns, wider than any table
_UNIT = re.compile(r"(?<=\d) (?=%)")  # between a number and its sign no line ends
_GLUE = "\ue000"  # as wide as the blank it stands for, and none to rich
EIGHTHS = 8 * BAR
_STYLES: dict[Style, str] = {
    "plain": "",
    "strong": "bold",
    "quiet": "dim",
    "emphasis": "italic",
    "good": "green",
    "bad": "red",
}


def as_text(document: Document, width: int = WIDTH) -> str:
    """Return a document as plain text; prose is folded at a width, tables are as wide as they are."""
    return _plain(_rendered(document, width, split=False), width)


def print_document(document: Document) -> None:
    """Print a document: in colours and no wider than the screen on a terminal, else as `as_text`."""
    _print(lambda width, split: _rendered(document, width, split))


def print_blocks(blocks: Iterable[Block]) -> None:
    """Print blocks that are no page of their own, as `print_document` does."""
    _print(lambda width, split: (_block(block, width, split) for block in blocks))


def _print(rendered: Callable[[int, bool], Iterable[RenderableType]]) -> None:
    console = page()
    if console.is_terminal:
        with console.capture() as captured:
            for shown in rendered(console.width, True):
                console.print(shown)
        text = captured.get().replace(_GLUE, " ")
    else:
        text = _plain(rendered(console.width, False), console.width)
    sys.stdout.write(text)
    sys.stdout.flush()


def _plain(parts: Iterable[RenderableType], width: int) -> str:
    out, no = StringIO(), False
    console = Console(file=out, width=width, highlight=no, markup=no, emoji=no, color_system=None)
    endless = console.options.update(width=ENDLESS)
    for shown in parts:
        console.width = max(width, Measurement.get(console, endless, shown).minimum)
        console.print(shown)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().replace(_GLUE, " ").splitlines())


def page() -> Console:
    """Return the standard output as a place for pages; names of actors and moves are never markup."""

    class Page(Console):
        def on_broken_pipe(self) -> None:
            raise  # what is being handled; rich would leave with status 1

    return Page(highlight=False, markup=False, emoji=False)


def _rendered(document: Document, width: int, split: bool) -> Iterator[RenderableType]:
    """Yield the parts of a page, an empty line between those that do not belong together."""
    yield _styled(document.title, "bold")
    quiet = [isinstance(block, Lines) and block.style == "quiet" for block in document.opening]
    with_title = next((k for k, is_quiet in enumerate(quiet) if not is_quiet), len(quiet))
    for number, block in enumerate(document.opening):
        if number >= with_title:
            yield Text()
        yield _block(block, width, split)
    yield Text()
    for section in document.sections:
        yield Text(section.title, style="bold")
        yield from _blocks(section, width, split)
        yield Text()
    if document.foot:
        yield Text("\n".join(document.foot), style=_STYLES["quiet"])


def _blocks(section: Section, width: int, split: bool) -> Iterator[RenderableType]:
    for number, block in enumerate(section.blocks):
        if number and _parted(section.blocks[number - 1], block):
            yield Text()
        yield _block(block, width, split)


def _parted(above: Block, below: Block) -> bool:
    """Return whether an empty line parts two blocks: two grids with heads would look like one."""
    return isinstance(above, Grid) and isinstance(below, Grid) and below.has_heads


def _block(block: Block, width: int, split: bool) -> RenderableType:
    if isinstance(block, Bars):
        return _bars(block)
    inside = width - block.indent
    shown = (
        Text("\n").join(_styled(line, _STYLES[block.style]) for line in block.lines)
        if isinstance(block, Lines)
        else Group(*_grids(block, inside, split))
    )
    return Padding(shown, (0, 0, 0, block.indent)) if block.indent else shown


def _styled(words: Words, style: str = "") -> Text:
    styles = ((span.text, f"{style} {_STYLES[span.style]}".strip()) for span in spans_of(words))
    return Text.assemble(*((_UNIT.sub(_GLUE, text), shown) for text, shown in styles))


def _bars(bars: Bars) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for words in ([label for label, _, _ in bars.rows], [amount for _, amount, _ in bars.rows]):
        table.add_column(justify="right", width=max(map(cell_len, words), default=0))
    table.add_column(width=BAR)
    for label, amount, length in bars.rows:
        eighths = int(EIGHTHS * min(max(length, 0.0), 1.0) + 1e-6)  # whole ones: last bits draw nothing
        table.add_row(label, amount, Bar(EIGHTHS, 0, eighths, width=BAR))
    return table


def _grids(grid: Grid, width: int, split: bool) -> Iterator[RenderableType]:
    """Yield a grid; in pieces side by side under one another where a screen is too narrow."""
    pieces = _pieces(grid, width) if split else [grid]
    for number, piece in enumerate(pieces):
        if number:
            yield Text()
        yield _table(piece, width)


def _pieces(grid: Grid, width: int) -> list[Grid]:
    """Cut a grid between columns into grids that fit, each with the first column in front."""
    least = [_longest_word(grid, k) if c.prose else _width(grid, k) for k, c in enumerate(grid.columns)]
    if sum(least) + GAP * (len(least) - 1) <= width or len(least) < 3:
        return [grid]
    groups: list[list[int]] = [[0]]
    for k in range(1, len(least)):
        if len(groups[-1]) > 1 and sum(least[j] + GAP for j in (*groups[-1], k)) - GAP > width:
            groups.append([0])
        groups[-1].append(k)
    return [
        replace(
            grid,
            columns=tuple(grid.columns[k] for k in group),
            rows=tuple(tuple(row[k] for k in group) for row in grid.rows),
        )
        for group in groups
    ]


def _table(grid: Grid, width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_header=grid.has_heads)
    for column, size in zip(grid.columns, _widths(grid, width), strict=True):
        justify: Literal["left", "right"] = "right" if column.right else "left"
        table.add_column(Text(column.head), justify=justify, width=size, overflow="fold")
    for row in grid.rows:
        table.add_row(*map(_styled, row))
    return table


def _widths(grid: Grid, width: int) -> list[int]:
    """Return the widths of columns: the whole of plain ones, prose shares what is left."""
    whole = [_width(grid, k) for k in range(len(grid.columns))]
    folded = [k for k, column in enumerate(grid.columns) if column.prose]
    left = width - GAP * (len(whole) - 1) - sum(whole[k] for k in range(len(whole)) if k not in folded)
    if sum(whole[k] for k in folded) <= left:
        return whole
    least = [_longest_word(grid, k) for k in folded]
    spare = max(left - sum(least), 0)
    wanted = [whole[k] - low for k, low in zip(folded, least, strict=True)]
    ends = [spare * done // max(sum(wanted), 1) for done in accumulate(wanted, initial=0)]
    for k, low, before, after in zip(folded, least, ends, ends[1:], strict=False):
        whole[k] = low + after - before
    return whole


def _width(grid: Grid, column: int) -> int:
    lines = [plain_text(line) for row in grid.rows for line in lines_of(row[column])]
    return max(map(cell_len, (*lines, *grid.columns[column].head.split("\n"))), default=0)


def _longest_word(grid: Grid, column: int) -> int:
    words = [word for row in grid.rows for word in plain_text(row[column]).split()]
    return max(map(cell_len, (*words, *grid.columns[column].head.split())), default=0)
