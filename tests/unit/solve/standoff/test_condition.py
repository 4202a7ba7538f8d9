"""The condition of a forecast, against finite differences and against the same model in many digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.game import FloatArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff import condition as conditions
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.condition import (
    Condition,
    condition_of,
    first_blinks_with,
    knife_edge,
    nudged,
)
from blinkfirst.solve.standoff.forecast import forecast
from reference.precise_standoff import precise_first_blinks
from worlds.nearly_alike import alike as alike_sides
from worlds.random_games import eventful_standoff, random_changed_game, random_game, standoff_of


def alike(horizon: float | str, precision: float) -> Standoff:
    """Two sides alike in everything; rounding grows by a factor per tick."""
    return compile_scenario(load(alike_sides(horizon, precision))).standoff


def measured(standoff: Standoff) -> tuple[FloatArray, Condition]:
    policy = backward_induction(standoff)
    chances = forecast(standoff, policy).first_blink_by_actor
    return chances, condition_of(standoff, policy, chances)


def errors_and_claims(standoff: Standoff, digits: int = 80) -> tuple[FloatArray, FloatArray]:
    """True errors of every actor's chance, and what the condition says of them."""
    chances, condition = measured(standoff)
    truth = precise_first_blinks(standoff, digits)
    errors = [abs(float(Decimal(p) - true)) for p, true in zip(chances.tolist(), truth, strict=True)]
    return np.array(errors), condition.rounding


def with_events(seed: int) -> Standoff:
    """A random stand-off with up to three dated events, foreseen or not."""
    rng = np.random.default_rng(seed)
    ticks = int(rng.integers(3, 10))
    ats = sorted(rng.choice(np.arange(1, ticks), size=min(int(rng.integers(1, 4)), ticks - 1), replace=False))
    first = random_game(rng, int(rng.integers(1, 6)), int(rng.integers(1, 4)))
    later = [random_changed_game(rng, first, int(rng.integers(1, 6))) for _ in ats]
    surprising = [bool(rng.random() < 0.5) for _ in ats]
    return eventful_standoff(rng, ticks, [first, *later], [int(at) for at in ats], surprising)


def plain(seed: int, precisions: tuple[float, ...], ticks: tuple[int, ...] = (10, 40, 120)) -> Standoff:
    rng = np.random.default_rng(seed)
    patiences = (1.0, 0.95, 1 - 1e-9)
    game = random_game(rng, int(rng.integers(2, 6)), int(rng.integers(2, 4)), precisions, patiences)
    return standoff_of(game, int(rng.choice(ticks)))


@pytest.mark.parametrize("seed", range(12))
def test_slopes_are_those_of_finite_differences(seed: int) -> None:
    soft = plain(seed, (0.3, 1.0, 4.0), (1, 10, 40))
    standoff = with_events(seed) if seed % 2 else soft
    _, condition = measured(standoff)
    step = 1e-6
    for (argument, actor), slope in condition.slopes.items():
        up, down = (first_blinks_with(standoff, argument, actor, 1 + s) for s in (step, -step))
        np.testing.assert_allclose(slope, (up - down) / (2 * step), rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_slopes_of_an_endless_game_are_those_of_finite_differences(seed: int) -> None:
    game = random_game(np.random.default_rng(seed), 4, 3, (0.5, 1.0), (0.5, 0.2))
    standoff = standoff_of(game, 10, stationary=True)
    _, condition = measured(standoff)
    for (argument, actor), slope in condition.slopes.items():
        up, down = (first_blinks_with(standoff, argument, actor, 1 + s) for s in (1e-4, -1e-4))
        np.testing.assert_allclose(slope, (up - down) / 2e-4, rtol=1e-2, atol=1e-5)


PRECISIONS = ((0.3, 1.0, 4.0, 25.0), (25.0, 100.0, 400.0), (1e3, 1e4), (np.inf,), (4.0, 100.0, np.inf))


def test_no_error_is_larger_than_claimed_and_the_claim_is_not_slack() -> None:
    slack = []
    for seed in range(60):
        standoff = with_events(seed) if seed % 6 == 5 else plain(seed, PRECISIONS[seed % 6])
        errors, claims = errors_and_claims(standoff)
        assert (errors <= claims).all(), (seed, errors, claims)
        worst = int(errors.argmax())
        if errors[worst] > 0.0:
            slack.append(claims[worst] / errors[worst])
    assert np.median(slack) < 1000


@pytest.mark.parametrize(
    ("horizon", "precision"), [(12, 8), (60, 8), (120, 8), (24, 32), (36, 16)]
)
@pytest.mark.parametrize("apart", [1e-3, 1e-9, 1e-12, 1e-14, 1e-15])
def test_nearly_equal_sides_are_within_the_claim(horizon: int, precision: float, apart: float) -> None:
    standoff = nudged(alike(horizon, precision), "cost", 0, 1 + apart)
    errors, claims = errors_and_claims(standoff, 120)
    assert (errors <= claims).all()
    if apart >= 1e-9 and horizon != 12:
        assert claims.max() < 1e-6


@pytest.mark.parametrize(("horizon", "precision"), [(60, 8), (120, 8), (24, 32), (36, 16), (480, 4)])
def test_equals_have_equal_chances_and_are_called_a_knife_edge(horizon: int, precision: float) -> None:
    standoff = alike(horizon, precision)
    chances, condition = measured(standoff)
    assert chances[0] == chances[1]
    assert condition.tied == (0, 1)
    assert condition.worst < 1e-11
    assert condition.thousandth == 1.0
    edge = knife_edge(standoff, chances, condition)
    assert edge is not None
    assert abs(edge.after - edge.before) > 0.3


def test_rounding_that_chose_a_side_long_ago_is_told() -> None:
    """At the end of a long horizon nothing moves the answer any more; which it is was rounding's choice."""
    for horizon, precision in ((120, 8), (240, 8), (480, 4)):
        _, condition = measured(nudged(alike(horizon, precision), "cost", 0, 1 + 1e-15))
        assert condition.worst == 1.0


def test_rounding_that_chose_an_endless_games_solution_is_told() -> None:
    endless = replace(alike(12, 8), stationary=True)
    assert measured(nudged(endless, "cost", 0, 1 + 1e-15))[1].worst == 1.0
    assert measured(nudged(endless, "cost", 0, 1 + 1e-3))[1].worst < 1e-9


def test_a_thousandth_bounds_what_a_thousandth_does_and_names_the_weight() -> None:
    standoff = alike(12, 8)
    chances, condition = measured(standoff)
    assert condition.weightiest is not None
    argument, actor, blinker, _ = condition.weightiest
    assert argument == "prize"
    moved = abs(first_blinks_with(standoff, argument, actor, 1.001) - chances)
    assert moved.argmax() in (0, 1)
    assert 0.05 < moved[blinker] < condition.thousandth


def test_one_actor_and_an_actor_that_cannot_blink() -> None:
    one = standoff_of(random_game(np.random.default_rng(3), 4, 1), 10)
    errors, claims = errors_and_claims(one)
    assert (errors <= claims).all()
    game = random_game(np.random.default_rng(1), 4, 3, (1.0,))
    meek = replace(game, edge_blink=np.where(game.edge_actor == 1, 0, game.edge_blink))
    assert measured(standoff_of(meek, 10))[1].rounding[1] == 0.0


def test_more_actors_than_lanes() -> None:
    standoff = standoff_of(random_game(np.random.default_rng(5), 4, 11, (1.0, 4.0)), 20)
    errors, claims = errors_and_claims(standoff)
    assert (errors <= claims).all()
    assert claims.max() < 1e-9


def test_five_who_can_blink_take_a_second_pass() -> None:
    standoff = standoff_of(random_game(np.random.default_rng(0), 6, 5, (1.0, 4.0)), 20)
    errors, claims = errors_and_claims(standoff)
    assert (errors <= claims).all()
    assert 0.0 < claims.min() <= claims.max() < 1e-9


def test_four_who_can_blink_bound_what_nobody_does() -> None:
    standoff = standoff_of(random_game(np.random.default_rng(0), 6, 4, (1.0, 4.0)), 20)
    chances, condition = measured(standoff)
    assert condition.nobody == pytest.approx(condition.rounding.sum())
    truth = 1 - sum(precise_first_blinks(standoff, 80))
    assert abs(1.0 - chances.sum() - float(truth)) <= condition.nobody


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("limits", [{"LARGE": 0}, {"LARGE": 0, "VERY_LARGE": 0}])
def test_a_trace_that_is_cut_short_or_made_again_says_the_same(
    monkeypatch: pytest.MonkeyPatch, seed: int, limits: dict[str, int]
) -> None:
    standoff = with_events(seed) if seed % 2 else plain(seed, (1.0, 4.0))
    _, whole = measured(standoff)
    for name, limit in limits.items():
        monkeypatch.setattr(conditions, name, limit)
    _, short = measured(standoff)
    np.testing.assert_allclose(short.rounding, whole.rounding, rtol=1e-4)
    for key, slope in whole.slopes.items():
        np.testing.assert_allclose(short.slopes[key], slope, rtol=1e-3, atol=1e-6)


def test_a_close_call_of_an_exact_maximiser_counts_as_a_thousandth() -> None:
    standoff = alike(12, 8)
    game = replace(standoff.opening, precision=np.full(2, np.inf))
    payoffs = game.payoffs
    weights = np.array([0.0 if column.argument == "cost" else 1.0 for column in payoffs.columns])
    free = replace(standoff_of(game.with_weights(weights), 4, 0.0), start=date(2024, 1, 1))
    assert measured(free)[1].thousandth > 0.1  # waiting costs nothing: every choice is a tie
