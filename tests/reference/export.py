"""From a compiled game to the plain fields the slow reference reads, and from a standoff to its legs."""

from __future__ import annotations

from typing import Any

import numpy as np

from blinkfirst.game.game import Game, flow, lump
from blinkfirst.game.standoff import Plan, Standoff
from reference.slow_game import Choices, World
from reference.slow_standoff import SlowLeg, solve_plan


def export(game: Game, ticks: int, afterwards_months: float) -> dict[str, Any]:
    """The fields of ``blinkfirst export``, as arrays."""
    return {
        "actors": game.movers,
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


def slow_legs(standoff: Standoff, plan: Plan) -> list[SlowLeg]:
    return [
        SlowLeg(
            World(exported(standoff, stretch.game)),
            stretch.first_tick,
            None if stretch.carry is None else stretch.carry.tolist(),
        )
        for stretch in plan.stretches
    ]


def slow_course(standoff: Standoff) -> tuple[list[SlowLeg], list[Choices]]:
    """What is really played: of every plan its legs and choices up to the next surprise."""
    legs: list[SlowLeg] = []
    played: list[Choices] = []
    for number, plan in enumerate(standoff.plans):
        last = number + 1 == len(standoff.plans)
        until = standoff.ticks if last else standoff.plans[number + 1].first_tick
        expected = slow_legs(standoff, plan)
        _, choices = solve_plan(expected, standoff.ticks)
        for leg, rows in zip(expected, choices, strict=True):
            if leg.first < until:
                legs.append(leg)
                played.append(rows[: until - leg.first])
    return legs, played
