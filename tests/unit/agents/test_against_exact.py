"""With every mind strategic, many runs come to the exact forecast: within 4 standard errors, fixed seeds."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from blinkfirst.agents.frequencies import Z95, Estimate, Frequencies
from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.game import Game, flow
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, Watch
from blinkfirst.solve.layout.game_tables import discount_per_tick
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks, backward_induction
from blinkfirst.solve.standoff.forecast import forecast, state_distribution
from worlds.crisis import Crisis, duel
from worlds.random_games import eventful_standoff, random_game, watches_for

STANDARD_ERRORS = 4.0
TWO_SIDED = math.erfc(STANDARD_ERRORS / math.sqrt(2))  # how seldom chance leads further astray


def assert_share(count: int, runs: int, probability: float, what: object) -> None:
    """A count of runs is what a probability leads one to expect, by the binomial distribution."""
    clipped = min(max(probability, 0.0), 1.0)
    if clipped < 1e-12 or clipped > 1 - 1e-12:
        assert count == round(clipped) * runs, what
    else:
        assert binomtest(count, runs, clipped).pvalue >= TWO_SIDED, what


def assert_mean(found: Estimate, exact: float, what: object, least_error: float = 1e-9) -> None:
    """A mean is what was expected, by the spread of the sample or a floor to it."""
    error = max((found.high - found.value) / Z95, least_error)
    assert abs(found.value - exact) <= STANDARD_ERRORS * error, what


def assert_mean_count(found: Estimate, runs: int, exact: float, what: object) -> None:
    """The same for a count; of a rare deed, the few that were seen do not tell the spread."""
    assert_mean(found, exact, what, max(math.sqrt(max(exact, 0.0) / runs), 1 / (STANDARD_ERRORS * runs)))


def assert_agreement(found: Frequencies, exact: Forecast, watches: tuple[Watch, ...]) -> None:
    runs = found.runs
    assert (found.actors, found.deeds, found.tick_months) == (exact.actors, exact.deeds, exact.tick_months)
    for actor, count, probability in zip(
        exact.actors, found.first_blinks, exact.first_blink_by_actor, strict=True
    ):
        assert_share(int(count), runs, float(probability), f"{actor} blinks first")
    assert_share(found.nobody, runs, exact.nobody, "nobody blinks")
    for name in ("first_blink", "first_soft", "first_hard"):
        counts, chances = getattr(found, name).sum(axis=0), getattr(exact, name).sum(axis=0)
        for count, chance in zip(counts.ravel(), chances.ravel(), strict=True):
            assert_share(int(count), runs, float(chance), name)
    for deed, mean, count in zip(exact.deeds, found.move_counts, exact.move_counts, strict=True):
        assert_mean_count(mean, runs, float(count), deed)
    for watch, answer, value in zip(watches, found.answers, exact.answers, strict=True):
        if watch.kind == COUNT:
            assert_mean_count(answer, runs, float(value), watch.kind)
        else:
            assert_share(round(answer.value * runs), runs, float(value), watch.kind)
    assert_time_of_first_blink(found, exact)


def assert_time_of_first_blink(found: Frequencies, exact: Forecast) -> None:
    chances, counts = exact.first_blink.sum(axis=(1, 2)), found.first_blink.sum(axis=(1, 2))
    if counts.sum() < 30:
        return
    ticks = np.arange(chances.size)
    mean = float(ticks @ chances / chances.sum())
    spread = math.sqrt(float((ticks - mean) ** 2 @ chances / chances.sum()))
    error = spread / math.sqrt(counts.sum())
    assert abs(float(ticks @ counts / counts.sum()) - mean) <= STANDARD_ERRORS * error + 1e-12


def assert_payoffs(found: Frequencies, exact: Forecast, standoff: Standoff, policy: Policy) -> None:
    """Payoffs up to the horizon, and what the last state is expected to bring, add up to the value."""
    final = state_distribution(standoff, policy, standoff.ticks)
    games = [stretch.game for stretch in standoff.course]
    ends = [stretch.first_tick for stretch in standoff.course[1:]] + [standoff.ticks]
    weight = np.ones(len(exact.actors))
    for stretch, end in zip(standoff.course, ends, strict=True):
        weight = weight * discount_per_tick(stretch.game) ** (end - stretch.first_tick)
    last = games[final.stretch]
    ahead = afterwards_ticks(last, standoff.afterwards_months) * last.tick_months * flow(last)
    expected = exact.values - weight * (final.probabilities @ ahead)
    for actor, mean, value in zip(exact.actors, found.payoffs, expected, strict=True):
        assert_mean(mean, float(value), f"payoff of {actor}")


def test_the_crisis_of_the_scenario_file(crisis: Crisis) -> None:
    found = play_many(crisis.standoff, crisis.policy, 4000, 11, watches=crisis.watches)
    exact = forecast(crisis.standoff, crisis.policy, crisis.watches)
    assert_agreement(found, exact, crisis.watches)
    assert_payoffs(found, exact, crisis.standoff, crisis.policy)


@pytest.mark.parametrize("seed", range(6))
def test_random_games_with_dated_events(seed: int) -> None:
    rng = np.random.default_rng(seed)
    games = [random_game(rng, 5, 3, precisions=(0.0, 1.0, 4.0, np.inf))]
    games += [_later(rng, games[0]) for _ in range(2)]
    standoff = eventful_standoff(rng, 14, games, [4, 9], [bool(seed % 2), True])
    policy, watches = backward_induction(standoff), watches_for(rng, standoff)
    found = play_many(standoff, policy, 2500, seed, watches=watches)
    exact = forecast(standoff, policy, watches)
    assert_agreement(found, exact, watches)
    assert_payoffs(found, exact, standoff, policy)


def test_coin_tosses_meet_the_closed_form() -> None:
    standoff = duel(0.0)
    runs = 5000
    found = play_many(standoff, backward_induction(standoff), runs, 3)
    hazards = np.array([0.6, 0.9]) * 0.25 / 2
    blinked = 1.0 - (1.0 - hazards.sum()) ** standoff.ticks
    for count, hazard in zip(found.first_blinks, hazards, strict=True):
        assert_share(int(count), runs, hazard / hazards.sum() * blinked, "closed form")


@pytest.mark.parametrize("precision", [1.0, 8.0, np.inf])
def test_duels(precision: float) -> None:
    standoff = duel(precision)
    policy = backward_induction(standoff)
    found, exact = play_many(standoff, policy, 3000, 5), forecast(standoff, policy)
    assert_agreement(found, exact, ())
    assert_payoffs(found, exact, standoff, policy)


def _later(rng: np.random.Generator, game: Game) -> Game:
    """The same moves and states at other tempos and weights."""
    slower = replace(game, tempo=game.tempo * rng.random(game.tempo.shape))
    return slower.with_weights(rng.normal(size=game.payoffs.weights.size))
