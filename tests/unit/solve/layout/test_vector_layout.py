from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray, Game
from blinkfirst.solve.layout.vector_layout import BLOCK, LANES, VectorLayout, vector_layout_of
from reference import dense_recursion as dense
from worlds.ragged_games import ragged_game

SHAPES = [(1, 1), (1, 9), (7, 1), (8, 1), (9, 2), (BLOCK, 3), (BLOCK + 1, 5), (2 * BLOCK + 9, 2), (12, 17)]


def drawn(shape: tuple[int, int]) -> tuple[Game, VectorLayout]:
    game = ragged_game(np.random.default_rng(shape), *shape)
    return game, vector_layout_of(game)


def led_to(game: Game, layout: VectorLayout) -> FloatArray:
    """Chance of every state after every move, read back from the layout, shape (E, S)."""
    matrix = np.zeros((game.n_edges, game.n_states))
    for edge in range(game.n_edges):
        block = int(game.edge_state[edge]) // BLOCK
        row = int(layout.slot_own[layout.edge_slot[edge]]) // LANES
        if row < game.n_states:
            matrix[edge, row] = 1.0
            continue
        mixture = int(layout.mixture_offset[block]) + row - game.n_states - 1
        assert mixture < layout.mixture_offset[block + 1], "a mixture of the move's own block"
        for part in (0, 1):
            state = layout.mixture_place[2 * mixture + part] // LANES
            matrix[edge, state] += layout.chances[2 * layout.mixture_kind[mixture] + part]
        for wide in range(layout.wide_offset[block], layout.wide_offset[block + 1]):
            if layout.wide_row[wide] // LANES == row:
                for o in range(layout.wide_outcome[wide], layout.wide_outcome[wide + 1]):
                    matrix[edge, layout.wide_state[o] // LANES] += layout.wide_chance[o]
    return matrix


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_moves_lead_where_the_game_says(shape: tuple[int, int]) -> None:
    game, layout = drawn(shape)
    np.testing.assert_allclose(led_to(game, layout), dense.leads(game), rtol=0, atol=1e-15)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_move_has_a_slot_in_the_group_of_its_menu(shape: tuple[int, int]) -> None:
    game, layout = drawn(shape)
    groups = layout.group_moves.size
    slot_group = np.repeat(np.arange(groups), layout.group_moves * LANES)
    assert slot_group.size == layout.slot_own.size
    assert np.unique(layout.edge_slot).size == game.n_edges
    begin = np.concatenate(([0], np.cumsum(layout.group_moves.astype(np.int64) * LANES)))
    group, lane = slot_group[layout.edge_slot], layout.edge_slot % LANES
    menu = game.edge_state * game.n_actors + game.edge_actor
    place = group * LANES + lane
    np.testing.assert_array_equal(layout.menu_row[place], menu)
    np.testing.assert_array_equal(layout.menu_state[place], game.edge_state * LANES)
    np.testing.assert_array_equal(layout.group_moves[group], np.diff(game.edge_offset)[menu])
    move = np.arange(game.n_edges) - game.edge_offset[menu]
    np.testing.assert_array_equal((layout.edge_slot - begin[group]) // LANES, move)
    np.testing.assert_array_equal(layout.slot_own[layout.edge_slot] % LANES, game.edge_actor % LANES)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_idle_lanes_belong_to_no_state(shape: tuple[int, int]) -> None:
    game, layout = drawn(shape)
    idle = layout.menu_row == game.n_states * game.n_actors
    assert (~idle).sum() == game.n_states * game.n_actors
    assert (layout.menu_state[idle] == game.n_states * LANES).all()
    assert (layout.menu_place[idle] == BLOCK * game.n_actors * LANES).all()
    unused = np.setdiff1d(np.arange(layout.slot_own.size), layout.edge_slot)
    assert (layout.slot_own[unused] == game.n_states * LANES).all()


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_what_belongs_to_a_block_lies_in_it(shape: tuple[int, int]) -> None:
    game, layout = drawn(shape)
    blocks = -(-game.n_states // BLOCK)
    first = np.minimum(np.arange(blocks + 1) * BLOCK, game.n_states)
    np.testing.assert_array_equal(layout.block_state, first)
    planes = -(-game.n_actors // LANES)
    for block in range(blocks):
        edges = np.arange(layout.block_edge[block], layout.block_edge[block + 1])
        assert (game.edge_state[edges] // BLOCK == block).all()
        slots = layout.edge_slot[edges]
        assert slots.min() >= layout.slot_offset[block]
        assert slots.max() < layout.slot_offset[block + 1]
        for plane in range(planes):
            own = slice(*layout.own_offset[block * planes + plane :][:2])
            movers = game.edge_actor[edges[(slots >= own.start) & (slots < own.stop)]]
            assert (movers // LANES == plane).all()
        first, end = layout.group_offset[block : block + 2] * LANES
        states = layout.menu_state[first:end] // LANES
        assert (states[states < game.n_states] // BLOCK == block).all()
        in_block = layout.menu_row[first:end] - layout.block_state[block] * game.n_actors
        real = states < game.n_states
        np.testing.assert_array_equal(layout.menu_place[first:end][real], in_block[real] * LANES)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_nature_leads_where_the_game_says(shape: tuple[int, int]) -> None:
    game, layout = drawn(shape)
    offset = game.nature_outcome_offset[game.nature_offset]
    np.testing.assert_array_equal(layout.drift_offset, offset)
    np.testing.assert_array_equal(layout.drift_target // LANES, game.nature_outcome_state)
