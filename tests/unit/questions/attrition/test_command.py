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
EQUALS = ("--prize", "4,4", "--cost", "1,1")
DEMANDS = ("--demands", ".6,.7", "--discount", ".1,.1", "--obstinate", ".05,.05")
LAST = 1 - 0.1 / 0.8**10  # total chance of conceding in the eleventh round; 0.2 in each before
ALIKE = sum(0.64**t * 0.16 for t in range(10)) + 0.64**10 * LAST * (1 - LAST)
AUDIENCE = ("--prize", "1,1", "--audience", "1,.5", "--war", "2,2")


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
    assert "On average it takes 3.57 rounds until somebody concedes." in lines
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
        (AUDIENCE, [0.183144, 0.625873]),
        (DEMANDS, [0.268783, 0.728717]),
        ((*EQUALS, "--rounds", "--obstinate", ".1,.1"), [ALIKE, ALIKE]),
    ],
)
def test_json(words: tuple[str, ...], first: list[float]) -> None:
    done = blinkfirst("attrition", *words, "--json")
    assert (done.status, done.err) == (0, "")
    told = json.loads(done.out)
    assert told["first"] == pytest.approx(first, abs=1e-6)
    assert sum(told["first"]) + told["together"] + told["never"] == pytest.approx(1)
    assert len(told["course"]["first"]) == 2


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        (
            AUDIENCE,
            [
                "prize, utils 1 1",
                "audience cost, utils per unit of time 1 0.5",
                "cost of war at most, utils 2 2",
            ],
        ),
        (
            DEMANDS,
            [
                "demands, share of the pie 0.6 0.7",
                "discount rate per unit of time 0.1 0.1",
                "never concedes, with probability 0.05 0.05",
            ],
        ),
        (
            (*EQUALS, "--private", "uniform(0.5,2)", "--obstinate", ".1,.02"),
            [
                "prize, utils 4 4",
                "cost, utils per unit of time 1 1",
                "multiple of the prize, known to it alone uniform(0.5, 2) uniform(0.5, 2)",
                "never concedes, with probability 0.1 0.02",
            ],
        ),
    ],
)
def test_the_page_says_what_it_reckons_from(words: tuple[str, ...], lines: list[str]) -> None:
    printed = lines_of(*words)
    first = printed.index(lines[0])
    assert printed[first : first + len(lines)] == lines


def test_reputation_round_by_round_on_the_page_and_in_json() -> None:
    words = (*EQUALS, "--rounds", "--obstinate", ".1,.1")
    lines = lines_of(*words)
    for number, chance in enumerate(("0.2222", "0.2286", "0.2370", "0.2485"), start=1):
        assert any(line.startswith(f"{number} ") and line.endswith(f" {chance}") for line in lines)
    assert "After 11 rounds nobody concedes any more; that happens with 1.0 %." in lines
    told = json.loads(blinkfirst("attrition", *words, "--json").out)
    assert [row["normal_concedes"] for row in told["rounds"][:3]] == pytest.approx(
        [0.222222, 0.228571, 0.237037], abs=1e-6
    )
    assert told["obstinate"] == [0.1, 0.1] and told["horizon"] == 11


def test_demands_in_json() -> None:
    told = json.loads(blinkfirst("attrition", *DEMANDS, "--json").out)
    assert (told["demands"], told["discount"]) == ([0.6, 0.7], [0.1, 0.1])
    assert told["payoff_unit"] == "share of the pie"
    assert told["at_once"] == pytest.approx([0, 0.527129], abs=1e-6)
    assert told["horizon"] == pytest.approx(22.4680, abs=1e-4)


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
    assert ends["first_blink"] == pytest.approx([sum(by_tick) for by_tick in forecast.concedes], abs=1e-9)
    assert sum(ends["first_blink"]) + ends["nobody"] == pytest.approx(1)


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
        (("--prize", "4,1e10", "--cost", "1,1"), "prize of side 2: expected a number from 1e-09 to 1e+09"),
        (("--prize", "4,4", "--cost", "1,1e-300"), "cost of side 2: expected a number from 1e-09 to 1e+09"),
        (("--prize", "1e9,1e9", "--cost", "1,1", "--rounds", "--obstinate", ".1,.1"), "2.3e+09 rounds until"),
        ((*TWO, "--private", "uniform(0,1e300)"), "at most 1e+09; got 'uniform(0,1e300)'"),
        ((*EQUALS, "--private", "lognormal(1,50)"), "stopping times of lognormal(4, 50): "),
        (("--prize", "4,nan", "--cost", "1,1"), "'nan'"),
        (("--prize", "4,9", "--cost", "1"), "got 2 and 1"),
        (("--prize", "4,-9", "--cost", "1,1"), "prize of side 2: expected a number above 0, got -9"),
        ((*TWO, "--obstinate", ".1,1"), "side 2: expected a probability above 0 and below 1, got 1"),
        ((*TWO, "--private", "unform(0,1)"), "did you mean: uniform"),
        ((*TWO, "--private", "uniform(0,1)"), "--obstinate"),
        ((*TWO, "--sunk"), "--rounds"),
        ((*TWO, "--rounds", "--obstinate", ".1,.1"), "sides that are alike, got prize over cost 4 and 9"),
        ((*EQUALS, "--rounds", "--obstinate", ".1,.2"), "obstinate 0.1 and 0.2; in continuous time"),
        ((*EQUALS, "--rounds", "--sunk", "--obstinate", ".1,.1"), "expected no --obstinate with them"),
        ((*TWO, "--rounds", "--private", "uniform(0,1)"), "leave out --private, or --rounds"),
        ((*DEMANDS[:4],), "--demands: expected --obstinate with it"),
        ((*DEMANDS[:2],), "--demands, --discount: expected both or neither"),
        ((*DEMANDS, "--prize", "1,1"), "leave --prize and --cost out"),
        ((*DEMANDS, "--rounds"), "--demands: expected no --private or --rounds"),
        (("--demands", ".4,.5", *DEMANDS[2:]), "demands 0.4 and 0.5: expected shares below 1"),
        (("--demands", ".6", *DEMANDS[2:]), "demand: expected two numbers, got 1"),
        ((*DEMANDS[:2], "--discount", ".1,0", *DEMANDS[4:]), "discount rate of side 2: expected a number"),
        (("--prize", "1,1", "--cost", "1,1", "--audience", "1,1", "--war", "2,2"), "leave --cost out"),
        (("--audience", "1,1", "--war", "2,2"), "--audience: expected --prize with it"),
        (("--prize", "1,1,1", "--audience", "1,1", "--war", "2,2"), "prize: expected two numbers, got 3"),
        ((STANDOFF, *DEMANDS), "leave them or FILE out"),
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
