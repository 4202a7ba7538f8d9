"""The page of a forecast: what a busy reader sees first, parts that add up, and one sign convention."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from blinkfirst.errors import SolverError
from blinkfirst.questions.beliefs.answer import beliefs
from blinkfirst.questions.beliefs.page import TITLE as PATIENCE
from blinkfirst.questions.explain.answer import explain
from blinkfirst.questions.run.answer import run
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.questions.run.page import across_document, across_row
from blinkfirst.questions.run.tables import object_of
from blinkfirst.report.text import as_text
from blinkfirst.scenario.loading import changed, load
from surface.command import blinkfirst

TOO_QUIET = """\
blinkfirst: 1
title: One who can, one who cannot
start: 2024-01-01
horizon: 3
world:
  done: {levels: [no, yes], start: no}
  said: {levels: [no, yes], start: no}
arguments:
  face: {claim: Yielding looks weak, assumption: a, for: A, when: mover == me and move == yield, weight: -0.5}
actors:
  A: {position: No, tempo: 1, patience: 1, precision: 3, moves: {sit: {}, yield: {when: done == no, then: {done: yes}, blink: soft}}}
  B: {position: Never, tempo: 1, patience: 1, precision: 3, moves: {sit: {}, say: {when: said == no, then: {said: yes}}}}
"""  # noqa: E501  a scenario


@pytest.fixture(scope="module")
def outlook() -> Outlook:
    return run(load(TOO_QUIET))


def page(outlook: Outlook, width: int = 80) -> str:
    return as_text(outlook.document(), width)


def test_the_first_lines_hold_the_answer_and_the_chances() -> None:
    found = run(load("korea-1/2019-hanoi"))
    lines = page(found).splitlines()
    seen = "\n".join(lines[:24])
    assert " ".join(found.summary.split()) in " ".join(seen.split())
    assert "Who blinks first?" in seen and any(line.startswith("nobody ") for line in lines[:24])
    assert all(len(line) <= 80 for line in lines[:24])


def test_parts_are_never_larger_than_the_whole() -> None:
    found = run(load("korea-1/2019-hanoi"))
    soft, hard = found.first_blink_by_degree
    for actor in soft:
        assert soft[actor] + hard[actor] == pytest.approx(found.first_blink[actor], abs=1e-12)


def test_who_cannot_blink_is_named_once_and_has_no_row(outlook: Outlook) -> None:
    assert outlook.never_blinking == ("B",)
    shown = page(outlook)
    table = shown.split("Who blinks first?")[1].split("first = soft + hard")[0]
    assert "\nA " in table and "\nB " not in table
    assert "No move of B that can be made is a blink." in shown


def test_a_flat_hazard_is_one_line_and_another_says_its_maximum(outlook: Outlook) -> None:
    forecast = outlook.forecast
    flat = np.zeros_like(forecast.first_blink)
    flat[:, 1, 0] = 1e-3 * 0.999 ** np.arange(flat.shape[0])
    assert "in every month" in page(replace(outlook, forecast=replace(forecast, first_blink=flat)))
    steep = flat.copy()
    steep[0, 1, 0] = 0.3
    text = " ".join(page(replace(outlook, forecast=replace(forecast, first_blink=steep))).split())
    assert "the longest bar is 30 %" in text and "1 to 2024-02-01" in text


def test_run_and_explain_set_the_likelier_move_against_the_other(outlook: Outlook) -> None:
    (choice,) = outlook.decisive
    assert choice.difference < 0, "Q(blink) - Q(instead), as JSON has it"
    shown = page(outlook)
    line = next(line for line in shown.splitlines() if "rather than" in line)
    assert line.startswith(f"A, {choice.day}: sit (") and f"{-choice.difference:+.2f} utils" in line
    assert re.search(r"^ +\+0\.\d\d  face \(", shown, re.M), "what is above 0 speaks for the likelier move"
    assert "sit rather than yield: +" in str(explain(outlook.scenario, "A"))


def test_the_table_across_scenarios(outlook: Outlook) -> None:
    other = run(changed(outlook.scenario, {"actors.A.precision": 0}))
    rows = [across_row(one) for one in (outlook, other)]
    assert rows[0][1:4] == ("A", f"{100 * outlook.first_blink['A']:.0f} %", "no")
    assert rows[1][3] == "yes" and rows[1][5] == ""
    assert "2 scenarios" in as_text(across_document(rows), 80)


def test_several_scenarios_end_with_a_table() -> None:
    out = blinkfirst("run", "textbook/centipede", "textbook/coin-tosses").out
    last = out[out.index("Who blinks first? 2 scenarios") :]
    assert "textbook/centipede" in last and "Ann" in last and "survives" in last
    assert "Who blinks first? 2" not in blinkfirst("run", "textbook/centipede").out


def test_explain_says_which_day_it_takes(tmp_path: Path) -> None:
    (tmp_path / "quiet.yaml").write_text(TOO_QUIET)
    between = blinkfirst("explain", tmp_path / "quiet.yaml", "--on", "2024-01-11").out
    assert "is the day of initiatives nearest to 2024-01-11, the one asked for" in between
    day = explain(load(TOO_QUIET), on="2024-01-11").choices[0].day
    assert "asked for" not in blinkfirst("explain", tmp_path / "quiet.yaml", "--on", str(day)).out


def test_the_price_of_patience_is_that_of_beliefs_and_on_pages_by_a_flag(outlook: Outlook) -> None:
    found, asked = beliefs(outlook.scenario), run(outlook.scenario, patience=True)
    assert PATIENCE in page(asked) and PATIENCE not in page(outlook)
    assert asked.table("price_of_patience") == found.table("price_of_patience")
    assert json.dumps(object_of(asked)["patience"]) == json.dumps(found.as_object()["patience"])
    assert "patience" not in object_of(outlook)


def test_documents_have_the_price_of_patience_unasked() -> None:
    name = "textbook/two-sided-standoff"
    assert PATIENCE in blinkfirst("run", name, "--format", "md").out
    assert PATIENCE not in blinkfirst("run", name).out
    assert PATIENCE in blinkfirst("run", name, "--patience").out


def test_without_a_price_of_patience_the_page_says_why(
    outlook: Outlook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsolved(compiled: object, pool: object) -> None:
        raise SolverError("no stationary solution")

    monkeypatch.setattr("blinkfirst.questions.run.answer.prices_of", unsolved)
    asked = run(outlook.scenario, patience=True)
    assert object_of(asked)["patience"] is None
    assert "price_of_patience" not in {table.name for table in asked.tables()}
    assert "There is no price of patience here: no stationary solution" in page(asked)
