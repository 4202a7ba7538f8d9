"""Pieces of Gambit's files: what they say, and where they stand."""

from __future__ import annotations

from blinkfirst.exchange.nfg_tokens import Token, tokens


def test_places_count_every_line_break() -> None:
    """Also those within a quoted text, and several in a row; blanks in quotes are part of the name."""
    found = [tuple(token) for token in tokens('a" b\n\n  c "x\n\n\n  {,\n', "t.nfg")]
    assert found == [
        ("word", "a", 1, 1),
        ("text", " b\n\n  c ", 1, 2),
        ("word", "x", 3, 6),
        ("{", "{", 6, 3),
        (",", ",", 6, 4),
        ("the end of the file", "", 7, 1),
    ]


def test_long_pieces_are_shown_by_their_beginning() -> None:
    short, long = "x" * 40, "x" * 41
    assert [str(Token("word", says, 1, 1)) for says in (short, long)] == [short, f"{short}..."]
    shown = [f'the text "{short}"', f'the text "{short}..."']
    assert [str(Token("text", says, 1, 1)) for says in (short, long)] == shown
