"""Axes and paired values as people write them."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.errors import StudyError
from blinkfirst.study.design.axes import read_axis, read_entry
from blinkfirst.study.design.drafts import parse_design
from blinkfirst.study.design.factors import Axis, Interval, Paired
from blinkfirst.study.design.sampling import Side
from blinkfirst.study.design.values import TextError

DECIMALS = st.decimals(-1000, 1000, places=3)


def values_in(text: str) -> tuple[Any, ...]:
    """The values of one axis."""
    entry = read_entry(text)
    assert isinstance(entry, Axis)
    return entry.values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1", (1,)), ("a.b=1,2.5,-3", (1, 2.5, -3)), ("a.b= 1 , 2 ", (1, 2)),
        ("world.x=low,high", ("low", "high")), ("actors.US.precision=2,exact", (2, "exact")),
        ("a.b=range(0,3)", (0, 1, 2)), ("a.b=range(3,0,-1)", (3, 2, 1)),
        ("a.b=range(0,1,0.25)", (0.0, 0.25, 0.5, 0.75)), ("a.b=range(0,0.3,0.1)", (0.0, 0.1, 0.2)),
        ("a.b=range(0, 1, 0.1)", tuple(k / 10 for k in range(10))), ("a.b=true,no", (True, "no")),
        ("a.b=range(0,10,3)", (0, 3, 6, 9)), ("a.b=c=d", ("c=d",)), ("a.b=range(-1,0.5,.5)", (-1.0, -0.5, 0.0)),
        ("a.b=linspace(0,1,11)", tuple(k / 10 for k in range(11))),
        ("a.b=linspace(1,-1,5)", (1.0, 0.5, 0.0, -0.5, -1.0)),
        ("a.b=linspace(0,1,4)", (0.0, 1 / 3, 2 / 3, 1.0)),
        ("a.b=log(1,1000,4)", (1.0, 10.0, 100.0, 1000.0)), ("a.b=log(-8,-1,4)", (-8.0, -4.0, -2.0, -1.0)),
        ("a.b=0,range(1,3),log(10,100,2)", (0, 1, 2, 10.0, 100.0)),
        ("lens=old,new:0.5+old:0.5", ("old", {"new": 0.5, "old": 0.5})),
        ("freeze=[],[heat],[heat, docket]", ([], ["heat"], ["heat", "docket"])),
        ("actors.US.tempo=min(1, 2),0.5 if docket in (a, b) else 1", ("min(1, 2)", "0.5 if docket in (a, b) else 1")),
        ("a.b='x, y',z", ("x, y", "z")), ("a.b=not (c)", ("not (c)",)), ("a.b=abs(x) + 1", ("abs(x) + 1",)),
        ("a.b=null,1", (None, 1)),
    ],
)  # fmt: skip
def test_axes(text: str, values: tuple[Any, ...]) -> None:
    assert repr(values_in(text)) == repr(values)


@pytest.mark.parametrize(
    ("text", "paths", "rows"),
    [
        ("zip(a=1,2,3, b=4,5,6)", ("a", "b"), ((1, 4), (2, 5), (3, 6))),
        (" zip( a.b = 1 , 2 ,lens=old,new ) ", ("a.b", "lens"), ((1, "old"), (2, "new"))),
        ("zip(a=linspace(0,1,3),b=x,range(0,2))", ("a", "b"), ((0.0, "x"), (0.5, 0), (1.0, 1))),
        ("zip(a=[1, 2],3,b='x=y, z',u == v, c=min(1,2),2)", ("a", "b", "c"), (([1, 2], "x=y, z", "min(1,2)"), (3, "u == v", 2))),
        ("zip(lens=old:0.5+new:0.5,old,b=1,1)", ("lens", "b"), (({"old": 0.5, "new": 0.5}, 1), ("old", 1))),
    ],
)  # fmt: skip
def test_paired_values(text: str, paths: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]) -> None:
    assert read_entry(text) == Paired(paths, rows)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("p.q=interval(0,1)", 0, 1), ("p.q = interval( -0.5 , .25 )", -0.5, 0.25)],
)
def test_intervals(text: str, low: float, high: float) -> None:
    assert read_entry(text) == Side("p.q", Interval(low, high))


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        ("a", "expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)", ""),
        ("a=", "expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)", ""),
        ("=1", "expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)", ""),
        ("a b=1", "expected a dotted path as actors.NAME.precision, got 'a b'", ""),
        ("a.=1", "expected a dotted path as actors.NAME.precision, got 'a.'", ""),
        ("a=1,,2", "expected a value between two commas, got nothing", ""),
        ("a=1,2,", "expected a value between two commas, got nothing", ""),
        ("a=1,2,1.0", "1.0 appears twice", ""),
        ("a=(1", "a bracket is not closed", ""),
        ("a=1e400", "expected a number of at most 1e+09 in size, got 1e400", ""),
        ("a=range(1,0)", "range(1,0) is empty; TO lies beyond FROM in the direction of STEP", ""),
        ("a=range(0,1,0)", "range(0,1,0) is empty; TO lies beyond FROM in the direction of STEP", ""),
        ("a=range(3)", "expected range(FROM,TO) or range(FROM,TO,STEP) with numbers, got range(3)", ""),
        ("a=range(0,x)", "expected range(FROM,TO) or range(FROM,TO,STEP) with numbers, got range(0,x)", ""),
        ("a=range(0,true)", "expected range(FROM,TO) or range(FROM,TO,STEP) with numbers, got range(0,true)", ""),
        ("a=range(0,,1)", "expected range(FROM,TO) or range(FROM,TO,STEP) with numbers; expected a value, got nothing, in range(0,,1)", ""),
        ("a=range(0,1e9)", "expected at most 100,000 values, got 1,000,000,000", ""),
        ("a=range(0,60000),range(60000,120000)", "expected at most 100,000 values, got 120,000", ""),
        ("a=linspace(0,1)", "expected linspace(FROM,TO,COUNT) with numbers, got linspace(0,1)", ""),
        ("a=linspace(0,1,1)", "expected linspace(FROM,TO,COUNT) with a COUNT from 2 to 100,000, got linspace(0,1,1)", ""),
        ("a=linspace(0,1,2.5)", "expected linspace(FROM,TO,COUNT) with a COUNT from 2 to 100,000, got linspace(0,1,2.5)", ""),
        ("a=linspace(1,1,3)", "expected linspace(FROM,TO,COUNT) with two ends that differ, got linspace(1,1,3)", ""),
        ("a=log(0,1,3)", "expected log(FROM,TO,COUNT) with two ends above 0 or two below, got log(0,1,3)", ""),
        ("a=log(-1,1,3)", "expected log(FROM,TO,COUNT) with two ends above 0 or two below, got log(-1,1,3)", ""),
        ("a=linspce(0,1,3)", "unknown function 'linspce'; expected one of: interval, linspace, log, range, zip", "linspace"),
        ("a=1,Range(0,1)", "unknown function 'Range'; expected one of: interval, linspace, log, range, zip", "range"),
        ("a=foo(1)", "unknown function 'foo'; expected one of: interval, linspace, log, range, zip", ""),
        ("a=interval(1,0)", "expected interval(LOW,HIGH) with LOW < HIGH, got interval(1,0)", ""),
        ("a=interval(1,1)", "expected interval(LOW,HIGH) with LOW < HIGH, got interval(1,1)", ""),
        ("a=interval(0)", "expected interval(LOW,HIGH) with numbers, got interval(0)", ""),
        ("a=1,interval(0,1)", "interval(...) must be alone, not in a list", ""),
        ("a=zip(b=1,c=2)", "zip(...) must be alone, not in a list", ""),
        ("linspace(0,1,3)", "expected PATH=linspace(...), got no path", ""),
        ("interval(0,1)", "expected PATH=interval(...), got no path", ""),
        ("zpi(a=1,2, b=3,4)", "expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11), or zip(PATH=VALUES, PATH=VALUES), got 'zpi(a=1,2, b=3,4)'", "zip"),
        ("zip(a=1,2, b=3,4", "expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11), or zip(PATH=VALUES, PATH=VALUES), got 'zip(a=1,2, b=3,4'", ""),
        ("zip(a=1,2,3, b=4,5)", "expected as many values of every path in zip(...), got 3 of a, 2 of b", ""),
        ("zip(a=1,2)", "expected two paths or more in zip(...), got one", ""),
        ("zip(1,2, a=3)", "expected zip(PATH=VALUES, PATH=VALUES)", ""),
        ("zip(a=1, a=2)", "a appears twice in zip(...)", ""),
        ("zip(a=1,2,1, b=3,4,3)", "a, b: 1, 3 appears twice", ""),
        ("zip(a=1,interval(0,1), b=3,4)", "interval(...) must be alone, not in a list", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_read(text: str, message: str, suggestion: str) -> None:
    with pytest.raises(TextError) as caught:
        read_entry(text)
    assert (caught.value.message, caught.value.suggestion) == (message, suggestion)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a.b=1,lnspace(0,1,2)", "lnspace"), ("a.b=1, ,2", ",2"), ("zip(a=1,2, b=rnge(0,2))", "rnge"),
        ("zip(a=1, a=2)", "a=2"), ("a.b = 1e400", "1e400"), ("lens=a,b:c", "b:c"), ("zip(a=1,lgo(1,2,3), b=3,4)", "lgo"),
    ],
)  # fmt: skip
def test_the_column_of_a_slip(text: str, at: str) -> None:
    with pytest.raises(TextError) as caught:
        read_entry(text)
    assert text[caught.value.offset :].startswith(at)


def test_all_wrong_texts_are_told_at_once() -> None:
    with pytest.raises(StudyError) as caught:
        parse_design(["a", "b=", "c=range(1,0)", "d=linsapce(0,1,2)", "zip(e=1, f=2,3)", "g=1", "g=2", "g.h=3"])
    assert str(caught.value).splitlines() == [
        "a: expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)",
        "b=: expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)",
        "c: range(1,0) is empty; TO lies beyond FROM in the direction of STEP",
        "d: unknown function 'linsapce'; expected one of: interval, linspace, log, range, zip",
        "    did you mean: linspace",
        "zip(e=1, f=2,3): expected as many values of every path in zip(...), got 1 of e, 2 of f",
        "g: appears twice; one axis per path",
        "g.h: lies inside g, which varies too",
    ]


@given(low=DECIMALS, high=DECIMALS, step=DECIMALS.filter(bool))
def test_range_counts_in_decimals(low: Decimal, high: Decimal, step: Decimal) -> None:
    """The other road: adding up in decimal arithmetic, which is exact for such numbers."""
    expected: list[float] = []
    value = low
    while (value < high if step > 0 else value > high) and len(expected) < 2000:
        expected.append(float(value))
        value += step
    text = f"range({low},{high},{step})"
    if not expected:
        with pytest.raises(TextError, match="is empty"):
            read_axis("a", text)
    elif len(expected) < 2000:
        axis = read_axis("a", text)
        assert isinstance(axis, Axis)
        assert [float(number) for number in axis.values] == expected


@given(low=DECIMALS, high=DECIMALS, count=st.integers(2, 50))
def test_linspace_is_numpys_to_the_last_bits(low: Decimal, high: Decimal, count: int) -> None:
    if low == high:
        return
    axis = read_axis("a", f"linspace({low},{high},{count})")
    assert isinstance(axis, Axis)
    assert (axis.values[0], axis.values[-1]) == (float(low), float(high))
    np.testing.assert_allclose(
        axis.values, np.linspace(float(low), float(high), count), rtol=0, atol=1e-12 * float(abs(high) + abs(low))
    )
    # exactly: every value is the double nearest to the point
    for index, value in enumerate(axis.values):
        point = low + (high - low) * index / (count - 1)
        assert abs(Decimal(value) - point) <= Decimal(math.ulp(value)) / 2 + Decimal("1e-24")


@given(
    low=st.floats(1e-6, 1e6), ratio=st.floats(1.01, 1e3), count=st.integers(2, 30), sign=st.sampled_from([1, -1])
)  # fmt: skip
def test_log_is_geometric(low: float, ratio: float, count: int, sign: int) -> None:
    high = low * ratio
    axis = read_axis("a", f"log({sign * low!r},{sign * high!r},{count})")
    assert isinstance(axis, Axis)
    assert (axis.values[0], axis.values[-1]) == (sign * low, sign * high)
    np.testing.assert_allclose(axis.values, sign * np.geomspace(low, high, count), rtol=1e-11)
    steps = np.diff(np.log(np.abs(axis.values)))
    np.testing.assert_allclose(steps, np.log(ratio) / (count - 1), rtol=1e-6, atol=1e-10)


def test_round_numbers_of_log_are_round() -> None:
    assert values_in("a=log(0.1,10,5)")[2] == 1.0
    assert values_in("a=log(0.01,100,9)")[::2] == (0.01, 0.1, 1.0, 10.0, 100.0)
    assert values_in("a=log(0.1,10,7)")[1] == pytest.approx(10 ** (-2 / 3), rel=1e-15)


def test_the_ends_of_log_may_be_so_far_apart_that_their_ratio_is_no_number() -> None:
    """Found by the fuzzer: it ended in a traceback, or all between was nought."""
    up, down = values_in("a=log(1e-318,1e8,3)"), values_in("a=log(1e8,1e-318,3)")
    assert up[1] == down[1] == pytest.approx(1e-155, rel=1e-4)
