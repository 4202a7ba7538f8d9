from __future__ import annotations

from datetime import date

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.record.cases import Columns, cases_in

COLUMNS = Columns({"docket": ("tighten", "none"), "blink": ()}, notes=("title",))
HEADER = "id,date,cluster,docket,blink\n"


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        cases_in(text, "cases.csv", COLUMNS)
    return [str(problem) for problem in caught.value.problems]


def test_cases_come_in_the_order_of_their_dates() -> None:
    found = cases_in(HEADER + "B,2018-01-02,x,none,none\nA,2017-01-02,y,tighten,\n", "cases.csv", COLUMNS)
    assert [(case.name, case.on, case.cluster) for case in found] == [
        ("A", date(2017, 1, 2), "y"),
        ("B", date(2018, 1, 2), "x"),
    ]
    assert found[0]["docket"] == "tighten"
    assert found[0]["title"] == ""
    assert str(found[1].place("docket")) == "cases.csv:2:16"


def test_every_bad_cell_is_reported_with_its_place() -> None:
    assert problems(HEADER + "A,2017-13-02,x,tightn,\n,2018-01-02,,none,\n") == [
        "cases.csv:2:16: docket: expected one of tighten, none; got 'tightn'\n    did you mean: tighten",
        "cases.csv:2:3: date: expected a date as YYYY-MM-DD, got '2017-13-02'; there is no month 13",
        "cases.csv:3:1: id: expected a value, got an empty cell",
        "cases.csv:3:13: cluster: expected a value, got an empty cell",
    ]


def test_a_bad_header_is_reported_before_any_row() -> None:
    found = problems("id,date,clustr,docket,docket,blink\nA,2017-01-02,x,none\n")
    assert found[0].startswith("cases.csv:1:9: clustr: unknown column 'clustr'")
    assert found[0].endswith("did you mean: cluster")
    assert found[1] == "cases.csv:1:23: docket: a column of this name stands before it; take one out"
    assert found[2] == "cases.csv:1:30: missing columns: cluster"


def test_ids_are_unique_rows_are_whole_and_there_is_one_at_least() -> None:
    row = "A,2017-01-02,x,none,none\n"
    assert problems(HEADER + row + row) == [
        "cases.csv:3:1: id: the case of line 2 has the same id; each has its own"
    ]
    assert problems(HEADER + "A,2017-01-02\n") == ["cases.csv:2:3: expected 5 cells as in the header, got 2"]
    assert problems(HEADER) == ["cases.csv:1:24: expected a case or more below the header"]
