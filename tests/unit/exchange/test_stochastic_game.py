"""Records of stochastic games: what holds them together, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.exchange.stochastic_game import StochasticGame, one_shot
from worlds.strategic_forms import bimatrix

GAME = StochasticGame(
    title="two states",
    players=("Ann", "Bob"),
    states=("s", "t"),
    actions=((("x", "y"), ("u", "v")), (("x",), ("u",))),
    payoffs=np.arange(10.0).reshape(5, 2),
    offset=np.array([0, 2, 3, 3, 3, 4]),
    target=np.array([0, 1, 1, 0]),
    probability=np.array([0.5, 0.5, 1.0, 1.0]),
    discounts=np.array([0.5, 1.0]),
)


def test_rows_are_profiles() -> None:
    assert GAME.counts == ((2, 2), (1, 1))
    assert GAME.row_offset.tolist() == [0, 4, 5]
    assert GAME.profiles(0) == [("x", "u"), ("x", "v"), ("y", "u"), ("y", "v")]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("players", ("Ann", "Ann"), "players: expected different names"),
        ("states", ("s", ""), "states: expected different names that are not empty"),
        ("states", ("s",), "expected actions in 1 states, got 2"),
        ("actions", ((("x", "y"), ("u", "v")), (("x",),)), "state t: expected actions of 2 players, got 1"),
        ("actions", ((("x", "x"), ("u", "v")), (("x",), ("u",))), "actions of Ann in state s: expected diff"),
        ("actions", ((("x", "y"), ("u", "v")), ((), ("u",))), "actions of Ann in state t: expected diff"),
        ("payoffs", np.zeros((4, 2)), r"payoffs: expected shape \(5, 2\), got \(4, 2\)"),
        ("payoffs", np.full((5, 2), np.nan), "payoffs: expected finite numbers"),
        ("target", np.array([0, 1, 2, 0]), "target: expected states from 0 to 1"),
        ("probability", np.array([0.5, 0.4, 1, 1]), "state s: expected chances .* got a sum of 0.9"),
        ("probability", np.array([0.5, 0.5, 1, 0.5]), "state t: expected chances .* got a sum of 0.5"),
        ("probability", np.array([1.5, -0.5, 1, 1]), "expected chances of at least 0"),
        ("discounts", np.array([0.5, 1.5]), "discounts: expected numbers from 0 to 1"),
        ("discounts", np.array([0.5]), "discounts: expected shape"),
    ],
)
def test_what_does_not_make_a_game_is_refused(field: str, value: Any, said: str) -> None:
    with pytest.raises(GameError, match=said):
        replace(GAME, **{field: value})


def test_a_strategic_form_is_one_state() -> None:
    form = bimatrix([[1, 2], [3, 4]], [[5, 6], [7, 8]])
    game = one_shot(form)
    assert game.actions == (form.strategies,)
    assert game.payoffs.tolist() == [[1, 5], [2, 6], [3, 7], [4, 8]]
    assert game.offset.tolist() == [0] * 5
