"""Penalised likelihood: free numbers of a theatre fitted to what happened, around what their authors wrote.

Let x be the point of the free numbers (`free_numbers`), p_l(x) the chances that lens l gives the options of
the items, p = sum_l share_l p_l their pool, mixed with 2 % uniform. The fit at width w minimises

    sum_i -ln p_i[happened] + |x|^2 / (2 w^2).

Solving all cases at a point costs seconds, so the sum is minimised over a *model* of the logarithms of the
chances around a centre: of each option a constant, a slope and a curvature in every coordinate, from central
differences, and the chances of an item made to add up to 1. The centre moves to the minimum until it stays.
Other widths, the fits without a cluster and the evidence are worked out on the last model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.record.items import Item
from blinkfirst.record.scores.mixing import UNIFORM_SHARE

STEP = 0.5  # of the central differences, on the scale of the points
TRUST = 1.5  # how far a centre moves in a round
STAYS = 0.05  # a centre that moves less than this stays
ROUNDS = 6
_LEAST = 1e-12  # of a chance, whose logarithm is modelled
_NEAR = 1e-4  # steps of the Hessian


@dataclass(frozen=True)
class FitLayout:
    """The options of some items, one after the other.

    Attributes
    ----------
    owner : the item of each option, shape (options,).
    came : place of the option that happened, shape (items,).
    sizes : number of options, shape (items,).
    weights, clusters : of the items.
    """

    owner: IntArray
    came: IntArray
    sizes: IntArray
    weights: FloatArray
    clusters: tuple[str, ...]


def layout_of(items: Sequence[Item]) -> FitLayout:
    """Return where the options of some items are."""
    sizes = np.array([len(item.options) for item in items], dtype=np.int64)
    first = np.cumsum(sizes) - sizes
    return FitLayout(
        owner=np.repeat(np.arange(len(items)), sizes),
        came=first + np.array([item.happened for item in items], dtype=np.int64),
        sizes=sizes,
        weights=np.array([item.weight for item in items], dtype=np.float64),
        clusters=tuple(item.cluster for item in items),
    )


def losses_of(chances: FloatArray, layout: FitLayout) -> FloatArray:
    """Return -ln of what was said of what happened, mixed with 2 % uniform, per item.

    Parameters
    ----------
    chances : of all options, shape (options,).
    """
    said = (1.0 - UNIFORM_SHARE) * chances[layout.came] + UNIFORM_SHARE / layout.sizes
    return np.asarray(0.0 - np.log(said))


@dataclass(frozen=True)
class LocalModel:
    """Chances of all options around a centre, by lens.

    Attributes
    ----------
    centre : shape (k,).
    level : logarithms of the chances there, shape (lenses, options).
    slope, curve : their first and second differences, shape (lenses, k, options).
    layout : of the options.
    """

    centre: FloatArray
    level: FloatArray
    slope: FloatArray
    curve: FloatArray
    layout: FitLayout

    def chances(self, point: FloatArray) -> FloatArray:
        """Return the chances at a point, shape (lenses, options)."""
        away = point - self.centre
        logs = self.level + np.einsum("k,lko->lo", away, self.slope)
        logs += 0.5 * np.einsum("k,lko->lo", away**2, self.curve)
        logs -= np.array([self._best(row) for row in logs])  # overflows otherwise
        raw = np.exp(logs)
        return np.asarray(raw / self._summed(raw)[:, self.layout.owner])

    def losses(self, point: FloatArray, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the loss of each item of the pool, shape (items,), and its gradient, shape (items, k)."""
        chances, layout = self.chances(point), self.layout
        growth = self.slope + (point - self.centre)[None, :, None] * self.curve
        means = self._summed(chances[:, None, :] * growth)
        moved = chances[:, None, layout.came] * (growth[:, :, layout.came] - means)
        pooled = shares @ chances
        said = (1.0 - UNIFORM_SHARE) * pooled[layout.came] + UNIFORM_SHARE / layout.sizes
        gradient = -(1.0 - UNIFORM_SHARE) * np.einsum("l,lki->ik", shares, moved) / said[:, None]
        return losses_of(pooled, layout), gradient

    def _best(self, row: FloatArray) -> FloatArray:
        best = np.full(self.layout.sizes.size, -np.inf)
        np.maximum.at(best, self.layout.owner, row)
        return np.asarray(best[self.layout.owner])

    def _summed(self, values: FloatArray) -> FloatArray:
        starts = np.cumsum(self.layout.sizes) - self.layout.sizes
        return np.asarray(np.add.reduceat(values, starts, axis=-1))


Explore = Callable[[Sequence[FloatArray]], Sequence[FloatArray]]
"""Returns the chances at some points, each of shape (lenses, options)."""


def local_model(explore: Explore, centre: FloatArray, layout: FitLayout) -> LocalModel:
    """Return the model around a centre, from central differences in every coordinate."""
    steps = STEP * np.eye(centre.size)
    points = [centre, *(centre + step for step in steps), *(centre - step for step in steps)]
    logs = [np.log(np.maximum(found, _LEAST)) for found in explore(points)]
    above, below = logs[1 : centre.size + 1], logs[centre.size + 1 :]
    slope = [(up - down) / (2.0 * STEP) for up, down in zip(above, below, strict=True)]
    curve = [(up - 2.0 * logs[0] + down) / STEP**2 for up, down in zip(above, below, strict=True)]
    return LocalModel(centre, logs[0], np.stack(slope, axis=1), np.stack(curve, axis=1), layout)


@dataclass(frozen=True)
class Objective:
    """Penalised loss of a pool of lenses.

    Attributes
    ----------
    shares : of the lenses in the pool, shape (lenses,).
    width : standard deviation of the prior.
    bounds : of every coordinate.
    """

    shares: FloatArray
    width: float
    bounds: Sequence[tuple[float, float]]


def fitted(model: LocalModel, objective: Objective, items: FloatArray, near: float = np.inf) -> FloatArray:
    """Return the point with the least penalised loss, on a model.

    Parameters
    ----------
    items : how much each item counts, shape (items,); 0 for one that is left out.
    near : how far from the centre to look.
    """

    def penalised(point: FloatArray) -> tuple[float, FloatArray]:
        losses, gradient = model.losses(point, objective.shares)
        prior = point / objective.width**2
        return float(items @ losses + 0.5 * point @ prior), items @ gradient + prior

    bounds = [
        (max(low, c - near), min(high, c + near))
        for (low, high), c in zip(objective.bounds, model.centre, strict=True)
    ]
    start = np.clip(model.centre, *np.transpose(bounds))
    return np.asarray(minimize(penalised, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def settle(
    explore: Explore, layout: FitLayout, objective: Objective, say: Callable[[str], None]
) -> tuple[LocalModel, FloatArray, bool]:
    """Move the centre of the model to the minimum until it stays.

    Returns the last model, the minimum, and whether the centre stayed.
    """
    centre = np.zeros(len(objective.bounds))
    for number in range(1, ROUNDS + 1):
        say(f"round {number}")
        model = local_model(explore, centre, layout)
        point = fitted(model, objective, layout.weights, TRUST)
        moved = float(np.abs(point - centre).max())
        if moved < STAYS:
            return model, point, True
        centre = point
    return model, point, False


def hessian(model: LocalModel, shares: FloatArray, point: FloatArray, items: FloatArray) -> FloatArray:
    """Return the second derivatives of the sum of losses, without the penalty; shape (k, k)."""
    columns = []
    for step in _NEAR * np.eye(point.size):
        above, below = (items @ model.losses(at, shares)[1] for at in (point + step, point - step))
        columns.append((above - below) / (2.0 * _NEAR))
    found = np.array(columns)
    return (found + found.T) / 2.0


@dataclass(frozen=True)
class FitSpread:
    """Uncertainty of a fit, in standard deviations, shape (k,).

    Attributes
    ----------
    likelihood : by the curvature at the minimum, as if items were independent.
    clusters : by how much clusters pull in different directions (the sandwich).
    """

    likelihood: FloatArray
    clusters: FloatArray

    @property
    def wider(self) -> FloatArray:
        """The larger of the two."""
        return np.maximum(self.likelihood, self.clusters)


def spread_of(model: LocalModel, objective: Objective, point: FloatArray) -> FitSpread:
    """Return how uncertain a fit is.

    Source
    ------
    [White1982] for the sandwich, with clusters for observations.
    """
    weights, clusters = model.layout.weights, model.layout.clusters
    bent = hessian(model, objective.shares, point, weights) + np.eye(point.size) / objective.width**2
    inverse = np.linalg.pinv(bent, hermitian=True)
    pulls = weights[:, None] * model.losses(point, objective.shares)[1]
    labels = sorted(set(clusters))
    sums = np.array([pulls[[c == label for c in clusters]].sum(axis=0) for label in labels])
    sandwich = inverse @ (sums.T @ sums) @ inverse
    return FitSpread(*(np.sqrt(np.maximum(np.diag(found), 0.0)) for found in (inverse, sandwich)))


def log_evidence(model: LocalModel, objective: Objective) -> float:
    """Return the logarithm of the chance of all that happened, the free numbers integrated over their prior.

    By Laplace's approximation at the minimum: -(loss + |x|^2 / (2 w^2)) - ln det(1 + w^2 H) / 2.

    Source
    ------
    [Kass1995].
    """
    weights = model.layout.weights
    point = fitted(model, objective, weights, 2.0 * TRUST)
    loss = float(weights @ model.losses(point, objective.shares)[0])
    bent = np.eye(point.size) + objective.width**2 * hessian(model, objective.shares, point, weights)
    _, logarithm = np.linalg.slogdet(bent)
    return -(loss + 0.5 * float(point @ point) / objective.width**2) - 0.5 * float(logarithm)


def without_clusters(model: LocalModel, objective: Objective) -> dict[str, FloatArray]:
    """Return the fit without each cluster, by its name, on a model."""
    clusters = np.array(model.layout.clusters)
    return {
        label: fitted(model, objective, model.layout.weights * (clusters != label), 2.0 * TRUST)
        for label in dict.fromkeys(model.layout.clusters)
    }
