"""What each path touches, in words."""

from __future__ import annotations

import pytest

from blinkfirst.scenario.loading import load
from blinkfirst.study.cases.levers import Touch, levers_of
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from

NO_RATE = edited("rate: fuss", "rate: 0.5")
TOUCHES = [
    (TWO_HOUSES, "arguments.fear.weight", Touch.PAYOFFS, ""),
    (TWO_HOUSES, "arguments.fear.strength", Touch.PAYOFFS, ""),
    (TWO_HOUSES, "arguments.many.terms.a.weight", Touch.PAYOFFS, ""),
    (TWO_HOUSES, "arguments.loss.weight.new.1", Touch.PAYOFFS, ""),
    (TWO_HOUSES, "arguments.loss.weight.newer", Touch.READING, "it decides what counts as a payoff"),
    (TWO_HOUSES, "arguments.many.weight", Touch.READING, "it decides what counts as a payoff"),
    (TWO_HOUSES, "arguments.fear.worth", Touch.NUMBERS, ""),
    (TWO_HOUSES, "arguments.fear.while", Touch.READING, "it decides what counts as a payoff"),
    (TWO_HOUSES, "actors.US.precision", Touch.CHOICES, ""),
    (TWO_HOUSES, "actors.US.patience", Touch.CHOICES, ""),
    (TWO_HOUSES, "actors.US.tempo", Touch.NUMBERS, ""),
    (TWO_HOUSES, "actors.FR.tempo", Touch.MOVES, "it decides who can do what"),
    (TWO_HOUSES, "actors.US.moves.press.when", Touch.MOVES, "it decides who can do what"),
    (TWO_HOUSES, "actors.US.moves.press.then.0.chance", Touch.CHANCES, ""),
    (TWO_HOUSES, "actors.US.moves.press.then.0.heat", Touch.MOVES, "it decides who can do what"),
    (TWO_HOUSES, "nature.vote.rate", Touch.CHANCES, ""),
    (TWO_HOUSES, "nature.vote.when", Touch.MOVES, "it decides what happens by itself"),
    (TWO_HOUSES, "freeze", Touch.MOVES, "it decides how the world can move"),
    (TWO_HOUSES, "world.heat", Touch.START, ""),
    (TWO_HOUSES, "world.heat.start", Touch.START, ""),
    (TWO_HOUSES, "world.heat.levels", Touch.MOVES, "it decides how the world can move"),
    (TWO_HOUSES, "horizon", Touch.READING, "it sets the clock"),
    (TWO_HOUSES, "parameters.hawk-noise", Touch.NUMBERS, ""),
    (TWO_HOUSES, "parameters.hawk-noise.value.old", Touch.NUMBERS, ""),
    (TWO_HOUSES, "parameters.hawk-noise.low", Touch.MOVES, ""),
    (TWO_HOUSES, "parameters.fuss", Touch.CHANCES, ""),
    (edited("when: heat > low, rate", "when: heat > fuss, rate"), "parameters.fuss", Touch.MOVES,
     "where moves lead depends on it"),
    (NO_RATE, "parameters.fuss", Touch.NUMBERS, ""),
    (edited("tick: 0.25", "tick: fuss / 2", NO_RATE), "parameters.fuss", Touch.READING,
     "the length of a tick depends on it"),
    (TWO_HOUSES, "lens", Touch.NUMBERS, "it sets parameters.hawk-noise"),
    (TWO_HOUSES, "lens.old", Touch.NUMBERS, "it sets parameters.hawk-noise"),
    (TWO_HOUSES, "lens.older", Touch.READING, "no share of that lens is set"),
    (edited("{old: 0.2, new: 0.6}", "0.2"), "lens", Touch.PAYOFFS, ""),
    (edited("tempo: 1\n", "tempo: hawk-noise\n"), "lens", Touch.NUMBERS, "it sets parameters.hawk-noise"),
    (edited("rate: fuss", "rate: hawk-noise"), "lens", Touch.CHANCES, "it sets parameters.hawk-noise"),
    (edited("blink: soft", "blink: {soft: heat > 4 * hawk-noise}"), "lens", Touch.MOVES,
     "it sets parameters.hawk-noise, and where moves lead depends on it"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "touch", "reason"), TOUCHES)
def test_touches(text: str, path: str, touch: Touch, reason: str) -> None:
    (lever,) = levers_of(scenario_from(text), [path])
    assert (lever.path, lever.touch, lever.reason) == (path, touch, reason)
    assert lever.words == (f"{touch.value} ({reason})" if reason else touch.value)


def test_events_that_set_something_in_or_above_a_path() -> None:
    """They do so after every change, and their values are plain, too."""
    scenario = scenario_from(edited("questions:", EVENTS))
    paths = ["arguments.loss.weight", "arguments.fear.weight", "world.heat"]
    levers = {lever.path: lever for lever in levers_of(scenario, paths)}
    assert levers["arguments.loss.weight"].touch is Touch.PAYOFFS
    assert levers["arguments.fear.weight"].touch is Touch.PAYOFFS
    assert levers["world.heat"].touch is Touch.START  # a jump is no setting
    (alone,) = levers_of(scenario, ["arguments.loss.weight.new.1"])
    assert alone.touch is Touch.PAYOFFS


def test_paths_inside_each_other() -> None:
    paths = ["arguments.fear", "arguments.fear.weight", "world.heat", "world.heat.start"]
    assert not any(lever.fast for lever in levers_of(scenario_from(TWO_HOUSES), paths))


def test_what_an_event_brings_in_counts_as_well() -> None:
    """A parameter that no move mentions until an event sets a condition by it."""
    event = "{on: 2020-02-01, name: Thaw, foreseen: true, set: {nature.vote.when: heat > hawk-noise}}"
    scenario = scenario_from(edited("questions:", f"events: [{event}]\nquestions:"))
    (lever,) = levers_of(scenario, ["parameters.hawk-noise"])
    assert (lever.touch, lever.reason) == (Touch.MOVES, "where moves lead depends on it")


def test_a_theatre_without_lenses() -> None:
    (lever,) = levers_of(load("textbook/two-sided-standoff"), ["lens"])
    assert not lever.fast
