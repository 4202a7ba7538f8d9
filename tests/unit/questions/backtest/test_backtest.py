"""``blinkfirst backtest``: scores worked out by hand, what it prints, and what it refuses."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import get_args

import pytest

from blinkfirst.questions.backtest.answer import ALL, BRIER, LOG, Backtest, backtest
from blinkfirst.scenario.schema import Version
from surface.command import blinkfirst
from worlds.small_record import CASES, THEATRE, written


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    return backtest(written(tmp_path_factory.mktemp("small")), record="small")


def log(*said: float) -> float:
    """The mean log score of chances of two options, each mixed with 2 % of the uniform one."""
    return sum(-math.log(0.98 * chance + 0.01) for chance in said) / len(said)


def test_scores_worked_out_by_hand(found: Backtest) -> None:
    groups = {group.name: group for group in found.groups}
    assert [(name, len(group.places)) for name, group in groups.items()] == [
        *(("all", 13), ("act", 6), ("A", 3), ("B", 3), ("graded", 2), ("product", 2), ("first", 3))
    ]
    # R1 failed and R2 passed; .72 and .28 were said, see test_predictions
    assert found.scored(groups["graded"]).means[0] == pytest.approx(log(0.72, 0.28))
    brier = found.scored(groups["graded"], BRIER).means[0]
    assert brier == pytest.approx((0.98 * 0.28) ** 2 + (0.98 * 0.72) ** 2 + 2 * 0.98 * 0.01 + 2 * 0.01**2)
    # A gave way in R1 with .32; in R2 nobody did, .68; in R3 nothing was open, and A cannot drop it
    anybody = found.scored_anybody().means[0]
    assert anybody == pytest.approx(log(0.32, 0.68, found.anybody[1][0].chances[2][0]))
    assert found.chief == found.names[0]
    assert (len(found.certain.places), found.clusters) == (8, 2)  # R2 is marked uncertain


def test_what_it_says_and_shows(found: Backtest) -> None:
    assert found.summary.startswith(
        "Small decisions: 3 cases in 2 episodes, 13 items (6 acts, 2 graded texts"
    )
    assert "Against coin toss: 0.000 (0.000 to 0.000), so these cases cannot tell them apart" in found.summary
    tables = {table.name: len(table.rows) for table in found.tables()}
    assert list(tables) == ["scores", "differences", "said", "reliability"]
    assert "What surprised it most" in str(found)
    drawn = found.figure().figure
    assert len(drawn.get_axes()) == 4


def test_every_key_of_the_object_is_described(found: Backtest) -> None:
    page = Path(__file__).resolve().parents[4] / "docs" / "reference" / "records.md"
    section = page.read_text(encoding="utf-8").split("\n## backtest --json\n")[1]
    made = found.as_object()
    estimate = made["scores"][found.chief][ALL][LOG]
    gap = made["differences"]["uniform"][ALL]
    for key in {*made, *estimate, *gap, *made["reliability"]["act"], *made["reliability"]["act"]["brier"]}:
        assert f"`{key}`" in section or f"`{key}`]" in section, key


def test_the_command_keeps_what_it_finds(tmp_path: Path) -> None:
    theatre = written(tmp_path)
    out = tmp_path / "kept"
    ran = blinkfirst("backtest", "--theatre", str(theatre), "--record", "small", "--json", "--out", str(out))
    assert ran.status == 0
    assert json.loads(ran.out)["items"] == 13
    assert {path.name for path in out.glob("*.csv")} == {
        f"{name}.csv" for name in ("scores", "differences", "said", "reliability")
    }


def test_bad_cases_are_refused_with_their_places(tmp_path: Path) -> None:
    theatre, cases = written(tmp_path), tmp_path / "mine.csv"
    cases.write_text(CASES.replace("PASSED", "PASED"), encoding="utf-8")
    ran = blinkfirst("backtest", "--theatre", str(theatre), "--record", "small", "--cases", str(cases))
    assert ran.status == 2
    assert "mine.csv:3:32: outcome: expected one of PASSED, FAILED, NOTHING; got 'PASED'" in ran.err
    assert "did you mean: PASSED" in ran.err


def test_an_unknown_theatre_or_record_is_refused(tmp_path: Path) -> None:
    ran = blinkfirst("backtest", "--theatre", "korea-2")
    assert ran.status == 2 and "did you mean: korea" in ran.err
    ran = blinkfirst("backtest", "--theatre", str(written(tmp_path)), "--record", "smal")
    assert ran.status == 2 and "no record named 'smal'" in ran.err
    ran = blinkfirst("backtest", "--theatre", str(tmp_path / "small.yaml"))
    assert ran.status == 2 and "say --record NAME" in ran.err


def test_a_theatre_names_its_record(tmp_path: Path) -> None:
    theatre, newest = written(tmp_path), get_args(get_args(Version)[0])[-1]
    text = THEATRE.replace("blinkfirst: 1", f"blinkfirst: {newest}")
    theatre.write_text(f"{text}record: small\n", encoding="utf-8")
    assert len(backtest(theatre).items) == 13
    theatre.write_text(f"{text}record: smal\n", encoding="utf-8")
    for verb in (("check", str(theatre)), ("backtest", "--theatre", str(theatre))):
        ran = blinkfirst(*verb)
        assert ran.status == 2 and "small.yaml:30:9: record: no record named 'smal'" in ran.err
        assert "did you mean: small" in ran.err


def test_the_page_of_run_has_the_base_rates_of_the_record(tmp_path: Path) -> None:
    theatre, newest = written(tmp_path), get_args(get_args(Version)[0])[-1]
    text = THEATRE.replace("blinkfirst: 1", f"blinkfirst: {newest}")
    theatre.write_text(f"{text}record: small\n", encoding="utf-8")
    scenario = tmp_path / "later.yaml"
    head = f"blinkfirst: {newest}\ntheatre: small\ntitle: Later\nhorizon: 6\nworld: {{text: open}}\n"
    scenario.write_text(f"{head}start: 2001-01-10\n", encoding="utf-8")
    rates = json.loads(blinkfirst("run", str(scenario), "--json").out)["base_rates"]
    # of R1 and R2 six months had passed, and in R1 somebody gave way; no year had passed
    assert (rates["record"], rates["before"], len(rates["rates"])) == ("Small decisions", "2001-01-10", 1)
    (six,) = rates["rates"]
    assert (six["months"], six["gave_way"], six["cases"], six["rate"]) == (6, 1, 2, 0.5)
    assert 0.0 < six["forecast"] < 1.0
    page = blinkfirst("run", str(scenario)).out
    assert "Does anybody give way? The forecast beside earlier cases" in page and "1 of 2" in page
