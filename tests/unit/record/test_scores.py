"""Scores of single items: closed forms, proper, and as a slow reference has them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.record.scores.brier import brier_scores
from blinkfirst.record.scores.logarithmic import logarithmic_scores
from blinkfirst.record.scores.mixing import mixed_with_uniform
from blinkfirst.record.scores.ranked_probability import ranked_probability_scores
from reference import slow_scores

Score = Callable[[Sequence[FloatArray], IntArray], FloatArray]
Slow = Callable[[Sequence[float], int], float]
SCORES: list[tuple[Score, Slow]] = [
    (logarithmic_scores, slow_scores.logarithmic),
    (brier_scores, slow_scores.brier),
    (ranked_probability_scores, slow_scores.ranked_probability),
]


def drawn(chance: np.random.Generator, items: int) -> tuple[list[FloatArray], IntArray]:
    """Forecasts of two to six options, and what happened."""
    chances = [chance.dirichlet(np.ones(chance.integers(2, 7))) for _ in range(items)]
    return chances, np.array([chance.integers(len(given)) for given in chances], dtype=np.int64)


@pytest.mark.parametrize(("score", "slow"), SCORES)
def test_scores_are_those_of_the_definitions(score: Score, slow: Slow) -> None:
    chances, happened = drawn(np.random.default_rng(1), 200)
    slowly = [slow(given.tolist(), int(k)) for given, k in zip(chances, happened, strict=True)]
    np.testing.assert_allclose(score(chances, happened), slowly, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("score", "slow"), SCORES)
def test_scores_are_proper(score: Score, slow: Slow) -> None:
    """Whoever believes p expects least from saying p; from anything else, more."""
    chance = np.random.default_rng(2)
    for _ in range(50):
        believed, other = chance.dirichlet(np.ones(4), size=2)
        each = np.arange(4)
        honest, lying = (believed @ score([said] * 4, each) for said in (believed, other))
        assert honest < lying


def test_a_certainty_that_fails_costs_infinitely_much_unless_mixed() -> None:
    sure, happened = [np.array([1.0, 0.0])], np.array([1])
    assert logarithmic_scores(sure, happened).tolist() == [math.inf]
    assert logarithmic_scores(mixed_with_uniform(sure), happened)[0] == pytest.approx(-math.log(0.01))
    assert [m.sum() for m in mixed_with_uniform(sure)] == [1.0]


def test_the_uniform_forecast_has_closed_forms() -> None:
    uniform, first = [np.full(4, 0.25)], np.array([0])
    assert logarithmic_scores(uniform, first)[0] == pytest.approx(math.log(4))
    assert brier_scores(uniform, first)[0] == pytest.approx(0.75)
    assert ranked_probability_scores(uniform, first)[0] == pytest.approx((9 + 4 + 1) / 16 / 3)


def test_a_near_miss_costs_less_only_by_ranked_probability() -> None:
    near, far = [np.array([0.0, 1.0, 0.0, 0.0])], [np.array([0.0, 0.0, 0.0, 1.0])]
    nothing = np.array([0])
    assert ranked_probability_scores(near, nothing)[0] == pytest.approx(1 / 3)
    assert ranked_probability_scores(far, nothing)[0] == pytest.approx(1.0)
    assert brier_scores(near, nothing)[0] == brier_scores(far, nothing)[0] == 2.0
