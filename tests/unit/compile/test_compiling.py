"""What the compiler refuses, freezes, clips and leaves out."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import compile_scenario, event_tick
from blinkfirst.errors import ScenarioError
from blinkfirst.game.game import Game
from blinkfirst.questions.library.answer import unreachable
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from


def game_of(text: str = TWO_HOUSES) -> Game:
    return compile_scenario(scenario_from(text)).standoff.opening


def leads(game: Game, state: int, actor: str, move: str) -> dict[tuple[str, ...], float]:
    """Where a move leads from a state, by the labels of the states."""
    for edge in np.flatnonzero(game.edge_state == state):
        if game.edge_label(int(edge)) == (actor, move):
            rows = range(int(game.outcome_offset[edge]), int(game.outcome_offset[edge + 1]))
            return {
                tuple(game.state_labels(int(game.outcome_state[r])).values()): float(
                    game.outcome_probability[r]
                )
                for r in rows
            }
    raise KeyError(move)


def test_chances_and_the_rest() -> None:
    game = game_of()
    assert leads(game, game.start, "US", "press") == {
        ("tighten", "high", "no-one", "up"): 0.25,
        ("tighten", "top", "no-one", "up"): 0.75,
    }


def test_shifts_are_clipped_and_all_effects_read_the_world_before() -> None:
    game = game_of(edited("{yielded: US, heat: -1}", "{yielded: US, heat: -9, docket: heat}"))
    assert leads(game, game.start, "US", "yield") == {("near-embargo", "low", "US", "up"): 1.0}


def test_rows_sum_to_one_and_only_reachable_states_are_kept() -> None:
    game = game_of()
    for offset, probability in (
        (game.outcome_offset, game.outcome_probability),
        (game.nature_outcome_offset, game.nature_outcome_probability),
    ):
        np.testing.assert_allclose(np.add.reduceat(probability, offset[:-1]), 1, rtol=0, atol=1e-12)
    assert (np.diff(game.edge_offset) > 0).all(), "nobody is ever without a move"
    reached = {game.start, *game.outcome_state.tolist(), *game.nature_outcome_state.tolist()}
    assert reached == set(range(game.n_states))
    codes = [tuple(row) for row in game.states.tolist()]
    assert codes == sorted(codes)


def test_frozen_variables_stay_and_jumps_still_move_them() -> None:
    text = edited("questions:", EVENTS, edited("tick: 0.25", "tick: 0.25\nfreeze: [heat]"))
    course = compile_scenario(scenario_from(text)).standoff.course
    heats = [
        {stretch.game.state_labels(s)["heat"] for s in range(stretch.game.n_states)} for stretch in course
    ]
    assert heats == [{"mid"}, {"low"}, {"low"}, {"low"}]


def test_a_move_with_nothing_left_to_change_is_off_the_menu() -> None:
    game = game_of(edited("tick: 0.25", "tick: 0.25\nfreeze: [heat]"))
    played = {game.edge_label(edge) for edge in range(game.n_edges)}
    assert ("US", "press") not in played and ("US", "yield") in played


def test_plans_and_stretches_round_events() -> None:
    scenario = scenario_from(edited("questions:", EVENTS))
    standoff = compile_scenario(scenario).standoff
    ticks = [event_tick(scenario, event) for event in scenario.events]
    assert ticks == [4, 8, 8, 18]
    assert [(p.first_tick, [(s.first_tick, s.event) for s in p.stretches]) for p in standoff.plans] == [
        (0, [(0, ""), (4, "Thaw"), (8, "News"), (18, "Late")]),
        (8, [(8, "Shock, News"), (18, "Late")]),
    ]
    assert [(s.first_tick, s.event) for s in standoff.course] == [
        (0, ""), (4, "Thaw"), (8, "Shock, News"), (18, "Late"),
    ]  # fmt: skip
    thaw = standoff.plans[0].stretches[1]
    assert thaw.carry is not None
    for before, after in enumerate(thaw.carry):
        was, is_ = standoff.opening.state_labels(before), thaw.game.state_labels(int(after))
        assert is_ == {**was, "heat": "low"}


def test_events_strike_after_the_first_tick_and_before_the_last() -> None:
    near = "events:\n  - {on: 2020-01-02, name: x, foreseen: true, set: {parameters.fuss: 1}}\n"
    far = "  - {on: 2020-06-30, name: y, foreseen: true, set: {parameters.fuss: 2}}\nquestions:"
    scenario = scenario_from(edited("questions:", near + far))
    assert [event_tick(scenario, event) for event in scenario.events] == [1, 23]


def test_unmet_lists_what_no_state_meets() -> None:
    text = edited("when: heat < top, then: [", "when: heat > top, then: [")
    text = edited("vote: {when: docket == tighten", "vote: {when: docket == none", text)
    text = edited("when: move == carry", "when: move == carry and heat > high", text)
    text = edited("while: heat > low", "while: heat > high", text)
    assert unreachable(compile_scenario(scenario_from(text))) == [
        "actors.US.moves.press",
        "nature.vote",
        "arguments.fear",
        "arguments.many.terms.a",
    ]
    assert unreachable(compile_scenario(scenario_from())) == []


def test_the_limit_of_states_is_the_caller_s() -> None:
    scenario = scenario_from()
    assert compile_scenario(scenario, states_limit=36).standoff.opening.n_states == 36
    with pytest.raises(ScenarioError, match="expected at most 35 reachable states, got more"):
        compile_scenario(scenario, states_limit=35)


@pytest.mark.parametrize(
    ("ask", "kind", "deadline", "edges", "states"),
    [
        ("US blinks", "reach", 24, {1: {("US", "yield")}}, {}),
        ("CN blinks hard by 2020-02-01", "reach", 4, {1: {("CN", "carry")}}, {}),
        ("CN blinks soft", "reach", 24, {1: {("CN", "carry")}}, {}),
        ("US blinks before CN blinks", "reach", 24, {1: {("US", "yield")}, 2: {("CN", "carry")}}, {}),
        ("nobody blinks", "reach", 24, {1: {("US", "yield"), ("CN", "carry")}}, {}),
        ("count US presses", "count", 24, {1: {("US", "press")}}, {}),
        ("heat == top by 2020-03-01", "reach", 8, {}, {"heat": {"top"}}),
        ("heat >= high on 2020-07-01", "on", 24, {}, {"heat": {"high", "top"}}),
    ],
)  # fmt: skip
def test_watches(
    ask: str, kind: str, deadline: int, edges: dict[int, set[tuple[str, str]]], states: dict[str, set[str]]
) -> None:
    compiled = compile_scenario(scenario_from(edited("- nobody blinks", f"- {ask}")))
    question = compiled.scenario.questions[-1].ask
    watch, game = watch_of(question, compiled), compiled.standoff.opening
    assert (watch.kind, watch.deadline) == (kind, deadline)
    for code in (1, 2):
        found = {game.edge_label(int(edge)) for edge in np.flatnonzero(watch.edge_class[0] == code)}
        assert found == edges.get(code, set())
    seen = {game.state_labels(int(s))["heat"] for s in np.flatnonzero(watch.state_class[0])}
    assert seen == states.get("heat", set())
    assert answer_of(question, 0.25) == (0.75 if ask == "nobody blinks" else 0.25)


def test_a_deed_under_a_condition_is_watched_only_there() -> None:
    compiled = compile_scenario(scenario_from(edited("- nobody blinks", "- US presses when heat == low")))
    watch, game = watch_of(compiled.scenario.questions[-1].ask, compiled), compiled.standoff.opening
    found = {game.state_labels(int(game.edge_state[e]))["heat"] for e in np.flatnonzero(watch.edge_class[0])}
    assert found == {"low"}
