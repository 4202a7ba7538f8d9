"""What the engine counts is what the Mesa model counts, and what the exact forecast expects."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.agents.event_log import answer
from blinkfirst.agents.frequencies import Estimate, Frequencies
from blinkfirst.agents.runs import simulate
from blinkfirst.agents.runs_mesa import play, play_many
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, ON, REACH, Watch
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from unit.agents.test_against_exact import assert_agreement, assert_payoffs
from worlds.crisis import Crisis, duel
from worlds.random_games import eventful_standoffs, watches_for
from worlds.shipped_runs import asked


def assert_equal(found: Frequencies, expected: Frequencies) -> None:
    """Equal counts, intervals and samples; payoffs equal but for the order in which they are added up."""
    assert found.sample.log == expected.sample.log
    for name in ("first_blink", "first_soft", "first_hard"):
        assert getattr(found, name).tolist() == getattr(expected, name).tolist()
    for name in ("runs", "seed", "minds", "actors", "deeds", "tick_months", "move_counts", "answers"):
        assert getattr(found, name) == getattr(expected, name)
    for one, other in zip(found.payoffs, expected.payoffs, strict=True):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("minds", [None, {"North": "stubborn"}, {"North": "strategic", "South": "stubborn"}])
@pytest.mark.parametrize("runs", [1, 2, 300])
def test_a_crisis_with_questions(crisis: Crisis, runs: int, minds: dict[str, str] | None) -> None:
    asked_for = (crisis.standoff, crisis.policy, runs, 11, minds, crisis.watches)
    assert_equal(simulate(*asked_for), play_many(*asked_for))


@pytest.mark.parametrize(
    ("name", "runs"), [("korea-1/2018-report-hold-mixed", 100), ("textbook/two-sided-standoff", 900)]
)
def test_shipped_scenarios(name: str, runs: int) -> None:
    standoff, policy, watches = asked(name)
    asked_for = (standoff, policy, runs, 2018, None, watches)
    assert_equal(simulate(*asked_for), play_many(*asked_for))


@settings(max_examples=60)
@given(standoff=eventful_standoffs(), seed=st.integers(0, 2**64 - 1), runs=st.integers(1, 12))
def test_random_games_and_questions(standoff: Standoff, seed: int, runs: int) -> None:
    watches = watches_for(np.random.default_rng(seed), standoff)
    asked_for = (standoff, backward_induction(standoff), runs, seed, None, watches)
    assert_equal(simulate(*asked_for), play_many(*asked_for))


def test_more_questions_than_a_word_has_bits(crisis: Crisis) -> None:
    rng = np.random.default_rng(5)
    watches = [watch for _ in range(20) for watch in watches_for(rng, crisis.standoff)]
    asked_for = (crisis.standoff, crisis.policy, 40, 3, None, watches)
    found = simulate(*asked_for)
    assert_equal(found, play_many(*asked_for))
    assert len({answer.value for answer in found.answers[128:]}) > 5


def test_a_question_may_look_beyond_the_horizon(crisis: Crisis) -> None:
    watches = [replace(watch, deadline=watch.deadline + 1000) for watch in crisis.watches]
    asked_for = (crisis.standoff, crisis.policy, 40, 3, None, watches)
    assert_equal(simulate(*asked_for), play_many(*asked_for))


@pytest.mark.parametrize("kind", [REACH, ON, COUNT])
def test_every_deadline(crisis: Crisis, kind: str) -> None:
    """The same question with every deadline, on and beside dated events, run by run."""
    games = [stretch.game for stretch in crisis.standoff.course]
    rng = np.random.default_rng(1)
    often = 0.9 if kind == ON else 0.3
    edges = tuple(rng.integers(0, 3, game.n_edges) * (rng.random(game.n_edges) < 0.3) for game in games)
    states = tuple(rng.integers(0, 3, game.n_states) * (rng.random(game.n_states) < often) for game in games)
    watches = [Watch(kind, deadline, edges, states) for deadline in range(crisis.standoff.ticks + 1)]
    start, answers = crisis.standoff.opening.start, []
    for replicate in range(30):
        found = simulate(crisis.standoff, crisis.policy, 1, 8, watches=watches, first_replicate=replicate)
        log = play(crisis.standoff, crisis.policy, 8, replicate).log
        answers.append([round(estimate.value) for estimate in found.answers])
        assert answers[-1] == [answer(watch, start, log) for watch in watches]
    assert len({tuple(row) for row in answers}) > 3


@pytest.mark.parametrize("name", ["korea-1/2019-hanoi", "textbook/two-sided-standoff"])
def test_many_runs_come_to_the_exact_forecast(name: str) -> None:
    standoff, policy, watches = asked(name)
    found = simulate(standoff, policy, 100_000, 11, watches=watches)
    exact = forecast(standoff, policy, watches)
    assert_agreement(found, exact, watches)
    assert_payoffs(found, exact, standoff, policy)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["korea-1/2018-revision-walkout", "korea-1/2018-report-hold-mixed", "korea-1/2017-unity"]
)
def test_very_many_runs_come_to_the_exact_forecast(name: str) -> None:
    standoff, policy, watches = asked(name)
    found = simulate(standoff, policy, 1_000_000, 5, watches=watches, threads=2)
    exact = forecast(standoff, policy, watches)
    assert_agreement(found, exact, watches)
    assert_payoffs(found, exact, standoff, policy)


@pytest.mark.parametrize("precision", [0.0, 3.0, math.inf])
def test_duels_come_to_the_exact_forecast(precision: float) -> None:
    standoff = duel(precision)
    policy = backward_induction(standoff)
    found, exact = simulate(standoff, policy, 200_000, 5), forecast(standoff, policy)
    assert_agreement(found, exact, ())
    assert_payoffs(found, exact, standoff, policy)


def test_coin_tosses_meet_the_closed_form() -> None:
    standoff, runs = duel(0.0), 200_000
    found = simulate(standoff, backward_induction(standoff), runs, 3)
    hazards = np.array([0.6, 0.9]) * 0.25 / 2
    blinked = 1.0 - (1.0 - hazards.sum()) ** standoff.ticks
    for share, chance in zip(found.first_blink_by_actor, hazards / hazards.sum() * blinked, strict=True):
        assert abs(share.value - chance) <= 4.0 * math.sqrt(chance * (1.0 - chance) / runs)


def test_payoffs_are_added_up_run_after_run(crisis: Crisis) -> None:
    """Exactly so in the first batch; and the spread is that of the runs."""
    found = simulate(crisis.standoff, crisis.policy, 200, 5)
    paid = np.array([play(crisis.standoff, crisis.policy, 5, replicate).payoffs for replicate in range(200)])
    totals = np.zeros(2)
    for run in paid:
        totals += run
    assert [estimate.value for estimate in found.payoffs] == (totals / 200).tolist()
    error = paid.std(axis=0, ddof=1) / math.sqrt(200)
    spread = [estimate.high - estimate.value for estimate in found.payoffs]
    assert spread == pytest.approx((1.959963984540054 * error).tolist())


def test_one_run_says_nothing_about_the_spread(crisis: Crisis) -> None:
    found = simulate(crisis.standoff, crisis.policy, 1, 0)
    assert found.payoffs[0] == Estimate(found.payoffs[0].value, -math.inf, math.inf)
