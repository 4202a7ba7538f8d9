"""Choices of types taken apart: their splits against their own chances, and against the plain explanation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve.backward import solve_hidden
from blinkfirst.solve.hidden_resolve.explanation import explain_hidden_choice, whereabouts
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.explanation import explain_choice
from blinkfirst.solve.standoff.forecast import state_distribution
from worlds.typed import Second, typed
from worlds.typed_houses import with_events

EAST, WEST = 0, 1
TWO = "textbook/two-sided-standoff"


def two_sided(*seconds: Second) -> Standoff:
    return typed(compile_scenario(load(TWO)).standoff, *seconds)


def houses() -> Standoff:
    """Two houses with events, one of them a surprise, of which both have types."""
    return compile_scenario(load(with_events())).standoff


def check_logit(standoff: Standoff, tick: int, state: int) -> int:
    """Check that log odds of moves are precision times the difference of their values; return how many."""
    policy = solve_hidden(standoff)
    here = whereabouts(standoff, policy, tick)
    game, beliefs = standoff.course[here.stretch].game, here.beliefs[state]
    sharp: Mapping[tuple[int, int], float] = {
        (second.actor, 1): second.precision for second in game.seconds
    }
    compared = 0
    for actor in range(game.n_actors):
        for kind, explained, _ in explain_hidden_choice(standoff, policy, tick, state, actor, beliefs):
            precision = sharp.get((actor, kind), float(game.precision[actor]))
            odds = np.log(explained.probabilities / explained.probabilities[0])
            worth = precision * (explained.values - explained.values[0])
            assert odds == pytest.approx(worth, abs=1e-8)
            assert explained.split.sum(axis=1) == pytest.approx(explained.values, abs=1e-12)
            compared += len(odds) - 1
    return compared


@pytest.mark.parametrize("tick", [0, 9])
@pytest.mark.parametrize("never", [False, True])
def test_values_give_the_chances_they_were_taken_from(tick: int, never: bool) -> None:
    seconds = (Second(EAST, 0.1, 7, never=never), Second(WEST, 0.3, 7, times={"waiting-costs": 0.5}))
    standoff = two_sided(*seconds)
    assert check_logit(standoff, tick, standoff.opening.start) >= 3


def test_events_and_surprises_ahead_are_seen_as_the_plan_in_force_has_them() -> None:
    standoff = houses()
    assert len(standoff.plans) > 1
    ticks = (0, standoff.plans[1].first_tick - 1, standoff.plans[1].first_tick)
    for tick in ticks:
        here = whereabouts(standoff, solve_hidden(standoff), tick)
        assert check_logit(standoff, tick, int(here.probabilities.argmax())) > 0


def test_two_equal_types_are_explained_as_the_actor_without_types() -> None:
    plain = compile_scenario(load(TWO)).standoff
    standoff = two_sided(Second(EAST, 0.2, 5))
    policy, start = backward_induction(plain), plain.opening.start
    hidden = solve_hidden(standoff)
    here, there = whereabouts(standoff, hidden, 6), state_distribution(plain, policy, 6)
    assert here.probabilities == pytest.approx(there.probabilities, abs=1e-12)
    for actor in (EAST, WEST):
        known = explain_choice(plain, policy, 6, start, actor)
        for _, found, _ in explain_hidden_choice(standoff, hidden, 6, start, actor, here.beliefs[start]):
            assert found.moves == known.moves and found.columns == known.columns
            assert found.probabilities == pytest.approx(known.probabilities, abs=1e-9)
            assert found.split == pytest.approx(known.split, abs=1e-9)


def test_a_type_that_never_blinks_has_no_blink_on_its_menu_and_a_blink_shows_the_other() -> None:
    standoff = two_sided(Second(EAST, 0.2, 7, never=True))
    policy, start = solve_hidden(standoff), standoff.opening.start
    beliefs = whereabouts(standoff, policy, 0).beliefs[start]
    plain, firm = explain_hidden_choice(standoff, policy, 0, start, EAST, beliefs)
    assert set(plain.explanation.moves) == {"hold", "yield"} and firm.explanation.moves == ("hold",)
    after = dict(zip(plain.explanation.moves, plain.after, strict=True))
    assert after["yield"] == 0.0 and after["hold"] > beliefs[0]
