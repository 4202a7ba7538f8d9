"""A stand-off in which initiatives have several solutions: which one is taken, and that it is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.game import FloatArray, Game, flow, lump
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, Tick, solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import (
    OPPOSITE,
    SEPARATING,
    blink_chances,
    hidden_forecast,
    measured,
)
from blinkfirst.solve.kernels.signalling import BOTH, FIRST_ONLY, PATH, UNSOLVED, solve_one
from reference.signalling_path import Line, followed, residual
from worlds.typed import Second, typed

PRIZE = Second(0, 0.3, 17, times={"prize": 3.0})
OBSTINATE = Second(1, 0.3, 17, never=True)


def sharp(precision: float = 64.0) -> Standoff:
    """East wants the prize, or wants it three times as much; West may be one that never gives way."""
    sharper = {f"actors.{name}.precision": precision for name in ("East", "West")}
    return typed(compile_scenario(load("textbook/two-sided-standoff", sharper)).standoff, PRIZE, OBSTINATE)


class Point(NamedTuple):
    """An initiative: the line, the node on it, and what the solver says of it."""

    line: Line
    at: int
    way: int
    sigma: FloatArray
    posterior: FloatArray

    @property
    def prior(self) -> float:
        return float(self.line.belief[self.at])


def points(policy: HiddenPolicy, tick: Tick, state: int, actor: int) -> Iterator[Point]:
    """All initiatives of a typed actor in a state, whatever is believed; in the order of the lanes."""
    game, lanes = policy.standoff.opening, policy.grid.lanes
    axis = int(lanes.axis[actor])
    nodes, stride = int(lanes.nodes[axis]), int(lanes.stride[axis])
    belief = lanes.belief[axis, :nodes]
    worth = worths(policy, tick, state, actor)
    first, end = (game.edge_offset[state * game.n_actors + actor + k] for k in range(2))
    allowed = np.where(game.seconds[axis].barred[first:end], FIRST_ONLY, BOTH).astype(np.int64)
    for lane in range(policy.grid.count):
        at = lane // stride % nodes
        line = Line(worth[:, :, lane - at * stride + np.arange(nodes) * stride], allowed, belief)
        sigma, place, share = np.zeros((2, end - first)), np.zeros(end - first, dtype=np.int64), np.zeros(2)
        way = solve_one(line.u, allowed, belief, at, policy.start, sigma, place, share)
        yield Point(line, at, way, sigma, belief[place] + share * np.diff(belief)[place])


def worths(policy: HiddenPolicy, tick: Tick, state: int, actor: int) -> FloatArray:
    """Precision times worth of the actor's moves to either type, shape (2, M, lanes)."""
    game = policy.standoff.opening
    axis = int(policy.grid.lanes.axis[actor])
    second = game.seconds[axis]
    kinds = ((game, game.precision[actor]), (game.with_weights(second.weights), second.precision))
    first, end = (game.edge_offset[state * game.n_actors + actor + k] for k in range(2))
    found = np.zeros((2, end - first, policy.grid.count))
    for k, (felt, precision) in enumerate(kinds):
        column = policy.columns.index((actor, k))
        for e in range(first, end):
            found[k, e - first] = precision * (
                lump(felt)[e, actor] + led_to(game, e, tick.later[:, : policy.grid.count, column])
            )
    return found


def led_to(game: Game, edge: int, later: FloatArray) -> FloatArray:
    to = slice(game.outcome_offset[edge], game.outcome_offset[edge + 1])
    return np.asarray(game.outcome_probability[to] @ later[game.outcome_state[to]])


@pytest.fixture(scope="module")
def solved() -> HiddenPolicy:
    return solve_hidden(sharp())


def everywhere(policy: HiddenPolicy, every: int) -> Iterator[Point]:
    """Initiatives of East and West where nobody has given way, at every so many ticks."""
    standoff = policy.standoff
    ticks = list(policy.ticks(standoff.played[0]))
    for tick in ticks[::every]:
        for state in range(standoff.opening.n_states):
            for actor in range(2):
                moves = np.diff(standoff.opening.edge_offset)[state * 2 + actor]
                yield from points(policy, tick, state, actor) if moves > 1 else ()


def test_every_initiative_is_solved_and_the_paths_are_counted(solved: HiddenPolicy) -> None:
    ways = np.zeros(4, dtype=np.int64)
    for point in everywhere(solved, 6):
        ways[point.way] += 1
        assert residual(point.line, point.prior, point.posterior) < 1e-8, point
    assert ways[PATH] > 20, ways
    assert solved.ways[PATH] > ways[PATH]
    assert solved.ways[UNSOLVED] < 0.01 * solved.ways[PATH]  # and what is left is told


@pytest.mark.slow
def test_the_rule_takes_the_root_that_small_steps_from_pooling_lead_to(solved: HiddenPolicy) -> None:
    on_paths = [point for point in everywhere(solved, 6) if point.way == PATH]
    compared = 0
    for point in on_paths[:: max(1, len(on_paths) // 8)]:
        path = followed(point.line, point.prior)
        if path is not None:
            np.testing.assert_allclose(point.posterior, path, atol=1e-7, err_msg=str(point))
            compared += 1
    assert compared >= 5


def test_values_of_a_tick_are_what_single_initiatives_make_of_them(solved: HiddenPolicy) -> None:
    """Eight initiatives side by side are solved as each by itself; all else is written out here."""
    standoff = solved.standoff
    game, state, count = standoff.opening, standoff.opening.start, solved.grid.count
    tick = next(iter(solved.ticks(standoff.played[0])))
    later = tick.later[:, :count, : len(solved.columns)]
    events = slice(game.nature_offset[state], game.nature_offset[state + 1])
    idle = 1.0 - game.tick_months * (game.tempo[state].sum() + game.nature_rate[events].sum())
    expected = idle * later[state]
    for event in range(game.nature_offset[state], game.nature_offset[state + 1]):
        to = slice(game.nature_outcome_offset[event], game.nature_outcome_offset[event + 1])
        led = np.tensordot(game.nature_outcome_probability[to], later[game.nature_outcome_state[to]], 1)
        expected = expected + game.tick_months * game.nature_rate[event] * led
    for c, (owner, kind) in enumerate(solved.columns):
        felt = game if kind == 0 else game.with_weights(game.seconds[owner].weights)
        expected[:, c] += felt.tick_months * flow(felt)[state, owner]
        for actor in range(2):
            turn = game.tick_months * game.tempo[state, actor]
            expected[:, c] += turn * signalled(solved, tick, state, actor, c)
    found = solved.values[state]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


def signalled(policy: HiddenPolicy, tick: Tick, state: int, actor: int, column: int) -> FloatArray:
    """What an actor's initiative is worth in a column, lane by lane."""
    game, lanes = policy.standoff.opening, policy.grid.lanes
    owner, kind = policy.columns[column]
    axis = int(lanes.axis[actor])
    nodes, stride = int(lanes.nodes[axis]), int(lanes.stride[axis])
    felt = game if kind == 0 else game.with_weights(game.seconds[owner].weights)
    first = game.edge_offset[state * game.n_actors + actor]
    found = np.zeros(policy.grid.count)
    for lane, point in enumerate(points(policy, tick, state, actor)):
        line = lane - point.at * stride + np.arange(nodes) * stride
        played = (1.0 - point.prior) * point.sigma[0] + point.prior * point.sigma[1]
        chosen = point.sigma[kind] if owner == actor else played
        for m, chance in enumerate(chosen):
            there = led_to(game, first + m, tick.later[:, : policy.grid.count, column])[line]
            between = np.interp(point.posterior[m], point.line.belief, there)
            found[lane] += chance * (lump(felt)[first + m, owner] + between)
    return found


def test_other_selections_are_told() -> None:
    standoff = sharp()
    found = hidden_forecast(standoff, solve_hidden(standoff))
    assert found.ways[PATH] > 0.0
    told = measured(standoff, found)
    assert told.grid_error is not None and 0.0 < found.several < found.ways.sum()
    assert len(told.other_roots) == 2
    for start, chances in zip((SEPARATING, OPPOSITE), told.other_roots, strict=True):
        forward = hidden_forecast(standoff, solve_hidden(standoff, start)).forecast.first_blink_by_actor
        np.testing.assert_allclose(forward, chances, rtol=1e-12, atol=1e-12)


def test_where_solutions_are_unique_no_start_matters() -> None:
    standoff = sharp(4.0)
    found = hidden_forecast(standoff, solve_hidden(standoff))
    assert measured(standoff, found).other_roots == ()
    for start in (SEPARATING, OPPOSITE):
        chances = blink_chances(standoff, start)
        np.testing.assert_allclose(chances, found.forecast.first_blink_by_actor, atol=1e-8)
