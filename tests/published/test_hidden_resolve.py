"""Reputation in print: bargaining with obstinate types [Abreu2000], by the solver of any stand-off."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.solve.hidden_resolve.backward import solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import blink_chances, hidden_forecast
from blinkfirst.solve.war_of_attrition.contest import stakes
from blinkfirst.solve.war_of_attrition.reputation import reputation
from worlds.bargaining import LIMIT, OBSTINATE, quarrel


def test_the_limit_in_closed_form() -> None:
    contest = reputation(stakes([1, 1], [0.5, 1]), np.array([OBSTINATE, OBSTINATE]))
    np.testing.assert_allclose(contest.first, LIMIT, atol=5e-5)


def test_short_ticks_and_sharp_choices_come_near_the_limit() -> None:
    found = blink_chances(quarrel(0.05, 200.0, 81))
    np.testing.assert_allclose(found, LIMIT, atol=5e-3)
    assert 1.0 - found.sum() == pytest.approx(OBSTINATE**2, abs=1e-4)


@pytest.mark.slow
def test_a_finer_grid_comes_nearer() -> None:
    found = blink_chances(quarrel(0.02, 1000.0, 161))
    np.testing.assert_allclose(found, LIMIT, atol=2e-3)


def test_who_has_not_conceded_by_the_end_is_held_for_obstinate() -> None:
    standoff = quarrel(0.1, 100.0, 19)
    reputations = hidden_forecast(standoff, solve_hidden(standoff)).reputations
    for reputation_of in reputations:
        held = reputation_of.while_all_hold
        assert held[0] == pytest.approx(OBSTINATE)
        assert (np.diff(held) > 0.0).all() and held[-1] > 0.99
        assert reputation_of.after[1] == 0.0  # to concede gives the normal type away
