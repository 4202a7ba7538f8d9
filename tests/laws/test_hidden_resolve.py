"""Laws of private types, in stand-offs with dated events and surprises, for questions of every kind."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.game import FloatArray, Game
from blinkfirst.game.hidden_resolve import Beliefs, HiddenForecast
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve import backward
from blinkfirst.solve.hidden_resolve.backward import hidden_answers, hidden_answers_everywhere, solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import blink_chances, hidden_forecast
from blinkfirst.solve.standoff.backward_answers import Watching, backward_answers
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from reference.export import exported
from worlds.omissions import FORGOTTEN
from worlds.random_games import watches_for
from worlds.relabelled_games import relabelled_standoff, relabelled_watch
from worlds.typed import (
    Second,
    all_seconds,
    finite,
    hidden_standoffs,
    other_way_round,
    typed,
    untyped,
    with_games,
)

EXACT: Any = {"rtol": 1e-12, "atol": 1e-12}
SOLVED: Any = {"rtol": 1e-8, "atol": 1e-8}  # what two roads to a root may be apart
SEEDS = st.integers(0, 2**32 - 1)
FEW = settings(max_examples=60, deadline=None)


def asked_of(standoff: Standoff, seed: int) -> tuple[Watch, ...]:
    """One watch of each kind, and the same with deadlines on dated events."""
    rng = np.random.default_rng(seed)
    firsts = [stretch.first_tick for stretch in standoff.course]
    return (
        *watches_for(rng, standoff),
        *(replace(w, deadline=int(rng.choice(firsts))) for w in watches_for(rng, standoff)),
    )


def seen(standoff: Standoff, watches: Sequence[Watch] = ()) -> HiddenForecast:
    return hidden_forecast(standoff, solve_hidden(standoff), watches)


def beliefs_of(standoff: Standoff) -> Beliefs:
    assert standoff.beliefs is not None
    return standoff.beliefs


def typed_of(standoff: Standoff) -> list[int]:
    return [one.actor for one in beliefs_of(standoff).typed]


def numbers_of(found: Forecast) -> dict[str, FloatArray]:
    """All numbers of a forecast but payoffs, by name."""
    arrays = {f.name: getattr(found, f.name) for f in fields(found)}
    named = {n: a for n, a in arrays.items() if isinstance(a, np.ndarray) and not n.startswith("value")}
    return {**named, **{f"levels {n}": one for n, one in enumerate(found.levels)}}


def assert_same(found: Forecast, expected: Forecast, close: Any = EXACT) -> None:
    """Fail unless everything is the same, payoffs apart."""
    for name, numbers in numbers_of(expected).items():
        np.testing.assert_allclose(numbers_of(found)[name], numbers, err_msg=name, **close)


# --- types that differ in nothing, and beliefs that are certain


@FEW
@given(hidden_standoffs(alike=True, max_typed=3), SEEDS)
def test_types_that_differ_in_nothing_change_nothing(standoff: Standoff, seed: int) -> None:
    watches = asked_of(standoff, seed)
    plain = untyped(standoff)
    expected = forecast(plain, backward_induction(plain), watches)
    found = seen(standoff, watches)
    assert_same(found.forecast, expected)
    np.testing.assert_allclose(found.forecast.values, expected.values, rtol=1e-12, atol=1e-11)
    np.testing.assert_allclose(found.forecast.value_split, expected.value_split, rtol=1e-12, atol=1e-11)
    np.testing.assert_allclose(hidden_answers(standoff, watches), backward_answers(plain, watches), **EXACT)
    for one, reputation in zip(beliefs_of(standoff).typed, found.reputations, strict=True):
        made = reputation.times > 1e-6  # of what happens hardly ever, means are ratios of roundings
        np.testing.assert_allclose(reputation.before[made], one.prior, rtol=1e-9)
        np.testing.assert_allclose(reputation.after[made], one.prior, rtol=1e-9)
    for both in found.given:
        for of_type in both:
            assert_same(of_type, expected, {"rtol": 1e-11, "atol": 1e-11})


@FEW
@given(hidden_standoffs())
def test_who_is_certain_plays_the_game_without_types(standoff: Standoff) -> None:
    policy = solve_hidden(standoff)
    for lane, kind, plain in ((0, 0, untyped(standoff)), (-1, 1, all_seconds(standoff))):
        expected = backward_induction(plain).plans[0].stretches[0].values
        for actor in range(standoff.opening.n_actors):
            column = policy.columns.index((actor, kind if actor in typed_of(standoff) else 0))
            found = policy.values[:, lane, column]
            np.testing.assert_allclose(found, expected[:, actor], rtol=1e-12, atol=1e-11)


# --- two roads, and probabilities that add up


@FEW
@given(hidden_standoffs(), SEEDS)
def test_the_forecast_is_what_the_pass_backward_says(standoff: Standoff, seed: int) -> None:
    watches = asked_of(standoff, seed)
    found = seen(standoff, watches)
    np.testing.assert_allclose(found.forecast.answers, hidden_answers(standoff, watches), **EXACT)
    np.testing.assert_allclose(found.forecast.first_blink_by_actor, blink_chances(standoff), **EXACT)
    everywhere = hidden_answers_everywhere(standoff, Watching(standoff, ()))
    known = [a not in typed_of(standoff) for a in range(standoff.opening.n_actors)]
    values = everywhere.values[standoff.opening.start]
    np.testing.assert_allclose(found.forecast.values[known], values[known], rtol=1e-11, atol=1e-11)
    for levels in found.forecast.levels:
        np.testing.assert_allclose(levels.sum(axis=1), 1.0, **EXACT)


@FEW
@given(hidden_standoffs(), SEEDS)
def test_types_mix_to_the_whole(standoff: Standoff, seed: int) -> None:
    found = seen(standoff, asked_of(standoff, seed))
    whole = numbers_of(found.forecast)
    for one, (first, second) in zip(beliefs_of(standoff).typed, found.given, strict=True):
        for name, of_first in numbers_of(first).items():
            mixed = (1.0 - one.prior) * of_first + one.prior * numbers_of(second)[name]
            np.testing.assert_allclose(mixed, whole[name], err_msg=name, **EXACT)
            if name not in ("move_counts", "initiatives", "answers", "level_months"):
                assert (of_first >= 0.0).all() and (of_first <= 1.0 + 1e-12).all()
        for levels in (*first.levels, *second.levels):
            np.testing.assert_allclose(levels.sum(axis=1), 1.0, rtol=1e-11)
        for of_type in (first, second):
            assert np.isfinite(of_type.values).nonzero()[0].tolist() == [one.actor]
        mean = (1.0 - one.prior) * first.values[one.actor] + one.prior * second.values[one.actor]
        np.testing.assert_allclose(mean, found.forecast.values[one.actor], rtol=1e-9, atol=1e-9)


@FEW
@given(hidden_standoffs())
def test_beliefs_are_right_on_average(standoff: Standoff) -> None:
    for one, reputation in zip(beliefs_of(standoff).typed, seen(standoff).reputations, strict=True):
        np.testing.assert_allclose(reputation.spread.sum(axis=1), 1.0, **EXACT)
        np.testing.assert_allclose(reputation.spread @ reputation.nodes, one.prior, **EXACT)
        before, after = (np.nan_to_num(b) * reputation.times for b in (reputation.before, reputation.after))
        np.testing.assert_allclose(before.sum(), after.sum(), **EXACT)


# --- in other words, other units, on other machines


@FEW
@given(hidden_standoffs(), SEEDS)
def test_the_order_of_actors_and_of_axes_does_not_matter(standoff: Standoff, seed: int) -> None:
    rng = np.random.default_rng(seed)
    watches = watches_for(rng, standoff)
    moved = relabelled_standoff(rng, standoff)
    found, again = (
        seen(standoff, watches),
        seen(moved.standoff, [relabelled_watch(watch, moved, standoff) for watch in watches]),
    )
    actors = moved.order.actors
    chances = found.forecast.first_blink_by_actor[actors]
    np.testing.assert_allclose(again.forecast.first_blink_by_actor, chances, **SOLVED)
    np.testing.assert_allclose(again.forecast.values, found.forecast.values[actors], **SOLVED)
    np.testing.assert_allclose(again.forecast.answers, found.forecast.answers, **SOLVED)
    for mine, theirs in zip(found.reputations[::-1], again.reputations, strict=True):
        np.testing.assert_allclose(theirs.spread, mine.spread, **SOLVED)


@FEW
@given(hidden_standoffs(barring=False), SEEDS)
def test_which_type_is_called_the_second_does_not_matter(standoff: Standoff, seed: int) -> None:
    watches = asked_of(standoff, seed)
    found, again = seen(standoff, watches), seen(other_way_round(standoff), watches)
    assert_same(again.forecast, found.forecast, SOLVED)
    np.testing.assert_allclose(again.forecast.values, found.forecast.values, **SOLVED)
    for (first, second), (other_second, other_first) in zip(found.given, again.given, strict=True):
        assert_same(other_first, first, SOLVED)
        assert_same(other_second, second, SOLVED)
    for mine, theirs in zip(found.reputations, again.reputations, strict=True):
        np.testing.assert_allclose(theirs.nodes[::-1], 1.0 - mine.nodes, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(theirs.spread[:, ::-1], mine.spread, **SOLVED)


@FEW
@given(hidden_standoffs(), st.sampled_from([0.25, 3.0, 40.0]), SEEDS)
def test_the_unit_of_payoffs_does_not_matter(standoff: Standoff, k: float, seed: int) -> None:
    watches = asked_of(standoff, seed)

    def scaled(game: Game) -> Game:
        seconds = (replace(s, weights=k * s.weights, precision=s.precision / k) for s in game.seconds)
        larger = game.with_weights(k * game.payoffs.weights)
        return replace(larger, precision=game.precision / k, seconds=tuple(seconds))

    found, again = seen(standoff, watches), seen(with_games(standoff, scaled), watches)
    assert_same(again.forecast, found.forecast, SOLVED)
    np.testing.assert_allclose(again.forecast.values, k * found.forecast.values, rtol=1e-8, atol=k * 1e-8)


def all_bytes(standoff: Standoff, watches: Sequence[Watch]) -> bytes:
    """Every number that is found, bit by bit."""
    policy = solve_hidden(standoff)
    found = hidden_forecast(standoff, policy, watches)
    parts = [policy.values, policy.ways, found.ways, hidden_answers(standoff, watches)]
    for one in (found.forecast, *(of_type for both in found.given for of_type in both)):
        parts += [*numbers_of(one).values(), one.values, one.value_split]
    parts += [array for reputation in found.reputations for array in reputation]
    return b"".join(part.tobytes() for part in parts)


@settings(max_examples=15, deadline=None)
@given(hidden_standoffs(), SEEDS)
def test_threads_and_checkpoints_change_no_bit(standoff: Standoff, seed: int) -> None:
    watches = asked_of(standoff, seed)
    expected = all_bytes(standoff, watches)
    for processors, kept in ((1, backward.KEPT_BYTES), (5, 0), (2, 20_000)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "sched_getaffinity", lambda _, n=processors: set(range(n)), raising=False)
            patch.setattr(backward, "KEPT_BYTES", kept)
            assert all_bytes(standoff, watches) == expected


# --- blinks by omission


def test_who_forgets_a_demand_has_types_as_well() -> None:
    standoff = finite(compile_scenario(load(FORGOTTEN)).standoff, (3.0,))
    rng = np.random.default_rng(3)
    watches = watches_for(rng, standoff)
    alike = typed(standoff, Second(0), Second(1))
    plain = forecast(standoff, backward_induction(standoff), watches)
    assert_same(seen(alike, watches).forecast, plain)
    other = typed(standoff, Second(0, never=True), Second(1, 0.2, times={"use": 3.0}))
    found = seen(other, watches)
    np.testing.assert_allclose(found.forecast.answers, hidden_answers(other, watches), **EXACT)
    np.testing.assert_allclose(found.forecast.first_blink_by_actor, blink_chances(other), **EXACT)
    assert len(exported(other)["moves"]) > other.opening.n_actors  # an omission is a mover
    # what drops out of sight says nothing about who made the demand
    assert found.given[0][1].first_blink_by_actor[0] > 0.0
