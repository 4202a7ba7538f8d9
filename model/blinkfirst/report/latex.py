"""Documents as LaTeX to be read in by another document: sections, and tables with the rules of booktabs."""

from __future__ import annotations

from collections.abc import Iterator

from blinkfirst.report.document import (
    Bars,
    Block,
    Document,
    Grid,
    GridColumn,
    Lines,
    Style,
    Styled,
    Words,
    lines_of,
    plain_text,
    spans_of,
)

NEEDS = r"\usepackage{booktabs,longtable}"
LONG = 30  # rows beyond which a table may go over the end of a page
_SHORT = 36  # letters of prose that need not be folded
_BAR = 6.0  # centimetres of the longest bar
_COMMANDS: dict[Style, str] = {"strong": "textbf", "emphasis": "emph"}
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
    }
)


def as_latex(document: Document) -> str:
    """Return a document as a section; `NEEDS` is what the preamble must have."""
    parts = [rf"\section*{{{escaped(plain_text(document.title))}}}"]
    parts += [_block(block) for block in document.opening]
    for section in document.sections:
        parts.append(rf"\subsection*{{{escaped(section.title)}}}")
        parts += [_block(block) for block in section.blocks]
    if document.foot:
        parts.append(_block(Lines(document.foot, "quiet")))
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Return a text in which no letter has a meaning to LaTeX."""
    return text.translate(_ESCAPES)


def _block(block: Block) -> str:
    if isinstance(block, Lines):
        shown = " \\\\\n".join(_styled(line, block.style) for line in block.lines)
        indent = rf"\hspace*{{{block.indent / 2:g}em}}" if block.indent else "{}"
        return rf"\noindent{indent}{shown}"
    return "\n".join(_bars(block) if isinstance(block, Bars) else _grid(block))


def _styled(words: Words, style: Style) -> str:
    if style in _COMMANDS:
        words = tuple(Styled(span.text, style) for span in spans_of(words))
    return _words(words)


def _grid(grid: Grid) -> Iterator[str]:
    environment = "longtable" if len(grid.rows) > LONG else "tabular"
    yield rf"\begin{{{environment}}}{{@{{}}{''.join(_letters(grid))}@{{}}}}"
    yield r"\toprule"
    if grid.has_heads:
        yield rf"{' & '.join(escaped(column.head) for column in grid.columns)} \\"
        yield r"\midrule"
        if environment == "longtable":
            yield r"\endhead"
    for row in grid.rows:
        yield from _row(row, grid.columns)
    yield r"\bottomrule"
    yield rf"\end{{{environment}}}"


def _letters(grid: Grid) -> Iterator[str]:
    """Yield the kind of every column; prose shares what is left of the line, about."""
    folded = [column.prose and _longest(grid, k) > _SHORT for k, column in enumerate(grid.columns)]
    share = max(0.9 - 0.1 * (len(folded) - sum(folded)), 0.4) / max(sum(folded), 1)
    for column, is_folded in zip(grid.columns, folded, strict=True):
        yield rf"p{{{share:.2f}\linewidth}}" if is_folded else "r" if column.right else "l"


def _longest(grid: Grid, column: int) -> int:
    return max((len(plain_text(row[column])) for row in grid.rows), default=0)


def _row(row: tuple[Words, ...], columns: tuple[GridColumn, ...]) -> Iterator[str]:
    """Yield a row; a cell of several lines takes several, but prose, which LaTeX folds."""
    cells = [
        [" ".join(map(_spans, lines_of(cell)))] if column.prose else [_spans(line) for line in lines_of(cell)]
        for cell, column in zip(row, columns, strict=True)
    ]
    for number in range(max(map(len, cells))):
        yield rf"{' & '.join(cell[number] if number < len(cell) else '' for cell in cells)} \\"


def _bars(bars: Bars) -> Iterator[str]:
    yield r"\begin{tabular}{@{}rrl@{}}"
    for label, amount, length in bars.rows:
        yield rf"{escaped(label)} & {escaped(amount)} & \rule{{{_BAR * length:.2f}cm}}{{1.2ex}} \\"
    yield r"\end{tabular}"


def _words(words: Words) -> str:
    return " \\\\\n".join(_spans(line) for line in lines_of(words))


def _spans(line: tuple[Styled, ...]) -> str:
    return "".join(map(_span, line))


def _span(span: Styled) -> str:
    text, command = escaped(span.text), _COMMANDS.get(span.style)
    return rf"\{command}{{{text}}}" if command else text
