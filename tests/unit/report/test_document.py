"""A document in every form: what it says is the same, and each form's own readers understand it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from blinkfirst.report.document import (
    Bars,
    Document,
    Styled,
    grid,
    lines_of,
    plain_text,
    prose,
    quiet,
    section,
    strong,
)
from blinkfirst.report.html import as_html
from blinkfirst.report.latex import as_latex, escaped
from blinkfirst.report.markdown import as_markdown
from blinkfirst.report.text import as_text

LONG = "a claim that goes on and on until it no longer fits into what is left of the line beside it"
PAGE = Document(
    "Who *blinks* first? 50 % & <more>",
    (prose("from 2018 until 2020", style="quiet"), prose("A summary.")),
    (
        section(
            "Chances",
            grid(("", "first", "hard"), [("US", "9.3 %", "8.1 %"), ("nobody_else", "71 %", "91 %")]),
            prose("of blinking first", style="quiet"),
        ),
        section("Claims", grid(("claim", "n"), ((LONG, "12"),), prose=[0])),
        section("Hazard", Bars((("month 1", "1 %", 0.5), ("month 12", "2 %", 1.0)))),
        section("Why", prose((strong("US"), ": holds | folds"), "next\nline", indent=2)),
    ),
)


def test_words_fall_into_lines() -> None:
    assert lines_of(("a", quiet("b\nc"), "d")) == [(Styled("a"), quiet("b")), (quiet("c"), Styled("d"))]
    assert lines_of("") == [()]
    assert plain_text(("a", strong("b"))) == "ab"


def test_text_is_laid_out_in_whole_words() -> None:
    text = as_text(PAGE, 40)
    assert text.splitlines() == [
        "Who *blinks* first? 50 % & <more>",
        "from 2018 until 2020",
        "",
        "A summary.",
        "",
        "Chances",
        "             first   hard",
        "US           9.3 %  8.1 %",
        "nobody_else   71 %   91 %",
        "of blinking first",
        "",
        "Claims",
        "claim                                  n",
        "a claim that goes on and on until it  12",
        "no longer fits into what is left of",
        "the line beside it",
        "",
        "Hazard",
        " month 1 1 % ████████████████████",
        "month 12 2 % ████████████████████████████████████████",
        "",
        "Why",
        "  US: holds | folds",
        "  next",
        "  line",
        "",
    ]


def test_a_table_without_a_terminal_is_as_wide_as_it_is() -> None:
    """And a path is never broken, however long."""
    path = "arguments." + "x" * 90
    wide = Document("wide", sections=(section("", grid(("", *"abcdefgh"), [[path, *["12345678"] * 8]])),))
    shown = as_text(wide, 80).splitlines()
    assert any(path in line and line.count("12345678") == 8 for line in shown)
    assert path in as_text(Document("long", (prose(path),)), 80)


def test_the_screen_splits_a_table_that_is_too_wide(monkeypatch: pytest.MonkeyPatch, capsys: object) -> None:
    from blinkfirst.report import text

    table = grid(("who", *(f"column {k}" for k in range(6))), [["US", *"123456"], ["China", *"abcdef"]])
    pieces = text._pieces(table, 30)
    assert [len(piece.columns) for piece in pieces] == [3, 3, 3]
    assert {piece.columns[0].head for piece in pieces} == {"who"}
    assert [row[1:] for piece in pieces for row in piece.rows[:1]] == [("1", "2"), ("3", "4"), ("5", "6")]


def test_markdown_is_read_as_it_was_meant() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(as_markdown(PAGE))
    inline = [token for token in tokens if token.type == "inline"]
    read = ["".join(child.content for child in token.children or ()) for token in inline]
    assert "Who *blinks* first? 50 % & <more>" in read
    assert "nobody_else" in read
    assert "US: holds | folds" in read
    heads = [token.tag for token in tokens if token.type == "heading_open"]
    assert heads == ["h1", "h2", "h2", "h2", "h2"]
    assert sum(token.type == "table_open" for token in tokens) == 3


class Reader(HTMLParser):
    """Reads HTML and notes its words and tags that are never closed."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_html_closes_what_it_opens_and_escapes() -> None:
    reader = Reader()
    reader.feed(as_html(PAGE))
    assert reader.open == []
    assert "Who *blinks* first? 50 % & <more>" in reader.words
    assert LONG in reader.words


def test_latex_escapes_and_closes() -> None:
    latex = as_latex(PAGE)
    assert r"\section*{Who *blinks* first? 50 \% \& \textless{}more\textgreater{}}" in latex
    assert r"nobody\_else & 71 \% & 91 \% \\" in latex
    assert latex.count(r"\begin{") == latex.count(r"\end{") == 3
    for environment in ("toprule", "bottomrule"):
        assert latex.count(rf"\{environment}") == 2
    assert escaped("\\{x}^~") == r"\textbackslash{}\{x\}\textasciicircum{}\textasciitilde{}"


def test_a_long_table_may_go_over_pages() -> None:
    long = Document("long", (grid(("a", "b"), [["1", "2"]] * 31),))
    assert r"\begin{longtable}" in as_latex(long)
    assert r"\endhead" in as_latex(long)


def test_no_line_ends_between_a_number_and_its_sign() -> None:
    said = Document("t", (prose("nobody blinks by then with a probability of 74 % or so"),))
    for width in range(20, 60):
        assert not any(line.startswith("%") for line in as_text(said, width).splitlines())
    assert "74 % or so" in as_text(said, 80)
