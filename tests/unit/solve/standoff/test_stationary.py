from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import SolverError
from blinkfirst.questions.run.answer import run
from blinkfirst.scenario.loading import changed, load
from blinkfirst.solve.kernels import pull_back
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.explanation import explain_choice
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.stationary import _discounted_visits, _Steps, stationary_values
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
    patient = replace(game, patience=np.array([1.0, 0.9]))
    with pytest.raises(SolverError, match="patience of actor0 is 1, expected below 1"):
        backward_induction(standoff_of(patient, 3, stationary=True))


WAR = """\
blinkfirst: 1
title: A war of attrition without discounting
start: 2024-01-01
horizon: none
window: 12
world:
  over: {levels: [no, yes, later], start: no}
arguments:
  cost: {claim: C, assumption: a, for: [A, B], while: over == no, weight: -0.5}
  prize: {claim: C, assumption: a, for: A, when: mover == B and move == quit, weight: 2}
actors:
  A: {position: No, tempo: 1.5, patience: 1, precision: 0, moves: {hold: {}, quit: {when: over == no, then: {over: yes}, blink: hard}}}
  B: {position: No, tempo: 1, patience: 1, precision: 0, moves: {hold: {}, quit: {when: over == no, then: {over: yes}, blink: hard}}}
nature:
  age: {when: over == yes, rate: 1, then: {over: later}}
"""  # noqa: E501  a scenario


def test_endless_patience_is_accepted_where_every_end_is_sure() -> None:
    """Rivals quit at 0.75 and 0.5 a month: war costs 0.5 for 1 / 1.25 months, and A wins in 0.4 of cases."""
    standoff = compile_scenario(load(WAR)).standoff
    policy = backward_induction(standoff)
    found = forecast(standoff, policy)
    np.testing.assert_allclose(found.values, [2 * 0.4 - 0.5 / 1.25, -0.5 / 1.25], rtol=1e-9)
    values = policy.plans[0].stretches[0].values
    np.testing.assert_allclose(values[standoff.opening.start], found.values, rtol=1e-9)


@pytest.mark.parametrize("short", [1e-7, 1e-9, 1e-12, 1e-15])
def test_who_is_nearly_endlessly_patient_does_nearly_the_same(short: float) -> None:
    impatient = changed(load(WAR), {"actors.A.patience": 1 - short, "actors.A.precision": 3})
    patient = changed(load(WAR), {"actors.A.precision": 3})
    for one, other in zip(*(run(s).first_blink.values() for s in (impatient, patient)), strict=True):
        assert one == pytest.approx(other, rel=10 * short + 1e-11)


@pytest.mark.parametrize(
    "changes",
    [
        {"arguments.cost.while": "over != later or over == later"},
        {"nature.age.rate": 0, "arguments.cost.while": "over == yes"},
        {"arguments.prize.when": "mover == B"},
        {"actors.A.precision": "exact", "actors.B.tempo": 0},
    ],
)
def test_endless_patience_is_refused_where_payments_may_go_on_for_ever(changes: dict[str, Any]) -> None:
    """A flow in the last state, or in one that nothing leaves; a lump of holding; a war nobody must end."""
    with pytest.raises(SolverError, match="expected below 1, or values grow without bound"):
        backward_induction(compile_scenario(changed(load(WAR), changes)).standoff)


def test_an_exact_maximiser_may_be_endlessly_patient_where_others_end_the_war() -> None:
    backward_induction(compile_scenario(changed(load(WAR), {"actors.A.precision": "exact"})).standoff)


def test_no_convergence_says_residual_sweeps_and_what_to_do() -> None:
    game = random_game(np.random.default_rng(3), 4, 2, (1.0,), (0.99,))
    with pytest.raises(
        SolverError, match=r"residual .* utils after 2 sweeps, expected at most .*finite horizon"
    ):
        stationary_values(game, most_sweeps=2)


def test_an_end_that_rounding_takes_away_is_told() -> None:
    """Found by the fuzzer: the sparse solver's own error came through."""
    here = np.zeros(1, dtype=np.int64)
    with pytest.raises(SolverError, match="rounding cannot part it from never"):
        _discounted_visits(_Steps(here, here, np.ones(1)), np.ones(1), 1.0)
