"""Which method serves which game, and what the record says of it."""

from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.errors import TooLargeError
from blinkfirst.game.regret import regrets
from blinkfirst.solve.strategic_form import vertex_enumeration
from blinkfirst.solve.strategic_form.equilibria import equilibria, searched_equilibria
from blinkfirst.solve.strategic_form.two_players import two_player_equilibria
from worlds.strategic_forms import bimatrix, form_of, profiles, random_form


def test_one_player_chooses_the_best() -> None:
    found = equilibria(form_of([[3, 5, 5, 1]]))
    assert profiles(found) == {((0.0, 1.0, 0.0, 0.0),), ((0.0, 0.0, 1.0, 0.0),)}
    assert found.complete and found.degenerate and found.components == ((0, 1),)
    assert not equilibria(form_of([[3, 5, 4]])).degenerate


def test_two_players_go_to_the_enumeration() -> None:
    form = random_form(1, (3, 3))
    assert profiles(equilibria(form)) == profiles(two_player_equilibria(form))


def test_a_third_player_whose_choice_is_clear_is_set_aside() -> None:
    """Dan plays d1 come what may; what is left is chicken between the others."""
    chicken = np.array([[[0, 4], [1, 3]], [[0, 1], [4, 3]]], dtype=float)
    payoffs = np.zeros((3, 2, 3, 2))
    payoffs[0, :, 1, :] = chicken[0]  # the clear choice is the second of three, in the middle
    payoffs[2, :, 1, :] = chicken[1]
    payoffs[1] = np.array([0.0, 5.0, 1.0])[None, :, None]
    payoffs[0, :, 0, :] = 7.0 * chicken[1]
    found = equilibria(form_of(payoffs))
    pick = (0.0, 1.0, 0.0)
    assert profiles(found) == {
        ((1.0, 0.0), pick, (0.0, 1.0)),
        ((0.0, 1.0), pick, (1.0, 0.0)),
        ((0.5, 0.5), pick, (0.5, 0.5)),
    }
    assert found.complete and [e.index for e in found.equilibria] == [1, 1, -1]
    assert found.notes == ("2 strictly dominated strategies set aside first: no equilibrium plays them",)
    for equilibrium in found.equilibria:
        assert float(regrets(form_of(payoffs).payoffs, equilibrium.profile).max()) == equilibrium.regret


def test_many_players_are_searched_and_the_record_says_so() -> None:
    """Three who may each blink: all pure equilibria in which one does, and the symmetric one by the path."""
    payoffs = np.zeros((3, 2, 2, 2))
    for cell in np.ndindex(2, 2, 2):
        for player in range(3):
            payoffs[(player, *cell)] = (1.0 if any(cell) else 0.0) - (0.4 if cell[player] else 0.0)
    found = equilibria(form_of(payoffs))
    share = round(1.0 - 0.4**0.5, 6)
    symmetric = (round(0.4**0.5, 6), share)
    assert profiles(found) == {
        ((0.0, 1.0), (1.0, 0.0), (1.0, 0.0)),
        ((1.0, 0.0), (0.0, 1.0), (1.0, 0.0)),
        ((1.0, 0.0), (1.0, 0.0), (0.0, 1.0)),
        (symmetric, symmetric, symmetric),
    }
    assert not found.complete
    assert "there may be more in mixed strategies" in found.notes[0]
    assert profiles(searched_equilibria(form_of(payoffs))) == profiles(found)


def test_dominated_strategies_are_set_aside_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    form = random_form(5, (3, 3))
    whole = profiles(two_player_equilibria(form))
    worse = form.payoffs.min() - 1.0
    large = np.full((2, 4, 3), worse)
    large[:, :3] = form.payoffs
    monkeypatch.setattr(vertex_enumeration, "MOST_SYSTEMS", 20)
    found = equilibria(form_of(large))
    assert {((*rows[:3],), columns) for rows, columns in profiles(found)} == whole
    assert any("strictly dominated" in note for note in found.notes)


def test_too_many_strategies_and_none_dominated() -> None:
    with pytest.raises(TooLargeError, match="12 x 12 strategies"):
        equilibria(bimatrix(np.eye(12), np.eye(12)))
