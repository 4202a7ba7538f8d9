"""One value in place of another by its dotted path."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

from typing import Any

import pytest

from blinkfirst.errors import Place, ScenarioError
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.nodes import deepest, plain
from blinkfirst.scenario.settings import full_path, put_all
from worlds.two_houses import TWO_HOUSES, scenario_from, tree_of

OPTION = Place("--set")
TREE = tree_of(TWO_HOUSES)


@pytest.mark.parametrize(
    ("path", "value", "stands"),
    [
        ("actors.US.precision", 4, "actors.US.precision"),
        ("world.heat", "top", "world.heat.start"),
        ("world.heat.start", "top", "world.heat.start"),
        ("parameters.fuss", 1, "parameters.fuss.value"),
        ("parameters.fuss", {"old": 1, "new": 2}, "parameters.fuss.value"),
        ("parameters.hawk-noise.value.old", 1, "parameters.hawk-noise.value.old"),
        ("parameters.hawk-noise", 1, "parameters.hawk-noise.value"),
        ("arguments.loss.weight.old", 1, "arguments.loss.weight.old"),
        ("arguments.loss.weight.new.1", -0.15, "arguments.loss.weight.new.1"),
        ("arguments.loss.weight", -0.15, "arguments.loss.weight"),
        ("arguments.loss.strength", 0, "arguments.loss.strength"),
        ("arguments.many.terms.a.weight", 0, "arguments.many.terms.a.weight"),
        ("nature.cool.rate", 0, "nature.cool.rate"),
        ("actors.US.moves.press.then.0.chance", 0.5, "actors.US.moves.press.then.0.chance"),
        ("freeze", ["heat"], "freeze"),
        ("lens", "old", "lens"),
        ("horizon", 12, "horizon"),
        ("afterwards", 0, "afterwards"),
    ],
)  # fmt: skip
def test_paths_that_lead_somewhere(path: str, value: Any, stands: str) -> None:
    tree = put_all(TREE, {path: value}, OPTION)
    node, taken = deepest(tree, tuple(stands.split(".")))
    assert taken == len(stands.split("."))
    assert plain(node) == value
    assert plain(TREE) == plain(tree_of(TWO_HOUSES)), "the tree itself stays as it was"


@pytest.mark.parametrize(
    ("path", "message", "suggestion"),
    [
        ("actor.US.precision", "'actor' cannot be set; a path begins with one of: actors, afterwards, arguments, beliefs, events, freeze, horizon, lens, nature, parameters, start, tick, window, world", "actors"),
        ("title", "'title' cannot be set; a path begins with one of: actors, afterwards, arguments, beliefs, events, freeze, horizon, lens, nature, parameters, start, tick, window, world", ""),
        ("", "expected a dotted path as actors.US.precision, got ''", ""),
        ("actors..precision", "expected a dotted path as actors.US.precision, got 'actors..precision'", ""),
        ("actors.USA.precision", "unknown name 'USA' in actors; it has: US, CN", "US"),
        ("actors.USA", "unknown name 'USA' in actors; it has: US, CN", "US"),
        ("world.haet", "unknown name 'haet' in world; it has: docket, heat, yielded, flag", "heat"),
        ("parameters.fus", "unknown name 'fus' in parameters; it has: fuss, hawk-noise", "fuss"),
        ("arguments.los.strength", "unknown name 'los' in arguments; it has: loss, fear, many", "loss"),
        ("arguments.many.weight", "this argument has several payoffs; set arguments.many.terms.a.weight, arguments.many.terms.b.weight, or arguments.many.strength", ""),
        ("arguments.fear.weight.old", "arguments.fear.weight is the single value 0.4; it has no 'old' to set", "arguments.fear.weight"),
        ("arguments.loss.weight.new.7", "expected an index from 0 to 2, got '7'", ""),
        ("arguments.loss.weight.new.base", "expected an index from 0 to 2, got 'base'", ""),
    ],
)  # fmt: skip
def test_paths_that_lead_nowhere(path: str, message: str, suggestion: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        put_all(TREE, {path: 1}, OPTION)
    (problem,) = caught.value.problems
    assert (problem.message, problem.suggestion, str(problem.place)) == (message, suggestion, "--set")


def test_all_wrong_paths_are_told_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        put_all(TREE, {"world.haet": 1, "lens": "old", "nature.col.rate": 2}, OPTION)
    assert [problem.path for problem in caught.value.problems] == ["world.haet", "nature.col.rate"]


def test_a_new_key_is_judged_like_a_written_one() -> None:
    with pytest.raises(ScenarioError) as caught:
        changed(scenario_from(), {"actors.US.precison": 3})
    assert str(caught.value).startswith(
        "settings: actors.US.precison: unknown key; expected one of: because, label, moves, patience, position"
    )


def test_numbers_that_are_none_are_refused_from_python_too() -> None:
    for value in (float("nan"), float("inf")):
        for path in ("parameters.fuss", "arguments.fear.weight", "arguments.fear.strength", "afterwards"):
            with pytest.raises(ScenarioError, match="expected a"):
                changed(scenario_from(), {path: value})
    with pytest.raises(ScenarioError, match="expected a"):
        changed(scenario_from(), {}, {"old": float("nan"), "new": 1.0})


def test_shorthands() -> None:
    assert full_path(("world", "tests")) == ("world", "tests", "start")
    assert full_path(("parameters", "x")) == ("parameters", "x", "value")
    assert full_path(("actors", "US")) == ("actors", "US")
    assert full_path(("world", "tests", "levels")) == ("world", "tests", "levels")
