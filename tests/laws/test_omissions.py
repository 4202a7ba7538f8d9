"""Blinks by omission: an event that lets a position go counts as its holder's blink, in every theory."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.agents.engine import play_through, stages_of
from blinkfirst.agents.runs import simulate
from blinkfirst.compile.questions import watch_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.policy import Policy
from blinkfirst.rng import replicate_stream
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_answers import backward_answers, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.certified import certified_forecast
from blinkfirst.solve.standoff.condition import condition_of
from blinkfirst.solve.standoff.forecast import forecast
from reference.export import exported
from reference.histories import histories
from reference.slow_game import World
from worlds.omissions import FORGOTTEN, without_choice


def solved(text: str) -> tuple[Compiled, Policy, Forecast]:
    compiled = compile_scenario(load(text))
    watches = [watch_of(question.ask, compiled) for question in compiled.scenario.questions]
    policy = backward_induction(compiled.standoff)
    return compiled, policy, forecast(compiled.standoff, policy, watches)


def test_where_nobody_has_a_choice_the_event_alone_decides_and_its_holders_share_it() -> None:
    compiled, _, found = solved(without_choice(rate=0.4, months=3))
    none = (1.0 - 0.4 * 0.25) ** compiled.standoff.ticks
    assert found.first_blinkers["nobody"] == pytest.approx(none, abs=1e-14)
    for name in ("China", "Russia"):
        assert found.first_blinkers[name] == pytest.approx((1.0 - none) / 2, abs=1e-14)
    assert found.first_hard_blinkers["China"] == 0.0


def test_the_forecast_is_the_sum_over_all_histories() -> None:
    compiled, policy, found = solved(FORGOTTEN.replace("horizon: 2", "horizon: 1"))
    world = World(exported(compiled.standoff))
    game = compiled.standoff.opening
    first = np.zeros_like(found.first_blink)
    places = np.cumsum([0, *(len(moves) for moves in game.moves)])
    for history in histories(world, world.start, policy.plans[0].stretches[0].choice.tolist()):
        for tick, step in enumerate(history.steps):
            if step.edge is not None and world.edge_blink[step.edge]:
                deed = places[world.edge_actor[step.edge]] + world.edge_move[step.edge]
                first[tick, deed, world.edge_blink[step.edge] - 1] += history.probability
                break
    np.testing.assert_allclose(found.first_blink, first, rtol=1e-12, atol=1e-14)
    assert [found.actors[actor] for actor, move in found.deeds if move == "forgotten"] == ["China", "Russia"]


def test_answers_backward_questions_and_brackets_agree() -> None:
    compiled, policy, found = solved(FORGOTTEN)
    standoff = compiled.standoff
    watched = backward_answers(standoff, first_blink_watches(standoff, ((1, 2),)))
    np.testing.assert_allclose(watched, found.first_blink_by_actor, rtol=0, atol=1e-13)
    certified = certified_forecast(standoff)
    for chance, bracket in zip(found.first_blink_by_actor, certified.first_blink, strict=True):
        assert bracket.low - 1e-13 <= chance <= bracket.high + 1e-13
    condition = condition_of(standoff, policy, found.first_blink_by_actor)
    assert condition.rounding.max() < 1e-12


def test_the_holder_of_no_position_pays_and_is_paid_nothing() -> None:
    compiled, _, found = solved(FORGOTTEN)
    assert len(found.values) == len(found.initiatives) == len(compiled.standoff.opening.actors) == 2
    plain = FORGOTTEN.replace("    blink: {China: soft, Russia: {hard: demand == open}}\n", "")
    np.testing.assert_allclose(solved(plain)[2].values, found.values, rtol=0, atol=1e-14)


def test_a_blink_that_its_condition_forbids_is_none() -> None:
    said = "{China: soft, Russia: {hard: demand == open}}"
    never = FORGOTTEN.replace(said, "{Russia: {soft: demand == none}}")
    found = solved(never)[2]
    plain = FORGOTTEN.replace("    blink: {China: soft, Russia: {hard: demand == open}}\n", "")
    np.testing.assert_allclose(
        found.first_blink_by_actor, solved(plain)[2].first_blink_by_actor, rtol=0, atol=1e-14
    )


def test_agents_play_it_alike_and_run_into_the_forecast() -> None:
    from blinkfirst.agents.mesa_model import StandoffModel

    compiled, policy, found = solved(FORGOTTEN)
    standoff = compiled.standoff
    stages = stages_of(standoff, policy, ("strategic", "strategic"))
    model = StandoffModel(standoff, policy, replicate_stream(0, 0), collect=False)
    omitted = 0
    for replicate in range(200):
        model.restart(replicate_stream(7, replicate))
        while model.running:
            model.step()
        run = play_through(standoff, stages, 7, replicate)
        assert run.log == tuple(model.log)
        omitted += any(entry.move_or_event == "forgotten" and entry.blink for entry in run.log)
    assert omitted > 50
    watches = [watch_of(question.ask, compiled) for question in compiled.scenario.questions]
    frequencies = simulate(standoff, policy, 40_000, 3, watches=watches)
    shares = frequencies.first_blink.sum(axis=(0, 2)) / 40_000
    expected = found.first_blink.sum(axis=(0, 2))
    spread = np.sqrt(expected * (1.0 - expected) / 40_000)
    assert (np.abs(shares - expected) <= 4 * spread + 1e-12).all()
