"""Two roads to one answer: columns pulled back beside the values, and probabilities pushed forward."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from blinkfirst.errors import SolverError
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.game import FloatArray, Game
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.solve.standoff.backward_answers import (
    backward_answers,
    backward_answers_and_values,
    first_blink_watches,
)
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.precision import coin_toss
from reference.export import slow_course
from reference.slow_standoff import answer, expected_payoffs, runs
from worlds.random_games import eventful_standoffs, games, standoff_of, standoffs, watches_for

EXACT: Any = {"rtol": 0, "atol": 1e-12}
CLOSE: Any = {"rtol": 1e-9, "atol": 1e-9}
SEEDS = st.integers(0, 2**32 - 1)


def asked_of(standoff: Standoff, seed: int) -> tuple[Watch, ...]:
    """Twice one watch of each kind: deadlines fall on events, on each other, on 0 and beyond the horizon."""
    rng = np.random.default_rng(seed)
    first, second = watches_for(rng, standoff), watches_for(rng, standoff)
    firsts = [stretch.first_tick for stretch in standoff.course]
    on_events = [replace(w, deadline=int(rng.choice(firsts))) for w in second]
    beyond = [replace(w, deadline=standoff.ticks + 3) for w in second[:4]]
    return (*first, *second, *on_events, *beyond)


def by_actor(seen: Forecast) -> FloatArray:
    """First blinks of a forecast as the answers to `first_blink_watches`."""
    owners = np.array([actor for actor, _ in seen.deeds])
    tables = (seen.first_blink.sum(axis=2), seen.first_soft, seen.first_hard)
    return np.stack([np.bincount(owners, weights=t.sum(axis=0), minlength=len(seen.actors)) for t in tables])


def check_against_forecast(standoff: Standoff, watches: Sequence[Watch], values_close: Any = CLOSE) -> None:
    seen = forecast(standoff, backward_induction(standoff), watches)
    found = backward_answers_and_values(standoff, watches)
    np.testing.assert_allclose(found.answers, seen.answers, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.values, seen.values, **values_close)
    chances = backward_answers(standoff, first_blink_watches(standoff)).reshape(3, -1)
    np.testing.assert_allclose(chances, by_actor(seen), **EXACT)


@settings(max_examples=300, deadline=None)
@given(eventful_standoffs(), SEEDS)
def test_answers_are_those_of_the_forecast_with_events_and_surprises(standoff: Standoff, seed: int) -> None:
    check_against_forecast(standoff, asked_of(standoff, seed))


@settings(max_examples=150, deadline=None)
@given(standoffs(), SEEDS)
def test_answers_are_those_of_the_forecast_without_events(standoff: Standoff, seed: int) -> None:
    check_against_forecast(standoff, asked_of(standoff, seed))


@settings(max_examples=60, deadline=None)
@given(games(precisions=(0.0, 0.3, 1.0), patiences=(0.95, 0.7, 0.3)), st.integers(1, 9), SEEDS)
def test_answers_are_those_of_the_forecast_in_endless_games(game: Game, ticks: int, seed: int) -> None:
    standoff = standoff_of(game, ticks, stationary=True)
    try:
        backward_induction(standoff)
    except SolverError:
        reject()  # choices may cycle for ever: then there is nothing to compare
    # stationary values are as good as their residual; what they leave out the forecast's linear system has
    check_against_forecast(standoff, asked_of(standoff, seed), {"rtol": 1e-6, "atol": 1e-6})


@settings(max_examples=80, deadline=None)
@given(eventful_standoffs(), SEEDS)
def test_coin_tosses_need_no_values(standoff: Standoff, seed: int) -> None:
    tossed = coin_toss(standoff)
    watches = asked_of(tossed, seed)
    seen = forecast(tossed, backward_induction(tossed), watches)
    np.testing.assert_allclose(backward_answers(tossed, watches), seen.answers, rtol=1e-12, atol=1e-12)
    check_against_forecast(tossed, watches)


@settings(max_examples=150, deadline=None)
@given(eventful_standoffs(max_states=3, max_actors=2, max_ticks=3), SEEDS)
def test_answers_are_those_of_all_runs_enumerated(standoff: Standoff, seed: int) -> None:
    watches = asked_of(standoff, seed)[:14]
    legs, played = slow_course(standoff)
    expected = np.zeros(len(watches))
    for chance, seen in runs(legs, played):
        for n, watch in enumerate(watches):
            classes = [c.tolist() for c in watch.edge_class], [c.tolist() for c in watch.state_class]
            expected[n] += chance * answer(watch.kind, watch.deadline, *classes, seen)
    found = backward_answers_and_values(standoff, watches)
    np.testing.assert_allclose(found.answers, expected, **CLOSE)
    np.testing.assert_allclose(found.values, expected_payoffs(legs, played), **CLOSE)


@settings(max_examples=80, deadline=None)
@given(eventful_standoffs(), SEEDS)
def test_an_answer_does_not_depend_on_what_else_is_asked(standoff: Standoff, seed: int) -> None:
    watches = asked_of(standoff, seed)
    together = backward_answers(standoff, watches)
    alone = [backward_answers(standoff, [watch])[0] for watch in watches]
    assert together.tobytes() == np.array(alone).tobytes()
    beside_values = backward_answers_and_values(standoff, watches[::-1])
    assert together.tobytes() == beside_values.answers[::-1].tobytes()
    assert beside_values.values.tobytes() == backward_answers_and_values(standoff, ()).values.tobytes()


@settings(max_examples=60, deadline=None)
@given(eventful_standoffs())
def test_values_of_a_single_plan_are_those_of_the_solution(standoff: Standoff) -> None:
    if len(standoff.plans) == 1:
        first = backward_induction(standoff).plans[0].stretches[0]
        found = backward_answers_and_values(standoff, first_blink_watches(standoff))
        np.testing.assert_allclose(found.values, first.values[standoff.opening.start], rtol=1e-12, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.lists(eventful_standoffs(), min_size=2, max_size=6), SEEDS)
def test_threads_change_nothing(cases: list[Standoff], seed: int) -> None:
    watches = [asked_of(standoff, seed) for standoff in cases]
    one_by_one = [backward_answers(*case).tobytes() for case in zip(cases, watches, strict=True)]
    for threads in (2, 5):
        with ThreadPoolExecutor(threads) as pool:
            side_by_side = [found.tobytes() for found in pool.map(backward_answers, cases, watches)]
        assert side_by_side == one_by_one
