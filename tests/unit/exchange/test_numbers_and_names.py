"""Numbers and names as other tools read them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.decimals import exact_shares, plain_decimal
from blinkfirst.exchange.identifiers import distinct, identifiers, quoted


@given(st.lists(st.floats(1e-12, 1.0), min_size=1, max_size=9))
def test_shares_add_up_exactly_and_are_what_they_were(weights: list[float]) -> None:
    shares = [weight / sum(weights) for weight in weights]
    found = [Fraction(text) for text in exact_shares(shares)]
    assert sum(found) == 1
    assert all(abs(float(new) - old) < 1e-15 for new, old in zip(found, shares, strict=True))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_decimals_lose_nothing(number: float) -> None:
    text = plain_decimal(number)
    assert float(text) == number and "e" not in text.lower()


@given(st.lists(st.text(max_size=8), max_size=8))
def test_identifiers_are_some_and_distinct(names: list[str]) -> None:
    found = identifiers(names, taken=["a", "b"])
    assert len({*found, "a", "b"}) == len(names) + 2
    assert all(name.isidentifier() and name.isascii() for name in found)
    assert not {*found} & {"init", "tick", "first", "module", "F"}


@given(st.lists(st.sampled_from(["a", "a (2)", "b"]), max_size=8))
def test_distinct(names: list[str]) -> None:
    assert len(set(distinct(names))) == len(names)


def test_quoted_text_stays_on_one_line() -> None:
    assert quoted('say "no"\nand\tgo\\') == "\"say 'no' and go/\""
