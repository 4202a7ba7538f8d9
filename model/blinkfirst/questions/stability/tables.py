"""The stability of a scenario's states as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from blinkfirst.game.graph_model import CONCEPTS, GMR, SEQ, SMR
from blinkfirst.questions.stability.answer import ScenarioStability
from blinkfirst.solve.graph_model.from_game import edges_between
from blinkfirst.solve.graph_model.stability import Improvement, Step
from blinkfirst.study.store.tables import Cell, TidyTable


def tables_of(one: ScenarioStability) -> tuple[TidyTable, ...]:
    """Return one table, with a row per state and actor: levels, rank, and by concept whether the state is
    stable for the actor, and whether it is an equilibrium.
    """
    game = one.game
    columns = (
        *(variable.name for variable in game.variables),
        *("actor", "rank"),
        *(f"{concept}_stable" for concept in CONCEPTS),
        *(f"{concept}_equilibrium" for concept in CONCEPTS),
    )
    stable = [one.found.stable(concept) for concept in CONCEPTS]
    everybody = [one.found.equilibria(concept) for concept in CONCEPTS]
    rows: list[tuple[Cell, ...]] = [
        (
            *game.state_labels(state).values(),
            name,
            int(one.model.ranks[state, actor]),
            *(bool(mask[state, actor]) for mask in stable),
            *(bool(mask[state]) for mask in everybody),
        )
        for state in range(game.n_states)
        for actor, name in enumerate(game.actors)
    ]
    return (TidyTable("stability", columns, ("",) * len(columns), rows),)


def object_of(one: ScenarioStability) -> dict[str, Any]:
    """Return everything but the notes, as ``stability --json`` prints it."""
    game = one.game
    equilibria = {concept: np.flatnonzero(one.found.equilibria(concept)) for concept in CONCEPTS}
    return {
        "scenario": one.scenario.name,
        "title": one.scenario.title,
        "lens": dict(one.scenario.lens),
        "stretch": one.stretch,
        "stretches": one.stretches,
        "first_day": str(one.first_day),
        "end": str(one.end),
        "event": one.event,
        "preferences": one.preferences,
        "tolerance": one.tolerance,
        "states": game.n_states,
        "unilateral_moves": {
            name: int(moves.target.size) for name, moves in zip(game.actors, one.model.moves, strict=True)
        },
        "rank_classes": {
            name: int(np.unique(one.model.ranks[:, actor]).size) for actor, name in enumerate(game.actors)
        },
        "equilibria": {
            concept: [game.state_labels(int(state)) for state in states]
            for concept, states in equilibria.items()
        },
        "start": game.state_labels(one.start),
        "state": game.state_labels(one.state),
        "stable_for": {
            name: {concept: bool(one.found.stable(concept)[one.state, actor]) for concept in CONCEPTS}
            for actor, name in enumerate(game.actors)
        },
        "ranks": {name: int(one.model.ranks[one.state, actor]) for actor, name in enumerate(game.actors)},
        "improvements": {
            name: [_improvement(one, actor, better) for better in one.reasons[actor]]
            for actor, name in enumerate(game.actors)
        },
    }


def _improvement(one: ScenarioStability, actor: int, better: Improvement) -> dict[str, Any]:
    found = {
        **_steps(one, one.state, [Step(actor, better.state)])[0],
        "rank": int(one.model.ranks[better.state, actor]),
        "sanctions": {
            concept: _steps(one, better.state, better.sanctions[concept]) or None
            for concept in (GMR, SMR, SEQ)
        },
        "escape": None,
    }
    if better.escape is not None:
        found["escape"] = _steps(one, better.sanctions[GMR][-1].state, [better.escape])[0]
    return found


def _steps(one: ScenarioStability, here: int, steps: Iterable[Step]) -> list[dict[str, Any]]:
    told = []
    for step in steps:
        moves = edges_between(one.game, step.actor, here, step.state)
        told.append(
            {
                "actor": one.game.actors[step.actor],
                "moves": dict(moves),
                "state": one.game.state_labels(step.state),
            }
        )
        here = step.state
    return told
