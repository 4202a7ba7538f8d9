"""Reliability by isotonic regression (CORP): do things called likely happen as often as they were said to?

Events have a probability said beforehand, x, and came (1) or not (0). The *recalibrated* probabilities are
the rising function of x that fits best: events are pooled where the share that came would fall. A mean score
S splits into

    S(x) = miscalibration - discrimination + uncertainty,

miscalibration = S(x) - S(recalibrated), discrimination = S(climate) - S(recalibrated), uncertainty =
S(climate), where the climate is the share of all events that came. All three are at least 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.rng import replicate_stream

BoolArray = NDArray[np.bool_]
RESAMPLES, LEVEL = 2_000, 0.9
_STREAM = 1  # of the root seed; stream 0 is the bootstrap's


class Events(NamedTuple):
    """Events that came or not: probability said, whether it came, shape (events,) both."""

    said: FloatArray
    came: BoolArray


class Decomposition(NamedTuple):
    """A mean score of events and its three parts: score = miscalibration - discrimination + uncertainty."""

    score: float
    miscalibration: float
    discrimination: float
    uncertainty: float

    @property
    def skill(self) -> float:
        """The part of the climate's score that is saved."""
        return 1.0 - self.score / self.uncertainty if self.uncertainty else 0.0


@dataclass(frozen=True)
class Reliability:
    """Comparison of what was said of events with what came, by distinct probability said.

    Attributes
    ----------
    said : distinct probabilities, ascending, shape (n,).
    counts : events of which each was said, shape (n,).
    recalibrated : isotonic regression, shape (n,).
    low, high : the band in which ``recalibrated`` lies, at each n by itself, were the forecaster reliable.
    level : probability of the band.
    chance : probability that a reliable forecaster's miscalibration, by Brier score, is at least that found.
    brier, logarithmic : decompositions.
    """

    said: FloatArray
    counts: IntArray
    recalibrated: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    chance: float
    brier: Decomposition
    logarithmic: Decomposition

    @property
    def outside(self) -> BoolArray:
        """True at each probability said whose recalibrated one is outside its band, shape (n,)."""
        return (self.recalibrated < self.low) | (self.recalibrated > self.high)


def events_of(chances: Sequence[FloatArray], happened: IntArray) -> Events:
    """Return one event for every option of every item: that this option is the one.

    Examples
    --------
    >>> events_of([np.array([0.25, 0.75])], np.array([1]))
    Events(said=array([0.25, 0.75]), came=array([False,  True]))
    """
    came = [np.arange(len(given)) == k for given, k in zip(chances, happened, strict=True)]
    return Events(np.concatenate(list(chances)), np.concatenate(came))


def squared_errors(said: FloatArray, came: BoolArray) -> FloatArray:
    """Return the square of the difference between what was said and what came, per event."""
    return np.square(said - came)


def log_losses(said: FloatArray, came: BoolArray) -> FloatArray:
    """Return -ln of the probability given to what was the case, per event."""
    with np.errstate(divide="ignore"):
        return np.asarray(0.0 - np.log(np.where(came, said, 1.0 - said)))


def recalibrated(said: FloatArray, came: BoolArray) -> FloatArray:
    """Return the isotonic regression of what came on what was said, per event.

    Events of which the same was said get the same.

    Examples
    --------
    >>> recalibrated(np.array([0.1, 0.2, 0.9, 0.8]), np.array([False, True, True, False])).tolist()
    [0.0, 0.5, 1.0, 0.5]
    """
    _, fitted, place, _ = _fitted(said, came)
    return np.asarray(fitted[place])


def decomposition(
    said: FloatArray, came: BoolArray, score: Callable[[FloatArray, BoolArray], FloatArray] = squared_errors
) -> Decomposition:
    """Split the mean score of events.

    Source
    ------
    [Dimitriadis2021]. Where shares that came rise with what was said of them, the parts of the Brier score
    are those of [Murphy1973].
    """
    climate = np.full(len(said), came.mean())
    whole, best, base = (
        float(score(given, came).mean()) for given in (said, recalibrated(said, came), climate)
    )
    return Decomposition(whole, whole - best, base - best, base)


def reliability(
    said: FloatArray, came: BoolArray, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = 0
) -> Reliability:
    """Compare what was said of events with what came.

    Parameters
    ----------
    said, came : as in `Events`.
    level : probability of the consistency band.
    resamples : of the band: each draws as many events from those there are, and whether each comes, with the
        probability said. Events of one case or cluster are not independent, which the band does not know.
    seed : root seed of the resamples.

    Source
    ------
    [Dimitriadis2021], isotonic regression and consistency bands by resampling.
    """
    values, fitted, _, counts = _fitted(said, came)
    curves, losses = _of_reliable_forecasters(said, values, resamples, replicate_stream(seed, _STREAM))
    low, high = np.quantile(curves, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=0)
    brier = decomposition(said, came)
    return Reliability(
        said=values,
        counts=counts,
        recalibrated=fitted,
        low=np.minimum(low, values),
        high=np.maximum(high, values),
        level=level,
        chance=float((1 + np.sum(losses >= brier.miscalibration - 1e-12)) / (resamples + 1)),
        brier=brier,
        logarithmic=decomposition(said, came, log_losses),
    )


def _fitted(said: FloatArray, came: BoolArray) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Return distinct values said, the regression at each, the place of each event, and events per value."""
    values, place, counts = np.unique(said, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    shares = np.bincount(place, weights=came) / counts
    return values, isotonic_regression(shares, weights=counts).x, place, counts


def _of_reliable_forecasters(
    said: FloatArray, values: FloatArray, resamples: int, chance: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return regressions at some values, shape (resamples, values), and miscalibrations, were all true."""
    curves, losses = np.empty((resamples, len(values))), np.empty(resamples)
    for k in range(resamples):
        drawn = said[chance.integers(len(said), size=len(said))]
        came = chance.random(len(drawn)) < drawn
        at, fitted, place, _ = _fitted(drawn, came)
        curves[k] = np.interp(values, at, fitted)
        losses[k] = squared_errors(drawn, came).mean() - squared_errors(fitted[place], came).mean()
    return curves, losses
