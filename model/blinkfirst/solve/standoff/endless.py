"""What an endless game pays after the ticks that are shown. Apart: scipy.sparse takes a while to import."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_matrix, identity
from scipy.sparse.linalg import spsolve

from blinkfirst.game.game import FloatArray, Game
from blinkfirst.solve.layout.game_tables import Tables, discount_per_tick, lay_out
from blinkfirst.solve.standoff.forward_pass import Leg, Record, add_lumps, add_payoffs


def add_endless_payoffs(record: Record, leg: Leg) -> None:
    """Add what comes after the ticks shown of an endless game to the split.

    The choices of the last tick, which are the stationary ones, go on for ever. Discounted visits solve the
    linear system y = x + delta P' y, once for every distinct patience.
    """
    game = leg.game
    chances = leg.choice[-1] * (game.tempo * game.tick_months)[game.edge_state, game.edge_actor]
    moving = _transitions(game, lay_out(game), chances)
    visits = np.empty((game.n_states, game.n_actors))
    delta = discount_per_tick(game)
    for value in np.unique(delta):
        felt = _discounted_visits(moving, record.mass[:, 0], float(value))
        visits[:, delta == value] = felt[:, np.newaxis]
    visits *= record.weight
    add_payoffs(record, game, visits)
    add_lumps(record, game, visits[game.edge_state] * chances[:, np.newaxis])


def _transitions(game: Game, tables: Tables, chances: FloatArray) -> csc_matrix:
    """Probability of going from one state (row) to another (column) in one tick."""
    states = np.arange(game.n_states)
    edges = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    origins = [states, game.edge_state[edges], np.repeat(states, np.diff(tables.nature_offset))]
    targets = [states, game.outcome_state, game.nature_outcome_state]
    weights = [tables.idle, chances[edges] * game.outcome_probability, tables.nature_probability]
    shape = (game.n_states, game.n_states)
    return csc_matrix(
        (np.concatenate(weights), (np.concatenate(origins), np.concatenate(targets))), shape=shape
    )


def _discounted_visits(moving: csc_matrix, start: FloatArray, discount: float) -> FloatArray:
    system = identity(start.size, format="csc") - discount * moving.T
    return np.asarray(spsolve(system.tocsc(), start), dtype=np.float64)
