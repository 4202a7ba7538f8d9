"""What happens, as exact probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import FloatArray, PayoffColumn

SOFT_INDEX, HARD_INDEX = 0, 1


@dataclass(frozen=True)
class Forecast:
    """The exact distribution of what happens in a standoff.

    Attributes
    ----------
    actors : A names.
    deeds : (actor index, move name) of every move of every actor, in scenario order: n of them.
    tick_months : D.
    first_blink : shape (T, n, 2), probability that the first blink of the run is this deed, in this tick,
        soft (0) or hard (1).
    first_soft, first_hard : shape (T, n), the same for the first soft blink of the run and for the first hard
        one.
    level_months : shape (K,), months after the start at which the world is reported: 0, 1, 2, ... and the
        horizon.
    levels : per variable, shape (K, number of levels), its distribution at those times.
    move_counts : shape (n,), expected number of times each deed is done up to the horizon.
    initiatives : shape (A,), expected number of initiatives.
    values : shape (A,), utils: expected discounted payoff, afterwards included.
    columns : C payoff columns.
    value_split : shape (C,), utils: how much of its actor's value each column brings; adds up to ``values``.
    answers : shape (W,), one per watch, in the order given.
    """

    actors: tuple[str, ...]
    deeds: tuple[tuple[int, str], ...]
    tick_months: float
    first_blink: FloatArray
    first_soft: FloatArray
    first_hard: FloatArray
    level_months: FloatArray
    levels: tuple[FloatArray, ...]
    move_counts: FloatArray
    initiatives: FloatArray
    values: FloatArray
    columns: tuple[PayoffColumn, ...]
    value_split: FloatArray
    answers: FloatArray

    @property
    def first_blink_by_actor(self) -> FloatArray:
        """P(actor blinks first by the horizon), shape (A,)."""
        totals = self.first_blink.sum(axis=(0, 2))
        owners = np.array([actor for actor, _ in self.deeds])
        sums: FloatArray = np.bincount(owners, weights=totals, minlength=len(self.actors)).astype(np.float64)
        return sums

    @property
    def nobody(self) -> float:
        """P(nobody blinks by the horizon)."""
        return float(1.0 - self.first_blink.sum())
