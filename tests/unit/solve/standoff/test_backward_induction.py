from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.game.game import Game
from blinkfirst.game.standoff import Plan, Stretch
from blinkfirst.solve.kernels import kernels_are_cached
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks, backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from worlds.handmade import Drift, Edge, handmade_game
from worlds.random_games import eventful_standoff, random_game, standoff_of


def one_state(initiative: float = 0.5, delta: float = 0.9) -> Game:
    return handmade_game([Edge(0, 0, "hold", {0: 1.0})], [[1.0]], [initiative], [1.0], [delta])


@pytest.mark.parametrize("delta", [1.0, 1 - 1e-15, 1 - 1e-9, 0.999, 0.9, 0.3])
@pytest.mark.parametrize("ticks", [0, 1, 7, 300])
def test_afterwards_is_the_sum_of_discounted_ticks(delta: float, ticks: int) -> None:
    game = replace(one_state(), patience=np.array([delta**12]))
    per_tick = float(game.patience[0] ** (1 / 12))
    expected = sum(per_tick**k for k in range(ticks))
    np.testing.assert_allclose(afterwards_ticks(game, float(ticks)), expected, rtol=1e-12)


def test_values_of_a_world_that_stands_still_are_a_geometric_sum() -> None:
    """Horizon and afterwards together: 10 + 5 ticks of one util."""
    solved = backward_induction(standoff_of(one_state(), 10, afterwards_months=5.0)).plans[0].stretches[0]
    np.testing.assert_allclose(solved.values, [[(1 - 0.9**15) / 0.1]], rtol=1e-13)


def test_too_much_in_one_tick_is_refused_by_state_and_with_a_tick_that_would_do() -> None:
    game = handmade_game(
        [Edge(s, 0, "hold", {s: 1.0}) for s in (0, 1)], [[0.0], [0.0]], [0.7], [1.0], [1.0],
        nature=[Drift(1, 0.5, {0: 1.0})],
    )  # fmt: skip
    with pytest.raises(
        GameError, match=r"state 1 \{'state': 's1'\}: .* 1\.2 per tick.*at most 1; a tick of 0\.833"
    ):
        backward_induction(standoff_of(game, 3))


def test_exactly_one_thing_per_tick_is_allowed() -> None:
    assert lay_out(one_state(initiative=1.0)).idle.tolist() == [0.0]


@pytest.mark.parametrize("firsts", [(0, 5), (0, 4, 2), (1,)])
def test_stretches_out_of_order_or_beyond_the_horizon_are_refused(firsts: tuple[int, ...]) -> None:
    carry = np.zeros(1, dtype=np.int64)
    stretches = tuple(Stretch(first, one_state(), carry, "") for first in firsts)
    standoff = replace(standoff_of(one_state(), 5), plans=(Plan(0, stretches),))
    with pytest.raises(GameError, match="in order and before the horizon at tick 5"):
        backward_induction(standoff)


def test_a_later_stretch_needs_a_carry() -> None:
    stretches = (Stretch(0, one_state(), None, ""), Stretch(2, one_state(), None, "election"))
    with pytest.raises(GameError, match="carry"):
        backward_induction(replace(standoff_of(one_state(), 5), plans=(Plan(0, stretches),)))


def test_two_events_at_one_tick_are_both_carried() -> None:
    """A stretch of no ticks between them: nothing is played in it, its carry counts."""
    there = np.array([1, 0], dtype=np.int64)
    game = handmade_game([Edge(s, 0, "hold", {s: 1.0}) for s in (0, 1)], [[0.0], [1.0]], [0.5], [1.0], [1.0])
    stretches = (
        Stretch(0, game, None, ""),
        Stretch(2, game, there, "there"),
        Stretch(2, game, np.array([1, 1], dtype=np.int64), "both to the second"),
    )
    standoff = replace(standoff_of(game, 5, afterwards_months=0.0), plans=(Plan(0, stretches),))
    policy = backward_induction(standoff)
    assert policy.plans[0].stretches[1].choice.shape[0] == 0
    assert policy.plans[0].stretches[0].values[0, 0] == pytest.approx(3.0)
    assert forecast(standoff, policy).values[0] == pytest.approx(3.0)


def test_threads_change_no_byte() -> None:
    standoffs = [standoff_of(random_game(np.random.default_rng(seed), 40, 4), 20) for seed in range(6)]
    alone = [backward_induction(s).plans[0].stretches[0] for s in standoffs]
    with ThreadPoolExecutor(4) as pool:
        together = [policy.plans[0].stretches[0] for policy in pool.map(backward_induction, standoffs)]
    for one, other in zip(alone, together, strict=True):
        assert one.choice.tobytes() == other.choice.tobytes()
        assert one.values.tobytes() == other.values.tobytes()


def test_course_of_the_policy_is_the_course_of_the_standoff() -> None:
    rng = np.random.default_rng(5)
    first = random_game(rng, 3, 2)
    standoff = eventful_standoff(rng, 9, [first] * 4, [2, 4, 7], [True, False, True])
    policy = backward_induction(standoff)
    assert [s.first_tick for s in policy.course] == [s.first_tick for s in standoff.course] == [0, 2, 4, 7]
    assert [s.choice.shape[0] for s in policy.course] == [2, 2, 3, 2]


def test_after_solving_the_kernels_are_ready() -> None:
    standoff = standoff_of(one_state(), 2)
    forecast(standoff, backward_induction(standoff))
    assert kernels_are_cached()


def test_read_only_arrays_are_welcome() -> None:
    game = random_game(np.random.default_rng(1), 5, 2)
    for name in ("outcome_probability", "precision", "tempo", "outcome_state", "edge_offset"):
        getattr(game, name).flags.writeable = False
    standoff = standoff_of(game, 3)
    assert forecast(standoff, backward_induction(standoff)).first_blink.shape[0] == 3
