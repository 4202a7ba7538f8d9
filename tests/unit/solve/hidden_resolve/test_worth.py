"""The worth of being believed and of knowing, against games in which the type is known."""

from __future__ import annotations

from functools import cache

import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.standoff import Standoff, cut_off
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, solve_hidden
from blinkfirst.solve.hidden_resolve.worth import as_type, belief_worths, information_worths
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.typed import Second, typed, untyped

EAST, WEST = 0, 1


@cache
def standoff(never: bool) -> Standoff:
    plain = cut_off(compile_scenario(load("textbook/two-sided-standoff")).standoff, 12)
    second = Second(WEST, 0.3, 7, precision=4.0, times={"waiting-costs": 0.5}, never=never)
    return typed(plain, second)


@cache
def policy(never: bool) -> HiddenPolicy:
    return solve_hidden(standoff(never))


def known_values(never: bool, kind: int) -> list[float]:
    game = as_type(standoff(never), 0, kind)
    values = backward_induction(game).plans[0].stretches[0].values[game.opening.start]
    return [float(value) for value in values]


@pytest.mark.parametrize("never", [False, True])
@pytest.mark.parametrize("kind", [0, 1])
def test_a_type_taken_for_what_it_is_has_its_value_of_the_open_game(never: bool, kind: int) -> None:
    worth = belief_worths(policy(never))[kind]
    assert (worth.actor, worth.kind) == (WEST, kind)
    found = worth.as_second if kind else worth.as_first
    assert found == pytest.approx(known_values(never, kind)[WEST], abs=1e-12)
    assert worth.signal == pytest.approx(found - worth.hidden, abs=1e-15)


@pytest.mark.parametrize("never", [False, True])
def test_information_is_the_mean_of_the_games_where_the_type_is_known(never: bool) -> None:
    (worth,) = information_worths(policy(never))
    hidden = float(policy(never).values[standoff(never).opening.start, policy(never).grid.opening, 0])
    known = 0.7 * known_values(never, 0)[EAST] + 0.3 * known_values(never, 1)[EAST]
    assert (worth.actor, worth.rival) == (EAST, WEST)
    assert worth.gain == pytest.approx(known - hidden, abs=1e-12)


def test_whoever_would_hold_out_gains_by_being_taken_for_one_who_always_does() -> None:
    plain, firm = belief_worths(policy(True))
    assert plain.as_second > plain.hidden > plain.as_first
    assert firm.signal > 0.0 > plain.signal


def test_the_game_of_first_types_is_the_game_without_types() -> None:
    game, bare = as_type(standoff(True), 0, 0), untyped(standoff(True))
    values = backward_induction(bare).plans[0].stretches[0].values
    assert backward_induction(game).plans[0].stretches[0].values == pytest.approx(values, abs=0.0)
    assert as_type(standoff(True), 0, 1).opening.n_edges < game.opening.n_edges
