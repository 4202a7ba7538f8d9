"""From a compiled game to the plain fields the slow reference reads."""

from __future__ import annotations

from typing import Any

import numpy as np

from blinkfirst.game.game import Game, flow, lump
from blinkfirst.game.standoff import Standoff


def export(game: Game, ticks: int, afterwards_months: float) -> dict[str, Any]:
    """The fields of ``blinkfirst export``, as arrays."""
    return {
        "actors": game.actors,
        "moves": game.moves,
        "variables": [(variable.name, variable.levels) for variable in game.variables],
        "states": game.states,
        "start": game.start,
        "ticks": ticks,
        "tick_months": game.tick_months,
        "afterwards_months": afterwards_months,
        "tempo": game.tempo,
        "patience": game.patience,
        "precision": game.precision,
        "flow": flow(game),
        "edge_state": game.edge_state,
        "edge_actor": game.edge_actor,
        "edge_move": game.edge_move,
        "edge_blink": game.edge_blink,
        "edge_lump": lump(game),
        "outcome_edge": np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset)),
        "outcome_state": game.outcome_state,
        "outcome_probability": game.outcome_probability,
        "nature_event_state": np.repeat(np.arange(game.n_states), np.diff(game.nature_offset)),
        "nature_rate": game.nature_rate,
        "nature_outcome_event": np.repeat(
            np.arange(len(game.nature_rate)), np.diff(game.nature_outcome_offset)
        ),
        "nature_outcome_state": game.nature_outcome_state,
        "nature_outcome_probability": game.nature_outcome_probability,
    }


def exported(standoff: Standoff, game: Game | None = None) -> dict[str, Any]:
    """A standoff's opening game (or another of its games) as plain fields."""
    return export(game or standoff.opening, standoff.ticks, standoff.afterwards_months)
