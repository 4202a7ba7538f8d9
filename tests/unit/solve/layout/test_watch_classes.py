from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.solve.layout.vector_layout import BLOCK, LANES, lanes_of
from blinkfirst.solve.layout.watch_classes import Column, looks_for, seen_in
from worlds.ragged_games import ragged_game


def test_classes_say_to_every_column_what_its_codes_say() -> None:
    rng = np.random.default_rng(0)
    columns = [
        Column(rng.integers(0, 3, 200), rng.integers(0, 3, 50) * (k % 2), keep=(1, 0, 1), gain=(0, 1, k))
        for k in range(4)
    ]
    looks = looks_for(columns, 200, 50)
    for k, column in enumerate(columns):
        for classes, codes in ((looks.edge, column.edge_code), (looks.state, column.state_code)):
            np.testing.assert_array_equal(looks.keep[classes, k], np.array(column.keep)[codes])
            np.testing.assert_array_equal(looks.gain[classes, k], np.array(column.gain)[codes])
    edges = set(zip(*(column.edge_code.tolist() for column in columns), strict=True)) - {(0,) * 4}
    states = set(zip(*(column.state_code.tolist() for column in columns), strict=True)) - {(0,) * 4}
    assert looks.keep.shape == (1 + len(edges) + len(states), 4)


@pytest.mark.parametrize("codes", [[0, 0, 0], [1, 1, 1]])
def test_class_0_is_kept_for_what_nobody_looks_for(codes: list[int]) -> None:
    """Also when there is no such edge."""
    looks = looks_for([Column(np.array(codes), np.zeros(2, dtype=np.int64), (1, 0), (0, 1))], 3, 2)
    assert looks.edge.tolist() == codes
    assert looks.state.size == 0
    assert looks.keep[0].tolist() == [1.0]
    assert looks.gain[0].tolist() == [0.0]


def test_no_columns_look_for_nothing() -> None:
    looks = looks_for([], 5, 3)
    assert looks.keep.shape == (1, 0)
    assert not looks.edge.any()


def test_what_is_looked_for_has_rows_of_its_own_behind_the_mixtures() -> None:
    game = ragged_game(np.random.default_rng(3), 150, 3)
    lanes = lanes_of(game)
    looked = (np.random.default_rng(4).random(game.n_edges) < 0.2).astype(np.int64)
    looks = looks_for([Column(looked, np.zeros(150, dtype=np.int64), (1, 0), (0, 1))], game.n_edges, 150)
    seen = seen_in(lanes, looks)
    assert seen_in(lanes, looks) is seen
    row = seen.slot_place[lanes.edge_slot].astype(np.int64) // LANES
    truth = lanes.slot_own[lanes.edge_slot] // LANES
    np.testing.assert_array_equal(row[looked == 0], truth[looked == 0])
    block = game.edge_state // BLOCK
    for number in range(2):
        here = np.flatnonzero((block == number) & (looked == 1))
        mixtures = lanes.mixture_offset[number + 1] - lanes.mixture_offset[number]
        np.testing.assert_array_equal(row[here], 151 + mixtures + np.arange(here.size))
        entries = seen.place[seen.offset[number] : seen.offset[number + 1]]
        np.testing.assert_array_equal(entries // LANES, truth[here])
