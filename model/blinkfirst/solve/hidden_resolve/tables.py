"""A game laid out for the loops over states and beliefs."""

from __future__ import annotations

import numpy as np

from blinkfirst.game.game import FloatArray, Game
from blinkfirst.solve.kernels.believing import Moves, Worth
from blinkfirst.solve.kernels.signalling import BOTH, FIRST_ONLY
from blinkfirst.solve.layout.game_tables import discount_per_tick, flow_patterns_of, lay_out
from blinkfirst.solve.layout.payoff_patterns import lump_patterns_of
from blinkfirst.solve.layout.watch_classes import WatchClasses
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks

WIDTH = 4  # columns are filled up to a multiple of it


def unwatched(answers: int) -> WatchClasses:
    """Return classes by which nothing is looked for in some columns of answers."""
    nowhere = np.zeros(0, dtype=np.uint32)
    return WatchClasses(nowhere, nowhere, np.ones((1, answers)), np.zeros((1, answers)))


UNWATCHED = unwatched(0)


def columns_of(game: Game) -> tuple[tuple[int, int], ...]:
    """Return (actor, type) of every column of payoffs: two for a typed actor, one for any other."""
    typed = {one.actor for one in game.seconds}
    return tuple((actor, k) for actor in range(game.n_actors) for k in range(2 if actor in typed else 1))


def moves_of(game: Game, watched: WatchClasses = UNWATCHED) -> Moves:
    """Lay out where moves lead, who may make them, and which of them are looked for."""
    tables = lay_out(game)
    allowed = np.full(game.n_edges, BOTH, dtype=np.int64)
    for second in game.seconds:
        allowed[second.barred] = FIRST_ONLY
    looked_for = watched.edge if watched.edge.size else np.zeros(game.n_edges)
    return Moves(
        game.edge_offset, game.outcome_offset, game.outcome_state, game.outcome_probability,
        lump_patterns_of(game).edge_pattern, looked_for.astype(np.int64), allowed,
        np.ascontiguousarray(tables.initiative), tables.idle, tables.nature_offset.astype(np.int64),
        tables.nature_state, tables.pace.nature, flow_patterns_of(game.payoffs).state_pattern,
    )  # fmt: skip


def worth_of(game: Game, watched: WatchClasses = UNWATCHED, apart: bool = False) -> Worth:
    """Lay out what columns are paid: first those of payoffs, then the answers to what is watched.

    ``apart`` : a second set of payoff columns, what comes after surprises, beside what is expected.
    """
    once, movers = columns_of(game), game.n_movers
    columns = once * (1 + apart)
    seconds = {one.actor: one for one in game.seconds}
    classes, answers = watched.keep.shape
    width = -(-(len(columns) + answers) // WIDTH) * WIDTH
    flows, lumps = flow_patterns_of(game.payoffs), lump_patterns_of(game)
    flow, lump = np.zeros((flows.features.shape[1], width)), np.zeros((lumps.count, width))
    precision = np.repeat(game.precision[:, np.newaxis], 2, axis=1)
    own, discount = np.zeros((movers, 4), dtype=np.int64), np.ones(width)
    discount[: len(columns)] = discount_per_tick(game)[[actor for actor, _ in columns]]
    for c, (actor, kind) in enumerate(columns):
        payoffs = game.payoffs if kind == 0 else game.with_weights(seconds[actor].weights).payoffs
        flow[:, c] = game.tick_months * flows.flows(payoffs, movers)[:, actor]
        lump[:, c] = lumps.lumps(payoffs, movers)[:, actor]
        if c < len(once):
            own[actor, kind:2], own[actor, 2 + kind :] = c, c + apart * len(once)
        if kind == 1:
            precision[actor, 1] = seconds[actor].precision
    keep, gain = np.ones((classes, width)), np.zeros((classes, width))
    looked_for = slice(len(columns), len(columns) + answers)
    keep[:, looked_for], gain[:, looked_for] = watched.keep, watched.gain
    return Worth(flow, lump, keep, gain, discount, precision, own)


def end_values(
    game: Game, worth: Worth, rows: int, afterwards_months: float, apart: bool = False
) -> FloatArray:
    """Return the worth of each state at the horizon, shape (S, rows, C), whatever is believed."""
    after = afterwards_ticks(game, afterwards_months)
    ends = np.zeros((game.n_states, rows, worth.discount.size))
    states = flow_patterns_of(game.payoffs).state_pattern
    for c, (actor, _) in enumerate(columns_of(game) * (1 + apart)):
        ends[:, :, c] = (after[actor] * worth.flow[:, c])[states][:, np.newaxis]
    return ends
