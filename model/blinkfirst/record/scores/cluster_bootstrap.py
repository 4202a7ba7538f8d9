"""Intervals of mean scores by a bootstrap over clusters: episodes are drawn, and all their items with them.

Items of one episode are not independent, so that ten of them say less than ten from ten episodes. A draw
takes as many clusters as there are, with replacement; its mean is that of all items in them. All forecasters
are scored on the same draws, so that differences between them are paired.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.rng import replicate_stream

DRAWS, LEVEL = 10_000, 0.9
_STREAM = 0  # of the root seed


@dataclass(frozen=True)
class ScoreEstimate:
    """A mean score or a difference of two, with its interval.

    Attributes
    ----------
    mean : over the items, weighted.
    low, high : quantiles of the draws; unknown, not a number, for a single cluster.
    items, clusters : how many it is of.
    """

    mean: float
    low: float
    high: float
    items: int
    clusters: int

    @property
    def tells(self) -> bool:
        """True for a difference whose interval is on one side of 0."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Bootstrap:
    """Mean scores of some forecasters, as they are and in draws of clusters.

    Attributes
    ----------
    means : shape (forecasters,).
    drawn : shape (draws, forecasters).
    items, clusters : how many there are.
    """

    means: FloatArray
    drawn: FloatArray
    items: int
    clusters: int

    def estimate(self, forecaster: int, level: float = LEVEL) -> ScoreEstimate:
        """Return the mean score of a forecaster."""
        return self._estimate(self.means[forecaster], self.drawn[:, forecaster], level)

    def difference(self, first: int, second: int, level: float = LEVEL) -> ScoreEstimate:
        """Return the mean score of the first less that of the second, on the same draws."""
        drawn = self.drawn[:, first] - self.drawn[:, second]
        return self._estimate(self.means[first] - self.means[second], drawn, level)

    def _estimate(self, mean: float, drawn: FloatArray, level: float) -> ScoreEstimate:
        ends = np.quantile(drawn, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
        low, high = ends if self.clusters > 1 else (math.nan, math.nan)
        return ScoreEstimate(float(mean), float(low), float(high), self.items, self.clusters)


def bootstrap(
    scores: FloatArray,
    clusters: Sequence[str],
    weights: FloatArray | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Bootstrap:
    """Draw clusters with replacement, and take the mean score of each forecaster in every draw.

    Parameters
    ----------
    scores : finite, shape (items, forecasters).
    clusters : label of each item's cluster, shape (items,).
    weights : of the items, positive; by default all alike.
    draws, seed : how often, and the root seed. One stream draws ``draws`` rows of as many indices as there
        are clusters, in the order in which they first appear.

    Source
    ------
    [Davison1997] section 3.8. With few clusters the intervals are too narrow.

    Examples
    --------
    >>> found = bootstrap(np.array([[1.0, 2.0], [3.0, 5.0], [2.0, 2.0]]), ["a", "a", "b"])
    >>> found.estimate(0)
    ScoreEstimate(mean=2.0, low=2.0, high=2.0, items=3, clusters=2)
    >>> found.difference(1, 0)
    ScoreEstimate(mean=1.0, low=0.0, high=1.5, items=3, clusters=2)
    """
    labels = list(dict.fromkeys(clusters))
    place = np.array([labels.index(label) for label in clusters], dtype=np.int64)
    weights = np.ones(len(place)) if weights is None else weights
    sums = np.zeros((len(labels), scores.shape[1]))
    np.add.at(sums, place, weights[:, None] * scores)
    sizes = np.bincount(place, weights=weights, minlength=len(labels))
    picked = replicate_stream(seed, _STREAM).integers(len(labels), size=(draws, len(labels)))
    drawn = sums[picked].sum(axis=1) / sizes[picked].sum(axis=1)[:, None]
    return Bootstrap(sums.sum(axis=0) / sizes.sum(), drawn, len(place), len(labels))


def cases_needed(differences: FloatArray, errors: float = 2.0) -> float:
    """Return how many independent cases would set a mean difference of scores apart from 0.

    Parameters
    ----------
    differences : of the scores of two forecasters, per case; at least two.
    errors : how many standard errors the mean is to be away from 0.

    Returns
    -------
    (errors x standard deviation / mean)^2; infinite for a mean of 0.

    Source
    ------
    [Diebold1995], with independent cases.
    """
    mean, spread = float(differences.mean()), float(differences.std(ddof=1))
    return (errors * spread / mean) ** 2 if mean else math.inf
