from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.errors import GameError, SolverError
from blinkfirst.game.game import HARD, Game
from blinkfirst.solve.standoff.level_k import (
    MOST_LEVELS,
    TAIL,
    cognitive_hierarchy,
    deepest_level,
    level_k,
    poisson_hierarchy,
    poisson_shares,
)
from worlds.handmade import Edge, handmade_game
from worlds.random_games import standoff_of


def last_word() -> Game:
    """Actor 0 may leave now for 1, or wait; then actor 1 may give 3, at no cost, or nothing, for a little."""
    edges = [
        Edge(0, 0, "wait", {1: 1.0}), Edge(0, 0, "leave", {2: 1.0}, {0: 1.0}, HARD),
        Edge(0, 1, "hold", {0: 1.0}), Edge(1, 0, "hold", {1: 1.0}),
        Edge(1, 1, "give", {2: 1.0}, {0: 3.0}, HARD), Edge(1, 1, "keep", {2: 1.0}, {1: 0.1}),
        Edge(2, 0, "hold", {2: 1.0}), Edge(2, 1, "hold", {2: 1.0}),
    ]  # fmt: skip
    return handmade_game(edges, [[0.0, 0.0]] * 3, [0.5, 0.5], [np.inf, np.inf], [1.0, 1.0])


def test_a_level_answers_what_it_takes_the_others_to_do() -> None:
    """With one tick to come, waiting brings 3 if the other may move (1/2) and gives (1/2): less than 1."""
    standoff = standoff_of(last_word(), 2, afterwards_months=0.0)
    wait, leave, give, keep = 0, 1, 4, 5
    first = level_k(standoff, 1).plans[0].stretches[0].choice
    assert (first[0, wait], first[0, leave]) == (0.0, 1.0)
    second = level_k(standoff, 2).plans[0].stretches[0].choice
    assert second[1, keep] == 1.0
    assert second[0, leave] == 1.0
    assert level_k(standoff, 0).plans[0].stretches[0].choice[1, give] == 0.5


@pytest.mark.parametrize(("depth", "worth"), [(1, 1.125), (2, 0.0), (3, 0.0)])
def test_values_are_what_the_level_itself_expects(depth: int, worth: float) -> None:
    """Once 1 is to move, it does within two ticks with 3/4; by coin toss it gives 3 half the time."""
    found = level_k(standoff_of(last_word(), 2, afterwards_months=0.0), depth).plans[0].stretches[0].values
    assert found[1, 0] == pytest.approx(worth, abs=1e-14)
    # to leave for 1 is best as soon as one can; to keep is worth 0.1
    assert (found[0, 0], found[1, 1]) == (pytest.approx(0.75), pytest.approx(0.075))


def test_moves_are_equally_good_up_to_rounding() -> None:
    """States 1 to 3 are worth 1; 0.6 + 0.3 + 0.1 is a little less to a computer. State 4 is worth nothing."""
    edges = [Edge(0, 0, "sure", {1: 1.0}), Edge(0, 0, "drawn", {1: 0.6, 2: 0.3, 3: 0.1})]
    edges += [Edge(state, 0, "hold", {state: 1.0}) for state in range(1, 5)]
    game = handmade_game(edges, [[0.0], [1.0], [1.0], [1.0], [0.0]], [0.5], [np.inf], [1.0])
    found = level_k(standoff_of(game, 2, afterwards_months=0.0), 1).plans[0].stretches[0].choice
    assert found[0, :2].tolist() == [0.5, 0.5]


def test_an_endless_horizon_has_no_levels() -> None:
    standoff = replace(standoff_of(last_word(), 2), stationary=True)
    for depth in (0, 2):
        with pytest.raises(SolverError, match="give the scenario a finite horizon"):
            level_k(standoff, depth)
    with pytest.raises(SolverError, match="finite horizon"):
        cognitive_hierarchy(standoff)


@pytest.mark.parametrize("depth", [-1, MOST_LEVELS + 1])
def test_a_level_out_of_range_is_refused(depth: int) -> None:
    with pytest.raises(GameError, match=f"level of reasoning {depth}: expected 0 to 20"):
        level_k(standoff_of(last_word(), 2), depth)


@pytest.mark.parametrize("tau", [-0.5, math.nan, math.inf, 12.0])
def test_a_mean_depth_out_of_range_is_refused(tau: float) -> None:
    with pytest.raises(GameError, match="tau"):
        deepest_level(tau)


@pytest.mark.parametrize("tau", [0.1, 1.0, 1.5, 4.0, 9.0])
def test_the_levels_kept_are_all_that_matter(tau: float) -> None:
    deepest = deepest_level(tau)
    exact = [math.exp(-tau) * tau**k / math.factorial(k) for k in range(deepest + 1)]
    assert 1 - sum(exact) < TAIL <= 1 - sum(exact[:-1])
    np.testing.assert_allclose(poisson_shares(tau, deepest), np.divide(exact, sum(exact)), rtol=1e-12)


def test_each_level_of_a_hierarchy_knows_those_below() -> None:
    """f = 1, 2, 2 in proportion: level 1 expects level 0, level 2 one third level 0."""
    one = poisson_hierarchy(2.0, 2)
    np.testing.assert_allclose(one.others, [[1.0, 0.0, 0.0], [1 / 3, 2 / 3, 0.0]], rtol=1e-12)
    np.testing.assert_array_equal(one.own, one.others)
    np.testing.assert_allclose(one.played, [0.2, 0.4, 0.4], rtol=1e-12)
