from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.game.game import FloatArray, Game
from blinkfirst.solve.kernels import pull_back, pull_back_watching
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.layout.vector_layout import BLOCK
from blinkfirst.solve.layout.watch_classes import Column, watch_classes_of
from reference import dense_recursion as dense
from worlds.handmade import Edge, handmade_game
from worlds.ragged_games import ragged_game
from worlds.random_games import games

CLOSE: Any = {"rtol": 1e-12, "atol": 1e-12}
SHAPES = [
    (1, 1), (1, 9), (2, 3), (7, 1), (8, 1), (9, 2), (BLOCK - 1, 2), (BLOCK, 3), (BLOCK + 1, 5),
    (20, 8), (12, 17),
]  # fmt: skip


def pulled(game: Game, values: FloatArray, ticks: int) -> tuple[FloatArray, FloatArray]:
    choice = np.full((ticks, game.n_edges), np.nan)
    return pull_back(lay_out(game), values, ticks, choice), choice


def check(game: Game, rng: np.random.Generator, ticks: int = 4) -> None:
    values = rng.normal(0.0, 2.0, (game.n_states, game.n_actors))
    expected, played = dense.back(game, values, ticks)
    found, choice = pulled(game, values, ticks)
    np.testing.assert_allclose(found, expected, **CLOSE)
    np.testing.assert_allclose(choice, played, **CLOSE)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("longest", [1, 3, 20])
def test_any_shape(shape: tuple[int, int], longest: int) -> None:
    """Fewer states than lanes and than a block, more actors than lanes, menus of 1 to 20 moves."""
    rng = np.random.default_rng([*shape, longest])
    check(ragged_game(rng, *shape, longest), rng)


@settings(max_examples=150)
@given(games(max_states=30, max_actors=10), st.integers(0, 2**32 - 1))
def test_any_game(game: Game, seed: int) -> None:
    check(game, np.random.default_rng(seed), 3)


def test_blocks_are_as_many_as_it_takes() -> None:
    rng = np.random.default_rng(3)
    check(ragged_game(rng, 3 * BLOCK + 1, 2, longest=4), rng, 2)


def test_a_move_that_ends_somewhere_almost_surely() -> None:
    """One outcome whose chance is not quite 1 is no sure thing."""
    rng = np.random.default_rng(8)
    game = ragged_game(rng, 9, 2)
    chances = game.outcome_probability.copy()
    chances[np.flatnonzero(chances == 1.0)[::2]] = 1.0 - 1e-9
    check(replace(game, outcome_probability=chances), rng)


def test_ties_of_exact_maximisers_are_split_evenly() -> None:
    """Three moves are as good, a fourth is worse by more than a tie may be, a fifth by less."""
    ends = [{1: 1.0}, {0: 1.0}, {0: 1.0}, {0: 0.5, 2: 0.5}, {2: 1.0}]
    edges = [Edge(0, 0, f"move{m}", to) for m, to in enumerate(ends)]
    edges += [Edge(s, 0, "move0", {s: 1.0}) for s in (1, 2)]
    game = handmade_game(edges, [[0.0]] * 3, [0.5], [np.inf], [1.0])
    values = np.array([[5.0], [5.0 - 1e-9], [5.0 - 1e-11]])
    _, choice = pulled(game, values, 1)
    np.testing.assert_array_equal(choice[0], [0, 0.25, 0.25, 0.25, 0.25, 1, 1])


def test_how_near_a_tie_is_goes_by_the_values_of_the_next_tick() -> None:
    """A million at the end, a thousandth before: a ten-millionth is nothing to the one, much to the other."""
    edges = [Edge(0, 0, "take", {0: 1.0}, lumps={0: 1e-7}), Edge(0, 0, "leave", {0: 1.0})]
    game = handmade_game(edges, [[0.0]], [0.5], [np.inf], [1e-9])
    _, choice = pulled(game, np.array([[1e6]]), 2)
    assert choice.tolist() == [[1.0, 0.0], [0.5, 0.5]]


def test_no_ticks_change_nothing() -> None:
    game = ragged_game(np.random.default_rng(5), 10, 3)
    values = np.random.default_rng(6).normal(size=(10, 3))
    np.testing.assert_array_equal(pulled(game, values, 0)[0], values)


def test_choices_of_the_first_ticks_only() -> None:
    rng = np.random.default_rng(11)
    game = ragged_game(rng, 10, 3)
    values = rng.normal(size=(10, 3))
    whole, some = np.empty((5, game.n_edges)), np.empty((2, game.n_edges))
    found = pull_back(lay_out(game), values, 5, whole)
    assert pull_back(lay_out(game), values, 5, some).tobytes() == found.tobytes()
    assert some.tobytes() == whole[:2].tobytes()


@pytest.mark.parametrize("shape", [(5, 2), (70, 5), (12, 9)], ids=str)
@pytest.mark.parametrize("layers", [1, 2])
def test_answers_beside_values(shape: tuple[int, int], layers: int) -> None:
    """Two layers of payoffs, the second what is got by the choices of the first; then counts and ends."""
    rng = np.random.default_rng([*shape, layers])
    game = ragged_game(rng, *shape, longest=5)
    asked = [
        dense.Answer(
            rng.integers(0, 3, game.n_edges) * (rng.random(game.n_edges) < 0.3),
            rng.integers(0, 3, game.n_states) * (rng.random(game.n_states) < 0.2) * (k % 3 == 0),
            counts=k % 2 == 1,
        )
        for k in range(11)
    ]
    asked = [
        a._replace(edge_code=a.edge_code % 2, state_code=a.state_code * 0) if a.counts else a for a in asked
    ]
    table = rng.normal(size=(game.n_states, layers * game.n_actors + len(asked)))
    table[:, layers * game.n_actors :] = rng.random((game.n_states, len(asked)))
    values = np.split(table[:, : layers * game.n_actors], layers, axis=1)
    columns = [
        Column(a.edge_code, a.state_code, keep=(1, float(a.counts), 0), gain=(0, 1, 0)) for a in asked
    ]
    watched = watch_classes_of(columns, game.n_edges, game.n_states)
    found = pull_back_watching(lay_out(game), watched, table, layers, 3)

    expected, played = dense.back(game, values[0], 3)
    np.testing.assert_allclose(found[:, : game.n_actors], expected, **CLOSE)
    if layers == 2:
        got = dense.paid(game, values[1], played)
        np.testing.assert_allclose(found[:, game.n_actors : 2 * game.n_actors], got, **CLOSE)
    answers = dense.answered(game, played, table[:, layers * game.n_actors :], asked)
    np.testing.assert_allclose(found[:, layers * game.n_actors :], answers, **CLOSE)


def test_the_first_layer_is_what_is_found_without_answers() -> None:
    rng = np.random.default_rng(2)
    game = ragged_game(rng, 33, 4)
    values = rng.normal(size=(33, 4))
    column = Column(rng.integers(0, 2, game.n_edges), np.zeros(33, dtype=np.int64), keep=(1, 0), gain=(0, 1))
    watched = watch_classes_of([column], game.n_edges, 33)
    table = np.column_stack([values, np.zeros(33)])
    found = pull_back_watching(lay_out(game), watched, table, 1, 6)
    assert found[:, :4].tobytes() == pulled(game, values, 6)[0].tobytes()


def test_fewer_columns_than_are_looked_for() -> None:
    """Answers whose deadline is past are left out; those that stay are the same bytes."""
    rng = np.random.default_rng(4)
    game = ragged_game(rng, 20, 3)
    nowhere = np.zeros(20, dtype=np.int64)
    columns = [Column(rng.integers(0, 2, game.n_edges), nowhere, (1, 0), (0, 1)) for _ in range(12)]
    watched = watch_classes_of(columns, game.n_edges, 20)
    table = rng.random((20, 3 + 12))
    whole = pull_back_watching(lay_out(game), watched, table, 1, 2)
    some = pull_back_watching(lay_out(game), watched, np.ascontiguousarray(table[:, : 3 + 5]), 1, 2)
    assert some.tobytes() == np.ascontiguousarray(whole[:, : 3 + 5]).tobytes()


def test_two_threads_give_the_bytes_of_one() -> None:
    drawn = [ragged_game(np.random.default_rng(seed), 130, 5) for seed in range(4)]
    values = [np.random.default_rng(seed).normal(size=(130, 5)) for seed in range(4)]
    for game in drawn:
        lay_out(game)

    def solved(n: int) -> bytes:
        found, choice = pulled(drawn[n % 4], values[n % 4], 6)
        return found.tobytes() + choice.tobytes()

    alone = [solved(n) for n in range(4)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(solved, range(24))) == alone * 6
