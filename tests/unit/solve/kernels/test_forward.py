from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.solve.kernels import Pushed, push_forward
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.layout.vector_layout import BLOCK
from blinkfirst.solve.layout.watch_classes import Column, WatchClasses, watch_classes_of
from reference import dense_recursion as dense
from worlds.ragged_games import ragged_game

CLOSE: Any = {"rtol": 1e-12, "atol": 1e-14}
SHAPES = [(1, 1), (2, 3), (8, 1), (9, 2), (BLOCK, 3), (BLOCK + 1, 5), (2 * BLOCK + 40, 2), (12, 17)]


def joined_classes(edge_codes: IntArray, state_codes: IntArray) -> WatchClasses:
    """A chain per column, the first one free; code 0 goes on, others end."""
    codes = zip(edge_codes.T, state_codes.T, strict=True)
    columns = [Column(edge, state, keep=(1, 0, 0), gain=(0, 0, 0)) for edge, state in codes]
    return watch_classes_of(columns, edge_codes.shape[0], state_codes.shape[0])


def drawn(shape: tuple[int, int], chains: int) -> tuple[Game, FloatArray, IntArray, IntArray, FloatArray]:
    """A game, choices of three ticks, where chains end, and where they are."""
    rng = np.random.default_rng([*shape, chains])
    game = ragged_game(rng, *shape, longest=5)
    _, played = dense.back(game, rng.normal(size=(game.n_states, game.n_actors)), 3)
    edge_codes = rng.integers(0, 3, (game.n_edges, chains)) * (rng.random((game.n_edges, 1)) < 0.4)
    state_codes = rng.integers(0, 3, (game.n_states, chains)) * (rng.random((game.n_states, 1)) < 0.2)
    edge_codes[:, 0] = state_codes[:, 0] = 0
    start = rng.dirichlet(np.ones(game.n_states)) * (rng.random(game.n_states) < 0.6)
    return game, played, edge_codes, state_codes, np.repeat(start[:, np.newaxis], chains, axis=1)


def pushed(
    game: Game,
    watched: WatchClasses,
    played: FloatArray,
    mass: FloatArray,
    move_class: IntArray | None = None,
    closing: IntArray | None = None,
    sights: tuple[int, ...] = (),
) -> Pushed:
    return push_forward(
        lay_out(game),
        watched,
        np.arange(game.n_edges) if move_class is None else move_class,
        played,
        mass,
        np.full(mass.shape[1], len(played)) if closing is None else closing,
        np.array(sights, dtype=np.int64),
        np.full((len(played), game.n_actors), 0.5) ** np.arange(len(played))[:, np.newaxis],
    )


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("chains", [1, 4, 11])
def test_any_shape(shape: tuple[int, int], chains: int) -> None:
    """Where the chains are, what has ended where, how often every edge is played and every state visited."""
    game, played, edge_codes, state_codes, mass = drawn(shape, chains)
    watched = joined_classes(edge_codes, state_codes)
    found = pushed(game, watched, played, mass, sights=(0, 2))
    expected = dense.forth(game, played, mass, edge_codes, state_codes)
    np.testing.assert_allclose(found.mass, expected.mass, **CLOSE)
    np.testing.assert_allclose(found.passed, [tick[:, 0] for tick in expected.played], **CLOSE)
    for tick in range(3):
        gone = np.zeros_like(found.gone[tick])
        np.add.at(gone, watched.edge, expected.played[tick])
        if watched.state.size:
            np.add.at(gone, watched.state, expected.reached[tick])
        np.testing.assert_allclose(found.gone[tick, 1:], gone[1:], **CLOSE)
    free = [mass[:, 0], *(reached[:, 0] for reached in expected.reached)]
    np.testing.assert_allclose(found.sights, [free[0], free[2]], **CLOSE)
    visits = free[0] + 0.5 * free[1] + 0.25 * free[2]
    np.testing.assert_allclose(found.visits, np.tile(visits[:, np.newaxis], game.n_actors), **CLOSE)


def test_less_than_nothing_goes_the_same_way() -> None:
    game, played, edge_codes, state_codes, mass = drawn((20, 2), 4)
    watched = joined_classes(edge_codes, state_codes)
    there, back = pushed(game, watched, played, mass), pushed(game, watched, played, -mass)
    assert (0.0 - back.mass).tobytes() == (there.mass + 0.0).tobytes()
    assert (0.0 - back.gone).tobytes() == (there.gone + 0.0).tobytes()


def test_edges_of_one_class_are_counted_together() -> None:
    game, played, edge_codes, state_codes, mass = drawn((65, 5), 4)
    watched = joined_classes(edge_codes, state_codes)
    move_class = np.arange(game.n_edges) % 7 + 2
    singly, together = pushed(game, watched, played, mass), pushed(game, watched, played, mass, move_class)
    assert together.passed.shape == (3, 9)
    for number in range(9):
        sums = singly.passed[:, move_class == number].sum(axis=1)
        np.testing.assert_allclose(together.passed[:, number], sums, **CLOSE)


def test_a_closed_chain_is_nowhere_from_its_tick_on() -> None:
    game, played, edge_codes, state_codes, mass = drawn((30, 3), 11)
    watched = joined_classes(edge_codes, state_codes)
    never, once = np.full(11, 3), np.full(11, 3)
    once[9] = 1
    whole = pushed(game, watched, played, mass, closing=never)
    cut = pushed(game, watched, played, mass, closing=once)
    assert not cut.mass[:, 9].any()
    assert not cut.gone[1:, :, 9].any()
    assert cut.gone[0].tobytes() == whole.gone[0].tobytes()
    others = np.arange(11) != 9
    assert cut.mass[:, others].tobytes() == whole.mass[:, others].tobytes()


def test_what_is_shifted_may_be_less_than_nothing() -> None:
    """Differences of two starts are pushed forward as well: everything is linear."""
    game, played, edge_codes, state_codes, mass = drawn((20, 2), 1)
    watched = joined_classes(edge_codes, state_codes)
    shift = mass - mass[::-1]
    found = pushed(game, watched, played, shift).mass
    apart = pushed(game, watched, played, mass).mass - pushed(game, watched, played, mass[::-1].copy()).mass
    np.testing.assert_allclose(found, apart, **CLOSE)


def test_two_threads_give_the_bytes_of_one() -> None:
    games = [drawn((130, 5), 4 + n) for n in range(3)]

    def walked(n: int) -> bytes:
        game, played, edge_codes, state_codes, mass = games[n % 3]
        found = pushed(game, joined_classes(edge_codes, state_codes), played, mass, sights=(1,))
        return b"".join(array.tobytes() for array in found)

    alone = [walked(n) for n in range(3)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(walked, range(18))) == alone * 6
