from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import GameError
from blinkfirst.game.game import Game
from blinkfirst.game.watch import COUNT, ON, REACH, Watch
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.explanation import explain_choice
from blinkfirst.solve.standoff.forecast import forecast, state_distribution
from blinkfirst.solve.standoff.precision import with_precision
from worlds.handmade import Edge, handmade_game
from worlds.random_games import standoff_of


def ladder() -> Game:
    """Three rungs; in every tick the one actor climbs or not by coin toss, and stays on top."""
    edges = [Edge(s, 0, "hold", {s: 1.0}) for s in range(3)]
    edges += [Edge(s, 0, "climb", {s + 1: 1.0}) for s in range(2)]
    return handmade_game(edges, [[0.0]] * 3, [1.0], [0.0], [1.0])


def watch(kind: str, deadline: int, edges: list[int] | None = None, states: list[int] | None = None) -> Watch:
    return Watch(kind, deadline, (np.array(edges or [0] * 5),), (np.array(states or [0] * 3),))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (watch(REACH, 4, states=[1, 0, 0]), 1.0),  # the start counts
        (watch(REACH, 0, states=[1, 0, 0]), 1.0),
        (watch(REACH, 2, states=[0, 0, 1]), 1 / 4),  # both tosses
        (watch(REACH, 3, states=[0, 0, 1]), 1 / 2),
        (watch(REACH, 1, states=[0, 0, 1]), 0.0),
        (watch(REACH, 4, states=[2, 0, 1]), 0.0),  # settled the other way at the start
        (watch(REACH, 3, edges=[0, 1, 0, 0, 0]), 7 / 8),  # climbs at all
        (watch(REACH, 3, edges=[2, 1, 0, 0, 0]), 1 / 2),  # climbs before it holds
        (watch(REACH, 0, edges=[0, 1, 0, 0, 0]), 0.0),
        (watch(ON, 2, states=[0, 1, 0]), 1 / 2),
        (watch(ON, 0, states=[1, 0, 0]), 1.0),
        (watch(ON, 9, states=[0, 0, 1]), 1 - 5 / 16),  # beyond the horizon of 4: there
        (watch(COUNT, 2, edges=[0, 1, 0, 1, 0]), 1.0),  # two fair tosses
        (watch(COUNT, 4, edges=[0, 1, 0, 1, 0]), 1 * 4 / 16 + 2 * 11 / 16),
        (watch(COUNT, 0, edges=[1, 1, 1, 1, 1]), 0.0),
    ],
)  # fmt: skip
def test_answers_on_a_ladder(question: Watch, answer: float) -> None:
    standoff = standoff_of(ladder(), 4)
    found = forecast(standoff, backward_induction(standoff), [question])
    assert found.answers[0] == pytest.approx(answer, abs=1e-15)


def test_a_world_without_blinks_sees_none() -> None:
    standoff = standoff_of(ladder(), 4)
    seen = forecast(standoff, backward_induction(standoff))
    assert seen.nobody == 1.0
    assert seen.first_blink.shape == (4, 2, 2)
    assert seen.answers.shape == (0,)
    assert seen.deeds == ((0, "hold"), (0, "climb"))
    np.testing.assert_allclose(seen.move_counts.sum(), seen.initiatives[0])
    np.testing.assert_allclose(seen.levels[0][-1], [1 / 16, 4 / 16, 11 / 16])


def test_watches_that_do_not_fit_are_refused() -> None:
    standoff = standoff_of(ladder(), 4)
    policy = backward_induction(standoff)
    with pytest.raises(GameError, match="watch 0: expected one class per edge"):
        forecast(standoff, policy, [watch(REACH, 1, edges=[0, 1])])
    with pytest.raises(GameError, match='watch 0: expected kind reach, on or count, got "by"'):
        forecast(standoff, policy, [watch("by", 1)])
    with pytest.raises(GameError, match="watch 0: expected a deadline of at least 0 ticks, got -1"):
        forecast(standoff, policy, [watch(ON, -1)])


def test_ticks_states_and_actors_that_do_not_exist_are_refused() -> None:
    standoff = standoff_of(ladder(), 4)
    policy = backward_induction(standoff)
    with pytest.raises(GameError, match="tick 5: expected 0 to 4"):
        state_distribution(standoff, policy, 5)
    with pytest.raises(GameError, match="tick 4: expected 0 to 3, before the horizon"):
        explain_choice(standoff, policy, 4, 0, 0)
    with pytest.raises(GameError, match="state 3: expected 0 to 2"):
        explain_choice(standoff, policy, 0, 3, 0)
    with pytest.raises(GameError, match=r"actor 1: expected 0 to 0 \(actor0\)"):
        explain_choice(standoff, policy, 0, 0, 1)


@pytest.mark.parametrize("factor", [-1.0, float("nan")])
def test_a_precision_factor_is_at_least_zero(factor: float) -> None:
    with pytest.raises(GameError, match="expected a number >= 0"):
        with_precision(standoff_of(ladder(), 4), factor)


def test_an_exact_maximiser_stays_one_and_tosses_coins_at_zero() -> None:
    game = handmade_game([Edge(0, 0, "hold", {0: 1.0})], [[0.0]], [1.0], [np.inf], [1.0])
    assert with_precision(standoff_of(game, 1), 2.0).opening.precision.tolist() == [np.inf]
    assert with_precision(standoff_of(game, 1), 0.0).opening.precision.tolist() == [0.0]


def test_states_may_lie_column_by_column_in_memory() -> None:
    standoff = compile_scenario(load("textbook/setter-and-veto")).standoff
    states = standoff.opening.states
    assert states.shape[1] > 1
    turned = standoff_of(replace(standoff.opening, states=np.asfortranarray(states)), 5)
    straight = standoff_of(replace(standoff.opening, states=np.ascontiguousarray(states)), 5)
    levels = forecast(turned, backward_induction(turned)).levels
    for found, expected in zip(levels, forecast(straight, backward_induction(straight)).levels, strict=True):
        np.testing.assert_array_equal(found, expected)
