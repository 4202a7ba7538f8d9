"""What is played alike, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from blinkfirst.compile.questions import watch_of
from blinkfirst.compile.scenario import Compiled, compile_like, compile_scenario
from blinkfirst.questions.compare.swaps import same_standoff, same_watches
from blinkfirst.scenario.loading import changed
from worlds.two_houses import edited, scenario_from

NEVER = "yielded == US and yielded == CN"
IDLE = f"  idle: {{claim: C, assumption: A, for: US, while: {NEVER}, weight: 1}}\nquestions:"
EVENT = """\
events:
  - {on: 2020-02-01, name: E, foreseen: true, set: {world.heat: low, nature.cool.rate: 0.2}}
questions:"""
BASE = changed(scenario_from(edited("questions:", EVENT, edited("questions:", IDLE))), {}, "old")
COMPILED = compile_scenario(BASE)

DIFFERENT: list[tuple[str, Any]] = [
    ("afterwards", 3),
    ("horizon", 5),
    ("tick", 0.2),
    ("world.heat", "high"),
    ("freeze", ["docket"]),
    ("actors.US.tempo", 0.5),
    ("actors.US.patience", 0.8),
    ("actors.CN.precision", 3),
    ("actors.CN.moves.carry.blink", "hard"),
    ("actors.US.moves.press.when", "heat < high"),
    ("actors.US.moves.press.then.0.chance", 0.3),
    ("nature.vote.rate", 0.1),
    ("nature.cool.rate", 0.1),
    ("nature.vote.then.docket", "none"),
    ("arguments.fear.weight", 0.5),
    ("arguments.fear.worth", 1),
    ("arguments.many.terms.a.weight", -0.2),
    ("events.0.on", "2020-03-01"),
    ("events.0.foreseen", False),
    ("events.0.set", {"world.heat": "top", "nature.cool.rate": 0.2}),
    ("events.0.set", {"world.heat": "low", "nature.cool.rate": 0.3}),
]


def again(path: str, value: Any) -> Compiled:
    return compile_like(COMPILED, changed(BASE, {path: value}))


@pytest.mark.parametrize(("path", "value"), DIFFERENT, ids=[f"{p}={v}" for p, v in DIFFERENT])
def test_whatever_can_matter_is_another_game(path: str, value: Any) -> None:
    other = again(path, value)
    assert not same_standoff(COMPILED.standoff, other.standoff)
    assert not same_standoff(other.standoff, COMPILED.standoff)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("arguments.idle.weight", 5),  # nobody ever feels it
        ("arguments.loss.weight.new", 5),  # not read
        ("actors.US.side", "west"),
        ("parameters.hawk-noise.high", 2),
    ],
)
def test_what_cannot_matter_is_the_same_game(path: str, value: Any) -> None:
    for other in (again(path, value), compile_scenario(changed(BASE, {path: value}))):
        assert same_standoff(COMPILED.standoff, other.standoff)


def test_questions_are_compared_by_what_they_look_for() -> None:
    asked = "heat == top by 2020-03-01"
    ways = [asked, "heat  ==  top by 2020-03-02", "heat == top by 2020-04-01", "heat == top on 2020-03-01"]
    ways += ["heat == mid by 2020-03-01", "US blinks by 2020-03-01", "CN blinks by 2020-03-01"]
    watches = []
    for way in ways:
        scenario = scenario_from(edited(asked, way))
        compiled = compile_scenario(scenario)
        watches.append([watch_of(q.ask, compiled) for q in scenario.questions])
    assert same_watches(watches[0], watches[1])  # a day later is the same tick
    for one in range(1, len(ways)):
        for other in range(one + 1, len(ways)):
            assert not same_watches(watches[one], watches[other]), (ways[one], ways[other])
    assert not same_watches(watches[0], watches[0][:1])
