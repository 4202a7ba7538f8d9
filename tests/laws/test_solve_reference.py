"""Two roads to one number: the kernels against the slow reference, in every random game."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.game.game import FloatArray, flow, lump
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast, state_distribution
from reference import slow_game
from reference.export import exported
from worlds.random_games import eventful_standoffs, standoffs

CLOSE: Any = {"rtol": 1e-9, "atol": 1e-9}


def slow(standoff: Standoff) -> tuple[slow_game.World, slow_game.Values, slow_game.Choices]:
    world = slow_game.World(exported(standoff))
    values, played = slow_game.back(world, slow_game.terminal(world), standoff.ticks)
    return world, values, played


def start(world: slow_game.World) -> list[float]:
    return [float(s == world.start) for s in range(world.states)]


@settings(max_examples=300, deadline=None)
@given(standoffs())
def test_values_and_choices_are_those_of_the_slow_reference(standoff: Standoff) -> None:
    _, values, played = slow(standoff)
    solved = backward_induction(standoff).plans[0].stretches[0]
    np.testing.assert_allclose(solved.values, values, **CLOSE)
    np.testing.assert_allclose(solved.choice, played, **CLOSE)


@settings(max_examples=200, deadline=None)
@given(standoffs())
def test_the_forecast_is_that_of_the_slow_reference(standoff: Standoff) -> None:
    world, values, played = slow(standoff)
    seen = forecast(standoff, backward_induction(standoff))
    deeds = {deed: n for n, deed in enumerate(seen.deeds)}

    def key(actor: int, move: int) -> int:
        return deeds[actor, world.moves[actor][move]]

    def table(degrees: tuple[int, ...]) -> FloatArray:
        result = np.zeros((standoff.ticks, len(deeds), 2))
        for tick, found in enumerate(slow_game.first_blinks(world, start(world), played, degrees)):
            for (actor, move, degree), chance in found.items():
                result[tick, key(actor, move), degree - 1] += chance
        return result

    np.testing.assert_allclose(seen.first_blink, table((1, 2)), **CLOSE)
    np.testing.assert_allclose(seen.first_soft, table((1,))[:, :, 0], **CLOSE)
    np.testing.assert_allclose(seen.first_hard, table((2,))[:, :, 1], **CLOSE)
    for (actor, move), count in slow_game.move_counts(world, start(world), played).items():
        np.testing.assert_allclose(seen.move_counts[key(actor, move)], count, **CLOSE)
    np.testing.assert_allclose(seen.values, values[world.start], **CLOSE)


@settings(max_examples=150, deadline=None)
@given(standoffs(max_ticks=12))
def test_levels_are_reported_at_the_nearest_tick(standoff: Standoff) -> None:
    world, _, played = slow(standoff)
    seen = forecast(standoff, backward_induction(standoff))
    game = standoff.opening
    horizon = standoff.ticks * standoff.tick_months
    months = [m for m in range(50) if m < horizon - 1e-9] + [horizon]
    np.testing.assert_allclose(seen.level_months, months)
    for row, month in enumerate(months):
        mass = start(world)
        for tick in range(min(standoff.ticks, int(month / standoff.tick_months + 0.5))):
            mass = slow_game.one_tick_forward(world, mass, played[tick])
        for v, variable in enumerate(game.variables):
            for level in range(len(variable.levels)):
                expected = sum(mass[s] for s in range(world.states) if game.states[s, v] == level)
                np.testing.assert_allclose(seen.levels[v][row, level], expected, **CLOSE)


@settings(max_examples=200, deadline=None)
@given(eventful_standoffs())
def test_the_split_adds_up_to_the_value_and_probabilities_to_one(standoff: Standoff) -> None:
    policy = backward_induction(standoff)
    seen = forecast(standoff, policy)
    owners = np.array([column.actor for column in seen.columns], dtype=np.int64)
    totals = np.bincount(owners, weights=seen.value_split, minlength=len(seen.actors))
    np.testing.assert_allclose(seen.values, totals, rtol=1e-9, atol=1e-9)
    if len(standoff.plans) == 1:
        first = policy.plans[0].stretches[0]
        np.testing.assert_allclose(seen.values, first.values[standoff.opening.start], rtol=1e-9, atol=1e-9)
    for levels in seen.levels:
        np.testing.assert_allclose(levels.sum(axis=1), 1.0, rtol=0, atol=1e-12)
    for blinks in (seen.first_blink, seen.first_soft, seen.first_hard):
        assert blinks.min(initial=0.0) >= 0.0
        assert blinks.sum() <= 1.0 + 1e-12
    for plan, solved_plan in zip(standoff.plans, policy.plans, strict=True):
        for stretch, solved in zip(plan.stretches, solved_plan.stretches, strict=True):
            menus = np.add.reduceat(solved.choice, stretch.game.edge_offset[:-1], axis=1)
            np.testing.assert_allclose(menus, 1.0, rtol=0, atol=1e-12)
    for tick in range(standoff.ticks + 1):
        np.testing.assert_allclose(
            state_distribution(standoff, policy, tick).probabilities.sum(), 1.0, atol=1e-12
        )


@settings(max_examples=150, deadline=None)
@given(standoffs(max_ticks=5), st.integers(0, 5))
def test_state_distribution_is_that_of_the_slow_reference(standoff: Standoff, tick: int) -> None:
    tick = min(tick, standoff.ticks)
    world, _, played = slow(standoff)
    mass = start(world)
    for sigma in played[:tick]:
        mass = slow_game.one_tick_forward(world, mass, sigma)
    stretch, probabilities = state_distribution(standoff, backward_induction(standoff), tick)
    assert stretch == 0
    np.testing.assert_allclose(probabilities, mass, **CLOSE)


@settings(max_examples=100, deadline=None)
@given(standoffs())
def test_each_column_of_the_split_is_what_its_weight_alone_pays(standoff: Standoff) -> None:
    """Expected discounted feature times weight, recomputed with choices held fixed, column by column."""
    policy = backward_induction(standoff)
    seen = forecast(standoff, policy)
    game = standoff.opening
    choice = policy.plans[0].stretches[0].choice.tolist()
    for n in range(len(seen.columns)):
        alone = game.with_weights(np.where(np.arange(len(seen.columns)) == n, game.payoffs.weights, 0.0))
        fields: dict[str, Any] = exported(standoff)
        world = slow_game.World({**fields, "flow": flow(alone), "edge_lump": lump(alone)})
        values = slow_game.terminal(world)
        for sigma in reversed(choice):
            values = slow_game.one_tick_back(world, values, sigma)
        np.testing.assert_allclose(seen.value_split[n], values[world.start][seen.columns[n].actor], **CLOSE)
