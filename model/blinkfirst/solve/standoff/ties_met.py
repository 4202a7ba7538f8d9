"""Ties that exact maximisers meet: moves equally good, between which their choice is a convention."""

from __future__ import annotations

import numpy as np

from blinkfirst.game.game import NO_BLINK, FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.standoff.forward_pass import played_legs


def chance_of_tie(standoff: Standoff, policy: Policy) -> float:
    """P(somebody with a choice between equally good moves has the initiative before anybody has blinked).

    Parameters
    ----------
    policy : of the stand-off, whose actors are exact maximisers; coin tossers are not asked.

    Returns
    -------
    A probability; 0 where the answer does not depend on how ties are broken along the way. What would have
    come of a tie off the way may still have shaped it.
    """
    legs = played_legs(standoff, policy)
    mass: FloatArray = np.zeros(legs[0].game.n_states)
    mass[legs[0].game.start] = 1.0
    met = 0.0
    for number, leg in enumerate(legs):
        if number > 0 and leg.carry is not None:
            mass = _sums(leg.carry, mass, leg.game.n_states)
        for choice in leg.choice:
            mass, tied = _one_tick(leg.game, mass, choice)
            met += tied
    return min(met, 1.0)


def _one_tick(game: Game, mass: FloatArray, choice: FloatArray) -> tuple[FloatArray, float]:
    """Probability left without blink and tie a tick later, and that which has met a tie."""
    tables = lay_out(game)
    turns = (mass[:, np.newaxis] * tables.initiative).ravel()
    row = game.edge_state * game.n_actors + game.edge_actor
    maximises = np.isinf(game.precision)[game.edge_actor]
    torn = np.zeros(turns.size, dtype=np.bool_)
    torn[row[maximises & (choice > 0.0) & (choice < 1.0)]] = True
    going = np.where(torn[row] | (game.edge_blink != NO_BLINK), 0.0, turns[row] * choice)
    by_outcome = np.repeat(going, np.diff(game.outcome_offset)) * game.outcome_probability
    after = _sums(game.outcome_state, by_outcome, game.n_states)
    drift = np.repeat(mass, np.diff(tables.nature_offset)) * tables.nature_probability
    after += _sums(tables.nature_state, drift, game.n_states)
    after += mass * tables.idle
    return after, float(turns[torn].sum())


def _sums(rows: IntArray, weights: FloatArray, count: int) -> FloatArray:
    return np.asarray(np.bincount(rows, weights=weights, minlength=count), dtype=np.float64)
