"""A page of the documentation on a terminal."""

from __future__ import annotations

from rich.markdown import Markdown

from blinkfirst.report.text import page


def print_markdown(text: str) -> None:
    """Print Markdown as a terminal shows it: wrapped, with headings and tables."""
    page().print(Markdown(text, code_theme="bw", hyperlinks=False))
