"""``blinkfirst results``: the page, the object and the fingerprint of a sweep's folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blinkfirst.study.store.reading import fingerprint
from surface.command import blinkfirst
from worlds.invented_sweeps import LENS, TEMPO, Invented
from worlds.two_houses import TWO_HOUSES, written

SWEEP = Invented(20, 6, failing=(3, 19))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SWEEP.kept(tmp_path_factory.mktemp("swept") / "s")


PAGE = """\
Invented
invented, lens: varies; 20 cases; kept: cases, first_blinkers, questions; blinkfirst 0.1.0

  actors.US.tempo  10 values from 0 to 9
  lens             old, new

All 20 cases are done, 2 failed.

Failures
2 cases: too much by 3
  first in case 3: actors.US.tempo=1, lens=new

Who blinks first? Probabilities over 18 cases
        lowest  quartile  median  quartile  highest  mean   likeliest in
US         0 %      16 %    28 %      39 %     50 %  27 %  28 % of cases
CN        20 %      20 %    20 %      20 %     20 %  20 %   0 % of cases
nobody    30 %      41 %    52 %      64 %     80 %  53 %  83 % of cases
in 2 cases several are equally likely: each of them counts as the likeliest there

Where each is least and most likely to blink first
US      0 % in case 0: actors.US.tempo=0, lens=old
        50 % in case 17: actors.US.tempo=8, lens=new
        rises with actors.US.tempo (89 % of its variance)
        moves with lens (11 %)
CN      20 % in every case
nobody  30 % in case 17: actors.US.tempo=8, lens=new
        80 % in case 0: actors.US.tempo=0, lens=old
        falls with actors.US.tempo (89 % of its variance)
        moves with lens (11 %)

Questions over 18 cases
         lowest    quartile      median    quartile     highest        mean
war  0.00 times  0.75 times  1.50 times  2.25 times  3.00 times  1.48 times

Where the answers are lowest and highest
war  0.00 times in case 0 and 1 more: actors.US.tempo=0, lens=old
     3.00 times in case 18: actors.US.tempo=9, lens=old
     rises with actors.US.tempo (100 % of its variance)

In short
20 of 20 cases are done, 2 failed.
US blinks first: 0 % to 50 %, median 28 %; likeliest in 5 of 18 cases.
CN blinks first: 20 % to 20 %, median 20 %; in no case the likeliest.
nobody blinks: 30 % to 80 %, median 52 %; likeliest in 15 of 18 cases.

Made from invented, nothing changed by blinkfirst 0.1.0, 2 January 2026.
"""


def squeezed(page: str) -> list[str]:
    return [" ".join(line.split()) for line in page.splitlines()]


def test_the_page(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    done = blinkfirst("results", folder)
    assert (done.status, done.err) == (0, "")
    assert squeezed(done.out.rstrip()) == squeezed(PAGE.rstrip())


def test_the_object(folder: Path) -> None:
    done = blinkfirst("results", folder, "--json")
    assert done.status == 0
    found = json.loads(done.out)
    assert (found["cases"], found["cases_done"], found["cases_failed"], found["go_on"]) == (20, 20, 2, None)
    assert found["rounds"][0]["cases"] == 20
    us = found["first_blinkers"][0]
    assert (us["name"], us["unit"], us["cases"]) == ("US", "probability", 18)
    assert us["highest"] == {"value": 0.5, "case_id": 17, "settings": {TEMPO: 8.0, LENS: "new"}, "cases": 1}
    assert [share["path"] for share in us["moves_with"]] == [TEMPO, LENS]


def test_a_sweep_under_way_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    folder = SWEEP.kept(tmp_path / "a place", (0, 2))
    lines = blinkfirst("results", folder).out.splitlines()
    assert "12 of 20 cases are done (2 of 4 parts), 1 failed; 8 are left. Go on with" in lines
    command = f"blinkfirst sweep --out '{folder}' --resume"
    assert f"  {command}" in lines, "with quotes for the shell where it needs them"
    assert any(line.startswith("What follows is about the cases that are done") for line in lines)
    assert json.loads(blinkfirst("results", folder, "--json").out)["go_on"] == command
    nothing = blinkfirst("results", SWEEP.kept(tmp_path / "t", ())).out
    assert "0 of 20 cases are done" in nothing and "What follows" not in nothing and "blinks" not in nothing


def test_the_fingerprint(folder: Path) -> None:
    assert blinkfirst("results", folder, "--fingerprint").out == f"{fingerprint(folder)}\n"


def test_complaints(folder: Path, tmp_path: Path) -> None:
    done = blinkfirst("results", tmp_path)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"{tmp_path}: no folder of results: there is no manifest.json in it\n"
    damaged = SWEEP.kept(tmp_path / "s")
    (damaged / "parts" / "000002" / "cases.parquet").unlink()
    done = blinkfirst("results", damaged)
    assert done.status == 1 and "part 2 is damaged: cases.parquet is missing; remove " in done.err


def test_many_paths_are_not_all_spelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from blinkfirst.questions.sweep import summary_page
    from blinkfirst.report import words

    monkeypatch.setenv("COLUMNS", "200")
    folder = SWEEP.kept(tmp_path / "s")
    monkeypatch.setattr(words, "SETTINGS_SHOWN", 1)
    monkeypatch.setattr(summary_page, "PATHS_SHOWN", 1)
    page = blinkfirst("results", folder).out
    assert "50 % in case 17: actors.US.tempo=8, ... (1 more)" in page
    lines = [line.strip() for line in page.splitlines()]
    assert "rises with actors.US.tempo (89 % of its variance)" in lines
    assert "and 1 more path" in page


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    two = written(folder, "two.yaml", TWO_HOUSES)
    assert blinkfirst("run", two, "--runs", 5, "--seed", 3, "--out", folder / "kept").status == 0
    return folder / "kept"


def test_the_folder_of_a_run(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    lines = blinkfirst("results", run_folder).out.splitlines()
    assert lines[0] == "Two houses"
    facts = " ".join(lines[1:3])
    assert facts.startswith("run of two, lens: 50 % old + 50 % new; tables: first_blinkers, first_blinks, ")
    assert "; agents: 5 runs, seed 3; blinkfirst " in " ".join(facts.split())
    assert [line.split()[0] for line in lines[4:8]] == ["actor", "US", "CN", "nobody"]
    found = json.loads(blinkfirst("results", run_folder, "--json").out)
    assert (found["command"], found["scenario"], found["runs"], found["seed"]) == ("run", "two", 5, 3)
    assert sum(row["first_blink"] for row in found["first_blinkers"]) == pytest.approx(1, abs=1e-12)
    assert [set(row) for row in found["questions"]] == [{"question", "answer"}] * 4
    assert len(blinkfirst("results", run_folder, "--fingerprint").out.strip()) == 64


def test_the_folder_of_a_run_can_be_asked(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    pytest.importorskip("duckdb")
    listed = blinkfirst("query", run_folder).out
    assert "first_blinkers: 3 rows, each an actor, or nobody\n" in listed
    assert "true or false" in listed and "_by_settings" not in listed
    same = "select count() from payoffs join payoff_terms using (actor, argument)"
    assert int(blinkfirst("query", run_folder, same, "--csv").out.split()[1]) > 0


def test_a_panel_that_does_not_suit_the_sweep_is_refused_before_anything_is_printed(
    folder: Path, tmp_path: Path
) -> None:
    done = blinkfirst("results", folder, "--figure", tmp_path / "x.svg", "--panel", "lines")
    assert (done.status, done.out, list(tmp_path.glob("x.svg"))) == (2, "", [])
    assert "--panel: lines needs one path that varies" in done.err
