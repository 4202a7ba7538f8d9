"""The grid of beliefs against beliefs that are functions of history, in games small enough for these."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.game import FloatArray
from blinkfirst.game.hidden_resolve import HiddenForecast
from blinkfirst.game.standoff import Standoff, cut_off
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve.backward import solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import hidden_forecast
from reference.believing_tree import BelievingTree, tree_of
from worlds.omissions import FORGOTTEN
from worlds.random_games import random_game, standoff_of
from worlds.typed import Second, finite, typed

BOTH_TYPED = (Second(0, 0.1, never=True), Second(1, 0.3, never=True))


def two_sided(ticks: int, precision: float = 4.0) -> Standoff:
    sharper = {f"actors.{name}.precision": precision for name in ("East", "West")}
    return cut_off(compile_scenario(load("textbook/two-sided-standoff", sharper)).standoff, ticks)


def on_grid(standoff: Standoff, seconds: tuple[Second, ...], nodes: int) -> Standoff:
    return typed(standoff, *(replace(second, nodes=nodes) for second in seconds))


def seen(standoff: Standoff) -> HiddenForecast:
    return hidden_forecast(standoff, solve_hidden(standoff))


def solved_tree(standoff: Standoff, damping: float = 1.0) -> BelievingTree:
    tree = tree_of(standoff)
    assert tree.solve(damping=damping) < 1e-12
    return tree


def chances(found: HiddenForecast) -> FloatArray:
    """Who is the first to blink, then the same given either type of either actor; shape (5, A)."""
    whole = found.forecast.first_blink_by_actor
    return np.array([whole, *(one.first_blink_by_actor for both in found.given for one in both)])


def chances_of(tree: BelievingTree, actors: int) -> FloatArray:
    rows = [tree.first_blinks(), *(tree.first_blinks(q, k) for q in tree.seconds for k in range(2))]
    return np.array(rows)[:, :actors]


@pytest.mark.parametrize(("precision", "damping", "ticks"), [(4.0, 1.0, 6), (20.0, 0.5, 5)])
def test_the_grid_comes_to_the_tree_as_fast_as_it_says(precision: float, damping: float, ticks: int) -> None:
    """Second order; and the difference from the grid of every other node covers the error, or nearly so."""
    standoff = two_sided(ticks, precision)
    exact = chances_of(solved_tree(on_grid(standoff, BOTH_TYPED, 5), damping), 2)
    errors = {}
    for nodes in (19, 35):
        found, coarse = (chances(seen(on_grid(standoff, BOTH_TYPED, n))) for n in (nodes, (nodes + 3) // 2))
        errors[nodes], stated = np.abs(found - exact), np.abs(found - coarse)
        assert errors[nodes][0].max() <= stated[0].max()
        assert errors[nodes].max() <= 1.25 * stated.max()
    if precision < 10.0:  # sharper choices want more nodes before the order shows
        assert errors[35].max() < errors[19].max() / 2.5
    assert errors[35][0].max() < 3e-4


def test_payoffs_of_types_come_to_those_of_the_tree_from_both_roads() -> None:
    """Between nodes the forecast and the pass backward differ in what a type expects: by the grid's error."""
    standoff = two_sided(5)
    tree = solved_tree(on_grid(standoff, BOTH_TYPED, 5))
    exact = np.array([tree.levels[0][0].value[a, k] for a in range(2) for k in range(2)])
    errors = []
    for nodes in (11, 19, 35):
        finer = on_grid(standoff, BOTH_TYPED, nodes)
        policy = solve_hidden(finer)
        backward = policy.values[finer.opening.start, policy.grid.opening]
        found = hidden_forecast(finer, policy)
        forward = np.array([one.values[a] for a, both in enumerate(found.given) for one in both])
        errors.append([np.abs(backward - exact).max(), np.abs(forward - exact).max()])
    first, second, third = np.array(errors)
    assert (second < first / 2.0).all() and (third < second / 2.5).all()
    assert (third < [2e-4, 6e-4]).all()


def assert_near(standoff: Standoff, seconds: tuple[Second, ...], error: float, nodes: int = 11) -> None:
    exact = solved_tree(on_grid(standoff, seconds, 3)).first_blinks()
    found = seen(on_grid(standoff, seconds, nodes)).forecast.first_blink_by_actor
    by_actor = np.zeros_like(found)
    np.add.at(by_actor, standoff.opening.mover_actor, exact)
    np.testing.assert_allclose(found, by_actor, atol=error)


def test_other_weights_and_precisions() -> None:
    seconds = (Second(0, 0.4, times={"prize": 1.5}), Second(1, 0.3, precision=2.0, times={"audience": 2.0}))
    assert_near(two_sided(5), seconds, 1e-4)


def test_three_actors_with_types() -> None:
    game = random_game(np.random.default_rng(8), 3, 3, (2.5,), (0.95,), tick_months=1.0)
    seconds = tuple(Second(a, prior, noise=a) for a, prior in enumerate((0.4, 0.2, 0.3)))
    assert_near(finite(standoff_of(game, 2)), seconds, 1e-3, 7)


def test_a_demand_that_may_drop_out_of_sight() -> None:
    standoff = cut_off(finite(compile_scenario(load(FORGOTTEN)).standoff, (3.0,)), 4)
    assert_near(standoff, (Second(0, 0.4, never=True), Second(1, 0.3, times={"face": 3.0})), 1e-5)
