"""The logit forecast of a matrix: how it is played by players who err as their precision says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.strategic_forms import strategic_form_of
from blinkfirst.game.game import FloatArray
from blinkfirst.game.logit_path import LogitEquilibrium, LogitPath
from blinkfirst.game.regret import expected_payoffs, regrets
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.questions.matrix.concessions import Concessions, concessions
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.solve.strategic_form.logit_path import logit_path, quantal_responses


@dataclass(frozen=True, eq=False, repr=False)
class MatrixForecast(Answer, tables="forecast_tables", page="forecast_page"):
    """The logit equilibrium at the precisions of the file, with its outcomes.

    Attributes
    ----------
    form : the game.
    logit : the equilibrium; its `precision` is a multiple of the precisions of the file, here 1.
    path : the whole branch that it lies on, in multiples of the precisions of the file; its limit is None
        when a player tosses a coin, too: the limit of the others need not be an equilibrium then.
    outcomes : shape (A_0, ..., A_{P-1}): probability of every pure profile.
    concessions : probabilities of giving way.
    """

    matrix: Matrix
    form: StrategicForm
    logit: LogitEquilibrium
    path: LogitPath
    outcomes: FloatArray
    concessions: Concessions

    @property
    def parted(self) -> float | None:
        """The first multiple, up to 1, at which the branch met others or turned; None if there is none."""
        return min((m for m in (*self.path.forks, *self.path.turns) if m <= 1.0), default=None)


def matrix_forecast(matrix: Matrix) -> MatrixForecast:
    """Forecast a matrix at the precisions of its file.

    Raises
    ------
    SolverError
        When the branch of logit equilibria cannot be followed that far.
    TooLargeError
        When the table has too many cells.
    """
    form = strategic_form_of(matrix)
    (logit,) = logits_at(matrix, form, [1.0])
    path = logit_path(felt(matrix, form), ratios_of(matrix))
    if any(player.precision == 0.0 for player in matrix.players):
        path = replace(path, limit=None)
    return MatrixForecast(
        matrix, form, logit, path, outcomes_of(logit.profile), concessions(matrix, logit.profile)
    )


def logits_at(
    matrix: Matrix, form: StrategicForm, multiples: Sequence[float]
) -> tuple[LogitEquilibrium, ...]:
    """Return the logit equilibria at rising multiples of the precisions of the file.

    Raises
    ------
    SolverError, TooLargeError
        As `matrix_forecast`.
    """
    found = quantal_responses(felt(matrix, form), multiples, ratios_of(matrix))
    # a coin tosser's payoffs count for nothing in what it does, but it gets them all the same
    return tuple(
        replace(
            one,
            payoffs=expected_payoffs(form.payoffs, one.profile),
            regret=float(regrets(form.payoffs, one.profile).max()),
        )
        for one in found
    )


def ratios_of(matrix: Matrix) -> list[float]:
    """Return the players' precisions, as ratios to a multiple; a coin tosser's is of no consequence."""
    return [player.precision or 1.0 for player in matrix.players]


def felt(matrix: Matrix, form: StrategicForm) -> StrategicForm:
    """Return the game with payoffs of zero for players of precision 0, to whom nothing matters."""
    payoffs = form.payoffs.copy()
    for k, player in enumerate(matrix.players):
        if player.precision == 0.0:
            payoffs[k] = 0.0
    return replace(form, payoffs=payoffs)


def outcomes_of(profile: Sequence[FloatArray]) -> FloatArray:
    """Return the probability of every pure profile, shape (A_0, ..., A_{P-1})."""
    together = np.ones(())
    for mixture in profile:
        together = np.multiply.outer(together, mixture)
    return together
