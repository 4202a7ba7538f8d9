"""What an actor has undertaken becomes a variable, effects and an event that is its blink by omission."""

# ruff: noqa: E501  scenario texts
from __future__ import annotations

import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast

ULTIMATUM = """\
blinkfirst: 2
title: An ultimatum
start: 2020-01-01
horizon: 12
tick: 0.25
world:
  test: {levels: [none, seen], start: seen}
  draft: {levels: [none, tabled], start: none}
actors:
  US:
    position: A test will be answered
    tempo: 0.5
    patience: 0.9
    precision: 0
    moves:
      hold: {}
      press: {when: draft == none, then: {draft: tabled}}
      frown: {when: draft == none, then: [{chance: 0.5, draft: tabled}, {}]}
undertakes:
  answer: {by: US, to: [press, frown], when: test == seen, within: 2, degree: hard, means: Whether the test is answered}
arguments:
  face: {claim: Who breaks its word loses face, assumption: y, for: US, while: answer == broken, weight: -0.1}
questions: [answer == broken by 2020-12-31, US blinks hard, answer == kept by 2020-12-31]
"""


def first(text: str) -> dict[str, float]:
    compiled = compile_scenario(load(text))
    return forecast(compiled.standoff, backward_induction(compiled.standoff)).first_blinkers


def test_it_is_broken_unless_one_of_the_moves_comes_first() -> None:
    """Coins are tossed: per tick it is kept with .125 * 2/3 and lapses with .125; one of them ends it."""
    keep, lapse = 0.5 * 0.25 * 2 / 3, 0.25 / 2
    ticks = 48
    broken = lapse / (keep + lapse) * (1 - (1 - keep - lapse) ** ticks)
    assert first(ULTIMATUM)["US"] == pytest.approx(broken, abs=1e-14)


def test_what_is_not_due_cannot_lapse() -> None:
    never = ULTIMATUM.replace("start: seen", "start: none")
    assert first(never)["US"] == 0.0


def test_who_can_blink_by_omission_only_can_blink() -> None:
    assert not any("nobody can blink" in str(warning) for warning in load(ULTIMATUM).warnings)


def test_what_is_kept_stays_so() -> None:
    scenario = load(ULTIMATUM)
    event = next(event for event in scenario.rules.nature if event.name == "answer-lapses")
    assert [omission.actor for omission in event.omissions] == ["US"]
    assert load(scenario.composed).rules == scenario.rules, "what is shown reads as what was written"


@pytest.mark.parametrize(
    ("written", "instead", "path", "said"),
    [
        ("by: US", "by: UK", "undertakes.answer.by", "unknown actor 'UK'; there are: US"),
        ("[press, frown]", "[pres]", "undertakes.answer.to.0", "US has no move 'pres'; it has: hold, press, frown"),
        ("[press, frown]", "hold", "undertakes.answer.to", "'hold' changes nothing"),
        ("within: 2", "within: 0", "undertakes.answer.within", "expected months, more than 0, got 0"),
        ("degree: hard", "degree: loud", "undertakes.answer.degree", "expected soft or hard, got 'loud'"),
        ("by: US, ", "", "undertakes.answer.by", "missing"),
        ("means: Whether", "mean: Whether", "undertakes.answer.mean", "unknown key"),
        ("  answer: {", "  draft: {", "undertakes.draft", "world.draft is there already"),
        ("when: test == seen,", "when: tset == seen,", "nature.answer-lapses.when", "unknown"),
    ],
)
def test_slips_are_told_with_their_place(written: str, instead: str, path: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(ULTIMATUM.replace(written, instead, 1))
    told = [problem for problem in caught.value.problems if problem.path == path]
    assert told and said in told[0].message, caught.value
