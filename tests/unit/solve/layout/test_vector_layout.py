from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray, Game
from blinkfirst.solve.layout.vector_layout import BLOCK, LANES, Lanes, lanes_of
from reference import dense_recursion as dense
from worlds.ragged_games import ragged_game

SHAPES = [(1, 1), (1, 9), (7, 1), (8, 1), (9, 2), (BLOCK, 3), (BLOCK + 1, 5), (2 * BLOCK + 9, 2), (12, 17)]


def drawn(shape: tuple[int, int]) -> tuple[Game, Lanes]:
    game = ragged_game(np.random.default_rng(shape), *shape)
    return game, lanes_of(game)


def led_to(game: Game, lanes: Lanes) -> FloatArray:
    """Chance of every state after every move, read back from the layout, shape (E, S)."""
    matrix = np.zeros((game.n_edges, game.n_states))
    for edge in range(game.n_edges):
        block = int(game.edge_state[edge]) // BLOCK
        row = int(lanes.slot_own[lanes.edge_slot[edge]]) // LANES
        if row < game.n_states:
            matrix[edge, row] = 1.0
            continue
        mixture = int(lanes.mixture_offset[block]) + row - game.n_states - 1
        assert mixture < lanes.mixture_offset[block + 1], "a mixture of the move's own block"
        for part in (0, 1):
            state = lanes.mixture_place[2 * mixture + part] // LANES
            matrix[edge, state] += lanes.chances[2 * lanes.mixture_kind[mixture] + part]
        for o in range(lanes.further_offset[block], lanes.further_offset[block + 1]):
            if lanes.further_row[o] // LANES == row:
                matrix[edge, lanes.further_state[o] // LANES] += lanes.further_chance[o]
    return matrix


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_moves_lead_where_the_game_says(shape: tuple[int, int]) -> None:
    game, lanes = drawn(shape)
    np.testing.assert_allclose(led_to(game, lanes), dense.leads(game), rtol=0, atol=1e-15)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_move_has_a_slot_in_the_group_of_its_menu(shape: tuple[int, int]) -> None:
    game, lanes = drawn(shape)
    groups = lanes.group_moves.size
    slot_group = np.repeat(np.arange(groups), lanes.group_moves * LANES)
    assert slot_group.size == lanes.slot_own.size
    assert np.unique(lanes.edge_slot).size == game.n_edges
    begin = np.concatenate(([0], np.cumsum(lanes.group_moves.astype(np.int64) * LANES)))
    group, lane = slot_group[lanes.edge_slot], lanes.edge_slot % LANES
    menu = game.edge_state * game.n_actors + game.edge_actor
    place = group * LANES + lane
    np.testing.assert_array_equal(lanes.menu_row[place], menu)
    np.testing.assert_array_equal(lanes.menu_state[place], game.edge_state * LANES)
    np.testing.assert_array_equal(lanes.group_moves[group], np.diff(game.edge_offset)[menu])
    move = np.arange(game.n_edges) - game.edge_offset[menu]
    np.testing.assert_array_equal((lanes.edge_slot - begin[group]) // LANES, move)
    np.testing.assert_array_equal(lanes.slot_own[lanes.edge_slot] % LANES, game.edge_actor % LANES)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_idle_lanes_belong_to_no_state(shape: tuple[int, int]) -> None:
    game, lanes = drawn(shape)
    idle = lanes.menu_row == game.n_states * game.n_actors
    assert (~idle).sum() == game.n_states * game.n_actors
    assert (lanes.menu_state[idle] == game.n_states * LANES).all()
    unused = np.setdiff1d(np.arange(lanes.slot_own.size), lanes.edge_slot)
    assert (lanes.slot_own[unused] == game.n_states * LANES).all()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_what_belongs_to_a_block_lies_in_it(shape: tuple[int, int]) -> None:
    game, lanes = drawn(shape)
    blocks = -(-game.n_states // BLOCK)
    np.testing.assert_array_equal(lanes.block_state, np.minimum(np.arange(blocks + 1) * BLOCK, game.n_states))
    planes = -(-game.n_actors // LANES)
    for block in range(blocks):
        edges = np.arange(lanes.block_edge[block], lanes.block_edge[block + 1])
        assert (game.edge_state[edges] // BLOCK == block).all()
        slots = lanes.edge_slot[edges]
        assert slots.min() >= lanes.slot_offset[block]
        assert slots.max() < lanes.slot_offset[block + 1]
        for plane in range(planes):
            own = slice(*lanes.own_offset[block * planes + plane :][:2])
            movers = game.edge_actor[edges[(slots >= own.start) & (slots < own.stop)]]
            assert (movers // LANES == plane).all()
        first, end = lanes.group_offset[block : block + 2] * LANES
        states = lanes.menu_state[first:end] // LANES
        assert (states[states < game.n_states] // BLOCK == block).all()
        drifts = lanes.drift_state[lanes.drift_offset[block] : lanes.drift_offset[block + 1]] // LANES
        assert (drifts // BLOCK == block).all()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_nature_leads_where_the_game_says(shape: tuple[int, int]) -> None:
    game, lanes = drawn(shape)
    offset = game.nature_outcome_offset[game.nature_offset]
    owner = np.repeat(np.arange(game.n_states), np.diff(offset))
    assert sorted(lanes.drift_order) == list(range(owner.size))
    np.testing.assert_array_equal(lanes.drift_state // LANES, owner[lanes.drift_order])
    np.testing.assert_array_equal(lanes.drift_target // LANES, game.nature_outcome_state[lanes.drift_order])
