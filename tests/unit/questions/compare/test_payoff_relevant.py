"""What outcomes depend on: nothing that matters is lost, nothing that does not matter is left."""

# ruff: noqa: E501  the written worlds stand in full
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import ScenarioError
from blinkfirst.game.forecast import Forecast
from blinkfirst.questions.compare.payoff_relevant import payoff_relevant
from blinkfirst.scenario.differences import differences
from blinkfirst.scenario.loading import changed, load, scenario_of
from blinkfirst.scenario.nodes import deepest, plain, replaced
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from unit.compile.test_reuse import assert_equal
from worlds.two_houses import TWO_HOUSES, edited, scenario_from
from worlds.typed_houses import TYPED_HOUSES

# a citing argument, a by-lens table, one lens's number, the middle and an end of its range, things for readers
EVENTS = """\
  said: {claim: C, source: {art: 3}}
events:
  - {on: 2020-02-01, name: A, foreseen: true, set: {world.heat: high, parameters.fuss: {old: 0.1, new: 0.9}}}
  - {on: 2020-02-15, name: B, foreseen: true, set: {arguments.said.strength: 0, actors.US.because: [said]}}
  - {on: 2020-03-01, name: C, foreseen: false, set: {parameters.hawk-noise.value.old: 0.9}}
  - {on: 2020-04-01, name: D, foreseen: true, set: {arguments.loss.weight.new: [-1, -0.5, 0], arguments.loss.weight.old: 0.3}}
  - {on: 2020-05-01, name: E, foreseen: true, set: {arguments.loss.weight.new.1: -0.15, arguments.loss.weight.new.0: -2}}
questions:
"""
EVENTFUL = edited("because: [loss]", "because: [loss, said]", edited("questions:\n", EVENTS))
LENSES: list[str | Mapping[str, float]] = ["old", "new", {"old": 0.3, "new": 0.7}]


def forecast_of(scenario: Scenario) -> Forecast:
    compiled: Compiled = compile_scenario(scenario)
    return forecast(compiled.standoff, backward_induction(compiled.standoff))


def essential(scenario: Scenario) -> Scenario:
    return scenario_of(payoff_relevant(scenario), scenario.name)


def assert_same_play(one: Scenario, other: Scenario) -> None:
    """Bit by bit the same forecast, but for arguments that pay nothing."""
    a, b = forecast_of(one), forecast_of(other)
    for name in ("first_blink", "first_soft", "first_hard", "move_counts", "values", "value_split"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name
    assert all(np.array_equal(x, y) for x, y in zip(a.levels, b.levels, strict=True))
    assert a.columns == b.columns


@pytest.mark.parametrize("lens", LENSES, ids=str)
def test_the_essentials_play_the_same_game(lens: str | Mapping[str, float]) -> None:
    scenario = changed(scenario_from(), {}, lens)
    assert_same_play(scenario, essential(scenario))


@pytest.mark.parametrize(("lens", "matter"), [("old", {0, 2, 3}), ("new", {0, 3, 4})])
def test_events_may_set_numbers_of_a_lens(lens: str, matter: set[int]) -> None:
    scenario = changed(scenario_from(EVENTFUL), {}, lens)
    assert_same_play(scenario, essential(scenario))
    for number in range(5):  # each event does what it does under this lens, or nothing
        fewer = forecast_of(without_event(scenario, number))
        same = np.allclose(fewer.values, forecast_of(scenario).values, rtol=1e-12, atol=0)
        assert same == (number not in matter), number


def without_event(scenario: Scenario, number: int) -> Scenario:
    events, _ = deepest(scenario.composed, ("events",))
    assert isinstance(events.value, list)
    fewer = replace(events, value=[event for k, event in enumerate(events.value) if k != number])
    return scenario_of(replaced(scenario.composed, ("events",), fewer), "two")


@pytest.mark.parametrize("name", ["korea-1/2019-hanoi", "textbook/two-sided-standoff"])
def test_shipped_essentials_play_the_same_game(name: str) -> None:
    scenario = load(name)
    assert_same_play(scenario, essential(scenario))


def test_a_mixture_with_an_event_for_one_lens_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        payoff_relevant(scenario_from(EVENTFUL))
    assert str(caught.value).splitlines()[0] == (
        "two.yaml:60:54: parameters.hawk-noise.value.old: sets the number of old alone while "
        "50% old + 50% new is read; for a comparison let the event set parameters.hawk-noise.value"
    )


def test_events_keep_their_numbers() -> None:
    tree = payoff_relevant(changed(scenario_from(EVENTFUL), {}, "new"))
    names = [plain(deepest(tree, ("events", k, "name"))[0]) for k in range(5)]
    assert names == ["A", "B", "C", "D", "E"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Two houses", "title: Two houses\nsummary: S"),
        ("claim: C\n    source: {art: 1}", "claim: D\n    source: {brt: 1}"),
        ("because: [loss]", "because: [fear]"),
        ("low: 0, high: 1", "low: 0.1, high: 0.9"),
        ("[-0.2, -0.1, 0]", "[-9, -0.1, 9]"),
        ("position: No\n    tempo: 1\n", "position: Perhaps\n    side: west\n    tempo: 1\n"),
        ("      sit: {}", "      sit: {means: Sit}"),
        ("new: {title: New}", "new: {title: Newer, means: M}"),
        ("  fear:", "  more: {claim: C, source: {art: 9}}\n  fear:"),
        ("lens: {old: 0.5, new: 0.5}", "lens: {new: 0.5, old: 0.5}"),
        ("tick: 0.25", "tick: 0.25\nafterwards: 12\nfreeze: []"),
    ],
)
def test_what_is_for_readers_is_gone(old: str, new: str) -> None:
    text = edited(old, new)
    if "more:" in new:
        text = edited("because: [loss]", "because: [loss, more]", text)
    found = differences(payoff_relevant(scenario_from()), payoff_relevant(scenario_from(text)))
    assert [d.path for d in found if d.kind == "assumption"] == []


def test_what_is_frozen_has_no_order() -> None:
    one, other = (
        payoff_relevant(scenario_from(edited("tick: 0.25", f"tick: 0.25\nfreeze: [{names}]")))
        for names in ("heat, flag", "flag, heat")
    )
    assert differences(one, other) == ()


def test_lenses_become_the_numbers_in_force() -> None:
    scenario = scenario_from()
    old, new = (payoff_relevant(changed(scenario, {}, lens)) for lens in ("old", "new"))
    assert [(d.path, d.old, d.new) for d in differences(old, new)] == [
        ("parameters.hawk-noise", 0.2, 0.6),
        ("arguments.loss.weight", -0.15, -0.1),
    ]


def test_numbers_of_a_lens_that_is_not_read_do_not_matter() -> None:
    one, other = (
        payoff_relevant(changed(scenario_from(text), {}, "old"))
        for text in (TWO_HOUSES, edited("{old: 0.2, new: 0.6}", "{old: 0.2, new: 0.9}"))
    )
    assert differences(one, other) == ()


@pytest.mark.parametrize("lens", LENSES, ids=str)
def test_types_are_the_same_games_with_numbers_for_their_lenses(lens: str | Mapping[str, float]) -> None:
    """Also where the lens in force is that of a type, which differs in other things besides."""
    scenario = changed(scenario_from(TYPED_HOUSES), {}, lens)
    one, other = compile_scenario(scenario).standoff, compile_scenario(essential(scenario)).standoff
    assert other.beliefs is not None
    assert_equal(one.beliefs, other.beliefs)
    assert_equal(one.opening, other.opening)
    assert "lens" not in plain(deepest(payoff_relevant(scenario), ("actors", "US", "types", "hawk"))[0])


def test_types_that_are_not_in_the_game_are_gone() -> None:
    off = changed(scenario_from(TYPED_HOUSES), {"beliefs": "none"})
    bare = scenario_from(edited("precision: exact", "precision: 3"))
    assert differences(payoff_relevant(off), payoff_relevant(bare)) == ()
    one = changed(scenario_from(TYPED_HOUSES), {"beliefs.about": ["CN"]})
    found = differences(payoff_relevant(bare), payoff_relevant(one))
    assert [d.path for d in found] == ["actors.CN.types", "beliefs"]


def test_a_type_that_reads_as_the_lens_in_force_is_gone() -> None:
    types = {"one": {}, "other": {"prior": 0.5, "lens": "new"}}
    scenario = changed(scenario_from(TYPED_HOUSES), {"actors.US.types": types, "lens": "new"})
    assert deepest(payoff_relevant(scenario), ("actors", "US", "types"))[1] == 2


def test_an_event_that_sets_weights_beside_a_lens_of_a_type_is_refused() -> None:
    event = "events: [{on: 2020-03-03, name: News, foreseen: true, set: {arguments.fear.weight: -0.5}}]\nquestions:"
    with pytest.raises(ScenarioError, match=r"sets arguments\.fear\.weight while hawk weighs with the lens new"):
        payoff_relevant(scenario_from(edited("questions:", event, TYPED_HOUSES)))
