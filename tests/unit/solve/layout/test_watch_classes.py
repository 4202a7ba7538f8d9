from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.solve.layout.vector_layout import BLOCK, LANES, vector_layout_of
from blinkfirst.solve.layout.watch_classes import Column, watch_classes_of, watch_places
from worlds.ragged_games import ragged_game


def test_classes_say_to_every_column_what_its_codes_say() -> None:
    rng = np.random.default_rng(0)
    columns = [
        Column(rng.integers(0, 3, 200), rng.integers(0, 3, 50) * (k % 2), keep=(1, 0, 1), gain=(0, 1, k))
        for k in range(4)
    ]
    watched = watch_classes_of(columns, 200, 50)
    for k, column in enumerate(columns):
        for classes, codes in ((watched.edge, column.edge_code), (watched.state, column.state_code)):
            np.testing.assert_array_equal(watched.keep[classes, k], np.array(column.keep)[codes])
            np.testing.assert_array_equal(watched.gain[classes, k], np.array(column.gain)[codes])
    edges = set(zip(*(column.edge_code.tolist() for column in columns), strict=True)) - {(0,) * 4}
    states = set(zip(*(column.state_code.tolist() for column in columns), strict=True)) - {(0,) * 4}
    assert watched.keep.shape == (1 + len(edges) + len(states), 4)


@pytest.mark.parametrize("codes", [[0, 0, 0], [1, 1, 1]])
def test_class_0_is_kept_for_what_nobody_looks_for(codes: list[int]) -> None:
    """Also when there is no such edge."""
    watched = watch_classes_of([Column(np.array(codes), np.zeros(2, dtype=np.int64), (1, 0), (0, 1))], 3, 2)
    assert watched.edge.tolist() == codes
    assert watched.state.size == 0
    assert watched.keep[0].tolist() == [1.0]
    assert watched.gain[0].tolist() == [0.0]


def test_no_columns_look_for_nothing() -> None:
    watched = watch_classes_of([], 5, 3)
    assert watched.keep.shape == (1, 0)
    assert not watched.edge.any()


def test_what_is_looked_for_has_rows_of_its_own_behind_the_mixtures() -> None:
    game = ragged_game(np.random.default_rng(3), 150, 3)
    layout = vector_layout_of(game)
    looked = (np.random.default_rng(4).random(game.n_edges) < 0.2).astype(np.int64)
    column = Column(looked, np.zeros(150, dtype=np.int64), (1, 0), (0, 1))
    watched = watch_classes_of([column], game.n_edges, 150)
    seen = watch_places(layout, watched)
    assert watch_places(layout, watched) is seen
    row = seen.slot_place[layout.edge_slot].astype(np.int64) // LANES
    truth = layout.slot_own[layout.edge_slot] // LANES
    np.testing.assert_array_equal(row[looked == 0], truth[looked == 0])
    block = game.edge_state // BLOCK
    for number in range(2):
        here = np.flatnonzero((block == number) & (looked == 1))
        mixtures = layout.mixture_offset[number + 1] - layout.mixture_offset[number]
        np.testing.assert_array_equal(row[here], 151 + mixtures + np.arange(here.size))
        entries = seen.place[seen.offset[number] : seen.offset[number + 1]]
        np.testing.assert_array_equal(entries // LANES, truth[here])
