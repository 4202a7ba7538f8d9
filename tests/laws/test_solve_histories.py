"""A third road: sums over every single history of tiny games."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from reference.export import exported
from reference.histories import histories, payoffs, tree_value
from reference.slow_game import World
from worlds.random_games import standoffs


@settings(max_examples=100, deadline=None)
@given(standoffs(max_states=3, max_actors=2, max_ticks=4))
def test_values_are_those_of_the_game_tree(standoff: Standoff) -> None:
    world = World(exported(standoff))
    solved = backward_induction(standoff).plans[0].stretches[0]
    for state in range(world.states):
        tree = tree_value(world, state, standoff.ticks)
        np.testing.assert_allclose(solved.values[state], tree, rtol=1e-9, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(standoffs(max_states=3, max_actors=2, max_ticks=3))
def test_the_forecast_is_the_sum_over_all_histories(standoff: Standoff) -> None:
    world = World(exported(standoff))
    policy = backward_induction(standoff)
    seen = forecast(standoff, policy)
    deeds = {deed: n for n, deed in enumerate(seen.deeds)}
    total, values = 0.0, np.zeros(world.actors)
    first_blink = np.zeros_like(seen.first_blink)
    counts = np.zeros(len(deeds))
    for history in histories(world, world.start, policy.plans[0].stretches[0].choice.tolist()):
        total += history.probability
        values += history.probability * np.array(payoffs(world, world.start, history))
        blinked = False
        for tick, step in enumerate(history.steps):
            if step.edge is None:
                continue
            actor = world.edge_actor[step.edge]
            deed = deeds[actor, world.moves[actor][world.edge_move[step.edge]]]
            counts[deed] += history.probability
            if world.edge_blink[step.edge] and not blinked:
                first_blink[tick, deed, world.edge_blink[step.edge] - 1] += history.probability
                blinked = True
    np.testing.assert_allclose(total, 1.0, atol=1e-12)
    np.testing.assert_allclose(seen.values, values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(seen.first_blink, first_blink, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(seen.move_counts, counts, rtol=1e-9, atol=1e-12)
