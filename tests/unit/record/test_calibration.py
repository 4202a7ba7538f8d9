"""Penalised likelihood on worlds whose truth is known: gradients, recovery, evidence, what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from scipy.integrate import quad

from blinkfirst.game.game import FloatArray
from blinkfirst.record.calibration import (
    STAYS,
    FitLayout,
    Objective,
    fitted,
    hessian,
    layout_of,
    local_model,
    log_evidence,
    losses_of,
    settle,
    spread_of,
    without_clusters,
)
from blinkfirst.record.items import ACT, Item

ANYWHERE = (-np.inf, np.inf)
OPTIONS = 4


class World:
    """Items whose options have known utilities; the first number is the logarithm of the precision.

    Chances are exp(precision x utility) over their sum, and every further number shifts utilities. A second
    lens has other utilities.
    """

    def __init__(self, seed: int, items: int, numbers: int, truth: Sequence[float], lenses: int = 1) -> None:
        chance = np.random.default_rng(seed)
        self.utilities = chance.normal(size=(lenses, items, OPTIONS))
        self.effects = chance.normal(size=(lenses, numbers - 1, items, OPTIONS))
        self.asked = 0
        chances = self.at(np.array(truth))[0].reshape(items, OPTIONS)
        came = [int(chance.choice(OPTIONS, p=row)) for row in chances]
        names = tuple("abcd")
        self.items = [
            Item(f"H{k}", date(2000, 1, 1), f"c{k % 12}", ACT, "East", names, did)
            for k, did in enumerate(came)
        ]
        self.layout: FitLayout = layout_of(self.items)

    def at(self, point: FloatArray) -> FloatArray:
        """Chances, shape (lenses, items x options)."""
        moved = self.utilities + np.einsum("n,lnio->lio", point[1:], self.effects)
        logs = 2.0 * np.exp(0.7 * point[0]) * moved
        raw = np.exp(logs - logs.max(axis=2, keepdims=True))
        return np.asarray((raw / raw.sum(axis=2, keepdims=True)).reshape(len(raw), -1))

    def __call__(self, points: Sequence[FloatArray]) -> list[FloatArray]:
        self.asked += len(points)
        return [self.at(point) for point in points]


def objective(numbers: int, width: float, lenses: int = 1) -> Objective:
    return Objective(np.full(lenses, 1.0 / lenses), width, [ANYWHERE] * numbers)


def test_the_model_is_exact_at_its_centre_and_close_around_it() -> None:
    world = World(1, 40, 2, (0.0, 0.0), lenses=2)
    model = local_model(world, np.array([0.2, -0.1]), world.layout)
    np.testing.assert_allclose(model.chances(model.centre), world.at(model.centre), atol=1e-12)
    near = model.centre + np.array([0.2, -0.1])
    np.testing.assert_allclose(model.chances(near), world.at(near), atol=0.04)
    sums = model.chances(near).reshape(2, 40, OPTIONS).sum(axis=2)
    np.testing.assert_allclose(sums, 1.0)


def test_gradients_are_those_of_differences() -> None:
    world = World(2, 30, 3, (0.0, 0.0, 0.0), lenses=2)
    model = local_model(world, np.zeros(3), world.layout)
    shares, point = np.array([0.3, 0.7]), np.array([0.2, -0.3, 0.1])
    losses, gradient = model.losses(point, shares)
    np.testing.assert_allclose(losses, losses_of(shares @ model.chances(point), world.layout))
    for k, step in enumerate(1e-6 * np.eye(3)):
        above, below = (model.losses(at, shares)[0] for at in (point + step, point - step))
        np.testing.assert_allclose(gradient[:, k], (above - below) / 2e-6, atol=1e-6)


@pytest.mark.parametrize(("seed", "truth"), [(3, (0.8, 0.0)), (4, (-0.7, 0.5)), (5, (0.0, -0.6))])
def test_what_made_the_record_is_found_again(seed: int, truth: tuple[float, float]) -> None:
    world = World(seed, 600, 2, truth)
    goal = objective(2, 2.0)
    model, point, settled = settle(world, world.layout, goal, lambda text: None)
    spread = spread_of(model, goal, point)
    assert settled and world.asked <= 5 * 6
    assert (np.abs(point - truth) < 3.0 * spread.wider).all()
    assert (spread.wider < 0.3).all()


def test_the_minimum_is_that_of_the_true_likelihood() -> None:
    world = World(6, 200, 1, (0.5,))
    goal = objective(1, 1.0)
    _, point, _ = settle(world, world.layout, goal, lambda text: None)

    def penalised(x: float) -> float:
        return float(losses_of(world.at(np.array([x]))[0], world.layout).sum() + x**2 / 2.0)

    line = np.linspace(-2, 2, 801)
    best = line[np.argmin([penalised(x) for x in line])]
    assert abs(point[0] - best) < 2 * STAYS


def test_a_narrow_prior_keeps_what_was_written_and_a_wide_one_lets_go() -> None:
    world = World(7, 200, 1, (1.0,))
    found = []
    for width in (0.01, 0.3, 3.0):
        _, point, _ = settle(world, world.layout, objective(1, width), lambda text: None)
        found.append(point[0])
    assert abs(found[0]) < 0.1 < found[1] < found[2]


def test_a_record_that_says_nothing_leaves_the_prior_as_it_is() -> None:
    world = World(8, 50, 2, (0.0, 0.0))
    world.effects[:] = 0.0
    goal = objective(2, 1.0)
    model, point, _ = settle(world, world.layout, goal, lambda text: None)
    assert abs(point[1]) < 1e-6
    assert spread_of(model, goal, point).likelihood[1] == pytest.approx(1.0)


def test_bounds_are_kept() -> None:
    world = World(9, 200, 1, (1.5,))
    goal = Objective(np.ones(1), 3.0, [(-0.2, 0.4)])
    _, point, _ = settle(world, world.layout, goal, lambda text: None)
    assert point[0] == pytest.approx(0.4)


@pytest.mark.parametrize("width", [0.25, 1.0, 2.0])
def test_the_evidence_is_that_of_quadrature(width: float) -> None:
    world = World(10, 60, 1, (0.3,))
    goal = objective(1, width)
    model, point, _ = settle(world, world.layout, goal, lambda text: None)
    best = losses_of(world.at(point)[0], world.layout).sum()

    def integrand(x: float) -> float:
        loss = losses_of(world.at(np.array([x]))[0], world.layout).sum()
        return float(np.exp(best - loss - 0.5 * (x / width) ** 2) / (width * np.sqrt(2 * np.pi)))

    integral, _ = quad(integrand, -6 * width, 6 * width, points=[point[0]], limit=200)
    assert log_evidence(model, goal) == pytest.approx(np.log(integral) - best, abs=0.05)


def test_the_evidence_prefers_the_lens_that_made_the_record() -> None:
    world = World(11, 120, 1, (0.0,), lenses=2)
    model = local_model(world, np.zeros(1), world.layout)
    first, second = (log_evidence(model, Objective(row, 1.0, [ANYWHERE])) for row in np.eye(2))
    assert first - second > 5.0


def test_leaving_a_cluster_out_is_fitting_the_others() -> None:
    world = World(12, 120, 1, (0.5,))
    goal = objective(1, 1.0)
    model, _, _ = settle(world, world.layout, goal, lambda text: None)
    points = without_clusters(model, goal)
    assert list(points) == [f"c{k}" for k in range(12)]
    others = np.array([name != "c3" for name in world.layout.clusters], dtype=np.float64)
    np.testing.assert_allclose(points["c3"], fitted(model, goal, others, 3.0))


def test_one_cluster_of_copies_widens_the_interval_by_clusters() -> None:
    """Ten copies of each item in its cluster: the likelihood takes them for news, the sandwich does not."""
    world = World(13, 12, 1, (0.3,))
    copies = World(13, 12, 1, (0.3,))
    copies.utilities = np.repeat(world.utilities, 10, axis=1)
    copies.effects = np.repeat(world.effects, 10, axis=2)
    copies.layout = layout_of([item for item in world.items for _ in range(10)])
    goal = objective(1, 5.0)
    model, point, _ = settle(copies, copies.layout, goal, lambda text: None)
    spread = spread_of(model, goal, point)
    assert spread.clusters[0] > 1.5 * spread.likelihood[0]


def test_the_hessian_is_symmetric_and_bends_upwards_at_the_minimum() -> None:
    world = World(14, 300, 3, (0.2, 0.1, -0.2))
    goal = objective(3, 1.0)
    model, point, _ = settle(world, world.layout, goal, lambda text: None)
    bent = hessian(model, goal.shares, point, world.layout.weights)
    np.testing.assert_allclose(bent, bent.T)
    assert np.linalg.eigvalsh(bent).min() > 0.0
