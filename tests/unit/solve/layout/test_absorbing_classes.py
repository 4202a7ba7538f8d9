from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.game.game import Game, IntArray
from blinkfirst.solve.layout.payoff_patterns import deeds_by_edge
from blinkfirst.solve.layout.watch_classes import GO_ON, AbsorbingClasses, absorbing_classes_of
from worlds.ragged_games import ragged_game

SLOTS = 4


def drawn(chains: int) -> tuple[Game, list[IntArray], list[IntArray], AbsorbingClasses]:
    """Chains that end in silence, write to any slot, or go on; the last one never ends."""
    rng = np.random.default_rng(chains)
    game = ragged_game(rng, 40, 3)
    edge_codes = [
        rng.integers(-1, SLOTS + 1, game.n_edges) * (rng.random(game.n_edges) < 0.3) * (k + 1 < chains)
        for k in range(chains)
    ]
    state_codes = [rng.integers(-1, SLOTS + 1, 40) * (rng.random(40) < 0.2) * (k % 2) for k in range(chains)]
    return game, edge_codes, state_codes, absorbing_classes_of(game, edge_codes, state_codes, SLOTS)


@pytest.mark.parametrize("chains", [0, 1, 2, 5])
def test_classes_do_to_chains_what_their_edges_and_states_do(chains: int) -> None:
    _, edge_codes, state_codes, ends = drawn(chains)
    for k in range(chains):
        np.testing.assert_array_equal(ends.code[ends.watched.edge, 1 + k], edge_codes[k])
        if ends.watched.state.size:
            np.testing.assert_array_equal(ends.code[ends.watched.state, 1 + k], state_codes[k])
    assert not ends.code[:, 0].any(), "the free chain never ends"
    np.testing.assert_array_equal(ends.watched.keep, ends.code == GO_ON)


@pytest.mark.parametrize("chains", [0, 1, 2, 5])
def test_what_has_ended_is_written_where_its_code_says(chains: int) -> None:
    game, edge_codes, state_codes, ends = drawn(chains)
    rng = np.random.default_rng(1)
    deeds = deeds_by_edge(game)
    played, reached = rng.random((3, game.n_edges, 1 + chains)), rng.random((3, 40, 1 + chains))
    gone = np.zeros((3, ends.code.shape[0], 1 + chains))
    for tick in range(3):
        np.add.at(gone[tick], ends.watched.edge, played[tick])
        if ends.watched.state.size:
            np.add.at(gone[tick], ends.watched.state, reached[tick])
    stops, arrivals = np.zeros((3, deeds.max() + 1, SLOTS)), np.zeros(SLOTS)
    ends.add(stops, arrivals, gone)
    expected_stops, expected_arrivals = np.zeros_like(stops), np.zeros_like(arrivals)
    for k in range(chains):
        for edge in np.flatnonzero(edge_codes[k] > 0):
            expected_stops[:, deeds[edge], edge_codes[k][edge] - 1] += played[:, edge, 1 + k]
        for state in np.flatnonzero(state_codes[k] > 0):
            expected_arrivals[state_codes[k][state] - 1] += reached[:, state, 1 + k].sum()
    np.testing.assert_allclose(stops, expected_stops, rtol=1e-13)
    np.testing.assert_allclose(arrivals, expected_arrivals, rtol=1e-13)


def test_ends_on_arrival() -> None:
    _, _, state_codes, ends = drawn(5)
    mass = np.random.default_rng(2).random((40, 6))
    left, arrivals = mass.copy(), np.zeros(SLOTS)
    ends.end_on_arrival(left, arrivals)
    expected = np.zeros(SLOTS)
    for k, codes in enumerate(state_codes):
        np.testing.assert_array_equal(left[:, 1 + k], np.where(codes == GO_ON, mass[:, 1 + k], 0.0))
        for state in np.flatnonzero(codes > 0):
            expected[codes[state] - 1] += mass[state, 1 + k]
    np.testing.assert_allclose(arrivals, expected, rtol=1e-13)
    np.testing.assert_array_equal(left[:, 0], mass[:, 0])
