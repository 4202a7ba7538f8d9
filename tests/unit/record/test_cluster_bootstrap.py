"""Intervals of mean scores by drawing clusters."""

from __future__ import annotations

import math

import numpy as np
import pytest

from blinkfirst.record.scores.cluster_bootstrap import bootstrap, cases_needed
from blinkfirst.rng import replicate_stream


def test_draws_are_those_of_the_stated_stream() -> None:
    chance = np.random.default_rng(1)
    scores, weights = chance.random((30, 2)), chance.random(30) + 0.5
    clusters = [f"c{k}" for k in chance.integers(6, size=30)]
    found = bootstrap(scores, clusters, weights, draws=50, seed=9)
    labels = list(dict.fromkeys(clusters))
    picked = replicate_stream(9, 0).integers(len(labels), size=(50, len(labels)))
    for row, drawn in zip(picked, found.drawn, strict=True):
        items = [i for k in row for i in range(30) if clusters[i] == labels[k]]
        np.testing.assert_allclose(drawn, np.average(scores[items], axis=0, weights=weights[items]))
    np.testing.assert_allclose(found.means, np.average(scores, axis=0, weights=weights))


def test_the_interval_of_independent_items_is_that_of_the_normal_law() -> None:
    scores = np.random.default_rng(2).normal(1.0, 0.5, size=(400, 1))
    found = bootstrap(scores, [str(k) for k in range(400)]).estimate(0)
    half = 1.645 * scores.std(ddof=1) / 20
    assert found.low == pytest.approx(found.mean - half, abs=0.006)
    assert found.high == pytest.approx(found.mean + half, abs=0.006)
    assert (found.items, found.clusters) == (400, 400)


def test_items_of_one_cluster_count_as_few() -> None:
    """Ten copies of every item in its cluster tell nothing new."""
    scores = np.random.default_rng(3).normal(size=(20, 1))
    clusters = [str(k) for k in range(20)]
    one = bootstrap(scores, clusters).estimate(0)
    ten = bootstrap(np.repeat(scores, 10, axis=0), [c for c in clusters for _ in range(10)]).estimate(0)
    assert (ten.low, ten.high) == pytest.approx((one.low, one.high))


def test_differences_are_paired() -> None:
    chance = np.random.default_rng(4)
    hard = chance.normal(size=200)
    scores = np.column_stack([hard, hard + 0.1 + chance.normal(scale=0.01, size=200)])
    found = bootstrap(scores, [str(k) for k in range(200)])
    apart = found.difference(1, 0)
    assert apart.tells and apart.mean == pytest.approx(0.1, abs=0.005)
    assert apart.high - apart.low < 0.01 < found.estimate(0).high - found.estimate(0).low
    assert not found.difference(0, 0).tells


def test_one_cluster_tells_nothing() -> None:
    found = bootstrap(np.array([[1.0], [2.0]]), ["a", "a"]).estimate(0)
    assert math.isnan(found.low) and math.isnan(found.high) and not found.tells and found.mean == 1.5


def test_how_many_cases_would_tell() -> None:
    differences = np.array([0.6, -0.2, 0.2, 0.2])
    assert cases_needed(differences) == pytest.approx((2 * differences.std(ddof=1) / 0.2) ** 2)
    assert cases_needed(np.array([1.0, -1.0])) == math.inf
