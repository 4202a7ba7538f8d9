"""Percentages, titles and tables as every page has them."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text


def percent(probability: float) -> str:
    """Spell a probability for reading: whole per cents, more where it matters."""
    if probability != 0 and (probability < 0.0995 or 0.9905 < probability < 1):
        return f"{100 * probability:.1f} %"
    return f"{100 * probability:.0f} %"


def titled(title: str, body: RenderableType) -> RenderableType:
    """Return a part of the page under its title; tables' own titles would be folded to the table's width."""
    return Group(Text(title, style="bold"), body)


def plain_table(*columns: str, left: int = 1) -> Table:
    """Return a table without lines, the first columns flush left and the rest flush right."""
    table = Table(box=None, pad_edge=False, show_header=any(columns))
    for index, name in enumerate(columns):
        table.add_column(name, justify="left" if index < left else "right")
    return table
