"""Axes as people write them on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from blinkfirst.errors import StudyError
from blinkfirst.study.design.drafts import parse_design
from blinkfirst.study.design.factors import Axis


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=1", (1,)), ("a.b=1,2.5,-3", (1, 2.5, -3)), ("a.b= 1 , 2 ", (1, 2)),
        ("world.x=low,high", ("low", "high")),
        ("a.b=range(3)", None), ("a.b=range(0,3)", (0, 1, 2)), ("a.b=range(3,0,-1)", (3, 2, 1)),
        ("a.b=range(0,1,0.25)", (0.0, 0.25, 0.5, 0.75)), ("a.b=range(0,0.3,0.1)", (0.0, 0.1, 0.2)),
        ("a.b=range(0, 1, 0.1)", tuple(round(0.1 * k, 1) for k in range(10))), ("a.b=true,no", (True, "no")),
        ("a.b=range(0,10,3)", (0, 3, 6, 9)), ("a.b=c=d", ("c=d",)),
    ],
)  # fmt: skip
def test_axes(text: str, values: tuple[Any, ...] | None) -> None:
    if values is None:
        with pytest.raises(StudyError):
            parse_design([text])
        return
    (axis,) = parse_design([text]).factors
    assert isinstance(axis, Axis)
    assert axis.values == values
    assert [type(value) for value in axis.values] == [type(value) for value in values]


def test_the_last_axis_varies_fastest() -> None:
    design = parse_design(["a=1,2", "b=x,y"])
    assert len(design) == 4
    assert [tuple(case.values()) for case in design.cases()] == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]


def test_all_wrong_axes_are_told_at_once() -> None:
    with pytest.raises(StudyError) as caught:
        parse_design(["a", "b=", "c=range(1,0)", "d=1", "d=2"])
    assert str(caught.value).splitlines() == [
        "a: expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)",
        "b=: expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)",
        "c: range(1,0) is empty; TO lies beyond FROM in the direction of STEP",
        "d: stands twice; one axis per path",
    ]
