"""The logit forecast of a matrix: how it is played by players who err as their precision says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from blinkfirst.agents.frequencies import Estimate, wilson
from blinkfirst.compile.strategic_forms import strategic_form_of
from blinkfirst.errors import OptionError
from blinkfirst.game.equilibrium import LogitEquilibrium, LogitPath
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.regret import expected_payoffs, regrets
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.report.answer import Answer
from blinkfirst.rng import pick, replicate_stream, running_totals
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.solve.strategic_form.logit_path import logit_path, quantal_responses


@dataclass(frozen=True)
class Concessions:
    """Probabilities of giving way, the players drawing independently of one another.

    Attributes
    ----------
    players : names of those who can give way: some of their strategies, named under `blinks`, do.
    each : that a player does, whatever the others do.
    alone : that it does and nobody else.
    nobody, several : that none does; that two or more do.
    """

    players: tuple[str, ...]
    each: tuple[float, ...]
    alone: tuple[float, ...]
    nobody: float
    several: float


def concessions(matrix: Matrix, profile: Sequence[FloatArray]) -> Concessions:
    """Return the probabilities of giving way under a profile of mixed strategies.

    Parameters
    ----------
    matrix : says which strategies count as giving way.
    profile : per player, shape (A_i,).
    """
    able = [k for k, player in enumerate(matrix.players) if player.blinks]
    each = [_chance(matrix, k, profile[k], gives=True) for k in able]
    # each of these is added up by itself, not as what the others leave: what is very unlikely keeps its
    # digits, and what cannot happen is 0
    holds = [_chance(matrix, k, profile[k], gives=False) for k in able]
    alone = [float(chance * np.prod(holds[:k] + holds[k + 1 :])) for k, chance in enumerate(each)]
    nobody, one, several = 1.0, 0.0, 0.0
    for gives, held in zip(each, holds, strict=True):
        nobody, one, several = nobody * held, one * held + nobody * gives, several + one * gives
    return Concessions(
        players=tuple(matrix.players[k].name for k in able),
        each=tuple(each),
        alone=tuple(alone),
        nobody=nobody,
        several=several,
    )


def _chance(matrix: Matrix, player: int, mixture: FloatArray, gives: bool) -> float:
    """Add up the probabilities of the strategies that give way, or of all others."""
    who = matrix.players[player]
    pairs = zip(who.strategies, mixture, strict=True)
    return sum(float(p) for name, p in pairs if (name in who.blinks) == gives)


@dataclass(frozen=True, eq=False, repr=False)
class MatrixForecast(
    Answer,
    tables="forecast_tables",
    page="forecast_page",
    figure="forecast_figure",
    headline="strategies",
    of=("matrix",),
):
    """The logit equilibrium at the precisions of the file, with its outcomes.

    Attributes
    ----------
    form : the game.
    logit : the equilibrium; its `precision` is a multiple of the precisions of the file, here 1.
    path : the whole branch that it lies on, in multiples of the precisions of the file; its limit is None
        when a player tosses a coin, too: the limit of the others need not be an equilibrium then.
    outcomes : shape (A_0, ..., A_{P-1}): probability of every pure profile.
    concessions : probabilities of giving way.
    runs : how agents played it; ``None`` if they were not asked to.
    """

    matrix: Matrix
    form: StrategicForm
    logit: LogitEquilibrium
    path: LogitPath
    outcomes: FloatArray
    concessions: Concessions
    runs: MatrixRuns | None = None

    @property
    def subject(self) -> str:
        """The name of the matrix."""
        return self.matrix.name

    @property
    def parted(self) -> float | None:
        """The first multiple, up to 1, at which the branch met others or turned; None if there is none."""
        return min((m for m in (*self.path.forks, *self.path.turns) if m <= 1.0), default=None)


def matrix_forecast(matrix: Matrix) -> MatrixForecast:
    """Forecast a matrix at the precisions of its file.

    Raises `SolverError` when the branch of logit equilibria cannot be followed that far. Raises
    `TooLargeError` when the table has too many cells.
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

    Raises `SolverError`, `TooLargeError` as `matrix_forecast`.
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


MOST_RUNS = 1_000_000


@dataclass(frozen=True, eq=False)
class MatrixRuns:
    """Agents' runs of a matrix, counted.

    Attributes
    ----------
    counts : shape (A_0, ..., A_{P-1}): how often each pure profile was played.
    """

    runs: int
    seed: int
    counts: IntArray

    def played(self, player: int) -> IntArray:
        """Return how often each strategy of a player was played, shape (A_i,)."""
        others = tuple(k for k in range(self.counts.ndim) if k != player)
        return np.asarray(self.counts.sum(axis=others), dtype=np.int64)

    def share(self, count: int) -> Estimate:
        """Return a count as a share of the runs with its 95% interval."""
        return wilson(count, self.runs)

    def as_object(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        return {"runs": self.runs, "seed": self.seed, "counts": self.counts.tolist()}


def matrix_runs(found: MatrixForecast, runs: int, seed: int) -> MatrixRuns:
    """Let agents play the forecast's mixtures, independently of one another.

    Raises `OptionError` when there are more runs than `MOST_RUNS`: they only check what is known exactly.
    """
    if runs > MOST_RUNS:
        raise OptionError(f"--runs: expected at most {MOST_RUNS:,} of a matrix, got {runs:,}")
    return MatrixRuns(runs, seed, play_once(found.logit.profile, runs, seed))


def play_once(profile: Sequence[FloatArray], runs: int, seed: int) -> IntArray:
    """Let agents draw from their mixed strategies, independently, in many runs.

    Parameters
    ----------
    profile : P vectors, the i-th of shape (A_i,).
    runs : how many, at least one.
    seed : root seed; run r draws from replicate r's stream, and player i takes its double number i.

    Returns
    -------
    shape (A_0, ..., A_{P-1}): how often every pure profile was played.
    """
    totals = [running_totals(map(float, mixture)) for mixture in profile]
    counts = np.zeros([len(own) for own in totals], dtype=np.int64)
    for replicate in range(runs):
        uniforms = replicate_stream(seed, replicate).random(len(totals))
        counts[tuple(pick(own, float(u)) for own, u in zip(totals, uniforms, strict=True))] += 1
    return counts
