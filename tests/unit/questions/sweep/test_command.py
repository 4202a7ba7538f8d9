"""The command ``sweep``: what it prints, keeps and says, and how it leaves."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from blinkfirst.errors import WorkerError
from blinkfirst.questions.sweep import work_page as sweep_progress
from blinkfirst.questions.sweep.table_page import HEAD_ROWS, PAGE_ROWS
from blinkfirst.report.document import IN_SHORT
from blinkfirst.study.cases import cost
from blinkfirst.study.executors.executor import Part, PartBytes, Task
from blinkfirst.study.executors.pool import Serial
from surface.command import Done, blinkfirst
from worlds.small_sweeps import AXES, NAME, tree
from worlds.two_houses import TWO_HOUSES, edited, written

SAMPLE = ("--sample", "sobol", "--n", 6, "--sample-seed", 1)
DESIGN = (NAME, *AXES, *SAMPLE)
ALL = ("--outcomes", "first_blinkers,hazards,questions,world,payoffs")
FINE = (NAME, "world.quarrel=mild,costly", "actors.East.precision=1,2,3")  # no case fails


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five cases a part, where there would be thousands; and a wide page."""
    monkeypatch.setattr(cost, "MOST_CASES", 5)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("kept") / "swept"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cost, "MOST_CASES", 5)
        assert blinkfirst("sweep", *DESIGN, "--out", folder).status == 1
    yield folder


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def sound(done: Done) -> str:
    """What a command printed that had nothing to complain of."""
    assert (done.status, done.err) == (0, "")
    return done.out


def test_a_page_for_a_small_table() -> None:
    page = sound(blinkfirst("sweep", *FINE))
    lines = page.splitlines()
    assert "; likeliest in 6 of 6 cases.\n" in page.split(f"{IN_SHORT}\nEast blinks first: ")[1]
    assert lines[0].split() == ["case", "quarrel", "East.precision", "East", "West", "nobody"]
    assert lines[1].split()[:3] == ["0", "mild", "1"] and lines[6].split()[:3] == ["5", "costly", "3"]
    assert lines[7:10] == [
        "",
        "quarrel is world.quarrel; East.precision is actors.East.precision.",
        "The numbers are first_blink (probability); --csv also has first_soft, first_hard and value.",
    ]
    assert "Made from textbook/two-sided-standoff, nothing changed" in " ".join(lines)


def test_the_head_of_a_large_table_and_how_to_have_the_rest() -> None:
    lines = sound(blinkfirst("sweep", NAME, "actors.East.precision=linspace(1,2,201)")).splitlines()
    assert PAGE_ROWS < 201 and lines[HEAD_ROWS].split()[0] == f"{HEAD_ROWS - 1}" and not lines[HEAD_ROWS + 1]
    assert f"the first {HEAD_ROWS} rows only; --csv prints all, --out DIR keeps them" in lines


def test_many_paths_are_no_page() -> None:
    out = sound(blinkfirst("sweep", NAME, "--over", "weights", "--sample", "lhs", "--n", 2))
    assert out.splitlines()[0].split() == ["case", "East", "West", "nobody"]
    assert "without the settings of 5 paths; --csv prints all, --out DIR keeps them" in out.splitlines()
    short = out.split(f"{IN_SHORT}\n")[1].splitlines()
    assert [line.split()[0] for line in short[:3]] == ["East", "West", "nobody"]


@pytest.mark.parametrize("words", [("--csv",), ("--table", "-"), ("--table", "first_blinkers", "--csv")])
def test_csv_is_the_page_in_full(words: tuple[str, ...]) -> None:
    table = rows(sound(blinkfirst("sweep", *FINE, *words)))
    page = sound(blinkfirst("sweep", *FINE)).splitlines()
    heads = page[0].split()
    for number, line in enumerate(page[1:7]):
        cells = dict(zip(heads, line.split(), strict=True))
        for row in table[3 * number : 3 * number + 3]:
            assert list(row.values())[:3] == [cells["case"], cells["quarrel"], cells["East.precision"]]
            assert f"{float(row['first_blink']):.4f}" == cells[row["actor"]]


@pytest.mark.parametrize("table", ["questions", "hazards", "world", "payoffs"])
def test_any_table_can_be_printed(table: str, kept: Path) -> None:
    done = blinkfirst("sweep", *DESIGN, *ALL, "--table", table, "--csv")
    assert done.status == 1
    assert done.out == blinkfirst("sweep", "--out", kept, "--resume", "--table", table, "--csv").out
    assert {row["case_id"] for row in rows(done.out)} == {str(case) for case in range(12)}


def test_the_table_of_cases_says_who_failed() -> None:
    found = rows(blinkfirst("sweep", *DESIGN, "--table", "cases", "--csv").out)
    assert [bool(row["error"]) for row in found] == [False] * 12 + [True] * 12
    assert list(found[0]) == ["case_id", *(axis.split("=")[0] for axis in AXES), "error"]


def test_rows_come_in_the_order_of_cases_from_any_pool(kept: Path) -> None:
    expected = blinkfirst("sweep", "--out", kept, "--resume", "--csv").out
    for words in ((), ("--pool", "threads", "--jobs", 3), ("--pool", "processes", "--jobs", 2)):
        assert blinkfirst("sweep", *DESIGN, *ALL, "--csv", *words).out == expected


def test_failed_cases_are_said_and_the_rest_goes_on(kept: Path) -> None:
    for words, where in (
        ((), "--table cases --csv"),
        (("--out", kept, "--resume"), f"blinkfirst query {kept} \"select * from cases where error <> ''\""),
    ):
        done = blinkfirst("sweep", *DESIGN, *words)
        assert done.status == 1
        *cases, last = done.err.splitlines()
        assert [line.split(" (")[0] for line in cases] == ["case 12", "case 13", "case 14"]
        assert "(actors.East.tempo=1.9, world.quarrel=mild, arguments.audience.weight=-0." in cases[0]
        assert last == f"12 of 24 cases failed; all of them: {where}"


def test_what_is_kept_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    out = sound(blinkfirst("sweep", *FINE, "--out", folder))
    assert out == f"kept in {folder}: 6 cases, 2 parts; `blinkfirst results {folder}` sums them up\n"
    kept = {"manifest.json", "made.json", "scenario.yaml", "parts"}
    assert {path.name for path in folder.iterdir()} == kept
    tables = {"cases", "first_blinkers", "hazards", "questions", "world", "payoffs"}
    assert {path.name for path in (folder / "parts" / "000001").iterdir()} == {f"{t}.parquet" for t in tables}
    assert sound(blinkfirst("sweep", "--out", folder, "--resume")) == out
    page = sound(blinkfirst("sweep", *FINE, *ALL, "--table", "first_blinkers"))
    assert sound(blinkfirst("sweep", "--out", folder, "--resume", "--table", "first_blinkers")) == page + out


def test_only_the_outcomes_asked_for_are_kept(tmp_path: Path) -> None:
    sound(blinkfirst("sweep", *FINE, "--out", tmp_path / "swept", "--outcomes", "world, questions"))
    assert {path.name for path in (tmp_path / "swept" / "parts" / "000000").iterdir()} == {
        "cases.parquet", "questions.parquet", "world.parquet",
    }  # fmt: skip


def test_agents_play_every_case(tmp_path: Path) -> None:
    words = ("sweep", *FINE, "--runs", 40, "--seed", 3)
    table = rows(sound(blinkfirst(*words, "--table", "agents", "--csv")))
    assert len(table) == 6 * 3 and {row["runs"] for row in table} == {"40"}
    assert sum(float(row["share"]) for row in table) == pytest.approx(6)
    sound(blinkfirst(*words, "--out", tmp_path / "swept"))
    again = ("sweep", "--out", tmp_path / "swept", "--resume", "--table", "agents", "--csv")
    assert rows(sound(blinkfirst(*again))) == table
    other = rows(sound(blinkfirst(*words[:-1], 4, "--table", "agents", "--csv")))
    assert other != table, "another seed, other runs"


def test_the_folder_is_the_same_from_any_pool(kept: Path, tmp_path: Path) -> None:
    for number, words in enumerate((("--jobs", 1), ("--pool", "threads", "--jobs", 2))):
        folder = tmp_path / str(number)
        assert blinkfirst("sweep", *DESIGN, "--out", folder, *words).status == 1
        assert tree(folder) == tree(kept)


@pytest.mark.slow
def test_the_folder_is_the_same_from_a_cluster(kept: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    done = blinkfirst("sweep", *DESIGN, "--out", tmp_path / "swept", "--cluster", "local:2")
    assert done.status == 1 and "12 of 24 cases failed" in done.err
    assert tree(tmp_path / "swept") == tree(kept)


def test_resume_needs_nothing_but_the_folder(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    shutil.copytree(kept, folder)
    for part in (0, 3):
        shutil.rmtree(folder / "parts" / f"{part:06d}")
    done = blinkfirst("sweep", "--out", folder, "--resume", "--csv")
    assert done.status == 1
    assert tree(folder) == tree(kept)
    assert done.out == blinkfirst("sweep", "--out", kept, "--resume", "--csv").out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--set", "horizon=9", "--sample", "sobol"), "--set, --sample"),
        (("--outcomes", "world"), "--outcomes"),
        (("--runs", 3, "--seed", 0), "--runs, --seed"),
    ],
)
def test_a_folder_alone_is_gone_on_with_as_it_is(words: tuple[object, ...], named: str, kept: Path) -> None:
    done = blinkfirst("sweep", "--out", kept, "--resume", *words)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"{named}: {kept} knows what it is about; to enlarge it say FILE and design as well\n"


def test_a_larger_design_is_added(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    shutil.copytree(kept, folder)
    before = tree(folder)
    larger = [8 if word == 6 else word for word in DESIGN]
    done = blinkfirst("sweep", *larger, "--out", folder, "--resume", "--csv")
    assert done.err.splitlines()[0] == f"{folder}: 24 cases are planned there already, the design adds 8"
    assert before.items() - {("manifest.json", before["manifest.json"])} <= tree(folder).items()
    found = rows(done.out)
    assert [row["case_id"] for row in found[::3]] == [str(k) for k in (*range(12), 24, 25, 26, 27)]
    fresh = rows(blinkfirst("sweep", *larger, *ALL, "--csv").out)

    def by_settings(table: list[dict[str, str]]) -> dict[tuple[str, ...], dict[str, str]]:
        return {(*list(row.values())[1:4], row["actor"]): {**row, "case_id": ""} for row in table}

    assert by_settings(found) == by_settings(fresh), "enlarged or at once, the same answers"


def test_resume_begins_what_is_not_there_yet(kept: Path, tmp_path: Path) -> None:
    """One command for every time: a batch system may start it again and again."""
    folder = tmp_path / "swept"
    words = ("sweep", *DESIGN, "--out", folder, "--resume")
    assert blinkfirst(*words).status == 1
    assert tree(folder) == tree(kept)
    first = blinkfirst(*words)
    assert tree(folder) == tree(kept) and "design adds" not in first.err


def test_a_folder_is_not_written_to_twice(kept: Path) -> None:
    before = tree(kept)
    done = blinkfirst("sweep", *DESIGN, "--out", kept)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"{kept}: holds a sweep already; go on with it (--resume), or name ")
    done = blinkfirst("sweep", *DESIGN, "--out", kept, "--resume", "--set", "actors.West.precision=1")
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[1:] == [
        "the scenario is not the same (there -> here):",
        "  actors.West.precision: 4 -> 1",
    ]
    assert tree(kept) == before


def test_a_dry_run_touches_and_solves_nothing(kept: Path, tmp_path: Path) -> None:
    before = tree(kept)
    done = sound(blinkfirst("sweep", *DESIGN, "--dry-run", "--jobs", 2))
    lines = [" ".join(line.split()) for line in done.splitlines()]
    assert lines[0] == "6 Sobol points are not balanced, a power of two is: 4 or 8"
    assert lines[1] == f"24 cases of {NAME}, in 5 parts of up to 5"
    assert "world.quarrel mild, costly start level only: nothing is solved again" in " ".join(lines)
    assert "-0.8 to -0.2, sampled" in done and "tables: cases, first_blinkers" in lines
    assert "game: 6 states, 16 moves in states, 24 ticks" in lines
    assert lines[-1].startswith("case 2: actors.East.tempo=0.5, world.quarrel=mild, arguments.audience.")
    assert not (tmp_path / "new").exists()
    done = sound(blinkfirst("sweep", *DESIGN, "--dry-run", "--out", tmp_path / "new"))
    assert "tables: cases, first_blinkers, hazards, questions, world, payoffs" in done
    assert not (tmp_path / "new").exists()
    done = sound(blinkfirst("sweep", "--out", kept, "--resume", "--dry-run"))
    assert "24 of them are there already" in done and "work: nothing is left to do" in done
    larger = [8 if word == 6 else word for word in DESIGN]
    done = sound(blinkfirst("sweep", *larger, "--out", kept, "--resume", "--dry-run"))
    assert done.startswith(f"32 cases of {NAME}, in 7 parts of up to 5\n24 of them are there already\n")
    assert tree(kept) == before


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("--jobs", 1), "one after the other"),
        (("--jobs", 2), "one after the other: starting processes would take longer"),
        (("--jobs", 9, "--pool", "threads"), "5 threads: as asked for"),
        (("--cluster", "local:3"), "Dask, local:3"),
    ],
)
def test_a_dry_run_says_where(words: tuple[object, ...], where: str) -> None:
    assert f"\nwhere: {where}\n" in sound(blinkfirst("sweep", *DESIGN, "--dry-run", *words))


STUDIES = f"""\
blinkfirst: 1
studies:
  haste:
    title: When does haste pay
    question: Does it?
    scenario: {NAME}
    design: [actors.East.tempo=0.5]
  quarrels:
    question: And quarrels?
    scenario: {NAME}
    design: ["world.quarrel=mild,costly"]
    outcomes: [questions]
"""


@pytest.fixture
def studies(tmp_path: Path) -> Path:
    return written(tmp_path, "studies.yaml", STUDIES)


def test_studies_of_a_file(studies: Path, tmp_path: Path) -> None:
    out = sound(blinkfirst("sweep", studies, "--out", tmp_path / "kept"))
    lines = out.splitlines()
    assert lines[:2] == ["When does haste pay", "Does it?"]
    assert lines[3:6] == ["", "quarrels", "And quarrels?"]
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"haste", "quarrels"}
    assert sound(blinkfirst("sweep", studies, "--out", tmp_path / "kept", "--resume")) == out
    parts = (tmp_path / "kept" / "quarrels" / "parts" / "000000").iterdir()
    assert {path.name for path in parts} == {"cases.parquet", "questions.parquet"}


def test_a_study_by_name(studies: Path) -> None:
    table = rows(sound(blinkfirst("sweep", studies, "quarrels", "--csv")))
    assert list(table[0]) == ["case_id", "world.quarrel", "question", "answer"] and len(table) == 2 * 5


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("quarrel",), "no study named 'quarrel'; the file has: haste, quarrels"),
        (("--csv",), "--csv: prints one table; choose a study: haste, quarrels"),
        (("--lens", "x", "--sample", "lhs"), "--lens, --sample: the studies of "),
        (("--out", "{kept}", "--resume", "haste"), ""),
    ],
)
def test_what_a_study_file_does_not_go_with(
    words: tuple[str, ...], complaint: str, studies: Path, tmp_path: Path
) -> None:
    done = blinkfirst("sweep", studies, *(word.format(kept=tmp_path / "kept") for word in words))
    assert done.status == (2 if complaint else 0) and done.err.startswith(complaint)


def test_the_folder_of_a_study_file_is_no_sweep(studies: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    sound(blinkfirst("sweep", studies, "--out", folder))
    done = blinkfirst("sweep", "--out", folder, "--resume")
    assert done.status == 2
    assert done.err == (
        f"--resume: {folder} holds no sweep to go on with; it holds sweeps of a study file, haste, quarrels: "
        "say that file as well\n"
    )


def test_lost_workers_cost_nothing_that_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_parts = Serial.run_parts

    def broken(self: Serial, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        yield next(run_parts(self, task, parts))
        raise WorkerError("part 1 (cases 5 to 9) broke its worker")

    monkeypatch.setattr(Serial, "run_parts", broken)
    folder = tmp_path / "swept"
    done = blinkfirst("sweep", *FINE, "--out", folder, "--jobs", 1)
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [
        "part 1 (cases 5 to 9) broke its worker",
        f"5 of 6 cases are kept in {folder}; go on with",
        f"    blinkfirst sweep --out {folder} --resume --jobs 1",
    ]


def test_nothing_but_results_and_complaints_where_there_is_no_terminal(tmp_path: Path) -> None:
    done = blinkfirst("sweep", *FINE, "--csv", "--out", tmp_path / "swept")
    assert done.err == "" and len(done.out.splitlines()) == 1 + 18


def test_a_line_a_minute_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_progress, "LINE_SECONDS", 0.001)
    done = blinkfirst("sweep", NAME, "actors.East.precision=linspace(1,2,100)", "--csv")
    lines = done.err.splitlines()
    assert lines and len(done.out.splitlines()) == 301
    assert all(line.startswith(f"{NAME}: ") and " of 100 cases" in line for line in lines)
    assert any(" a second, " in line and line.endswith(" s left") for line in lines)


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = blinkfirst("sweep", *DESIGN, "--csv")
    assert "24 of 24 cases" in done.err and "12 failed" in done.err and "\x1b" in done.err
    assert "\x1b" not in done.out


def test_a_scenarios_own_places_in_complaints(tmp_path: Path) -> None:
    """Nothing is kept, so the file that somebody can open is the one they wrote."""
    path = written(tmp_path, "two.yaml", TWO_HOUSES)
    assert " failed: " in (err := blinkfirst("sweep", path, "actors.US.tempo=1,9").err)
    assert err.split(" failed: ")[1].startswith(f"{path}:5:7: tick: ")


def test_a_scenario_whose_settings_are_wrong_keeps_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "two.yaml", edited("start: mid}", "start: midd}"))
    done = blinkfirst("sweep", path, "horizon=3,6", "--out", tmp_path / "swept")
    assert done.status == 2 and not (tmp_path / "swept").exists()
    done = blinkfirst("sweep", NAME, "world.quarrel=mild,bold", "--out", tmp_path / "swept")
    assert done.status == 2 and "unknown level 'bold'" in done.err and not (tmp_path / "swept").exists()


def test_settings_and_lens_are_those_of_every_case(tmp_path: Path) -> None:
    path = written(tmp_path, "two.yaml", TWO_HOUSES)
    every = ("--set", "horizon=3", "--lens", "old")
    table = rows(sound(blinkfirst("sweep", path, "world.heat=low", *every, "--csv")))
    one = ("run", path, *every, "--set", "world.heat=low", "--json")
    found: dict[str, Any] = json.loads(sound(blinkfirst(*one)))
    for row in table:
        assert float(row["first_blink"]) == pytest.approx(found["first_blink"][row["actor"]], abs=1e-12)


def test_an_unknown_panel_is_refused_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def computed(*_: object) -> None:
        raise AssertionError("a case was computed")

    monkeypatch.setattr(Serial, "run_parts", computed)
    asked = ("--out", tmp_path / "kept", "--figure", tmp_path / "a.png", "--panel", "linez")
    done = blinkfirst("sweep", *FINE, *asked)
    assert done.status == 2 and not any(tmp_path.iterdir())
    assert "--panel: unknown panel 'linez'; expected one of: lines, map, spread, ranked" in done.err
    assert "did you mean: lines" in done.err
