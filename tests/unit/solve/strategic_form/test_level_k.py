from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.solve.standoff.level_k import deepest_level, poisson_shares
from blinkfirst.solve.strategic_form.level_k import cognitive_hierarchy, level_k
from worlds.strategic_forms import bimatrix, form_of, random_form

DILEMMA = bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])


def by_hand(payoffs: np.ndarray, beliefs: list[np.ndarray], player: int, precision: float) -> np.ndarray:
    """The logit answer, cell by cell."""
    worth = np.zeros(payoffs.shape[1 + player])
    for profile in np.ndindex(*payoffs.shape[1:]):
        chance = np.prod([beliefs[j][a] for j, a in enumerate(profile) if j != player])
        worth[profile[player]] += chance * payoffs[(player, *profile)]
    weights = np.exp(precision * worth)
    return np.asarray(weights / weights.sum())


@pytest.mark.parametrize("counts", [(3, 2), (2, 3, 2)])
@pytest.mark.parametrize("precision", [0.0, 0.7, 2.0])
def test_levels_cell_by_cell(counts: tuple[int, ...], precision: float) -> None:
    form = random_form(11, counts)
    levels = level_k(form, 3, precision)
    assert [np.unique(vector).size for vector in levels[0]] == [1] * len(counts)
    for below, here in pairwise(levels):
        for player in range(len(counts)):
            answer = by_hand(form.payoffs, list(below), player, precision)
            np.testing.assert_allclose(here[player], answer, rtol=1e-10)


@pytest.mark.parametrize("counts", [(3, 2), (2, 3, 2)])
def test_the_hierarchy_cell_by_cell(counts: tuple[int, ...]) -> None:
    form = random_form(12, counts)
    found = cognitive_hierarchy(form, 1.2, 0.9)
    shares = poisson_shares(1.2, deepest_level(1.2))
    np.testing.assert_array_equal(found.shares, shares)
    for depth in range(1, len(found.levels)):
        mix = [
            sum(shares[h] * found.levels[h][j] for h in range(depth)) / shares[:depth].sum()
            for j in range(len(counts))
        ]
        for player in range(len(counts)):
            answer = by_hand(form.payoffs, mix, player, 0.9)
            np.testing.assert_allclose(found.levels[depth][player], answer, rtol=1e-10)
    for player in range(len(counts)):
        played = sum(shares[h] * level[player] for h, level in enumerate(found.levels))
        np.testing.assert_allclose(found.played[player], played, rtol=1e-12)


def test_reason_of_any_depth_finds_what_dominates() -> None:
    for level in level_k(DILEMMA, 4)[1:]:
        np.testing.assert_array_equal(np.stack(level), [[0, 1], [0, 1]])


def test_equal_best_replies_are_played_equally_often() -> None:
    even = form_of([[[1, 1], [1, 1], [0, 0]], [[2, 2], [2, 2], [2, 2]]])
    one, other = level_k(even, 1)[1]
    np.testing.assert_array_equal(one, [0.5, 0.5, 0])
    np.testing.assert_array_equal(other, [0.5, 0.5])


def test_best_replies_are_equal_up_to_rounding() -> None:
    rounded = form_of([[[0.1 + 0.2], [0.3], [0.29]], [[0.0], [0.0], [0.0]]])
    np.testing.assert_array_equal(level_k(rounded, 1)[1][0], [0.5, 0.5, 0])


def test_the_mean_guess_of_a_beauty_contest() -> None:
    """33.4995 with all levels; guesses here are whole and half numbers, and levels end at 6."""
    guesses = np.arange(201) / 2
    own, other = np.meshgrid(guesses, guesses, indexing="ij")
    form = form_of([-((own - 2 / 3 * other) ** 2), -((other - 2 / 3 * own) ** 2)])
    assert guesses @ cognitive_hierarchy(form, 1.5).played[0] == pytest.approx(33.4995, abs=0.1)


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(GameError, match="level of reasoning -1"):
        level_k(DILEMMA, -1)
    with pytest.raises(GameError, match="tau -1"):
        cognitive_hierarchy(DILEMMA, -1.0)
    for precision in (-1.0, float("nan")):
        with pytest.raises(GameError, match="precision"):
            level_k(DILEMMA, 1, precision)
