"""Numbers that others printed, or that fit on half a page of paper."""

from __future__ import annotations

from math import exp, inf

import numpy as np
import pytest

from blinkfirst.game.game import HARD
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.explanation import explain_choice
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.precision import coin_toss
from published.known_games import (
    CAYLEY,
    MOSER,
    MOSER_GRID,
    cayleys_lottery,
    mosers_offers,
    two_state_chain,
)
from worlds.handmade import Edge, handmade_game
from worlds.random_games import standoff_of


@pytest.mark.parametrize("precision", [0.0, 0.5, 1.0, 2.0, 10.0, 700.0, inf])
def test_logit_of_three_prizes(precision: float) -> None:
    """One decision between 0, 1 and 2 utils: shares 1 : e^lambda : e^(2 lambda)."""
    edges = [Edge(0, 0, f"take {k}", {0: 1.0}, {0: float(k)}) for k in range(3)]
    game = handmade_game(edges, [[0.0]], [1.0], [precision], [1.0])
    choice = backward_induction(standoff_of(game, 1, afterwards_months=0.0)).plans[0].stretches[0].choice[0]
    weights = [exp(precision * (k - 2)) for k in range(3)] if precision < inf else [0.0, 0.0, 1.0]
    np.testing.assert_allclose(choice, np.array(weights) / sum(weights), rtol=1e-14, atol=1e-300)


def test_ties_of_an_exact_maximiser_are_split_evenly() -> None:
    prizes = [1.0, 0.5, 1.0, 1.0 - 1e-14]
    edges = [Edge(0, 0, f"take {k}", {0: 1.0}, {0: x}) for k, x in enumerate(prizes)]
    game = handmade_game(edges, [[1.0]], [1.0], [inf], [1.0])
    choice = backward_induction(standoff_of(game, 1)).plans[0].stretches[0].choice[0]
    np.testing.assert_allclose(choice, [1 / 3, 0, 1 / 3, 1 / 3], rtol=1e-15)


@pytest.mark.parametrize("draws", CAYLEY)
def test_cayleys_lottery(draws: int) -> None:
    value = float(backward_induction(cayleys_lottery(draws)).plans[0].stretches[0].values[0, 0])
    assert value == pytest.approx(float(CAYLEY[draws]), rel=1e-14)


@pytest.mark.parametrize("offers", MOSER)
def test_mosers_problem(offers: int) -> None:
    solved = backward_induction(mosers_offers(offers)).plans[0].stretches[0]
    n = MOSER_GRID
    assert solved.values[n, 0] == pytest.approx(MOSER[offers], abs=1e-6)
    # The threshold: with k offers still to come, anything above E_k is taken.
    if offers > 1:
        taken = solved.choice[1, 1 : 2 * n : 2] > 0.5
        assert (taken == ((np.arange(n) + 0.5) / n > MOSER[offers - 1])).all()


def test_two_state_chain_of_the_literature() -> None:
    """V = (I - delta P)^-1 u: (8.0435, 5.8696)."""
    endless = two_state_chain()
    exact = [0.37 / (0.1 * 0.46), 0.27 / (0.1 * 0.46)]
    found = backward_induction(endless).plans[0].stretches[0].values[:, 0]
    np.testing.assert_allclose(found, exact, rtol=1e-11)
    np.testing.assert_allclose(found, [8.0435, 5.8696], atol=5e-5)
    long = backward_induction(standoff_of(endless.opening, 400, afterwards_months=0.0))
    np.testing.assert_allclose(long.plans[0].stretches[0].values[:, 0], exact, rtol=1e-11)


@pytest.mark.parametrize("precision", [0.0, 0.5, 1.0, 3.0, 20.0, inf])
def test_two_actors_and_a_deadline(precision: float) -> None:
    """A stand-off of two ticks, solved by hand.

    In the contest both pay 1 a tick. Each has the initiative with probability 1/2 and holds or yields; when
    one yields the other gets the prize, 6 for the first actor and 2 for the second, and it is over. No
    discount, nothing afterwards.

    Last tick: yielding and holding are both worth 0 to the mover, so each yields with 1/2 and
        V_1 = -1 + (1/2)(1/2) prize = -1 + prize / 4 = (0.5, -0.5).
    First tick: yielding is worth 0 and holding V_1, so h_i = 1 / (1 + exp(-lambda V_1,i)) and
        V_0,i = -1 + (1/2) h_i V_1,i + (1/2) [h_j V_1,i + (1 - h_j) prize_i].
    """
    prizes = (6.0, 2.0)
    edges = []
    for i, j in ((0, 1), (1, 0)):
        edges += [Edge(0, i, "hold", {0: 1.0}), Edge(0, i, "yield", {1: 1.0}, {j: prizes[j]}, HARD)]
        edges += [Edge(1, i, "hold", {1: 1.0})]
    game = handmade_game(edges, [[-1.0, -1.0], [0.0, 0.0]], [0.5, 0.5], [precision] * 2, [1.0, 1.0])
    standoff = standoff_of(game, 2, afterwards_months=0.0)
    policy = backward_induction(standoff)
    solved = policy.plans[0].stretches[0]

    later = (0.5, -0.5)
    h = (1.0, 0.0) if precision == inf else tuple(1 / (1 + exp(-precision * v)) for v in later)
    now = [
        -1 + h[i] * later[i] / 2 + (h[j] * later[i] + (1 - h[j]) * prizes[i]) / 2 for i, j in ((0, 1), (1, 0))
    ]
    np.testing.assert_allclose(solved.values[0], now, rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(solved.choice[0, :4], [h[0], 1 - h[0], h[1], 1 - h[1]], atol=1e-15)
    np.testing.assert_allclose(solved.choice[1, :4], 0.5, rtol=1e-14)

    seen = forecast(standoff, policy)
    at_once = [(1 - h[0]) / 2, (1 - h[1]) / 2]
    on = 1 - sum(at_once)
    np.testing.assert_allclose(
        seen.first_blink_by_actor, [at_once[0] + on / 4, at_once[1] + on / 4], rtol=1e-12
    )
    assert seen.nobody == pytest.approx(on / 2, rel=1e-14)
    np.testing.assert_allclose(seen.initiatives, [1.0, 1.0])
    # Payoffs split: both pay while the contest lasts; the prize comes when the other yields.
    lasts = 1 + on
    np.testing.assert_allclose(
        seen.value_split,
        [-lasts, -lasts, 6 * (at_once[1] + on / 4), 2 * (at_once[0] + on / 4)],
        rtol=1e-14,
    )
    why = explain_choice(standoff, policy, 0, 0, 0)
    assert why.moves == ("hold", "yield")
    np.testing.assert_allclose(why.values, [0.5, 0.0], atol=1e-15)
    np.testing.assert_allclose(why.split, [[-1.0, 1.5], [0.0, 0.0]], atol=1e-15)


def test_short_ticks_tend_to_exponential_hazards() -> None:
    """Yielding half of the time at rates r_i: P(i first) = r_i/2 / R (1 - exp(-R T)), R = sum r_i / 2."""
    rates, months = np.array([0.3, 0.5, 0.1]), 10.0
    hazards = rates / 2
    limit = hazards / hazards.sum() * (1 - np.exp(-hazards.sum() * months))
    errors = []
    for ticks in (50, 100, 200):
        length = months / ticks
        edges = [Edge(0, i, "hold", {0: 1.0}) for i in range(3)]
        edges += [Edge(0, i, "yield", {0: 1.0}, blink=HARD) for i in range(3)]
        game = handmade_game(
            edges, [[0.0] * 3], (rates * length).tolist(), [1.0] * 3, [1.0] * 3, tick_months=length
        )
        standoff = coin_toss(standoff_of(game, ticks))
        found = forecast(standoff, backward_induction(standoff)).first_blink_by_actor
        errors.append(float(np.abs(found - limit).max()))
    assert errors[2] < 2e-3
    np.testing.assert_allclose([errors[0] / errors[1], errors[1] / errors[2]], 2.0, rtol=0.05)


def test_a_sure_prize_later_is_worth_its_discount() -> None:
    """Forced wait: 1 util at tick k is worth delta^k now."""
    for k in range(1, 5):
        edges = [Edge(s, 0, "wait", {s + 1: 1.0}) for s in range(k)]
        edges += [Edge(k, 0, "take", {k + 1: 1.0}, {0: 1.0}), Edge(k + 1, 0, "rest", {k + 1: 1.0})]
        game = handmade_game(edges, [[0.0]] * (k + 2), [1.0], [1.0], [0.8])
        solved = backward_induction(standoff_of(game, 6, afterwards_months=0.0)).plans[0].stretches[0]
        assert solved.values[0, 0] == pytest.approx(0.8**k, rel=1e-13)
