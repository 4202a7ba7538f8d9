"""Why a move was as good as it was: the split against backward recursions, in every random standoff."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.game.game import FloatArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.explanation import explain_choice
from reference.export import exported
from reference.slow_game import Choices, Values, World, carried_back, logit, one_tick_back, terminal, worths
from reference.slow_standoff import SlowLeg, solve_plan
from worlds.random_games import eventful_standoffs


def later_values(legs: list[SlowLeg], choices: list[Choices], tick: int) -> tuple[int, Values]:
    """The leg of a tick, and what the states of its world are worth one tick later."""
    values = terminal(legs[-1].world)
    for number in range(len(legs) - 1, -1, -1):
        leg = legs[number]
        here = leg.first <= tick
        for sigma in reversed(choices[number][tick + 1 - leg.first :] if here else choices[number]):
            values = one_tick_back(leg.world, values, sigma)
        if here:
            return number, values
        assert leg.carry is not None
        values = carried_back(values, leg.carry)
    raise AssertionError("no leg at that tick")


def legs_with_weights(standoff: Standoff, plan_number: int, only: object | None) -> list[SlowLeg]:
    legs = []
    for stretch in standoff.plans[plan_number].stretches:
        game = stretch.game
        if only is not None:
            kept = [column == only for column in game.payoffs.columns]
            game = game.with_weights(np.where(kept, game.payoffs.weights, 0.0))
        carry = None if stretch.carry is None else stretch.carry.tolist()
        legs.append(SlowLeg(World(exported(standoff, game)), stretch.first_tick, carry))
    return legs


@settings(max_examples=200, deadline=None)
@given(eventful_standoffs(), st.integers(0, 2**32 - 1))
def test_the_split_of_every_move_is_that_of_a_backward_recursion(standoff: Standoff, seed: int) -> None:
    rng = np.random.default_rng(seed)
    policy = backward_induction(standoff)
    tick = int(rng.integers(standoff.ticks))
    number = max(n for n, plan in enumerate(standoff.plans) if plan.first_tick <= tick)
    legs = legs_with_weights(standoff, number, None)
    _, choices = solve_plan(legs, standoff.ticks)
    leg, values = later_values(legs, choices, tick)
    state = int(rng.integers(legs[leg].world.states))
    actor = int(rng.integers(legs[leg].world.actors))
    found = explain_choice(standoff, policy, tick, state, actor)

    q = worths(legs[leg].world, values, state, actor)
    np.testing.assert_allclose(found.values, list(q.values()), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.split.sum(axis=1), found.values, rtol=1e-9, atol=1e-9)
    largest = max(abs(row[actor]) for row in values)
    sigma = logit(q, legs[leg].world.precision[actor], largest)
    np.testing.assert_allclose(found.probabilities, list(sigma.values()), rtol=1e-9, atol=1e-9)
    names = legs[leg].world.moves[actor]
    assert list(found.moves) == [names[legs[leg].world.edge_move[e]] for e in q]

    for n, column in enumerate(found.columns):
        alone = legs_with_weights(standoff, number, column)
        _, values = later_values(alone, choices, tick)
        expected = worths(alone[leg].world, values, state, actor)
        np.testing.assert_allclose(found.split[:, n], list(expected.values()), rtol=1e-9, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(eventful_standoffs(), st.integers(0, 2**32 - 1))
def test_stored_choices_are_the_logit_of_the_explained_worths(standoff: Standoff, seed: int) -> None:
    rng = np.random.default_rng(seed)
    policy = backward_induction(standoff)
    tick = int(rng.integers(standoff.ticks))
    course = standoff.course
    stretch = max(n for n, s in enumerate(course) if s.first_tick <= tick)
    game, choice = course[stretch].game, stored_row(standoff, policy.course[stretch].choice, stretch, tick)
    state, actor = int(rng.integers(game.n_states)), int(rng.integers(game.n_actors))
    row = state * game.n_actors + actor
    stored = choice[game.edge_offset[row] : game.edge_offset[row + 1]]
    found = explain_choice(standoff, policy, tick, state, actor)
    np.testing.assert_allclose(found.probabilities, stored, rtol=1e-9, atol=1e-12)
    precision = float(game.precision[actor])
    if np.isfinite(precision):
        weights = np.exp(precision * (found.values - found.values.max()))
        np.testing.assert_allclose(weights / weights.sum(), stored, rtol=1e-7, atol=1e-9)


def stored_row(standoff: Standoff, choice: FloatArray, stretch: int, tick: int) -> FloatArray:
    return np.asarray(choice[tick - standoff.course[stretch].first_tick], dtype=np.float64)


@settings(max_examples=20, deadline=None)
@given(eventful_standoffs())
def test_a_surprise_still_to_come_is_not_reckoned_with(standoff: Standoff) -> None:
    """At tick 0 the explanation is that of a standoff in which nothing but the first plan exists."""
    alone = replace(standoff, plans=standoff.plans[:1])
    start = standoff.opening.start
    with_surprise = explain_choice(standoff, backward_induction(standoff), 0, start, 0)
    without = explain_choice(alone, backward_induction(alone), 0, start, 0)
    assert (with_surprise.split == without.split).all()
