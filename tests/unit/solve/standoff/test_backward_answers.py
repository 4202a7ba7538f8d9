from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.game.game import HARD, SOFT, Game
from blinkfirst.game.watch import COUNT, ON, REACH, Watch
from blinkfirst.solve.kernels.backward import carry_back
from blinkfirst.solve.standoff.backward_answers import (
    backward_answers,
    backward_answers_and_values,
    first_blink_watches,
)
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.handmade import Edge, handmade_game
from worlds.random_games import standoff_of


def ladder() -> Game:
    """Three rungs; in every tick the one actor climbs or not by coin toss, and stays on top."""
    edges = [Edge(s, 0, "hold", {s: 1.0}) for s in range(3)]
    edges += [Edge(s, 0, "climb", {s + 1: 1.0}) for s in range(2)]
    return handmade_game(edges, [[0.0]] * 3, [1.0], [0.0], [1.0])


def watch(kind: str, deadline: int, edges: list[int] | None = None, states: list[int] | None = None) -> Watch:
    return Watch(kind, deadline, (np.array(edges or [0] * 5),), (np.array(states or [0] * 3),))


def test_answers_on_a_ladder() -> None:
    asked = [
        (watch(REACH, 0, states=[1, 0, 0]), 1.0),  # the start counts
        (watch(REACH, 2, states=[0, 0, 1]), 1 / 4),  # both tosses
        (watch(REACH, 4, states=[2, 0, 1]), 0.0),  # settled the other way at the start
        (watch(REACH, 3, edges=[2, 1, 0, 0, 0]), 1 / 2),  # climbs before it holds
        (watch(ON, 2, states=[0, 1, 0]), 1 / 2),
        (watch(ON, 9, states=[0, 0, 1]), 1 - 5 / 16),  # beyond the horizon of 4: there
        (watch(COUNT, 0, edges=[1, 1, 1, 1, 1]), 0.0),
        (watch(COUNT, 4, edges=[0, 1, 0, 1, 0]), 1 * 4 / 16 + 2 * 11 / 16),
    ]
    found = backward_answers(standoff_of(ladder(), 4), [question for question, _ in asked])
    np.testing.assert_allclose(found, [answer for _, answer in asked], rtol=0, atol=1e-15)


def test_two_who_toss_coins_over_blinking() -> None:
    """Each has half the initiatives; the first gives in softly, the second hard, each at even chance."""
    edges = [Edge(0, actor, "hold", {0: 1.0}) for actor in range(2)]
    edges += [Edge(0, 0, "yield", {0: 1.0}, blink=SOFT), Edge(0, 1, "yield", {0: 1.0}, blink=HARD)]
    standoff = standoff_of(handmade_game(edges, [[1.0, -2.0]], [0.5, 0.5], [0.0, 0.0], [1.0, 1.0]), 2, 0.0)
    alone = 1 - (3 / 4) ** 2
    expected = [[3 / 8, 3 / 8], [alone, 0.0], [0.0, alone]]
    chances = backward_answers(standoff, first_blink_watches(standoff)).reshape(3, -1)
    np.testing.assert_allclose(chances, expected, rtol=0, atol=1e-15)
    assert backward_answers(standoff, first_blink_watches(standoff, [(HARD,)]))[1] == pytest.approx(alone)
    np.testing.assert_allclose(backward_answers_and_values(standoff, ()).values, [2.0, -4.0])


def test_nothing_asked_nothing_answered() -> None:
    assert backward_answers(standoff_of(ladder(), 4), ()).shape == (0,)


def test_watches_that_do_not_fit_are_refused() -> None:
    with pytest.raises(GameError, match="watch 0: expected one class per edge"):
        backward_answers(standoff_of(ladder(), 4), [watch(REACH, 1, edges=[0, 1])])


def test_the_kernel_is_compiled_once() -> None:
    standoff = standoff_of(ladder(), 4)
    backward_answers(standoff, [watch(COUNT, 2), watch(REACH, 3, states=[0, 0, 1])])
    backward_answers_and_values(standoff, [])
    backward_induction(standoff)
    assert len(carry_back.signatures) == 1  # type: ignore[attr-defined]
