"""The list of a scenario's numbers: nothing left out, nothing made up; and cases as changes of them."""

# ruff: noqa: E501  lists

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from blinkfirst.compile import numbers as kinds
from blinkfirst.compile.numbers import KINDS, Numbers, numbers_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.keys import PLAYED, Role, role_of, settable_roots
from blinkfirst.scenario.loading import changed, load
from blinkfirst.scenario.nodes import child
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.schema import ScenarioFile
from blinkfirst.scenario.settings import full_path
from conftest import FROZEN as FIRST_EDITION
from conftest import KOREA, SHIPPED
from unit.study.cases.test_fast_and_slow import FROZEN, assert_same_case
from worlds.case_sweeps import leaves
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from

WITH_EVENTS = edited("questions:", EVENTS)
# kinds that are changed in a compiled scenario
QUICK = {
    kinds.WEIGHT, kinds.STRENGTH, kinds.WORTH, kinds.PARAMETER, kinds.PRECISION, kinds.PATIENCE, kinds.TEMPO, kinds.RATE,
    kinds.CHANCE,
}  # fmt: skip


def written_numbers(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    """Every plain number of a scenario that outcomes depend on and ``--set`` accepts; of types, those in the game."""
    known = {actor.name for actor in scenario.rules.actors if actor.types is None}
    for path, value in leaves(scenario.composed):
        steps = tuple(path.split("."))
        number = isinstance(value, int | float) and not isinstance(value, bool)
        played = role_of(ScenarioFile, steps) in PLAYED | {Role.LENS}
        off = steps[0] == "actors" and steps[1] in known and steps[2] == "types"
        if number and played and not off and steps[0] in settable_roots(ScenarioFile) and steps[0] != "events":
            yield steps


@pytest.mark.parametrize("name", [*SHIPPED, "two houses", "events"])
def test_the_list_has_every_plain_number_that_can_be_set(name: str) -> None:
    texts = {"two houses": TWO_HOUSES, "events": WITH_EVENTS}
    scenario = scenario_from(texts[name]) if name in texts else load(name)
    paths = {tuple(map(str, number.steps)) for number in numbers_of(scenario).rows}
    assert len(list(written_numbers(scenario))) > 3
    assert [steps for steps in written_numbers(scenario) if not any(steps[:end] in paths for end in range(len(steps), 0, -1))] == []


@pytest.mark.parametrize("name", [*SHIPPED[::4], "two houses", "events"])
def test_every_number_of_the_list_can_be_set_to_what_it_is(name: str) -> None:
    texts = {"two houses": TWO_HOUSES, "events": WITH_EVENTS}
    scenario = scenario_from(texts[name]) if name in texts else load(name)
    found = numbers_of(scenario)
    assert len({number.path for number in found.rows}) == len(found.rows)
    values = {n.path: "exact" if n.value == math.inf else n.value for n in found.rows if n.value is not None and n.settable}
    assert len(values) > 10
    again = changed(scenario, values).rules
    for one, other in zip(again.arguments, scenario.rules.arguments, strict=True):
        assert [(t.weight, one.strength) for t in one.terms] == [(t.weight, other.strength) for t in other.terms]
    assert {n: p.value for n, p in again.parameters.items()} == {n: p.value for n, p in scenario.rules.parameters.items()}
    assert [(a.patience, a.precision) for a in again.actors] == [(a.patience, a.precision) for a in scenario.rules.actors]


def test_a_row_says_what_is_known() -> None:
    found = numbers_of(scenario_from(TWO_HOUSES))
    loss = found.at("arguments.loss.weight")
    assert (loss.kind, loss.value, loss.unit, loss.meaning) == ("weight", -0.125, "utils per month", "C")
    assert (loss.low, loss.high) == pytest.approx((-0.175, -0.075))
    assert loss.by_lens["new"] == (-0.1, -0.2, 0.0) and loss.by_lens["old"] == (-0.15, None, None)
    assert (loss.arguments, loss.source, loss.touches) == (("loss",), {"art": (1,)}, ("payoffs",))
    noise = found.at("parameters.hawk-noise")
    assert (noise.value, noise.low, noise.high) == (0.4, 0, 1)
    assert (noise.path, noise.arguments, noise.touches) == ("parameters.hawk-noise", ("loss",), ("payoffs",))
    assert found.at("actors.CN.precision").value == math.inf
    assert found.at("actors.CN.tempo").value is None and found.at("actors.CN.tempo").text.startswith("0.5 +")
    assert found.at("world.heat").value == "mid"
    assert found.at("parameters.fuss").touches == ("chances",)
    assert {number.kind for number in found.rows} <= set(KINDS)
    with pytest.raises(KeyError):
        found.at("arguments.fear")


def test_values_are_linear_in_the_shares_of_the_lenses() -> None:
    scenario = load("korea-1/2018-report-hold-mixed")
    found = numbers_of(scenario)
    shares = np.array([scenario.shares.get(lens, 0.0) for lens in found.lenses])
    values = np.array([n.value if isinstance(n.value, float) else np.nan for n in found.rows])
    finite = np.isfinite(values)
    np.testing.assert_allclose((found.by_lens @ shares)[finite], values[finite], rtol=0, atol=1e-12)
    assert finite.sum() > 250


def other_values(found: Numbers) -> Iterator[tuple[str, Any]]:
    """Another value for every number."""
    for number in found.rows:
        if isinstance(number.value, float) and number.settable and math.isfinite(number.value):
            step = -1 if number.kind == kinds.SHIFT else number.value * 0.96875 if number.value else 0.0078125
            yield number.path, step


@pytest.mark.parametrize("text", [TWO_HOUSES, WITH_EVENTS], ids=["plain", "events"])
def test_every_number_of_a_small_world_changed(text: str) -> None:
    """The slow road too: clock, shifts and lens shares that do not add up."""
    scenario = scenario_from(text)
    known = compile_scenario(scenario)
    good = 0
    for path, value in other_values(known.numbers):
        good += assert_case(known, {path: value})
    assert good > 15


def assert_case(known: Compiled, changes: dict[str, Any]) -> bool:
    """The case is the scenario read anew and compiled alone, good or bad; return whether it is good."""
    try:
        slow = compile_scenario(changed(known.scenario, changes))
    except ScenarioError as error:
        with pytest.raises(ScenarioError) as caught:
            known.at(changes)
        assert caught.value.problems == error.problems
        return False
    assert_same_case(known.at(changes), slow, str(changes))
    return True


CERTAIN = edited("chance: 0.25 + 0.25 * (docket == none)", "chance: hawk-noise", edited(
    "hawk-noise: {value: {old: 0.2, new: 0.6}, low: 0, high: 1, because: [loss]}", "hawk-noise: {value: 0.5, because: [loss]}"))  # fmt: skip


@pytest.mark.parametrize("events", [False, True])
@pytest.mark.parametrize("value", [0, 1e-12, 0.25, 1, 1.5, -0.5])
@pytest.mark.parametrize("path", ["parameters.hawk-noise", "actors.US.moves.press.then.0.chance", "parameters.fuss", "nature.vote.rate"])
def test_chances_that_become_impossible_or_sure(path: str, value: float, events: bool) -> None:
    """Then other states may be reached: all is laid out again; what is no chance is told as ever."""
    known = compile_scenario(scenario_from(edited("questions:", EVENTS, CERTAIN) if events else CERTAIN))
    assert_case(known, {path: value})
    if value == 0.25:
        assert known.edited({path: value}) is not None, "only probabilities change"
    a_rate = "rate" in path or path == "parameters.fuss"
    if value in ((0, -0.5) if a_rate else (0, 1.5, -0.5)):
        assert known.edited({path: value}) is None
    # and back again, from where nothing was possible
    if value == 0:
        assert_case(known.at({path: value}), {path: 0.25})


def test_rates_beyond_one_per_tick_are_refused_as_ever() -> None:
    known = compile_scenario(scenario_from(TWO_HOUSES))
    assert not assert_case(known, {"nature.vote.rate": 9})
    assert known.edited({"nature.vote.rate": 9}) is None


CASES: list[dict[str, Any]] = [
    {},
    {"lens": "old"},
    {"lens": {"old": 0.25, "new": 0.75}, "arguments.loss.weight": {"old": 1, "new": [0, 1, 2]}},
    {"parameters.hawk-noise": 0.4, "actors.US.tempo": 1},
    {"parameters.fuss": 0.25, "nature.vote.rate": 0.2, "arguments.fear.worth": 0.5, "actors.CN.precision": 2},
    {"arguments.fear.weight": -0.5, "arguments.loss.strength": 2},
    {"arguments.fear.while": "heat > low"},
    {"world.heat": "top", "parameters.fuss": 0.25},
    {"horizon": 9, "actors.US.patience": 0.5},
    {"freeze": ["heat"]},
]


@pytest.mark.parametrize("changes", CASES, ids=str)
@pytest.mark.parametrize("text", [TWO_HOUSES, WITH_EVENTS], ids=["plain", "events"])
def test_cases_of_cases(text: str, changes: dict[str, Any]) -> None:
    """A case is a compiled scenario like any other, and its numbers can be changed in turn."""
    known = compile_scenario(scenario_from(text))
    assert assert_case(known, changes) or "while" in str(changes)
    if "while" not in str(changes):
        assert_case(known.at(changes), {"lens": "new", "actors.US.precision": 5, "parameters.fuss": 0.125})


def test_paths_of_numbers_are_paths_of_settings() -> None:
    for number in numbers_of(load("korea-1/2019-hanoi")).rows:
        assert full_path(tuple(number.path.split("."))) == number.steps
        assert number.settable


def test_names_with_dots_cannot_be_set() -> None:
    found = numbers_of(scenario_from(edited("  fear: {", "  fe.ar: {")))
    assert [n.path for n in found.rows if not n.settable] == ["arguments.fe.ar.strength", "arguments.fe.ar.weight", "arguments.fe.ar.worth"]


def test_a_strength_that_is_not_written_is_in_the_list() -> None:
    scenario = scenario_from(TWO_HOUSES)
    arguments = child(scenario.composed, "arguments")
    assert arguments is not None and child(child(arguments, "fear") or arguments, "strength") is None
    assert numbers_of(scenario).at("arguments.fear.strength").value == 1


@pytest.mark.parametrize("name", [*FIRST_EDITION, *(name for name in SHIPPED if name not in KOREA)])
def test_a_number_of_every_kind_of_a_shipped_scenario(name: str) -> None:
    """All at once, with what nothing but probabilities change; the lens stays, or is a mixture."""
    scenario = load(name, {"freeze": FROZEN} if name in FIRST_EDITION else {})
    known = compile_scenario(scenario)
    numbers = [number for number in known.numbers.rows if number.kind in QUICK and "moves" not in number.touches]
    changes = dict(other_values(Numbers(tuple({n.kind: n for n in numbers}.values()), ())))
    mixture = {lens: 1 / len(scenario.lenses) for lens in scenario.lenses}
    found = known.edited(changes)
    assert changes and found is not None
    assert_same_case(found, compile_scenario(changed(scenario, changes)), name)
    if len(mixture) == 2:
        assert_same_case(known.at({"lens": mixture}), compile_scenario(changed(scenario, {}, mixture)), name)
