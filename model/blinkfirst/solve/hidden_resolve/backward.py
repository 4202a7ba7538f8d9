"""Values over states and beliefs, and who will blink first from there, by backward induction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import NO_BLINK, FloatArray, Game, IntArray
from blinkfirst.game.hidden_resolve import HiddenStandoff, TypedActor
from blinkfirst.solve.hidden_resolve.beliefs import lanes_of
from blinkfirst.solve.kernels.believing import Lanes, Moves, Worth, believe_back
from blinkfirst.solve.kernels.signalling import BOTH, FIRST_ONLY
from blinkfirst.solve.layout.game_tables import discount_per_tick, flow_patterns_of, lay_out
from blinkfirst.solve.layout.payoff_patterns import lump_patterns_of
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks, before_event


@dataclass(frozen=True, eq=False)
class Solved:
    """Values and answers at the start.

    Attributes
    ----------
    values : shape (S, W, C), of the opening game: utils of each column, then the chance of each actor to be
        the first to blink.
    columns : (actor, type) of each column of payoffs.
    opening : lane of the priors.
    ways : how often each way solved an initiative.
    """

    values: FloatArray
    columns: tuple[tuple[int, int], ...]
    opening: int
    ways: IntArray


def columns_of(hidden: HiddenStandoff) -> tuple[tuple[int, int], ...]:
    """Return (actor, type) of every column of payoffs: two for a typed actor, one for any other."""
    typed = {one.actor for one in hidden.typed}
    actors = range(hidden.standoff.opening.n_actors)
    return tuple((a, k) for a in actors for k in range(2 if a in typed else 1))


def moves_of(game: Game, typed: tuple[TypedActor, ...]) -> Moves:
    """Lay out where moves lead, and who may make them."""
    tables = lay_out(game)
    allowed = np.full(game.n_edges, BOTH, dtype=np.int64)
    for one in typed:
        allowed[one.barred(game)] = FIRST_ONLY
    blinker = np.where(game.edge_blink != NO_BLINK, 1 + game.edge_actor, 0)
    return Moves(
        game.edge_offset, game.outcome_offset, game.outcome_state, game.outcome_probability,
        lump_patterns_of(game).edge_pattern, blinker.astype(np.int64), allowed,
        np.ascontiguousarray(tables.initiative), tables.idle, tables.nature_offset.astype(np.int64),
        tables.nature_state, tables.pace.nature, flow_patterns_of(game.payoffs).state_pattern,
    )  # fmt: skip


def worth_of(game: Game, hidden: HiddenStandoff, width: int, answers: bool) -> Worth:
    """Lay out what columns are paid, ``width`` of them."""
    columns, actors = columns_of(hidden), game.n_actors
    seconds = {one.actor: one for one in hidden.typed}
    flows, lumps = flow_patterns_of(game.payoffs), lump_patterns_of(game)
    by_type = {0: game.payoffs}
    flow = np.zeros((flows.features.shape[1], width))
    lump = np.zeros((lumps.count, width))
    precision, own = np.zeros((actors, 2)), np.zeros((actors, 2), dtype=np.int64)
    discount = np.ones(width)
    discounts = discount_per_tick(game)
    for c, (actor, kind) in enumerate(columns):
        payoffs = by_type[0] if kind == 0 else game.with_weights(seconds[actor].weights).payoffs
        flow[:, c] = game.tick_months * flows.flows(payoffs, actors)[:, actor]
        lump[:, c] = lumps.lumps(payoffs, actors)[:, actor]
        discount[c] = discounts[actor]
        own[actor, kind] = c
        precision[actor, kind] = game.precision[actor] if kind == 0 else seconds[actor].precision
        if actor not in seconds:
            own[actor, 1], precision[actor, 1] = c, precision[actor, 0]
    keep, gain = np.ones((actors + 1, width)), np.zeros((actors + 1, width))
    if answers:
        looked_for = slice(len(columns), len(columns) + actors)
        keep[1:, looked_for] = 0.0
        gain[1:, looked_for] = np.eye(actors)
    return Worth(flow, lump, keep, gain, discount, precision, own)


def solve_hidden(
    hidden: HiddenStandoff, answers: bool = True, threads: int = 2, start: int = 0
) -> Solved:
    """Solve a stand-off with private types backward from the horizon.

    Parameters
    ----------
    answers : carry everybody's chance to be the first to blink, too.
    threads : how many share the states of a tick; the result is the same for any number.
    start : which roots to look for where there are several, as in `signalling.signal`.
    """
    standoff = hidden.standoff
    columns = columns_of(hidden)
    actors = standoff.opening.n_actors
    used = len(columns) + (actors if answers else 0)
    width = -(-used // 4) * 4
    grid, opening = lanes_of(hidden)
    lanes = int(grid.lanes[0])
    rows = lanes + (lanes * width % 8 != 0)
    plan = standoff.plans[0]
    ways = np.zeros(4, dtype=np.int64)
    game = plan.stretches[-1].game
    worth = worth_of(game, hidden, width, answers)
    after = afterwards_ticks(game, standoff.afterwards_months)
    ends = np.zeros((game.n_states, rows, width))
    for c, (actor, _) in enumerate(columns):
        ends[:, :, c] = (after[actor] * worth.flow[:, c])[flow_patterns_of(game.payoffs).state_pattern][:, None]
    end = standoff.ticks
    for number in range(len(plan.stretches) - 1, -1, -1):
        stretch = plan.stretches[number]
        ends = _pulled_back(stretch.game, hidden, grid, ends, end - stretch.first_tick, answers, threads, start, ways)
        if number > 0:
            ends = before_event(ends, stretch.carry)
        end = stretch.first_tick
    return Solved(ends[:, :lanes, :used], columns, opening, ways)


def _pulled_back(
    game: Game, hidden: HiddenStandoff, grid: Lanes, ends: FloatArray, ticks: int, answers: bool,
    threads: int, start: int, ways: IntArray,
) -> FloatArray:  # fmt: skip
    """Values ``ticks`` ticks earlier within one game."""
    moves, worth = moves_of(game, hidden.typed), worth_of(game, hidden, ends.shape[2], answers)
    later, now = ends * worth.discount, np.empty_like(ends)
    bounds = np.linspace(0, game.n_states, 4 * threads + 1).astype(int)
    counted = np.zeros((bounds.size - 1, 4), dtype=np.int64)
    with ThreadPoolExecutor(threads) as pool:
        for tick in range(ticks - 1, -1, -1):

            def piece(k: int, later: FloatArray = later, now: FloatArray = now, tick: int = tick) -> None:
                believe_back(
                    moves, worth, grid, later, now, int(bounds[k]), int(bounds[k + 1]), tick > 0, start, counted[k]
                )

            list(pool.map(piece, range(bounds.size - 1)))
            later, now = now, later
    ways += counted.sum(axis=0)
    return later if ticks > 0 else ends
