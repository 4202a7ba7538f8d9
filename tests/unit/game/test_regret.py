"""Regrets and expected payoffs against a sum over every cell, written out."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import expected_payoffs, regrets, reply_payoffs


def expectation(payoffs: FloatArray, player: int, profile: list[FloatArray]) -> float:
    """A player's expected payoff, cell by cell."""
    cells = product(*(range(count) for count in payoffs.shape[1:]))
    return sum(
        float(payoffs[(player, *cell)]) * prod(float(profile[j][a]) for j, a in enumerate(cell))
        for cell in cells
    )


@pytest.mark.parametrize("counts", [(3,), (2, 3), (1, 4), (2, 3, 4), (2, 1, 3, 2)])
def test_against_the_sum_over_all_cells(counts: tuple[int, ...]) -> None:
    rng = np.random.default_rng(len(counts))
    payoffs = rng.normal(size=(len(counts), *counts))
    profile = [rng.dirichlet(np.ones(count)) for count in counts]
    replies = reply_payoffs(payoffs, profile)
    for player, count in enumerate(counts):
        for strategy in range(count):
            fixed = [*profile]
            fixed[player] = np.eye(count)[strategy]
            assert replies[player][strategy] == pytest.approx(expectation(payoffs, player, fixed), abs=1e-12)
        value = expectation(payoffs, player, profile)
        assert expected_payoffs(payoffs, profile)[player] == pytest.approx(value, abs=1e-12)
        gain = replies[player].max() - value
        assert regrets(payoffs, profile)[player] == pytest.approx(gain, abs=1e-12)


def test_no_regret_in_equilibrium_and_two_after_the_wrong_penny() -> None:
    pennies = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]])
    heads, even = np.array([1.0, 0.0]), np.array([0.5, 0.5])
    assert regrets(pennies, [heads, heads]).tolist() == [0.0, 2.0]
    assert regrets(pennies, [even, even]).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ([[0.5, 0.5]], "expected 2 vectors of lengths 2, 2"),
        ([[0.5, 0.5], [1.0, 0.0, 0.0]], "got shapes"),
        ([[0.5, 0.5], [0.6, 0.5]], "add up to 1 for player 1"),
        ([[1.5, -0.5], [0.5, 0.5]], "not negative"),
        ([[np.nan, np.nan], [0.5, 0.5]], "add up to 1 for player 0"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused(profile: list[list[float]], message: str) -> None:
    with pytest.raises(GameError, match=message):
        regrets(np.zeros((2, 2, 2)), [np.array(vector) for vector in profile])
