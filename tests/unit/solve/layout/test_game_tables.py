from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from blinkfirst.game.game import Game, flow, lump
from blinkfirst.solve.layout import game_tables as tables_module
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.layout.vector_layout import LANES
from worlds.ragged_games import ragged_game


def apart(game: Game) -> Game:
    """The same game with arrays of its own, so that nothing known fits."""
    return replace(game, payoffs=replace(game.payoffs, **copies(game.payoffs)), **copies(game))


def copies(record: Any) -> Any:
    """Copies of the arrays of a record, by name."""
    return {name: array.copy() for name, array in vars(record).items() if isinstance(array, np.ndarray)}


def parts(game: Game) -> list[np.ndarray]:
    """All arrays of a layout."""
    tables = lay_out(game)
    return leaves((tables.layout, tables.pace, tables.worths))


def leaves(record: Any) -> list[np.ndarray]:
    return [record] if isinstance(record, np.ndarray) else [leaf for part in record for leaf in leaves(part)]


@pytest.fixture
def game() -> Game:
    return ragged_game(np.random.default_rng(0), 70, 3)


def test_lumps_and_flows_are_those_of_the_game(game: Game) -> None:
    worths = lay_out(game).worths
    np.testing.assert_array_equal(worths.flow[worths.state_flow // LANES], game.tick_months * flow(game))
    layout = lay_out(game).layout
    patterns = worths.slot_lump[layout.edge_slot] // LANES
    np.testing.assert_array_equal(worths.lump[patterns], lump(game))
    np.testing.assert_array_equal(worths.slot_lump[layout.edge_slot] % LANES, game.edge_actor % LANES)


def test_initiatives_and_nature_per_tick(game: Game) -> None:
    layout, pace = lay_out(game).layout, lay_out(game).pace
    real = layout.menu_row < game.n_states * game.n_actors
    initiative = (game.tempo * game.tick_months).ravel()
    turn, actor = pace.kind_turn[pace.menu_kind], pace.kind_actor[pace.menu_kind]
    np.testing.assert_array_equal(turn[real], initiative[layout.menu_row[real]])
    np.testing.assert_array_equal(actor[real], layout.menu_row[real] % game.n_actors)
    assert not turn[~real].any()
    owners = np.repeat(np.arange(game.n_states), np.diff(layout.drift_offset))
    by_state = np.bincount(owners, weights=pace.nature, minlength=game.n_states)
    whole = by_state + game.tempo.sum(axis=1) * game.tick_months + pace.idle
    np.testing.assert_allclose(whole, 1.0, rtol=1e-14)


def test_plain_arrays_are_those_of_the_game(game: Game) -> None:
    tables, lumps = lay_out(game), lump(game)
    np.testing.assert_array_equal(tables.initiative, game.tempo * game.tick_months)
    np.testing.assert_array_equal(tables.flow, game.tick_months * flow(game))
    np.testing.assert_array_equal(tables.nature_offset, game.nature_outcome_offset[game.nature_offset])
    np.testing.assert_array_equal(tables.nature_state, game.nature_outcome_state)
    rates = np.repeat(game.nature_rate, np.diff(game.nature_outcome_offset)) * game.tick_months
    np.testing.assert_array_equal(tables.pace.nature, rates * game.nature_outcome_probability)
    edges = np.repeat(np.arange(game.n_edges), np.diff(tables.lumps.offset))
    found = np.zeros_like(lumps)
    found[edges, tables.lumps.actor] = tables.lumps.utils
    np.testing.assert_array_equal(found, lumps)
    assert tables.lumps.utils.all()


CHANGES = {
    "weights": lambda game: game.with_weights(game.payoffs.weights * 1.5),
    "precision": lambda game: replace(game, precision=np.array([0.0, np.inf, 7.0])),
    "patience": lambda game: replace(game, patience=game.patience * 0.9),
    "start": lambda game: replace(game, start=0),
    "tempo": lambda game: replace(game, tempo=game.tempo * 0.5),
    "worths": lambda game: replace(
        game, payoffs=replace(game.payoffs, lump_worth=game.payoffs.lump_worth * 2.0)
    ),
    "features": lambda game: replace(
        game, payoffs=replace(game.payoffs, flow_features=game.payoffs.flow_features[::-1].copy())
    ),
    "chances": lambda game: replace(game, outcome_probability=game.outcome_probability.copy()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_known_is_what_would_be_laid_out_anew(game: Game, change: Any) -> None:
    lay_out(game)
    changed = change(game)
    for known, anew in zip(parts(changed), parts(apart(changed)), strict=True):
        assert known.tobytes() == anew.tobytes()


@pytest.mark.parametrize(
    ("change", "shared"),
    [
        ("weights", "layout pace"),
        ("precision", "layout pace"),
        ("patience", "layout pace"),
        ("start", "layout pace"),
        ("tempo", "layout"),
        ("worths", "layout pace"),
        ("features", "layout pace"),
        ("chances", ""),
    ],
)
def test_what_did_not_change_is_shared(game: Game, change: str, shared: str) -> None:
    before, after = lay_out(game), lay_out(CHANGES[change](game))
    same = {name for name in ("layout", "pace") if getattr(before, name) is getattr(after, name)}
    assert same == set(shared.split())
    if change not in ("worths", "chances"):
        assert before.worths.slot_lump is after.worths.slot_lump


def test_layouts_go_with_their_games() -> None:
    def known() -> int:
        return len(tables_module._LAYOUTS)

    before = known()
    fleeting = ragged_game(np.random.default_rng(1), 9, 2)
    lay_out(fleeting)
    assert known() == before + 1
    del fleeting
    assert known() == before
