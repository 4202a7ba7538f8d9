from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.game.game import HARD, Game
from blinkfirst.game.standoff import Plan, Stretch
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.precision import anybody_errs, chance_of_tie, with_precision, without_error
from worlds.handmade import Drift, Edge, handmade_game
from worlds.random_games import standoff_of


def torn(precision: float, drift: float = 0.0) -> Game:
    """Actor 0 chooses between two ways to the same; actor 1 blinks, and ends the waiting, whenever it can."""
    edges = [
        Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "turn", {0: 1.0}),
        Edge(0, 1, "blink", {1: 1.0}, blink=HARD), Edge(1, 0, "hold", {1: 1.0}), Edge(1, 1, "hold", {1: 1.0}),
    ]  # fmt: skip
    nature = [Drift(0, drift, {1: 1.0})] if drift else []
    return handmade_game(
        edges, [[0.0, 0.0], [0.0, 0.0]], [0.2, 0.3], [precision, np.inf], [1.0, 1.0], nature
    )


@pytest.mark.parametrize(("drift", "stays"), [(0.0, 0.5), (0.1, 0.4)])
def test_a_tie_counts_once_and_only_before_a_blink(drift: float, stays: float) -> None:
    """A race: 0.2 a tick to come upon the tie, 0.3 to be too late, ``drift`` to leave it all behind."""
    standoff = standoff_of(torn(np.inf, drift), 4)
    expected = 0.2 * sum(stays**k for k in range(4))
    assert chance_of_tie(standoff, backward_induction(standoff)) == pytest.approx(expected, abs=1e-14)


def test_what_leads_to_a_tie_is_followed_through_chance_and_events() -> None:
    """Actor 0 probes wherever it can, and half the time that leads to the tie; an event swaps the states."""
    edges = [
        Edge(0, 0, "probe", {0: 0.5, 1: 0.5}, {0: 1.0}), Edge(0, 0, "hold", {0: 1.0}),
        Edge(0, 1, "blink", {1: 1.0}, blink=HARD), Edge(1, 0, "hold", {1: 1.0}),
        Edge(1, 0, "turn", {1: 1.0}), Edge(1, 1, "hold", {1: 1.0}),
    ]  # fmt: skip
    game = handmade_game(edges, [[0.0, 0.0]] * 2, [0.2, 0.3], [np.inf, np.inf], [1.0, 1.0])
    stretches = (Stretch(0, game, None, ""), Stretch(2, game, np.array([1, 0]), "swap"))
    standoff = replace(standoff_of(game, 5, afterwards_months=0.0), plans=(Plan(0, stretches),))
    before, torn_apart, met = 1.0, 0.0, 0.0
    for tick in range(5):
        if tick == 2:
            before, torn_apart = torn_apart, before
        met += 0.2 * torn_apart
        before, torn_apart = 0.6 * before, 0.8 * torn_apart + 0.1 * before
    assert chance_of_tie(standoff, backward_induction(standoff)) == pytest.approx(met, abs=1e-14)


def test_who_errs_or_tosses_coins_meets_no_ties() -> None:
    for precision in (0.0, 2.0):
        standoff = standoff_of(torn(precision), 4)
        assert chance_of_tie(standoff, backward_induction(standoff)) == 0.0


def test_without_error_coin_tossers_stay_what_they_are() -> None:
    standoff = standoff_of(torn(2.0), 4)
    assert anybody_errs(standoff)
    assert without_error(standoff).opening.precision.tolist() == [np.inf, np.inf]
    tossing = without_error(with_precision(standoff, 0.0))
    assert tossing.opening.precision.tolist() == [0.0, 0.0]
    assert not anybody_errs(tossing)
    assert not anybody_errs(without_error(standoff))
