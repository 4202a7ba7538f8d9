"""``blinkfirst query``: rows on the page, as CSV, as JSON, in files; the list of tables; complaints."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyarrow import parquet

from blinkfirst.study.store.reading import fingerprint
from surface.command import blinkfirst
from worlds.invented_sweeps import LENS, TEMPO, Invented

SWEEP = Invented(20, 6, failing=(19,))
THIRDS = "select case_id, answer, answer > 0.5 as much from questions where case_id < 5 order by case_id desc"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SWEEP.kept(tmp_path_factory.mktemp("swept") / "s")


def test_rows_on_the_page(folder: Path) -> None:
    done = blinkfirst("query", folder, THIRDS)
    assert (done.status, done.err) == (0, "")
    assert [line.rstrip() for line in done.out.splitlines()] == [
        "case_id    answer  much",
        "      4  0.666667  True",
        "      3  0.333333  False",
        "      2  0.333333  False",
        "      1         0  False",
        "      0         0  False",
    ]


def test_csv_has_every_digit(folder: Path) -> None:
    done = blinkfirst("query", folder, THIRDS, "--csv")
    assert done.out == (
        "case_id,answer,much\n4,0.6666666666666666,true\n3,0.3333333333333333,false\n"
        "2,0.3333333333333333,false\n1,0.0,false\n0,0.0,false\n"
    )
    done = blinkfirst("query", folder, "from first_blinkers order by case_id, actor", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    expected = sorted(SWEEP.rows("first_blinkers"), key=lambda row: (row["case_id"], row["actor"]))
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        assert row["actor"] == wanted["actor"] and float(row["first_hard"]) == wanted["first_hard"]
        assert row["value"] == "" if wanted["value"] is None else float(row["value"]) == wanted["value"]


def test_json_is_an_object_a_line(folder: Path) -> None:
    sql = """
        select sum(case_id) as total, 'ü"' as word, null as nothing, 'inf'::double as much, [1, 2] as list,
        {'a': 0.5} as box, date '2018-01-02' as day, avg(case_id) as mean from cases"""
    (line,) = blinkfirst("query", folder, sql, "--json").out.splitlines()
    assert json.loads(line) == {
        "total": 190, "word": 'ü"', "nothing": None, "much": "inf", "list": [1, 2], "box": {"a": 0.5},
        "day": "2018-01-02", "mean": 9.5,
    }  # fmt: skip
    done = blinkfirst("query", folder, "select 1 as a, 2 as a", "--json")
    assert (done.status, done.out) == (2, "")
    assert done.err == "--json: two columns are called 'a'; give one another name with `as`\n"


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_rows_in_a_file(suffix: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / f"rows{suffix}"
    out.write_text("old")
    assert blinkfirst("query", folder, THIRDS, "--out", out).status == 2
    done = blinkfirst("query", folder, THIRDS, "--out", out, "--force")
    assert (done.status, done.out) == (0, f"{out}: 5 rows\n")
    if suffix == ".csv":
        assert out.read_text() == blinkfirst("query", folder, THIRDS, "--csv").out
    else:
        assert parquet.ParquetFile(out).read().to_pylist()[0] == {"case_id": 4, "answer": 2 / 3, "much": True}
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    done = blinkfirst("query", folder, "select 1 where false", "--out", out)
    # a Parquet file bears a mark
    assert (done.status, done.out) == ((2, "") if suffix == ".csv" else (0, f"{out}: 0 rows\n"))


def sheet_rows(path: Path) -> list[list[str]]:
    """The cells of the one sheet of an Excel file, as texts."""
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(f"{name}row")]


ODD = """select 1.5 as "actors.US.tempo", '=1+1' as "actors_US_tempo", null as nothing, true as much,
[1, 2] as list, date '2018-01-02' as day, 'inf'::double::text as most, 9007199254740993 as large"""


def test_rows_for_a_spreadsheet(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    out = tmp_path / "rows.xlsx"
    assert blinkfirst("query", folder, THIRDS, "-o", out).out == f"{out}: 5 rows\n"
    rows = sheet_rows(out)
    assert rows[:2] == [["case_id", "answer", "much"], ["4", "0.6666666666666666", "1"]] and len(rows) == 6
    assert blinkfirst("query", folder, ODD, "-o", out, "--force").status == 0
    header, row = sheet_rows(out)
    assert row == ["1.5", "=1+1", "1", "[1, 2]", "2018-01-02", "inf", "9007199254740993"], "null is no cell"
    assert header[2] == "nothing" and b"<f>" not in out.read_bytes()
    first = out.read_bytes()
    assert blinkfirst("query", folder, ODD, "-o", out, "--force").status == 0
    assert out.read_bytes() == first, "the same rows on the same day give the same bytes"


def test_rows_for_stata(folder: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    out = tmp_path / "rows.dta"
    for _ in range(2):  # the second replaces the first, which bears our mark
        assert blinkfirst("query", folder, ODD, "-o", out).out == f"{out}: 1 row\n"
    with pandas.read_stata(out, iterator=True) as file:
        labels, (row,) = file.variable_labels(), file.read().to_dict("records")
    assert labels["actors_US_tempo"] == "actors.US.tempo" and labels["actors_US_tempo_2"] == "actors_US_tempo"
    assert (row["actors_US_tempo"], row["actors_US_tempo_2"], row["nothing"]) == (1.5, "=1+1", "")
    assert (row["much"], row["list"], row["day"]) == (1.0, "[1, 2]", "2018-01-02")
    done = blinkfirst("query", folder, "select 'inf'::double as x", "-o", out)
    assert done.status == 2 and "Stata has no infinite numbers" in done.err
    assert blinkfirst("query", folder, "select 1 as x where false", "-o", out).out == f"{out}: 0 rows\n"


def test_too_much_for_a_spreadsheet(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    for sql, complaint in (
        ("select range as k from range(1048576)", "a sheet has room for 1,048,575 rows below its header"),
        ("select repeat('x', 40000) as x", "row 1 has a text of 40,000 characters"),
    ):
        done = blinkfirst("query", folder, sql, "-o", tmp_path / "rows.xlsx")
        assert done.status == 2 and complaint in done.err and not list(tmp_path.iterdir())


@pytest.mark.parametrize(("ending", "library"), [("xlsx", "xlsxwriter"), ("dta", "pandas")])
def test_what_is_not_installed_is_told_with_the_line(
    ending: str, library: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    done = blinkfirst("query", folder, THIRDS, "-o", tmp_path / f"rows.{ending}")
    assert done.status == 2 and done.err.endswith('install it with: pip install "blinkfirst[tables]"\n')


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "rows.csv"
    out.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        done = blinkfirst("query", folder, THIRDS, "--out", out, "--force")
    assert (done.status, done.err) == (1, f"{out}: cannot be written: No space left on device\n")
    done = blinkfirst("query", folder, "select cast(lens as int) from cases", "--out", out, "--force")
    assert done.status == 2
    assert out.read_text() == "old" and [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_a_long_answer_is_cut_on_the_page_only(folder: Path) -> None:
    sql = "select range as k from range(1000)"
    done = blinkfirst("query", folder, sql)
    assert [line.strip() for line in done.out.splitlines()] == ["k", *map(str, range(100))]
    assert done.err == "the first 100 rows; --csv, --json or --out has them all\n"
    assert len(blinkfirst("query", folder, sql, "--csv").out.splitlines()) == 1001
    assert blinkfirst("query", folder, "select range as k from range(100)").err == ""


def test_names_with_brackets_are_no_markup(folder: Path) -> None:
    assert "[b]x[/b] :smile:" in blinkfirst("query", folder, "select '[b]x[/b] :smile:' as \"[red]\"").out


def test_the_list_of_tables(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    # needs no DuckDB
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = blinkfirst("query", folder)
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[:5] == [
        "cases: 20 rows, each a case",
        "case_id whole number number of the case, from 0",
        '"actors.US.tempo" number what the path is set to; empty where it is left alone',
        "lens text what the path is set to; empty where it is left alone",
        "error text why the case failed; empty text when it did not",
    ]
    assert "first_blinkers: 57 rows, each an actor, or nobody, in a case" in lines
    assert "value number expected payoff, discounted; empty for nobody (utils)" in lines
    found = [json.loads(line) for line in blinkfirst("query", folder, "--json").out.splitlines()]
    assert [(table["name"], table["rows"]) for table in found] == [
        ("cases", 20), ("first_blinkers", 57), ("questions", 19),
    ]  # fmt: skip
    assert [column["name"] for column in found[0]["columns"]] == ["case_id", TEMPO, LENS, "error"]
    done = blinkfirst("query", folder, "select 1")
    assert (done.status, done.out) == (2, "") and 'pip install "blinkfirst[query]"' in done.err


def test_complaints(folder: Path, tmp_path: Path) -> None:
    before = fingerprint(folder)
    for words, complaint in (
        ((folder, "select", "--csv", "--json"), "--csv and --json: choose one of them"),
        ((folder, "--csv"), f"--csv: rows of what? Say the SQL as well, after {folder}"),
        ((folder, "select 1", "--out", "x.txt"), "ends in .csv, .parquet, .xlsx or .dta, got x.txt"),
        ((folder, "select 1", "--out", "nix/x.csv"), "--out: there is no folder nix to write to"),
        ((folder, "select 1", "--out", folder / "parts" / "x.csv"), "only the command that made it writes"),
        ((folder, "select nix"), "SQL: Binder Error: "),
        ((folder, "copy cases to 'x.csv'"), "a query reads the tables of "),
    ):
        done = blinkfirst("query", *words)
        assert (done.status, done.out) == (2, "") and complaint in done.err
    done = blinkfirst("query", tmp_path, "select 1")
    assert done.status == 2 and "no folder of results" in done.err
    assert fingerprint(folder) == before and not list(tmp_path.iterdir())
