"""What a larger design adds to smaller ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.errors import StudyError
from blinkfirst.study.design.design import Design, count_new_cases, new_cases
from blinkfirst.study.design.drafts import parse_design
from blinkfirst.study.design.factors import Axis, CaseTable, Factor, Interval, Paired
from blinkfirst.study.design.sampling import Sample, Side
from blinkfirst.study.design.values import case_key
from unit.study.design.drawing import all_cases

VALUES = st.lists(st.sampled_from([0, 1, 1.5, "x", True]), min_size=1, max_size=4, unique_by=repr)
PAIRS = st.tuples(st.sampled_from([0, 1, 1.5]), st.sampled_from(["x", "y", 1]))
ROWS = st.lists(PAIRS, min_size=1, unique=True)


@st.composite
def designs(draw: st.DrawFn) -> Design:
    """Designs over the same three paths, in different factors and orders."""
    pairs = [(("a", "world.w"), "c"), (("world.w.start", "c"), "a"), (("c", "a"), "world.w")]
    pair, rest = draw(st.sampled_from(pairs))
    kind = draw(st.sampled_from([Paired, CaseTable]))
    both: list[Factor] = [kind(pair, tuple(draw(ROWS))), Axis(rest, tuple(draw(VALUES)))]
    return Design(tuple(draw(st.permutations(both))))


def slowly(design: Design, earlier: list[Design]) -> list[dict[str, Any]]:
    """All cases of the design whose key is not among all keys of all the others."""
    old = {case_key(case) for other in earlier for case in all_cases(other)}
    return [case for case in all_cases(design) if case_key(case) not in old]


@given(design=designs(), earlier=st.lists(designs(), max_size=3))
def test_new_cases_are_those_nobody_has(design: Design, earlier: list[Design]) -> None:
    expected = slowly(design, earlier)
    assert list(new_cases(design, earlier)) == expected
    assert count_new_cases(design, earlier) == len(expected)


@given(rounds=st.lists(designs(), min_size=1, max_size=4))
def test_rounds_hold_every_case_once(rounds: list[Design]) -> None:
    kept = [case_key(c) for k, design in enumerate(rounds) for c in new_cases(design, rounds[:k])]
    assert len(kept) == len(set(kept))
    assert set(kept) == {case_key(case) for design in rounds for case in all_cases(design)}


def test_enlarged_axes_keep_their_cases() -> None:
    small = parse_design(["a=1,2", "b=x,y"])
    large = parse_design(["b=y,z,x", "a=range(1,4)"])
    assert list(new_cases(large, [small])) == [
        {"b": "y", "a": 3}, {"b": "z", "a": 1}, {"b": "z", "a": 2}, {"b": "z", "a": 3}, {"b": "x", "a": 3},
    ]  # fmt: skip


@pytest.mark.parametrize("method", ["sobol", "random"])
def test_an_enlarged_sample_goes_on(method: str) -> None:
    sides = (Side("p", Interval(0.0, 1.0)), Side("q", Interval(-1.0, 0.0)))
    small, large = (Design((Sample(sides, method, size, 3),)) for size in (3000, 4000))
    fresh = list(new_cases(large, [small]))
    assert fresh == list(large.cases(3000))
    assert count_new_cases(large, [small, large]) == 0
    turned = Design((Sample(sides[::-1], method, 4000, 3),))
    assert count_new_cases(turned, [small]) == 4000


def test_without_earlier_rounds_nothing_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blinkfirst.study.design.design._sorted_keys", None)
    design = parse_design(["a=range(0,10000)", "b=range(0,10000)", "c=range(0,10000)"])
    assert count_new_cases(design) == 10**12
    assert next(new_cases(design)) == {"a": 0, "b": 0, "c": 0}


def test_a_grid_among_earlier_rounds_is_never_gone_through() -> None:
    huge = parse_design(["a=range(0,10000)", "b=range(0,10000)", "c=range(0,10000)"])
    few = parse_design(["a=9999,10000", "b=5", "c=-1,7"])
    assert list(new_cases(few, [huge])) == [
        {"a": 9999, "b": 5, "c": -1}, {"a": 10000, "b": 5, "c": -1}, {"a": 10000, "b": 5, "c": 7},
    ]  # fmt: skip


def test_digests_that_end_in_zeros_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [bytes(16), b"k" + bytes(15), b"k" + bytes(14) + b"\x01", b"k" * 16, bytes(15) + b"\x01"]
    monkeypatch.setattr("blinkfirst.study.design.design.row_key", lambda paths, row: keys[row[0]])
    everything = parse_design(["a=0,1,2,3,4"])
    for held in range(5):
        found = [case["a"] for case in new_cases(everything, [parse_design([f"a={held}"])])]
        assert found == [k for k in range(5) if k != held]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["a=1", "b=2", "c=3"], "varies c as well"),
        (["a=1"], "does not vary b"),
        (["a=1", "c=2", "d=2"], "varies c, d as well and does not vary b"),
    ],
)
def test_other_paths_are_another_sweep(texts: list[str], message: str) -> None:
    with pytest.raises(StudyError) as caught:
        new_cases(parse_design(texts), [parse_design(["a=1", "b=2"])])
    assert str(caught.value) == (
        f"a design is enlarged over the same paths; this one {message}. Choose another folder"
    )
