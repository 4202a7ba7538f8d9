"""Cases from a CSV file."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blinkfirst.errors import PROBLEMS_SHOWN, ScenarioError
from blinkfirst.files.csv_cells import NAMELESS, csv_rows
from blinkfirst.study.design import case_csv
from blinkfirst.study.design.case_csv import WrittenCases, read_cases
from blinkfirst.study.design.factors import CaseTable
from blinkfirst.study.design.values import canonical, spelled
from unit.study.design.drawing import SCALARS, VALUES, distinct


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(folder: Path, text: str | bytes) -> WrittenCases:
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / "cases.csv").write_bytes(raw)
    return read_cases(folder / "cases.csv")


def problems_in(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read(folder, text)
    return [str(problem) for problem in caught.value.problems]


def test_a_table_and_where_its_cells_stand(here: Path) -> None:
    text = 'world.tests,"lens", actors.US.tempo \r\nquiet,old:0.5+new:0.5,2\r\n\r\n icbm,new,"min(1,\n 2)"\r\n"none", old,exact'
    written = read(here, text)
    assert written.table == CaseTable(
        ("world.tests", "lens", "actors.US.tempo"),
        (("quiet", {"old": 0.5, "new": 0.5}, 2), ("icbm", "new", "min(1,\n 2)"), ("none", "old", "exact")),
    )
    places = [[str(written.place(row, path)) for path in written.table.paths] for row in range(-1, 3)]
    assert places == [
        ["cases.csv:1:1", "cases.csv:1:13", "cases.csv:1:21"],
        ["cases.csv:2:1", "cases.csv:2:7", "cases.csv:2:23"],
        ["cases.csv:4:2", "cases.csv:4:7", "cases.csv:4:11"],
        ["cases.csv:6:1", "cases.csv:6:9", "cases.csv:6:13"],
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\n1\n2\n", ((1,), (2,))), ("a\r1\r2", ((1,), (2,))), ("\ufeffa,b\n1,x\n", ((1, "x"),)),
        ("a\n'4'\n4\n", (("4",), (4,))), ('a\n"""x, y"""\n', (("x, y",),)), ("a\n\n\n1\n\n", ((1,),)),
        ("a,b\n[1],true\n", (([1], True),)),
    ],
)  # fmt: skip
def test_small_tables(here: Path, text: str, rows: tuple[tuple[Any, ...], ...]) -> None:
    assert read(here, text).table.table == rows


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["cases.csv: expected a header of paths, got an empty file"]),
        ("\n \n", ["cases.csv: expected a header of paths, got an empty file"]),
        ("a,b\n", ["cases.csv:1:3: expected a case or more below the header"]),
        ("a,b c,\n1,2,3\n", ["cases.csv:1:3: expected a dotted path as actors.NAME.precision, got 'b c'", f"cases.csv:1:7: {NAMELESS}"]),
        (",a\n0,1\n1,2\n", [f"cases.csv:1:1: {NAMELESS}"]),
        ("a;b\n0,5;2\n", ["cases.csv:1:1: expected columns separated by commas, got one column with semicolons; save the table with commas between the cells and points in the numbers"]),
        ("a\tb\n1\t2\n", ["cases.csv:1:1: expected columns separated by commas, got one column with tabs; save the table with commas between the cells and points in the numbers"]),
        ("world.x,b,world.x.start,b.c\n1,2,3,4\n", ["cases.csv:1:11: world.x.start: appears twice (as world.x); one axis per path", "cases.csv:1:25: b.c: lies inside b, which varies too"]),
        ("a,b\n1,\n,2\n", ["cases.csv:2:3: b: expected a value, got an empty cell; a case says what it sets", "cases.csv:3:1: a: expected a value, got an empty cell; a case says what it sets"]),
        ("a,b\n1\n1,2,3\n1,2\n", ["cases.csv:2:1: expected 2 cells as in the header, got 1", "cases.csv:3:5: expected 2 cells as in the header, got 3"]),
        ("a,b\n1,2\n3,4\n1.0,2\n", ["cases.csv:4:1: the case of line 2 once more"]),
        ("a,lens\n1e10,x\n2,x:y\n", ["cases.csv:2:1: a: expected a number of at most 1e+09 in size, got 1e10", "cases.csv:3:3: lens: expected LENS or LENS:SHARE+LENS:SHARE, got 'x:y'"]),
        ('a,b\n1,x"y\n', ['cases.csv:2:4: a quotation mark out of place; a cell with commas stands in "...", a mark inside is ""']),
        ('a,b\n1,"x\n2,3\n', ["cases.csv:2:3: a quoted cell begins here and does not end; expected a closing quotation mark"]),
        ('a,b\n1,"x" y\n', ["cases.csv:2:7: expected a comma or the end of the line behind the closing quotation mark"]),
        (b"a,b\n1,\xff\n", ["cases.csv:2:3: expected UTF-8 text, got other bytes"]),
    ],
)  # fmt: skip
def test_what_is_wrong_and_where(here: Path, text: str | bytes, told: list[str]) -> None:
    assert problems_in(here, text) == told


def test_a_file_that_is_not_there(here: Path) -> None:
    for path, reason in ((here / "no.csv", "No such file or directory"), (here, "Is a directory")):
        with pytest.raises(ScenarioError, match=f"cannot be read: {reason}"):
            read_cases(path)


def test_many_problems_are_cut_short(here: Path) -> None:
    told = problems_in(here, "a,b\n" + "1,\n" * 1234)
    assert len(told) == PROBLEMS_SHOWN + 1
    assert told[-1] == "cases.csv: 1,214 more of such problems"


def test_limits(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_csv, "TABLE_LIMIT", 4)
    assert len(read(here, "a,b\n1,1\n2,2\n").table) == 2
    told = "cases.csv:4:1: expected at most 4 values, got more; make a design of it"
    assert problems_in(here, "a,b\n1,1\n2,2\n3,3\n4,4\n") == [told]
    monkeypatch.setattr(case_csv, "BYTES_LIMIT", 10)
    assert problems_in(here, "a,b\n1,1\n2,2\n") == ["cases.csv: expected at most 10 bytes, got 12"]


@given(rows=distinct(st.tuples(SCALARS, VALUES), 5), ending=st.sampled_from(["\n", "\r\n", "\r"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_pythons_csv_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[Any, Any]], ending: str
) -> None:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator=ending)
    writer.writerow(["a", "b.c"])
    writer.writerows([[spelled("a", one), spelled("b.c", other)] for one, other in rows])
    found = read(tmp_path, told.getvalue()).table
    assert [tuple(map(canonical, row)) for row in found.table] == [tuple(map(canonical, row)) for row in rows]


@given(cells=st.lists(st.lists(st.text("ab \",\n'", max_size=4), min_size=2, max_size=2), min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cells_are_those_pythons_csv_sees(cells: list[list[str]]) -> None:
    told = io.StringIO()
    csv.writer(told, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(cells)
    found = [[cell.text for cell in row] for row in csv_rows(told.getvalue(), "f")]
    seen = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(told.getvalue()))]
    assert found == [row for row in seen if any(row)]
