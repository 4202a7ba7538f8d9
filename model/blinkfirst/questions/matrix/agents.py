"""Agents who play a matrix, each drawing from its mixture in the forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from blinkfirst.agents.frequencies import Estimate, wilson
from blinkfirst.errors import OptionError
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.questions.matrix.forecast import MatrixForecast
from blinkfirst.rng import pick, replicate_stream, running_totals

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

    Raises
    ------
    OptionError
        When there are more runs than `MOST_RUNS`: they only check what is known exactly.
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
