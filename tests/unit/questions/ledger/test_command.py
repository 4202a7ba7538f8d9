"""`ledger add`, `resolve` and `score`: what they write, print and refuse."""

# ruff: noqa: E501  messages stand in full

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import blinkfirst as bf
from blinkfirst.record.ledger import read_ledger
from blinkfirst.scenario.loading import load
from surface.command import Done, blinkfirst
from worlds.two_houses import TWO_HOUSES

# ten forecasts, by hand: four of .8 (three came), five of .3 (one came), one of .1
TEN = [(0.8, "yes")] * 3 + [(0.8, "no")] + [(0.3, "no"), (0.3, "yes")] + [(0.3, "no")] * 3 + [(0.1, "no")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767312000")  # 2 January 2026
    (tmp_path / "two.yaml").write_text(TWO_HOUSES)
    return tmp_path


def by_hand(question: str, chance: float, *more: str) -> Done:
    words = ("--question", question, "--probability", str(chance), "--rule", "the gauge")
    return blinkfirst("ledger", "add", "kept", *words, "--by", "2026-03-01", *more)


def score(*more: str) -> Any:
    done = blinkfirst("ledger", "score", "kept", "--json", *more)
    assert done.status == 0, done.err
    return json.loads(done.out)


def test_a_probability_is_computed_from_the_scenario(folder: Path) -> None:
    done = blinkfirst(
        *("ledger", "add", "kept", "two.yaml", "--ask", "US blinks first", "--ask", "CN blinks by 2020-03-01"),
        *("--set", "parameters.fuss=0.25", "--lens", "new", "--made", "2019-12-01", "--rule", "the papers"),
    )
    assert done.status == 0, done.err
    first, second = read_ledger(Path("kept")).forecasts.values()
    scenario = load("two.yaml", {"parameters.fuss": 0.25}, "new")
    assert first.chance == pytest.approx(bf.run(scenario).first_blink["US"], abs=1e-12)
    assert (first.scenario, first.sha256, first.settings) == ("two", scenario.sha256, {"parameters.fuss": 0.25})
    assert first.lens == {"new": 1.0}
    assert (str(first.by), str(second.by)) == ("2020-07-01", "2020-03-01")
    assert (str(first.made), str(first.written)) == ("2019-12-01", "2026-01-02")
    assert done.out.splitlines()[1] == (
        f"F2: CN blinks by 2020-03-01: {100 * second.chance:.0f} %, decided by 2020-03-01"
    )
    (kept,) = Path("kept/scenarios").iterdir()
    assert bf.run(load(kept)).first_blink == bf.run(scenario).first_blink


def test_ten_forecasts_by_hand(folder: Path) -> None:
    for number, (chance, outcome) in enumerate(TEN, start=1):
        assert by_hand(f"Question {number}?", chance).status == 0
        assert blinkfirst("ledger", "resolve", "kept", f"F{number}", outcome, "--source", "it").status == 0
    found = score()
    assert found["scores"]["Brier"]["mean"]["mean"] == pytest.approx(0.162)
    assert found["scores"]["Brier"]["always_half"] == 0.25
    assert found["reliability"]["brier"] == pytest.approx(
        {"score": 0.162, "miscalibration": 0.007, "discrimination": 0.085, "uncertainty": 0.240}
    )
    assert found["reliability"]["logarithmic"]["score"] == pytest.approx(0.501490, abs=5e-7)
    mixed = [0.98 * p + 0.01 if o == "yes" else 1 - (0.98 * p + 0.01) for p, o in TEN]
    assert found["scores"]["logarithmic"]["mean"]["mean"] == pytest.approx(-np.log(mixed).mean())
    assert found["void_share"] == 0.0 and found["clusters"] == 10
    page = blinkfirst("ledger", "score", "kept").out
    assert "No miscalibration shows" in page and "10 forecasts: 10 resolved." in page


def test_voids_are_said_and_in_no_score(folder: Path) -> None:
    for number in range(1, 5):
        by_hand(f"Question {number}?", 0.5, "--made", "2026-01-01")
    assert blinkfirst("ledger", "resolve", "kept", "F1", "yes", "--source", "it").status == 0
    assert blinkfirst("ledger", "resolve", "kept", "F2", "void", "--reason", "the gauge broke").status == 0
    found = score()
    assert found["counts"] == {
        "forecasts": 4, "resolved": 1, "void": 1, "open": 2, "overdue": 0, "dated_back": 4,
    }  # fmt: skip
    assert found["void_share"] == 0.5
    assert found["scores"]["Brier"]["mean"] == {
        "mean": 0.25, "low": None, "high": None, "items": 1, "clusters": 1,
    }  # fmt: skip
    page = " ".join(blinkfirst("ledger", "score", "kept").out.split())
    assert "50 % of those that are closed are void" in page and "4 of 4 forecasts dated back" in page


def test_forecasts_of_one_episode_are_one_cluster(folder: Path) -> None:
    for number in range(1, 4):
        by_hand(f"Question {number}?", 0.4, "--cluster", "storm")
        blinkfirst("ledger", "resolve", "kept", f"F{number}", "no", "--source", "it")
    found = score()
    assert found["clusters"] == 1 and found["scores"]["Brier"]["difference"]["low"] is None
    assert not found["scores"]["Brier"]["apart"]


def test_an_empty_ledger_and_overdue_forecasts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand("Rain?", 0.5)
    found = score()
    assert (found["scores"], found["reliability"], found["void_share"]) == ({}, None, None)
    assert blinkfirst("ledger", "score", "kept", "--figure", "a.png").status == 2
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777312000")
    assert score()["counts"]["overdue"] == 1
    assert "F1, by 2026-03-01, overdue: the gauge" in blinkfirst("ledger", "score", "kept").out


def test_a_picture_and_the_tables(folder: Path) -> None:
    by_hand("Rain?", 0.5)
    blinkfirst("ledger", "resolve", "kept", "F1", "yes", "--source", "it")
    done = blinkfirst("ledger", "score", "kept", "--figure", "a.svg", "--csv")
    assert done.status == 0 and Path("a.svg").read_text().startswith("<?xml")
    assert done.out.splitlines()[0].startswith("id,made,by,question,probability,outcome,brier,cluster")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("add kept --rule r", "--question, --probability, --by: missing; or name a scenario FILE, and --ask"),
        ("add kept --rule r --ask x", "--set, --overlay, --lens, --ask: expected a scenario FILE with them"),
        ("add kept two.yaml --rule r", "--ask: which question about the scenario?"),
        ("add kept two.yaml --rule r --ask x --probability .5", "--probability: without a FILE only"),
        ("add kept two.yaml --rule r --ask 'USA blinks first'", "did you mean: US"),
        ("add kept two.yaml --rule r --ask 'US blinks by 2030-01-01'", "expected a date after 2020-01-01 and up to 2020-07-01 (the horizon), got 2030-01-01"),
        ("add kept two.yaml --rule r --ask 'US blinks first' --lens pool:old,new --made 2019-12-01", "choose --lens old or --lens new"),
        ("add kept two.yaml --rule r --ask 'count US blinks'", "answered by yes or no"),
        ("add kept two.yaml --rule r --ask 'US blinks first'", "comes too late: it is to be decided by 2020-07-01; a replay"),
        ("add kept two.yaml --rule r --ask 'US blinks first' --by tomorrow", "--by: expected a date as YYYY-MM-DD"),
        ("add . --rule r --question q --probability .5 --by 2026-03-01", "holds no ledger.jsonl, but other files"),
        ("score .", "is no ledger"),
        ("resolve nowhere F1 yes --source x", "is no ledger"),
        ("resolf", "No such command 'resolf'"),
    ],
)  # fmt: skip
def test_bad_input_ends_with_status_2(folder: Path, words: str, message: str) -> None:
    import shlex

    done = blinkfirst("ledger", *shlex.split(words))
    assert done.status == 2 and message in done.err, done.err
    assert not Path("kept/ledger.jsonl").exists() and not Path("nowhere").exists()


def test_a_scenario_of_earlier_days_is_noted(folder: Path) -> None:
    done = blinkfirst(
        *("ledger", "add", "kept", "two.yaml", "--ask", "US blinks first", "--rule", "r"),
        *("--made", "2020-02-01"),
    )
    assert done.status == 0
    assert "note: two begins on 2020-01-01, and knows nothing of the days until 2020-02-01" in done.err


def test_the_shipped_example_is_whole_and_says_that_it_is_a_replay() -> None:
    from docs.pages import ROOT

    done = blinkfirst("ledger", "score", ROOT / "experiments" / "ledger" / "forecasts", "--json")
    assert done.status == 0, done.err
    counts = json.loads(done.out)["counts"]
    assert counts["forecasts"] == counts["dated_back"] == 29
    assert (counts["resolved"], counts["void"], counts["open"]) == (27, 2, 0)
