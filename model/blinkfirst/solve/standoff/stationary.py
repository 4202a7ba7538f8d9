"""The stationary solution of a game without a horizon: the limit of ever longer ones."""

from __future__ import annotations

import numpy as np

from blinkfirst.errors import SolverError
from blinkfirst.game.game import FloatArray, Game, flow
from blinkfirst.solve.kernels import pull_back
from blinkfirst.solve.layout.game_tables import lay_out

TOLERANCE = 1e-12  # change of a value in one sweep, relative to the largest value
MOST_SWEEPS = 20_000


def stationary_values(
    game: Game, tolerance: float = TOLERANCE, most_sweeps: int = MOST_SWEEPS
) -> tuple[FloatArray, float]:
    """What each state is worth when the clock never stops.

    Sweeps of backward induction are repeated, from the worth of a flow that lasts for ever, until no value
    changes by more than ``tolerance`` times the largest one. What a sweep changes alike in all states is
    carried on at once to the end of its geometric series: it moves no choice, and takes a patient actor long.
    Nothing guarantees convergence with several actors: choices may cycle for ever.

    Parameters
    ----------
    game : the last stretch of a plan.
    tolerance : dimensionless.
    most_sweeps : when to give up.

    Returns
    -------
    Values, shape (S, A), utils, and the residual: the largest change of a value in the last sweep, utils.

    Raises
    ------
    SolverError
        When an actor is infinitely patient, or the residual is still too large after ``most_sweeps``.

    Source
    ------
    [MacQueen1966] for carrying on the common part. With several actors the limit is one stationary
    equilibrium, the one that ever longer horizons lead to; no claim is made that it is the only one.
    """
    _refuse_infinite_patience(game)
    tables = lay_out(game)
    worths = tables.worths
    ahead = worths.discount / (1.0 - worths.discount)
    values = game.tick_months * flow(game) / (1.0 - worths.discount)
    choice = np.empty((1, game.n_edges))
    residual = np.inf
    for _ in range(most_sweeps):
        earlier = pull_back(tables, values, 1, choice)
        change = earlier - values
        residual = float(np.abs(change).max())
        if residual <= tolerance * max(1.0, float(np.abs(earlier).max())):
            return earlier, residual
        values = earlier + ahead * (change.max(axis=0) + change.min(axis=0)) / 2.0
    limit = tolerance * max(1.0, float(np.abs(values).max()))
    raise SolverError(
        f"stationary solution not reached: residual {residual:.3g} utils after {most_sweeps} sweeps, "
        f"expected at most {limit:.3g}; choices that keep switching do this: "
        "lower the precision or the patience, or give the scenario a finite horizon"
    )


def _refuse_infinite_patience(game: Game) -> None:
    patient = [name for name, patience in zip(game.actors, game.patience, strict=True) if patience >= 1.0]
    if patient:
        raise SolverError(
            f"endless horizon: patience of {', '.join(patient)} is 1, expected below 1, or "
            "values grow without bound; lower the patience or give the scenario a finite horizon"
        )
