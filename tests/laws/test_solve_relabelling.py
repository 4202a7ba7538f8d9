"""Who is written first does not matter: in any other order the answers are the same, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.game import Game
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_answers import backward_answers_and_values
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.level_k import cognitive_hierarchy, level_k
from worlds.nearly_alike import alike
from worlds.ragged_games import ragged_game
from worlds.random_games import eventful_standoffs, games, standoff_of, standoffs, watches_for
from worlds.relabelled_games import RelabelledStandoff, relabelled_standoff, relabelled_watch, same_bits


def same_policy(old: Standoff, moved: RelabelledStandoff, policy: Policy, other: Policy) -> None:
    for plan, solved, again in zip(old.plans, policy.plans, other.plans, strict=True):
        for stretch, mine, theirs in zip(plan.stretches, solved.stretches, again.stretches, strict=True):
            game = moved.of(stretch.game)
            same_bits(theirs.choice, mine.choice[:, game.edges])
            same_bits(theirs.values, mine.values[np.ix_(game.states, moved.order.actors)])


def same_forecast(moved: RelabelledStandoff, seen: Forecast, also: Forecast) -> None:
    actors = moved.order.actors
    deeds = [seen.deeds.index((int(actors[actor]), move)) for actor, move in also.deeds]
    same_bits(also.first_blink, seen.first_blink[:, deeds])
    same_bits(also.first_soft, seen.first_soft[:, deeds])
    same_bits(also.first_hard, seen.first_hard[:, deeds])
    same_bits(also.first_blink_by_actor, seen.first_blink_by_actor[actors])
    same_bits(also.hazard_by_actor, seen.hazard_by_actor[:, actors])
    same_bits(also.move_counts, seen.move_counts[deeds])
    same_bits(also.initiatives, seen.initiatives[actors])
    same_bits(also.values, seen.values[actors])
    same_bits(also.value_split, seen.value_split[moved.order.columns])
    same_bits(also.answers, seen.answers)
    assert also.nobody == seen.nobody
    for levels, again in zip(seen.levels, also.levels, strict=True):
        same_bits(again, levels)


def check(old: Standoff, seed: int) -> None:
    """Policy, forecast and the answers of a sweep."""
    rng = np.random.default_rng(seed)
    watches = watches_for(rng, old)
    moved = relabelled_standoff(rng, old)
    asked = [relabelled_watch(watch, moved, old) for watch in watches]
    policy, other = backward_induction(old), backward_induction(moved.standoff)
    same_policy(old, moved, policy, other)
    same_forecast(moved, forecast(old, policy, watches), forecast(moved.standoff, other, asked))
    found = backward_answers_and_values(old, watches)
    again = backward_answers_and_values(moved.standoff, asked)
    same_bits(again.answers, found.answers)
    same_bits(again.values, found.values[moved.order.actors])


@settings(max_examples=150, deadline=None)
@given(standoffs(max_states=12, max_actors=7, max_ticks=20), st.integers(0, 2**32 - 1))
def test_any_order_has_the_same_answers(standoff: Standoff, seed: int) -> None:
    check(standoff, seed)


@settings(max_examples=100, deadline=None)
@given(eventful_standoffs(max_actors=5), st.integers(0, 2**32 - 1))
def test_so_it_is_with_dated_events(standoff: Standoff, seed: int) -> None:
    check(standoff, seed)


@pytest.mark.parametrize("shape", [(150, 3), (40, 9), (12, 17)], ids=str)
def test_so_it_is_in_larger_worlds(shape: tuple[int, int]) -> None:
    """Several blocks of states, several planes of actors, menus of up to twelve moves."""
    rng = np.random.default_rng(shape)
    check(standoff_of(ragged_game(rng, *shape, longest=12), 6), 7)


@settings(max_examples=60, deadline=None)
@given(standoffs(max_actors=5), st.integers(0, 2**32 - 1), st.integers(0, 3))
def test_so_it_is_under_limited_reasoning(standoff: Standoff, seed: int, level: int) -> None:
    moved = relabelled_standoff(np.random.default_rng(seed), standoff)
    same_policy(standoff, moved, level_k(standoff, level), level_k(moved.standoff, level))
    same_policy(standoff, moved, cognitive_hierarchy(standoff), cognitive_hierarchy(moved.standoff))


@settings(max_examples=40, deadline=None)
@given(games(max_states=8, precisions=(0.0, 0.3), patiences=(0.7, 0.3)), st.integers(0, 2**32 - 1))
def test_so_it_is_without_a_horizon(game: Game, seed: int) -> None:
    """What is paid beyond the ticks shown, too: the solution of a linear system, refined."""
    old = standoff_of(game, 5, stationary=True)
    moved = relabelled_standoff(np.random.default_rng(seed), old)
    policy, other = backward_induction(old), backward_induction(moved.standoff)
    same_policy(old, moved, policy, other)
    seen, also = forecast(old, policy), forecast(moved.standoff, other)
    same_bits(also.first_blink_by_actor, seen.first_blink_by_actor[moved.order.actors])
    same_bits(also.value_split, seen.value_split[moved.order.columns])
    same_bits(also.values, seen.values[moved.order.actors])


def first_blinks(order: str, horizon: str, precision: float, patience: float = 0.999999) -> dict[str, float]:
    standoff = compile_scenario(load(alike(horizon, precision, patience, order))).standoff
    return forecast(standoff, backward_induction(standoff)).first_blinkers


@pytest.mark.parametrize(
    ("horizon", "precision", "patience"),
    [
        ("12", 8, 0.999999), ("24", 32, 0.999999), ("36", 16, 0.999999), ("60", 8, 0.999999),
        ("120", 8, 0.999999), ("240", 8, 0.999999), ("480", 4, 0.999999),
        ("none\nwindow: 12", 8, 0.999999), ("none\nwindow: 12", 8, 0.9),
    ],
)  # fmt: skip
def test_equals_stay_equals(horizon: str, precision: float, patience: float) -> None:
    """A war of attrition between two sides that are alike: a last bit would grow into the answer."""
    one, other = (first_blinks(order, horizon, precision, patience) for order in ("AB", "BA"))
    assert one == other
    assert one["A"] == one["B"]
