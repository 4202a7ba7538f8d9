"""What many runs came to, with how sure one can be of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.agents.event_log import Blink, LogEntry
from blinkfirst.game.game import FloatArray, IntArray

Z95 = 1.959963984540054  # the normal distribution's 97.5% point


class Estimate(NamedTuple):
    """A number found by sampling, with its 95% confidence interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Playthrough:
    """One run.

    Attributes
    ----------
    seed, replicate : which.
    log : all that happened, holds included.
    first_blink, first_soft, first_hard : the first blink of any degree, the first soft and the first hard
        one; ``None`` when there is none.
    move_counts : shape (n,), how often each deed was done; deeds as in the forecast, every move of every
        actor in scenario order.
    payoffs : shape (A,), utils up to the horizon, discounted to the start; what the last state is worth
        afterwards is not in it.
    final_state : index in the last game of the course.
    """

    seed: int
    replicate: int
    log: tuple[LogEntry, ...]
    first_blink: Blink | None
    first_soft: Blink | None
    first_hard: Blink | None
    move_counts: IntArray
    payoffs: FloatArray
    final_state: int


@dataclass(frozen=True)
class Frequencies:
    """What many runs came to; arrays as in `Forecast`, counts in place of probabilities.

    Attributes
    ----------
    runs, seed : replicates 0 to ``runs`` - 1 of a root seed.
    minds : name of every actor's mind.
    actors, deeds, tick_months : as in the forecast.
    first_blink : shape (T, n, 2), runs whose first blink is this deed in this tick, soft (0) or hard (1).
    first_soft, first_hard : shape (T, n), the same for the first soft blink of the run and for the first hard
        one.
    move_counts : n means of how often each deed is done in a run.
    payoffs : A means, utils, of what a run pays up to the horizon.
    answers : one per watch: a share of runs (Wilson's interval), or a mean for a count.
    sample : replicate 0.
    """

    runs: int
    seed: int
    minds: tuple[str, ...]
    actors: tuple[str, ...]
    deeds: tuple[tuple[int, str], ...]
    tick_months: float
    first_blink: IntArray
    first_soft: IntArray
    first_hard: IntArray
    move_counts: tuple[Estimate, ...]
    payoffs: tuple[Estimate, ...]
    answers: tuple[Estimate, ...]
    sample: Playthrough

    @property
    def first_blinks(self) -> IntArray:
        """Runs in which each actor blinks first, shape (A,)."""
        owners = np.array([actor for actor, _ in self.deeds])
        counts = np.zeros(len(self.actors), dtype=np.int64)
        np.add.at(counts, owners, self.first_blink.sum(axis=(0, 2)))
        return counts

    @property
    def nobody(self) -> int:
        """Runs in which nobody blinks by the horizon."""
        return self.runs - int(self.first_blink.sum())

    @property
    def first_blink_by_actor(self) -> tuple[Estimate, ...]:
        """Share of runs in which each actor blinks first."""
        return tuple(wilson(int(count), self.runs) for count in self.first_blinks)

    @property
    def nobody_blinks(self) -> Estimate:
        """Share of runs in which nobody blinks by the horizon."""
        return wilson(self.nobody, self.runs)


def wilson(count: int, runs: int) -> Estimate:
    """A share with Wilson's 95% score interval, which stays inside [0, 1] and is honest near its ends.

    Source
    ------
    [Wilson1927]; in the form of [Brown2001], equation 4.

    Examples
    --------
    >>> [round(x, 4) for x in wilson(0, 10)]
    [0.0, 0.0, 0.2775]
    >>> [round(x, 4) for x in wilson(5, 10)]
    [0.5, 0.2366, 0.7634]
    """
    share = count / runs
    spread = 1.0 + Z95**2 / runs
    middle = (share + Z95**2 / (2 * runs)) / spread
    half = Z95 / spread * math.sqrt(share * (1.0 - share) / runs + Z95**2 / (4 * runs**2))
    return Estimate(share, 0.0 if count == 0 else middle - half, 1.0 if count == runs else middle + half)


def mean_of(total: float, squares: float, runs: int) -> Estimate:
    """A mean with its normal 95% interval, from the sum and the sum of squares.

    Examples
    --------
    Four runs that gave 1, 2, 3 and 4:

    >>> [round(x, 3) for x in mean_of(10.0, 30.0, 4)]
    [2.5, 1.235, 3.765]
    """
    mean = total / runs
    if runs == 1:
        return Estimate(mean, -math.inf, math.inf)
    variance = max(0.0, (squares - runs * mean**2) / (runs - 1))
    half = Z95 * math.sqrt(variance / runs)
    return Estimate(mean, mean - half, mean + half)
