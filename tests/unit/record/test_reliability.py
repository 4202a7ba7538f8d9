"""Reliability by isotonic regression: its parts, its curve, its band."""

from __future__ import annotations

import math

import numpy as np
import pytest

from blinkfirst.record.scores.logarithmic import logarithmic_scores
from blinkfirst.record.scores.reliability import (
    decomposition,
    events_of,
    log_losses,
    recalibrated,
    reliability,
)
from reference import slow_scores

# ten forecasts, by hand: four of .8 (three came), five of .3 (one came), one of .1
SAID = np.array([0.8] * 4 + [0.3] * 5 + [0.1])
CAME = np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0], dtype=np.bool_)


def test_ten_forecasts_by_hand() -> None:
    brier, logs = decomposition(SAID, CAME), decomposition(SAID, CAME, log_losses)
    assert brier == pytest.approx((0.162, 0.007, 0.085, 0.240), abs=1e-12)
    assert brier.skill == pytest.approx(0.325)
    assert (logs.score, logs.uncertainty) == pytest.approx((0.501490, 0.673012), abs=5e-7)
    assert logs.skill == pytest.approx(0.254857, abs=5e-7)
    assert brier[1:] == pytest.approx(slow_scores.murphy(SAID.tolist(), CAME.tolist()))
    assert recalibrated(SAID, CAME).tolist() == pytest.approx([0.75] * 4 + [0.2] * 5 + [0.0])


@pytest.mark.parametrize("seed", range(6))
def test_the_regression_is_that_of_its_definition(seed: int) -> None:
    chance = np.random.default_rng(seed)
    said = chance.integers(1, 12, size=40) / 12
    came = chance.random(40) < chance.random(40)
    fitted = recalibrated(said, came)
    np.testing.assert_allclose(fitted, slow_scores.isotonic(said.tolist(), came.tolist()), atol=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_the_parts_add_up_and_none_is_negative(seed: int) -> None:
    chance = np.random.default_rng(seed)
    said = chance.random(60)
    came = chance.random(60) < said**2
    for score in (decomposition(said, came), decomposition(said, came, log_losses)):
        whole, miscalibration, discrimination, uncertainty = score
        assert whole == pytest.approx(miscalibration - discrimination + uncertainty)
        assert min(miscalibration, discrimination, uncertainty) > -1e-12


def test_a_rising_change_of_what_was_said_moves_miscalibration_only() -> None:
    chance = np.random.default_rng(3)
    said = chance.random(80)
    came = chance.random(80) < said
    one, other = decomposition(said, came), decomposition(said**3, came)
    assert one[2:] == pytest.approx(other[2:])
    assert one.miscalibration < other.miscalibration


def test_the_band_holds_what_it_should_of_a_reliable_forecaster() -> None:
    """Of 200 reliable forecasters the band at each value holds about nine in ten, the test errs in few."""
    chance = np.random.default_rng(4)
    held, small = [], []
    for seed in range(200):
        said = chance.choice([0.1, 0.3, 0.5, 0.8], size=60)
        came = chance.random(60) < said
        found = reliability(said, came, resamples=200, seed=seed)
        held.append(np.average(~found.outside, weights=found.counts))
        small.append(found.chance <= 0.1)
    assert 0.86 < np.mean(held) < 0.97
    assert 0.04 < np.mean(small) < 0.17


def test_who_is_too_sure_is_told() -> None:
    chance = np.random.default_rng(5)
    truth = chance.choice([0.35, 0.65], size=300)
    said = np.where(truth > 0.5, 0.97, 0.03)
    found = reliability(said, chance.random(300) < truth)
    assert found.chance < 0.001 and found.outside.all()
    assert found.counts.sum() == 300 and (np.diff(found.said) > 0).all()


def test_the_same_seed_gives_the_same_band() -> None:
    one, other = reliability(SAID, CAME, seed=7), reliability(SAID, CAME, seed=7)
    np.testing.assert_array_equal(one.low, other.low)
    assert one.chance == other.chance


def test_every_option_of_an_item_is_an_event() -> None:
    chances, happened = [np.array([0.2, 0.3, 0.5]), np.array([0.9, 0.1])], np.array([2, 0])
    said, came = events_of(chances, happened)
    assert said.tolist() == [0.2, 0.3, 0.5, 0.9, 0.1] and came.tolist() == [False, False, True, True, False]


def test_two_rival_readings_by_hand() -> None:
    """Six forecasts each of what happened: a ratio of 1.2, and 694 cases to tell them apart."""
    from blinkfirst.record.scores.cluster_bootstrap import cases_needed

    said = np.array([[0.7, 0.6, 0.2, 0.8, 0.5, 0.9], [0.5, 0.5, 0.4, 0.6, 0.6, 0.7]])
    one, other = (
        logarithmic_scores([np.array([p, 1 - p]) for p in row], np.zeros(6, dtype=np.int64)) for row in said
    )
    factor = math.exp((other - one).sum())
    assert factor == pytest.approx(1.2) and factor / (1 + factor) == pytest.approx(0.545455, abs=5e-7)
    assert (other - one).mean() == pytest.approx(0.0304, abs=5e-5)
    assert round(cases_needed(other - one)) == 694
