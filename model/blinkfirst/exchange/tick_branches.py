"""Events that are possible in a state in one tick, as the branches of a chance node.

In a tick one thing happens: somebody has the initiative and picks from a menu, nature moves, or nothing does.
A menu of one move leaves nothing to pick, so what it leads to is chance; and all that neither changes the
state nor pays anybody is one branch, whatever it is called.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, Game
from blinkfirst.solve.layout.game_tables import lay_out

NOTHING = "nothing"


class Successor(NamedTuple):
    """A state that a move or an event can lead to, and how likely it does."""

    target: int
    chance: float


class Branch(NamedTuple):
    """One thing that chance can bring.

    Attributes
    ----------
    name : of an actor or an event, or ``nothing``.
    chance : probability in a tick, > 0.
    menu : edges that somebody now chooses from, at least two; empty when chance alone decides.
    edge : the edge that is played without a choice; -1 when none is.
    target : where chance leads; -1 when somebody chooses.
    """

    name: str
    chance: float
    menu: tuple[int, ...]
    edge: int
    target: int


def branches(game: Game, state: int) -> list[Branch]:
    """All that can happen in a state in one tick; the chances add up to 1."""
    tables = lay_out(game)
    found, idle = [], float(tables.idle[state])
    for branch in [*_initiatives(game, state), *_events(game, state)]:
        pays = branch.edge >= 0 and tables.lumps.offset[branch.edge] < tables.lumps.offset[branch.edge + 1]
        if branch.target == state and not pays:
            idle += branch.chance
        else:
            found.append(branch)
    return [*found, Branch(NOTHING, idle, (), -1, state)] if idle > 0.0 else found


def successors(game: Game, edge: int) -> list[Successor]:
    """The outcomes of a move, each state once."""
    outcomes = slice(game.outcome_offset[edge], game.outcome_offset[edge + 1])
    return _merged(game.outcome_state[outcomes], game.outcome_probability[outcomes])


def change(game: Game, before: int, after: int) -> str:
    """The levels of a state that differ from an earlier one, as ``docket=open, tests=none``."""
    return difference(game.state_labels(before), game.state_labels(after)) or "no change"


def difference(before: dict[str, str], after: dict[str, str]) -> str:
    """Levels that are not what they were, in the order of the variables; empty when all are."""
    return ", ".join(f"{name}={level}" for name, level in after.items() if before.get(name) != level)


def edge_lump(game: Game, edge: int) -> FloatArray:
    """The payoff of a move to every actor at once, shape (A,), utils."""
    tables, felt = lay_out(game), np.zeros(game.n_movers)
    entries = slice(tables.lumps.offset[edge], tables.lumps.offset[edge + 1])
    felt[tables.lumps.actor[entries]] = tables.lumps.utils[entries]
    return felt


def _initiatives(game: Game, state: int) -> list[Branch]:
    found = []
    for actor, chance in enumerate(lay_out(game).initiative[state]):
        row = state * game.n_movers + actor
        menu = tuple(range(int(game.edge_offset[row]), int(game.edge_offset[row + 1])))
        if chance == 0.0:
            continue
        if len(menu) > 1:
            found.append(Branch(game.actors[actor], float(chance), menu, -1, -1))
        else:
            name = " ".join(game.edge_label(menu[0]))
            found += _led(game, state, name, chance, successors(game, menu[0]), menu[0])
    return found


def _events(game: Game, state: int) -> list[Branch]:
    found = []
    for row in range(int(game.nature_offset[state]), int(game.nature_offset[state + 1])):
        outcomes = slice(game.nature_outcome_offset[row], game.nature_outcome_offset[row + 1])
        led = _merged(game.nature_outcome_state[outcomes], game.nature_outcome_probability[outcomes])
        name, chance = game.nature[int(game.nature_event[row])], game.nature_rate[row] * game.tick_months
        found += _led(game, state, name, chance, led, -1)
    return found


def _led(game: Game, state: int, name: str, chance: float, led: list[Successor], edge: int) -> list[Branch]:
    names = [name if len(led) == 1 else f"{name}: {change(game, state, way.target)}" for way in led]
    return [
        Branch(name, float(chance * way.chance), (), edge, way.target)
        for name, way in zip(names, led, strict=True)
    ]


def _merged(targets: np.ndarray, chances: np.ndarray) -> list[Successor]:
    merged: dict[int, float] = {}
    for target, chance in zip(targets.tolist(), chances.tolist(), strict=True):
        if chance > 0.0:
            merged[target] = merged.get(target, 0.0) + chance
    return [Successor(target, chance) for target, chance in merged.items()]
