"""``blinkfirst attrition``: the page, JSON, a picture, a scenario; complaints."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from reference.textbook.attrition import (
    AFTERWARDS,
    ASKED,
    EAST,
    PATIENCE,
    TICK,
    TICKS,
    TURNS_COSTLY,
    WEST,
    Side,
    contest,
)
from surface.command import blinkfirst

STANDOFF = "textbook/two-sided-standoff"
TWO = ("--prize", "4,9", "--cost", "1,1")


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


def lines_of(*words: str) -> list[str]:
    done = blinkfirst("attrition", *words)
    assert (done.status, done.err) == (0, "")
    return [" ".join(line.split()) for line in done.out.splitlines()]


def test_the_page_says_who_and_warns() -> None:
    lines = lines_of(*TWO, "--rounds")
    assert "concedes first 0.2857 0.6429" in lines
    assert "It takes 3.5714 rounds on average until somebody concedes." in lines
    assert any("side 2 has more at stake" in line for line in lines) and "Caution" in lines


def test_no_warning_where_the_sides_do_not_mix() -> None:
    assert "Caution" not in lines_of("--prize", "1,1", "--cost", "1,1", "--obstinate", ".1,.2")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ((*TWO,), [4 / 13, 9 / 13]),
        ((*TWO, "--rounds", "--sunk"), [(1 / 9) * 0.75 / (1 / 3), 0.25 * (8 / 9) / (1 / 3)]),
        (("--prize", "1,1", "--cost", "1,1", "--obstinate", ".1,.2"), [0.74, 0.24]),
        (("--prize", "3,1", "--cost", ".3,.1", "--private", "exponential(1)"), [0.5, 0.5]),
        (("--prize", "1,1", "--audience", "1,.5", "--war", "2,2"), [0.183144, 0.625873]),
    ],
)
def test_json(words: tuple[str, ...], first: list[float]) -> None:
    done = blinkfirst("attrition", *words, "--json")
    assert (done.status, done.err) == (0, "")
    told = json.loads(done.out)
    assert told["first"] == pytest.approx(first, abs=1e-6)
    assert sum(told["first"]) + told["together"] + told["never"] == pytest.approx(1)
    assert len(told["course"]["first"]) == 2


def test_one_prior_per_side_is_scaled_by_its_prize() -> None:
    each = ("--private", "uniform(0.5,2)", "--private", "uniform(0.5,4)", "--obstinate", ".1,.1")
    told = json.loads(blinkfirst("attrition", "--prize", "1,1", "--cost", "1,1", *each, "--json").out)
    assert told["at_once"] == pytest.approx([0.453637, 0], abs=1e-6)
    both = ("--private", "uniform(0.5,2)", "--obstinate", ".1,.02")
    told = json.loads(blinkfirst("attrition", "--prize", "2,2", "--cost", "2,2", *both, "--json").out)
    assert told["at_once"] == pytest.approx([0, 0.566320], abs=1e-6)


def by_hand(side: Side, own: float, others: float) -> float:
    """What a side gets when both concede with fixed probabilities once they are asked."""
    delta = PATIENCE ** (TICK / 12)
    pay = [-side.waiting * TICK * face for face in (1, 2)]
    worth: list[float] = [flow * (1 - delta ** (AFTERWARDS / TICK)) / (1 - delta) for flow in pay]
    for _ in range(TICKS):
        later = [delta * value for value in worth]
        ends = ASKED * (own * -side.audience + others * side.prize)
        goes_on = 1 - ASKED * (own + others)
        costly = pay[1] + ends + goes_on * later[1]
        turned = TURNS_COSTLY * (later[1] - later[0])
        worth = [pay[0] + ends + goes_on * later[0] + turned, costly]
    return float(worth[0])


def test_a_scenario_beside_its_own_forecast() -> None:
    told = json.loads(blinkfirst("attrition", STANDOFF, "--json").out)
    ends = told["scenario"]
    assert told["sides"] == ["East", "West"] and told["unit"] == "month"
    won = [by_hand(EAST, 0, 1), by_hand(WEST, 0, 1)]
    lost = [by_hand(EAST, 1, 0), by_hand(WEST, 1, 0)]
    neither = [by_hand(EAST, 0, 0), by_hand(WEST, 0, 0)]
    assert ends["other_blinks"] == pytest.approx(won, abs=1e-9)
    assert ends["blinks"] == pytest.approx(lost, abs=1e-9)
    assert ends["nobody_blinks"] == pytest.approx(neither, abs=1e-9)
    delta = PATIENCE ** (TICK / 12)
    months = TICK * sum(delta**t for t in range(TICKS + round(AFTERWARDS / TICK)))
    assert told["prizes"] == pytest.approx(
        [more - less for more, less in zip(won, lost, strict=True)], abs=1e-9
    )
    assert told["costs"] == pytest.approx(
        [(gives - n) / months for gives, n in zip(lost, neither, strict=True)], abs=1e-9
    )
    forecast = contest([EAST, WEST])
    assert ends["first_blinks"] == pytest.approx([sum(by_tick) for by_tick in forecast.concedes], abs=1e-9)
    assert sum(ends["first_blinks"]) + ends["nobody"] == pytest.approx(1)


def test_a_picture(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    for name in ("one.png", "two.svg"):
        lines_of(*TWO, "--figure", str(tmp_path / name))
        assert (tmp_path / name).stat().st_size > 5_000


def test_a_picture_without_matplotlib(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = blinkfirst("attrition", *TWO, "--figure", str(tmp_path / "one.png"))
    assert done.status == 2 and 'pip install "blinkfirst[figures]"' in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--prize and --cost missing"),
        (("--prize", "4,9"), "--cost missing"),
        (("--prize", "4,x", "--cost", "1,1"), "'x' in '4,x'"),
        (("--prize", "4,nan", "--cost", "1,1"), "'nan'"),
        (("--prize", "4,9", "--cost", "1"), "got 2 and 1"),
        (("--prize", "4,-9", "--cost", "1,1"), "prize of side 2: expected a number above 0, got -9"),
        ((*TWO, "--obstinate", ".1,1"), "side 2: expected a probability above 0 and below 1, got 1"),
        ((*TWO, "--private", "unform(0,1)"), "did you mean: uniform"),
        ((*TWO, "--private", "uniform(0,1)"), "--obstinate"),
        ((*TWO, "--sunk"), "--rounds"),
        ((*TWO, "--rounds", "--obstinate", ".1,.1"), "complete information"),
        (("--prize", "1,9", "--cost", "1,1", "--rounds", "--sunk"), "side 1"),
        ((*TWO, "--war", "2,2"), "--audience, --war"),
        ((*TWO, "--figure", "one.jpg"), ".png"),
        ((STANDOFF, *TWO), "leave them or FILE out"),
        ((*TWO, "--actors", "US,China"), "scenario FILE"),
        (("textbook/setter-and-veto",), "expected two sides, got 3"),
        (("textbook/preemption-race",), "no war of attrition between East and West"),
    ],
)
def test_complaints(words: tuple[str, ...], said: str) -> None:
    done = blinkfirst("attrition", *words)
    assert (done.status, done.out) == (2, "") and said in done.err
