"""Start levels: one layout and one solution for all of them, and the answers of every start by itself."""

# ruff: noqa: E501  scenario texts

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff import backward_answers
from blinkfirst.study.cases import case_results, compiled_groups
from blinkfirst.study.cases.compiled_groups import starts_share
from blinkfirst.study.cases.part_worker import PartWorker
from blinkfirst.study.executors.executor import PartBytes
from blinkfirst.study.store.tables import OUTCOMES
from worlds.case_sweeps import FastOnly, SlowWorker, grid, listed, swept, table, task_of
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from

SMOOTH = TWO_HOUSES.replace("precision: exact", "precision: 3")
TEXTS = {
    "plain": SMOOTH,
    "events": edited("questions:", EVENTS, SMOOTH),
    "exact": TWO_HOUSES,
    "endless": edited("horizon: 6", "horizon: none\nwindow: 6", SMOOTH),
    "a flag": edited("while: me == US and", "while: flag == down and me == US and",
                     edited("levels: [up], start: up", "levels: [up, down], start: up", SMOOTH)),
    "frozen": edited("tick: 0.25", "tick: 0.25\nfreeze: [heat]", SMOOTH),
}  # fmt: skip


def assert_same(one: PartBytes, other: PartBytes, tolerance: float = 1e-12) -> None:
    """The same tables but for rounding."""
    assert one.failures == other.failures
    assert one.tables["cases"] == other.tables["cases"]
    for name in one.tables:
        left, right = table(one, name), table(other, name)
        for column in left.column_names:
            if str(left.schema.field(column).type) == "double":
                pair = (left[column].to_numpy(), right[column].to_numpy())
                np.testing.assert_allclose(*pair, rtol=0, atol=tolerance, err_msg=f"{name} {column}")
            else:
                assert left[column].to_pylist() == right[column].to_pylist()


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("outcomes", [OUTCOMES, ("first_blinkers", "questions")], ids=["all", "backward"])
def test_starts_together_are_starts_alone(name: str, outcomes: tuple[str, ...]) -> None:
    scenario = scenario_from(TEXTS[name])
    flags = {"world__flag": ("up", "down")} if name == "a flag" else {}
    design = grid(
        world__heat=("low", "top"),
        arguments__fear__weight=(0.5, -2),
        world__docket__start=("none", "near-embargo"),
        **flags,
    )
    assert_same(swept(scenario, design, outcomes), swept(scenario, design, outcomes, SlowWorker))


def test_backward_answers_are_the_same_to_the_last_bit() -> None:
    """What is best later does not depend on how one came there."""
    scenario = scenario_from(TEXTS["events"])
    design = grid(world__heat=("low", "mid", "high", "top"), world__docket=("none", "tighten"))
    asked = ("first_blinkers", "questions")
    assert swept(scenario, design, asked).tables == swept(scenario, design, asked, SlowWorker).tables


class Counted:
    """Counts calls of a function."""

    def __init__(self, function: Any) -> None:
        self.function, self.calls = function, 0

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        return self.function(*given, **named)


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted(compiled_groups.Compiler.compiled)
    monkeypatch.setattr(compiled_groups.Compiler, "compiled", lambda *given, **named: counted(*given, **named))
    return counted


@pytest.fixture
def solving(monkeypatch: pytest.MonkeyPatch) -> Counted:
    counted = Counted(backward_answers.answers_everywhere)
    monkeypatch.setattr(case_results, "answers_everywhere", counted)
    return counted


def test_nothing_but_starts_is_solved_once(compiling: Counted, solving: Counted) -> None:
    design = grid(world__heat=("low", "mid", "high", "top"), world__docket=("none", "tighten"))
    worker = FastOnly(task_of(scenario_from(TEXTS["plain"]), design, ("first_blinkers",)))
    cases = list(enumerate(design.cases()))
    worker.part(cases[:5])
    worker.part(cases[5:])
    assert (compiling.calls, solving.calls) == (1, 1)


@pytest.mark.parametrize("starts_last", [True, False])
def test_every_weight_is_solved_once(compiling: Counted, solving: Counted, starts_last: bool) -> None:
    """In whichever order the cases come."""
    axes: dict[str, Any] = {"world__heat": ("low", "mid", "high"), "arguments__fear__weight": (0.5, 1, -1)}
    design = grid(**dict(reversed(axes.items()) if starts_last else axes.items()))
    swept(scenario_from(TEXTS["plain"]), design, ("first_blinkers",), FastOnly)
    assert (compiling.calls, solving.calls) == (1, 3)


def test_flags_stand_apart(compiling: Counted, solving: Counted) -> None:
    design = grid(world__heat=("low", "mid"), world__flag=("up", "down"))
    swept(scenario_from(TEXTS["a flag"]), design, ("first_blinkers",), FastOnly)
    assert (compiling.calls, solving.calls) == (2, 2)


def test_exact_maximisers_and_endless_games_stand_apart(compiling: Counted) -> None:
    """What is a tie, and when sweeps come to rest, depends on all states of a game."""
    design = grid(world__heat=("low", "mid"))
    for name in ("exact", "endless"):
        scenario = scenario_from(TEXTS[name])
        assert not starts_share(compile_scenario(scenario))
        assert swept(scenario, design).tables == swept(scenario, design, worker=SlowWorker).tables


def test_a_precision_that_is_exact_in_some_cases() -> None:
    scenario = scenario_from(TEXTS["plain"])
    design = grid(world__heat=("low", "mid"), actors__US__precision=(2, "exact"))
    assert_same(swept(scenario, design), swept(scenario, design, worker=SlowWorker))


IMPOSSIBLE = edited("chance: 0.25 + 0.25 * (docket == none)", "chance: 0.25 + 0.25 * (docket == near-embargo) * 9",
                    edited("rate: 0.3, then: {docket: near-embargo if heat > mid else none}",
                           "rate: 0.3, then: {docket: none}", SMOOTH))  # fmt: skip
NO_CHOICE = edited("when: yielded == no-one, then: {yielded: US, heat: -1}", "when: yielded == no-one and heat > low, "
                   "then: {yielded: US, heat: -1}", edited("heat < top, then: [", "heat == mid, then: [", edited(
                       "when: yielded == no-one, then: {yielded: CN}", "when: yielded == no-one and heat > low, "
                       "then: {yielded: CN}", SMOOTH)))  # fmt: skip


@pytest.mark.parametrize("text", [IMPOSSIBLE, NO_CHOICE], ids=["impossible", "no choice"])
def test_a_start_that_fails_fails_alone(text: str) -> None:
    design = grid(world__docket=("none", "near-embargo"), world__heat=("low", "mid", "cold"), horizon=(3, 6))
    for lone in (design, grid(world__docket=("none", "near-embargo"), world__heat=("low", "mid", "cold"))):
        fast, slow = swept(scenario_from(text), lone), swept(scenario_from(text), lone, worker=SlowWorker)
        assert 0 < len(fast.failures) < len(lone)
        assert len(fast.failures) > len(lone) // 3
        assert_same(fast, slow)


def test_a_start_the_design_did_not_announce() -> None:
    """Its task says other levels; the case is answered all the same."""
    scenario = scenario_from(TEXTS["plain"])
    told, kept = grid(world__yielded=("US", "CN")), listed(["world.yielded"], ["US"], ["no-one"])
    found = PartWorker(task_of(scenario, told)).part(list(enumerate(kept.cases())))
    assert_same(found, swept(scenario, kept, worker=SlowWorker))


@pytest.mark.slow
def test_starts_of_a_shipped_scenario() -> None:
    scenario = load("korea-1/2019-hanoi")
    design = grid(world__talks=("deadlock", "channel", "summit"), world__docket=("none", "deal"))
    assert_same(swept(scenario, design), swept(scenario, design, worker=SlowWorker))
