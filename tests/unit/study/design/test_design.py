"""Products of factors, addressed block by block."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.errors import StudyError
from blinkfirst.study.design.design import BLOCK, Design, design_from, overlaps
from blinkfirst.study.design.drafts import parse_design
from blinkfirst.study.design.factors import AXIS_LIMIT, Axis, CaseTable, Interval, Paired
from blinkfirst.study.design.sampling import Sample, Side
from blinkfirst.study.design.values import spelled
from unit.study.design.drawing import all_cases, designs

UNIT = Interval(0.0, 1.0)


def same(one: Any, other: Any) -> bool:
    """Equal to the bit and of the same types: 1 is not 1.0 here, -0.0 not 0.0."""
    return repr(one) == repr(other)


def spelled_case(case: dict[str, Any]) -> list[str]:
    """A case as it stands in a table."""
    return [spelled(path, value) for path, value in case.items()]


@given(design=designs(), data=st.data())
def test_any_block_is_that_part_of_the_whole(design: Design, data: st.DataObject) -> None:
    whole = all_cases(design)
    assert len(design) == len(whole)
    assert same(list(design.cases()), whole)
    first = data.draw(st.integers(0, len(whole) + 2))
    end = data.draw(st.integers(0, len(whole) + 2))
    assert same(list(design.cases(first, end)), whole[first:end])
    assert same(design.rows(first, end), [tuple(case.values()) for case in whole[first:end]])


@given(design=designs())
def test_a_design_survives_json(design: Design) -> None:
    told = json.dumps(design.as_object())
    again = design_from(json.loads(told))
    assert again == design
    assert json.dumps(again.as_object()) == told
    assert same(list(again.cases()), list(design.cases()))


@given(design=designs())
def test_sorted_keys_do_no_harm(design: Design) -> None:
    again = design_from(json.loads(json.dumps(design.as_object(), sort_keys=True)))
    assert again == design
    assert [spelled_case(case) for case in again.cases()] == [spelled_case(case) for case in design.cases()]


@given(design=designs())
def test_a_design_survives_pickling(design: Design) -> None:
    assert same(list(pickle.loads(pickle.dumps(design)).cases()), list(design.cases()))


@given(design=designs())
def test_values_of_a_path_are_those_of_its_cases(design: Design) -> None:
    cases = all_cases(design)
    for path in design.paths:
        values = design.values_of(path)
        met = [case[path] for case in cases]
        if isinstance(values, Interval):
            assert all(values.low <= value <= values.high for value in met)
        else:
            assert {repr(value) for value in values} <= {repr(value) for value in met}
            assert all(value in values for value in met)
    with pytest.raises(KeyError):
        design.values_of("elsewhere")


def test_values_of_a_column_come_once_and_in_order() -> None:
    table = Paired(("a", "b"), (("x", 1), ("y", 2), ("x", 3), (1, 4), (1.0, 5)))
    assert repr(table.values_of("a")) == "('x', 'y', 1)"
    assert table.values_of("b") == (1, 2, 3, 4, 5)


def test_the_last_factor_varies_fastest() -> None:
    design = parse_design(["a=1,2", "zip(b=x,y, c=3,4)"])
    assert design.paths == ("a", "b", "c")
    assert design.rows(0, 4) == [(1, "x", 3), (1, "y", 4), (2, "x", 3), (2, "y", 4)]


def test_a_billion_cases_cost_nothing_to_describe() -> None:
    design = parse_design(["a=range(0,1000)", "b=linspace(0,1,1001)", "c=range(0,1000)"])
    assert len(design) == 1_001_000_000
    # the number of a case in mixed base 1000, 1001, 1000
    number = (731 * 1001 + 500) * 1000 + 998
    assert design.rows(number, number + 3) == [(731, 0.5, 998), (731, 0.5, 999), (731, 0.501, 0)]
    assert design.rows(len(design) - 1, len(design) + 5) == [(999, 1.0, 999)]
    assert len(json.dumps(design.as_object())) < 30_000


def test_cases_come_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    design = parse_design([f"a=range(0,{3 * BLOCK})"])
    asked: list[tuple[int, int]] = []
    rows = Axis.rows

    def noted(axis: Axis, first: int, end: int) -> list[tuple[Any, ...]]:
        asked.append((first, end))
        return rows(axis, first, end)

    monkeypatch.setattr(Axis, "rows", noted)
    cases = design.cases(5)
    next(cases)
    assert asked == [(5, 5 + BLOCK)]
    assert [case["a"] for case in cases] == list(range(6, 3 * BLOCK))
    assert asked[1:] == [(5 + BLOCK, 5 + 2 * BLOCK), (5 + 2 * BLOCK, 3 * BLOCK)]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Design(()), "a design needs one path or more that varies"),
        (lambda: Axis("a", ()), "a: expected one value or more, got none"),
        (lambda: Axis("a b", (1,)), "expected a dotted path as actors.NAME.precision, got 'a b'"),
        (lambda: Axis("a..b", (1,)), "expected a dotted path as actors.NAME.precision, got 'a..b'"),
        (lambda: Axis("a", (1, "x", 1.0)), "a: 1.0 appears twice"),
        (lambda: Axis("a", ({"u": 1, "v": 2}, {"v": 2.0, "u": 1})), 'a: {"u": 1, "v": 2.0} appears twice'),
        (lambda: Axis("a", (float("inf"),)), "a: expected a finite number, got inf"),
        (lambda: Axis("a", ([1, float("nan")],)), "a: expected a finite number, got nan"),
        (lambda: Axis("a", (2, 3e9)), "a: expected a number of at most 1e+09 in size, got 3e+09"),
        (
            lambda: Axis("a", (2, -(10**400))),
            "a: expected a number of at most 1e+09 in size, got a whole number of 1,329 bits",
        ),
        (
            lambda: Interval(0, 10**5000),
            "expected an interval with LOW < HIGH, both at most 1e+09 in size, "
            "got 0 to a whole number of 16,610 bits",
        ),
        (
            lambda: Axis("a", (object(),)),
            "a: expected a number, a text, true or false, a list or a table, got object",
        ),
        (
            lambda: Axis("a", tuple(range(AXIS_LIMIT + 1))),
            "a: expected at most 100,000 values, got 100,001",
        ),
        (lambda: Paired((), ()), ": expected one value or more, got none"),
        (lambda: Paired(("a", "b"), ((1, 2), (3,))), "a, b: expected 2 values a row, got 1"),
        (lambda: CaseTable(("a", "b"), ((1, 2), (3, 4), (1, 2))), "a, b: 1, 2 appears twice"),
        (lambda: Design((Axis("a", (1,)), Axis("a", (2,)))), "a: appears twice; one axis per path"),
        (
            lambda: Design(tuple(Sample((Side(f"p{k}", UNIT),), "random", 10**10, 0) for k in range(2))),
            "expected at most 9,223,372,036,854,775,807 cases, got 100,000,000,000,000,000,000",
        ),
    ],
)  # fmt: skip
def test_what_is_no_design_is_refused(make: Any, message: str) -> None:
    with pytest.raises(StudyError) as caught:
        make()
    assert str(caught.value) == message


def test_paths_that_undo_each_other() -> None:
    paths = ["world.tests", "arguments.x.weight.old", "a.b", "world.tests.start", "arguments.x.weight"]
    assert [str(overlap) for overlap in overlaps(paths)] == [
        "world.tests.start: appears twice (as world.tests); one axis per path",
        "arguments.x.weight.old: lies inside arguments.x.weight, which varies too",
    ]
    assert overlaps(["parameters.x", "parameters.x.low"]) == []  # the value, and the end of its range
    (overlap,) = overlaps(["parameters.x", "parameters.x.value.old", "parameters.xy"])
    assert overlap.path == "parameters.x.value.old"


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"factors": [{"kind": "axes", "path": "a", "values": [1]}]},
        {"factors": [{"kind": "axis", "path": "a"}]},
        {"factors": [{"kind": "zip", "paths": ["a"], "rows": 3}]},
        {"factors": [{"kind": "sample", "paths": ["a"], "low": [0], "high": [], "n": 1, "method": "lhs"}]},
        {"factors": 3},
    ],
)  # fmt: skip
def test_what_describes_no_design_is_refused(kept: dict[str, Any]) -> None:
    with pytest.raises(StudyError, match="this describes no design: "):
        design_from(kept)


def test_the_kept_form_is_pinned() -> None:
    """What stands in manifests: older folders must be read by newer versions."""
    design = Design(
        (
            CaseTable(("a", "b"), ((1, "x"), (0.1, "y"))),
            Axis("lens", ("old", {"old": 0.25, "new": 0.75})),
            Sample((Side("p", Interval(0, 1)), Side("q", Interval(-0.5, 0.1))), "sobol", 4, 0),
        )
    )
    assert design.as_object() == {
        "factors": [
            {"kind": "cases", "paths": ["a", "b"], "rows": [[1, "x"], [0.1, "y"]]},
            {"kind": "axis", "path": "lens", "values": ["old", {"old": 0.25, "new": 0.75}]},
            {
                "kind": "sample", "method": "sobol", "n": 4, "seed": 0,
                "paths": ["p", "q"], "low": [0, -0.5], "high": [1, 0.1],
            },
        ]
    }  # fmt: skip
