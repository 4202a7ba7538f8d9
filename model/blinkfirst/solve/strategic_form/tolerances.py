"""Tolerances on payoffs and probabilities, all in one place.

Shares are of the range of a player's own payoffs, so that nothing depends on the units or the zero of
anybody's utils. What is computed carries rounding errors of the size of its largest numbers, which are
allowed for on top.
"""

from __future__ import annotations

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm

REGRET_TOLERANCE = 1e-8  # largest regret in equilibrium, as a share of the range of the player's payoffs
TIE_TOLERANCE = 1e-9  # payoffs this near, as a share of the range of the player's payoffs, count as equal
SAME_TOLERANCE = 1e-6  # probabilities this near belong to the same equilibrium
UNPLAYED = 1e-12  # a probability this small is rounding: the strategy is not played
ROUNDINGS = 64  # roundings of the largest payoff allowed for, where payoffs are large and differ little


def regret_tolerances(form: StrategicForm) -> FloatArray:
    """Return the largest regret of each player in an equilibrium, shape (P,), utils."""
    return _share_of_range(form, REGRET_TOLERANCE)


def tie_tolerances(form: StrategicForm) -> FloatArray:
    """Return the largest difference of two payoffs of each player that counts as a tie, shape (P,), utils."""
    return _share_of_range(form, TIE_TOLERANCE)


def _share_of_range(form: StrategicForm, share: float) -> FloatArray:
    tables = form.payoffs.reshape(form.n_players, -1)
    rounding = ROUNDINGS * np.finfo(np.float64).eps * np.abs(tables).max(axis=1)
    tolerances: FloatArray = share * (tables.max(axis=1) - tables.min(axis=1)) + rounding
    return tolerances
