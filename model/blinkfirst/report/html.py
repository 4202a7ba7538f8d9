"""Documents as HTML: parts of a page for notebooks, and whole pages that need no network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from blinkfirst.report.document import (
    Bars,
    Block,
    Document,
    Grid,
    GridColumn,
    Lines,
    Style,
    Words,
    lines_of,
    plain_text,
)

_CLASSES: dict[Style, str] = {"quiet": "quiet", "good": "good", "bad": "bad"}
_TAGS: dict[Style, str] = {"strong": "strong", "emphasis": "em"}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .15rem .8rem .15rem 0; }
thead th { border-bottom: 1px solid; }
.right { text-align: right; white-space: nowrap; }
.quiet { opacity: .7; }
.good { color: #00694d; } .bad { color: #a63c00; }
@media (prefers-color-scheme: dark) {
  :root { color-scheme: dark; } .good { color: #4fd0a5; } .bad { color: #ff9e64; }
}
@media print { body { max-width: none; margin: 0; font-size: 10pt; } tr { break-inside: avoid; } }
"""


def as_html(document: Document, level: int = 1) -> str:
    """Return a document as an ``article`` whose title is a heading of some level."""
    parts = [f"<h{level}>{escape(plain_text(document.title))}</h{level}>"]
    parts += map(_block, document.opening)
    for section in document.sections:
        parts.append(f"<h{level + 1}>{escape(section.title)}</h{level + 1}>")
        parts += map(_block, section.blocks)
    if document.foot:
        parts.append(f"<footer>{_block(Lines(document.foot, 'quiet'))}</footer>")
    return "<article>\n" + "\n".join(parts) + "\n</article>"


def opening_of_page(title: str, mark: str) -> str:
    """Return what comes before the articles of a page."""
    return (
        f'<!DOCTYPE html>\n<!-- {escape(mark)} -->\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
    )


END_OF_PAGE = "</body>\n</html>\n"


def _block(block: Block) -> str:
    if isinstance(block, Lines):
        indent = f' style="margin-left:{block.indent / 2:g}em"' if block.indent else ""
        lines = "<br>\n".join(_words(line) for line in block.lines)
        inner = f"<strong>{lines}</strong>" if block.style == "strong" else lines
        return f"<p{_class(block.style)}{indent}>{inner}</p>"
    return "\n".join(_bars(block) if isinstance(block, Bars) else _grid(block))


def _class(style: Style) -> str:
    return f' class="{_CLASSES[style]}"' if style in _CLASSES else ""


def _grid(grid: Grid) -> Iterator[str]:
    indent = f' style="margin-left:{grid.indent / 2:g}em"' if grid.indent else ""
    yield f"<table{indent}>"
    if grid.has_heads:
        heads = "".join(f'<th scope="col"{_right(c)}>{escape(c.head)}</th>' for c in grid.columns)
        yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for row in grid.rows:
        cells = zip(grid.columns, row, strict=True)
        yield f"<tr>{''.join(f'<td{_right(column)}>{_words(cell)}</td>' for column, cell in cells)}</tr>"
    yield "</tbody></table>"


def _right(column: GridColumn) -> str:
    return ' class="right"' if column.right else ""


def _bars(bars: Bars) -> Iterator[str]:
    yield "<table><tbody>"
    for label, amount, length in bars.rows:
        bar = f'<div style="width:{100 * length:.3g}%;background:#0072b2;height:.8em"></div>'
        yield (
            f'<tr><td class="right">{escape(label)}</td><td class="right">{escape(amount)}</td>'
            f'<td style="width:20em">{bar}</td></tr>'
        )
    yield "</tbody></table>"


def _words(words: Words) -> str:
    return "<br>".join("".join(_span(span.text, span.style) for span in line) for line in lines_of(words))


def _span(text: str, style: Style) -> str:
    if style in _TAGS:
        return f"<{_TAGS[style]}>{escape(text)}</{_TAGS[style]}>"
    return f"<span{_class(style)}>{escape(text)}</span>" if style in _CLASSES else escape(text)
