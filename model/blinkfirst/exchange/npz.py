"""The compiled game as plain arrays in NumPy's npz format; the fields are explained in
``docs/reference/export.md``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np

from blinkfirst.files.writing import mark_of, output_file
from blinkfirst.game.game import Game, flow, lump
from blinkfirst.game.standoff import Standoff, check_untyped


def exported(standoff: Standoff) -> dict[str, Any]:
    """Return all arrays by name; with dated events the names of those of stretch k, numbered by plan, end in
    ``_k``, and ``plans`` has the plan and first tick of each, and whether it is really played.
    """
    check_untyped(standoff)
    whole: dict[str, Any] = {
        "ticks": standoff.ticks,
        "tick_months": standoff.tick_months,
        "afterwards_months": standoff.afterwards_months,
        "stationary": standoff.stationary,
        "start_date": str(standoff.start),
    }
    stretches = [
        (number, stretch) for number, plan in enumerate(standoff.plans) for stretch in plan.stretches
    ]
    if len(stretches) == 1:
        return {**whole, **game_arrays(stretches[0][1].game)}
    played = {id(stretch) for stretch in standoff.course}
    whole["plans"] = np.array(
        [(number, s.first_tick, int(id(s) in played)) for number, s in stretches], dtype=np.int64
    )
    whole["plan_first_tick"] = np.array([plan.first_tick for plan in standoff.plans], dtype=np.int64)
    whole["events"] = np.array([s.event for _, s in stretches])
    for index, (_, stretch) in enumerate(stretches):
        arrays = {**game_arrays(stretch.game), "first_tick": stretch.first_tick}
        if stretch.carry is not None:
            arrays["carry"] = stretch.carry
        whole.update({f"{name}_{index}": array for name, array in arrays.items()})
    return whole


def game_arrays(game: Game) -> dict[str, Any]:
    """Return the arrays of one stretch; weights are applied, so that payoffs are flows and lumps in utils."""
    levels = max(len(variable.levels) for variable in game.variables)
    moves = list(dict.fromkeys(move for menu in game.moves for move in menu))
    number = np.full((game.n_movers, max(len(menu) for menu in game.moves)), -1, dtype=np.int64)
    for actor, menu in enumerate(game.moves):
        number[actor, : len(menu)] = [moves.index(move) for move in menu]
    sizes = np.diff(game.nature_outcome_offset)
    return {
        "variables": np.array([variable.name for variable in game.variables]),
        "levels": np.array([[*v.levels, *[""] * (levels - len(v.levels))] for v in game.variables]),
        "actors": np.array(game.movers),
        "moves": np.array(moves),
        "nature": np.array(game.nature),
        "states": game.states,
        "start": game.start,
        "tempo": game.tempo,
        "patience": game.patience,
        "precision": game.precision,
        "flow": flow(game),
        "edge_state": game.edge_state,
        "edge_actor": game.edge_actor,
        "edge_move": number[game.edge_actor, game.edge_move],
        "edge_blink": game.edge_blink,
        "edge_lump": lump(game),
        "outcome_edge": np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset)),
        "outcome_state": game.outcome_state,
        "outcome_probability": game.outcome_probability,
        "nature_event_state": np.repeat(np.arange(game.n_states), np.diff(game.nature_offset)),
        "nature_event": game.nature_event,
        "nature_rate": game.nature_rate,
        "nature_outcome_event": np.repeat(np.arange(game.nature_rate.size), sizes),
        "nature_outcome_state": game.nature_outcome_state,
        "nature_outcome_probability": game.nature_outcome_probability,
        **({"omitters": np.array(game.omitters)} if game.omitters else {}),
    }


def write_npz(path: Path, standoff: Standoff) -> None:
    """Write the arrays to a file; StoreError when it cannot be written."""
    with output_file(path) as draft:
        with draft.open("wb") as file:
            np.savez_compressed(file, **exported(standoff))
        with ZipFile(draft, "a") as archive:
            archive.comment = mark_of("npz").encode()
