from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.errors import SolverError
from blinkfirst.solve.kernels import pull_back
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.explanation import explain_choice
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.stationary import stationary_values
from worlds.random_games import random_game, standoff_of


@pytest.mark.parametrize("seed", range(8))
def test_stationary_values_are_a_fixed_point_and_the_limit_of_long_horizons(seed: int) -> None:
    game = random_game(np.random.default_rng(seed), 5, 3, (0.0, 0.5, 1.0), (0.5, 0.2))
    values, residual = stationary_values(game)
    choice = np.empty((1, game.n_edges))
    again = pull_back(lay_out(game), values, 1, choice)
    scale = max(1.0, float(np.abs(values).max()))
    assert residual <= 1e-12 * scale
    assert np.abs(again - values).max() <= 2e-12 * scale
    long = backward_induction(standoff_of(game, 3000, afterwards_months=0.0)).plans[0].stretches[0]
    np.testing.assert_allclose(values, long.values, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("seed", range(8))
def test_an_endless_forecast_splits_all_that_will_ever_be_paid(seed: int) -> None:
    game = random_game(np.random.default_rng(seed), 5, 3, (0.0, 0.5, 1.0), (0.5, 0.2, 0.9))
    standoff = standoff_of(game, 10, stationary=True)
    policy = backward_induction(standoff)
    seen = forecast(standoff, policy)
    values = policy.plans[0].stretches[0].values
    np.testing.assert_allclose(seen.values, values[game.start], rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(
        policy.plans[0].stretches[0].choice[0], policy.plans[0].stretches[0].choice[-1], atol=1e-9
    )
    last = explain_choice(standoff, policy, 9, game.start, 0)
    np.testing.assert_allclose(last.split.sum(axis=1), last.values)
    weights = np.exp(game.precision[0] * (last.values - last.values.max()))
    np.testing.assert_allclose(last.probabilities, weights / weights.sum(), rtol=1e-7)


def test_a_finite_horizon_has_no_residual() -> None:
    game = random_game(np.random.default_rng(0), 3, 2)
    assert backward_induction(standoff_of(game, 3)).residual == 0.0


def test_endless_patience_in_an_endless_game_is_refused() -> None:
    game = random_game(np.random.default_rng(0), 3, 2, patiences=(0.9,))
    patient = replace(game, patience=np.array([0.9, 1.0]))
    with pytest.raises(SolverError, match="patience of actor1 is 1, expected below 1"):
        backward_induction(standoff_of(patient, 3, stationary=True))


def test_no_convergence_says_residual_sweeps_and_what_to_do() -> None:
    game = random_game(np.random.default_rng(3), 4, 2, (1.0,), (0.99,))
    with pytest.raises(
        SolverError, match=r"residual .* utils after 2 sweeps, expected at most .*finite horizon"
    ):
        stationary_values(game, most_sweeps=2)
