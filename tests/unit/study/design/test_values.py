"""One value of a design as text, and back."""

from __future__ import annotations

from functools import partial
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.study.design.values import Piece, TextError, pieces, spelled, value_of
from unit.study.design.drawing import NUMBERS, VALUES


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), ("-0.5", -0.5), ("1e-3", 0.001), ("exact", "exact"), ("none", "none"), ("true", True),
        ("no", "no"), ("null", None), ("010", "010"), ("'4'", "4"), ('"a, b"', "a, b"), ("[a, 2]", ["a", 2]),
        ("[]", []), ("{old: 1, new: 0.5}", {"old": 1, "new": 0.5}), ("a:b", "a:b"),
        ("1.2 if docket in (a, b) else 0.4", "1.2 if docket in (a, b) else 0.4"),
    ],
)  # fmt: skip
def test_values(text: str, value: Any) -> None:
    found = value_of("a.b", Piece(text, 0))
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("old", "old"),
        ("old:0.25+new:0.75", {"old": 0.25, "new": 0.75}),
        (" old : 1 ", {"old": 1}),
        ("{old: 0.5, new: 0.5}", {"old": 0.5, "new": 0.5}),
        ("'a:b'", "a:b"),
        ("pool:old+new", {"pool": {"old": 0.5, "new": 0.5}}),
        ("pool:old:0.25+new:0.75", {"pool": {"old": 0.25, "new": 0.75}}),
        ("pool:0.25+new:0.75", {"pool": 0.25, "new": 0.75}),
    ],
)
def test_lenses(text: str, value: Any) -> None:
    assert value_of("lens", Piece(text, 0)) == value


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("a", "", "expected a value, got nothing"),
        ("a", "1e10", "expected a number of at most 1e+09 in size, got 1e10"),
        ("a", "[1", "not valid YAML: the bracket '[' is never closed"),
        ("lens", "old:0.5+new", "expected LENS or LENS:SHARE+LENS:SHARE, got 'old:0.5+new'"),
        ("lens", "old:half", "expected LENS or LENS:SHARE+LENS:SHARE, got 'old:half'"),
        ("lens", "old:1+old:0", "expected LENS or LENS:SHARE+LENS:SHARE, got 'old:1+old:0'"),
        ("lens", ":1", "expected LENS or LENS:SHARE+LENS:SHARE, got ':1'"),
    ],
)
def test_what_is_no_value(path: str, text: str, message: str) -> None:
    with pytest.raises(TextError) as caught:
        value_of(path, Piece(text, 7))
    assert (caught.value.message, caught.value.offset) == (message, 7)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [("", 0)]), ("a", [("a", 0)]), (" a , b", [("a", 1), ("b", 5)]), ("a,", [("a", 0), ("", 2)]),
        ("f(1,2),[3,4],{a: 5,b: 6}", [("f(1,2)", 0), ("[3,4]", 7), ("{a: 5,b: 6}", 13)]),
        ("'a,b',\"c,d\"", [("'a,b'", 0), ('"c,d"', 6)]), ("don't,it's", [("don't", 0), ("it's", 6)]),
        ("['a]', b],c", [("['a]', b]", 0), ("c", 10)]),
    ],
)  # fmt: skip
def test_commas_outside_brackets_and_quotes_split(text: str, parts: list[tuple[str, int]]) -> None:
    assert [(piece.text, piece.offset) for piece in pieces(text)] == parts


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [("a,(b,c", "a bracket is not closed", 2), ("a, 'b,c", "a quotation mark is not closed", 3)],
)
def test_what_stays_open_is_told(text: str, message: str, offset: int) -> None:
    with pytest.raises(TextError) as caught:
        pieces(text)
    assert (caught.value.message, caught.value.offset) == (message, offset)


def test_the_order_of_shares_does_not_show() -> None:
    """Texts stand in kept tables; the mixture may have been through JSON with sorted keys meanwhile."""
    assert spelled("lens", {"old": 0.25, "new": 0.75}) == spelled("lens", {"new": 0.75, "old": 0.25})
    assert spelled("a", {"y": 1, "x": [2]}) == spelled("a", {"x": [2], "y": 1}) == '{"x": [2], "y": 1}'


@given(value=VALUES)
def test_a_spelled_value_reads_as_itself(value: Any) -> None:
    text = spelled("a.b", value)
    (piece,) = pieces(text)
    found = value_of("a.b", piece)
    if isinstance(value, dict):
        found = {key: found[key] for key in value}
    assert repr(found) == repr(value)


# whatever is read is normalised, so that no lens bears another name
PRINTED = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1).map(
    partial(normalize, "NFC")
)
LENS_SHARES = st.dictionaries(PRINTED, NUMBERS, min_size=1, max_size=3)


@given(lens=st.one_of(PRINTED, LENS_SHARES, LENS_SHARES.map(lambda shares: {"pool": shares})))
def test_a_spelled_lens_reads_as_itself(lens: Any) -> None:
    text = spelled("lens", lens)
    (piece,) = pieces(text)
    assert value_of("lens", piece) == lens
