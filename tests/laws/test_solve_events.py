"""Dated events, foreseen and not, and questions: against recursions and enumerations made by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast, state_distribution
from reference.export import slow_course, slow_legs
from reference.slow_standoff import (
    answer,
    expected_payoffs,
    runs,
    solve_plan,
    states_over_time,
)
from worlds.random_games import eventful_standoffs, watches_for

CLOSE: Any = {"rtol": 1e-9, "atol": 1e-9}


@settings(max_examples=200, deadline=None)
@given(eventful_standoffs())
def test_every_plan_is_solved_as_if_nothing_else_were_to_come(standoff: Standoff) -> None:
    policy = backward_induction(standoff)
    for number, (plan, solved) in enumerate(zip(standoff.plans, policy.plans, strict=True)):
        last = number + 1 == len(standoff.plans)
        until = standoff.ticks if last else standoff.plans[number + 1].first_tick
        values, choices = solve_plan(slow_legs(standoff, plan), standoff.ticks)
        for stretch, value, rows in zip(solved.stretches, values, choices, strict=True):
            np.testing.assert_allclose(stretch.values, value, **CLOSE)
            kept = rows[: max(0, until - stretch.first_tick)]
            assert stretch.choice.shape[0] == len(kept)
            if kept:
                np.testing.assert_allclose(stretch.choice, kept, **CLOSE)


@settings(max_examples=200, deadline=None)
@given(eventful_standoffs())
def test_what_really_happens_follows_the_plans_in_force(standoff: Standoff) -> None:
    legs, played = slow_course(standoff)
    policy = backward_induction(standoff)
    expected = states_over_time(legs, played)
    for tick in range(standoff.ticks + 1):
        stretch, probabilities = state_distribution(standoff, policy, tick)
        np.testing.assert_allclose(probabilities, expected[tick], **CLOSE)
        assert stretch == max(n for n, s in enumerate(standoff.course) if s.first_tick <= tick)
    np.testing.assert_allclose(forecast(standoff, policy).values, expected_payoffs(legs, played), **CLOSE)


@settings(max_examples=150, deadline=None)
@given(eventful_standoffs(max_states=3, max_actors=2, max_ticks=3), st.integers(0, 2**32 - 1))
def test_answers_are_those_of_all_runs_enumerated(standoff: Standoff, seed: int) -> None:
    watches = watches_for(np.random.default_rng(seed), standoff)
    legs, played = slow_course(standoff)
    expected = np.zeros(len(watches))
    total = 0.0
    for chance, seen in runs(legs, played):
        total += chance
        for n, watch in enumerate(watches):
            classes = [c.tolist() for c in watch.edge_class], [c.tolist() for c in watch.state_class]
            expected[n] += chance * answer(watch.kind, watch.deadline, *classes, seen)
    np.testing.assert_allclose(total, 1.0, atol=1e-12)
    found = forecast(standoff, backward_induction(standoff), watches)
    np.testing.assert_allclose(found.answers, expected, **CLOSE)


@settings(max_examples=100, deadline=None)
@given(eventful_standoffs(), st.integers(0, 2**32 - 1))
def test_questions_do_not_change_the_forecast(standoff: Standoff, seed: int) -> None:
    watches = watches_for(np.random.default_rng(seed), standoff)
    policy = backward_induction(standoff)
    plain, asked = forecast(standoff, policy), forecast(standoff, policy, watches)
    np.testing.assert_allclose(asked.first_blink, plain.first_blink, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(asked.values, plain.values, rtol=1e-12, atol=1e-12)
    one_by_one = [forecast(standoff, policy, [watch]).answers[0] for watch in watches]
    np.testing.assert_allclose(asked.answers, one_by_one, rtol=1e-12, atol=1e-15)
