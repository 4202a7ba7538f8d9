"""Levels of reasoning: against a slow reference, and what must hold in every game."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.agents.runs import simulate
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.level_k import (
    _solved,
    cognitive_hierarchy,
    deepest_level,
    level_k,
    levels_below,
)
from blinkfirst.solve.standoff.precision import coin_toss
from reference.export import slow_legs
from reference.slow_level_k import Played, hierarchy, level
from reference.slow_standoff import SlowLeg
from worlds.random_games import eventful_standoffs, standoffs

CLOSE: Any = {"rtol": 1e-9, "atol": 1e-9}
SMOOTH = (0.0, 0.3, 1.0, 4.0)  # a tie that is none by a rounding would make all the difference to others


def same_choices(policy: Policy, standoff: Standoff, slow: Callable[[list[SlowLeg]], Played]) -> None:
    """Plan by plan, each over all of its expected future; kept are the ticks before a surprise."""
    for plan, solved, end in zip(standoff.plans, policy.plans, standoff.plan_ends, strict=True):
        rows = slow(slow_legs(standoff, plan))
        for stretch, ticks, found in zip(plan.stretches, rows, solved.stretches, strict=True):
            kept = max(0, min(len(ticks), end - stretch.first_tick))
            expected = np.array(ticks[:kept]).reshape(kept, stretch.game.n_edges)
            np.testing.assert_allclose(found.choice, expected, **CLOSE)


@settings(max_examples=40)
@given(eventful_standoffs(max_states=4, max_ticks=6), st.integers(0, 3))
def test_levels_are_those_of_the_slow_reference(standoff: Standoff, depth: int) -> None:
    same_choices(level_k(standoff, depth), standoff, lambda legs: level(legs, standoff.ticks, depth))


@settings(max_examples=30)
@given(standoffs(max_states=4, max_actors=3, max_ticks=5, precisions=SMOOTH), st.sampled_from([0.2, 1.5]))
def test_the_hierarchy_is_that_of_the_slow_reference(standoff: Standoff, tau: float) -> None:
    deepest = deepest_level(tau)
    found = cognitive_hierarchy(standoff, tau)
    same_choices(found, standoff, lambda legs: hierarchy(legs, standoff.ticks, tau, deepest))


@settings(max_examples=60)
@given(eventful_standoffs())
def test_level_0_tosses_coins(standoff: Standoff) -> None:
    tossed = forecast(coin_toss(standoff), backward_induction(coin_toss(standoff)))
    seen = forecast(standoff, level_k(standoff, 0))
    np.testing.assert_allclose(seen.first_blink, tossed.first_blink, **CLOSE)
    seen = forecast(standoff, cognitive_hierarchy(standoff, 0.0))
    np.testing.assert_allclose(seen.first_blink, tossed.first_blink, **CLOSE)


@settings(max_examples=60)
@given(standoffs(max_actors=1), st.integers(1, 4))
def test_who_plays_alone_needs_one_level(standoff: Standoff, depth: int) -> None:
    solved = backward_induction(standoff).plans[0].stretches[0]
    deep = level_k(standoff, depth).plans[0].stretches[0]
    np.testing.assert_allclose(deep.choice, solved.choice, **CLOSE)
    np.testing.assert_allclose(deep.values, solved.values, **CLOSE)


@settings(max_examples=60)
@given(standoffs(max_ticks=5))
def test_as_many_levels_as_ticks_are_the_equilibrium(standoff: Standoff) -> None:
    """One level more settles one tick more, counted from the end; with T levels all are settled."""
    exact = backward_induction(standoff).plans[0].stretches[0].choice
    for depth in range(1, standoff.ticks + 1):
        deep = level_k(standoff, depth).plans[0].stretches[0].choice
        np.testing.assert_allclose(deep[standoff.ticks - depth :], exact[standoff.ticks - depth :], **CLOSE)


@settings(max_examples=40)
@given(standoffs(precisions=SMOOTH), st.integers(1, 3))
def test_a_level_that_answers_itself_is_the_equilibrium(standoff: Standoff, depth: int) -> None:
    here = level_k(standoff, depth).plans[0].stretches[0].choice
    above = level_k(standoff, depth + 1).plans[0].stretches[0].choice
    exact = backward_induction(standoff).plans[0].stretches[0].choice
    distance = np.abs(above - here).max(initial=0.0)
    if distance < 1e-12:
        np.testing.assert_allclose(here, exact, **CLOSE)
    elif standoff.ticks <= depth:
        pytest.fail(f"level {depth} of {standoff.ticks} ticks is not settled: {distance}")


@settings(max_examples=40)
@given(eventful_standoffs())
def test_beliefs_that_are_right_are_the_equilibrium(standoff: Standoff) -> None:
    """The same recursion, told that the others are of the own level, is backward induction."""
    right = replace(levels_below(1), others=levels_below(1).own)
    solved = backward_induction(standoff)
    for plan, expected in zip(_solved(standoff, right).plans, solved.plans, strict=True):
        for stretch, exact in zip(plan.stretches, expected.stretches, strict=True):
            np.testing.assert_allclose(stretch.choice, exact.choice, **CLOSE)
            np.testing.assert_allclose(stretch.values, exact.values, **CLOSE)


def test_agents_that_play_a_level_do_what_its_forecast_says() -> None:
    standoff = compile_scenario(load("textbook/two-sided-standoff")).standoff
    policy = level_k(standoff, 2)
    seen = forecast(standoff, policy).first_blink_by_actor
    assert np.abs(seen - forecast(standoff, backward_induction(standoff)).first_blink_by_actor).max() > 0.2
    played = simulate(standoff, policy, 20_000, seed=3).first_blink_by_actor
    for share, chance in zip(played, seen, strict=True):
        assert abs(share.value - chance) < 4 * np.sqrt(chance * (1 - chance) / 20_000)
