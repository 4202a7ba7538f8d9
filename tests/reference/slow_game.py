"""The model of docs and design, line by line, slowly: plain Python loops that share no code with the package.

Input is a mapping with the fields a compiled game is exported with (``blinkfirst export``): numbers, lists
and arrays only. Everything here is written to be compared with the formulas, not to be fast. Values are lists
of lists ``V[state][actor]``, choices are lists ``sigma[edge]``, one list per tick.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Values = list[list[float]]
Choices = list[list[float]]

TIES = 1e-11  # exact maximisers: relative to the actor's largest value anywhere


class World:
    """A game as lists: who can do what where, and where it leads."""

    def __init__(self, export: Mapping[str, Any]) -> None:
        self.actors = len(export["actors"])
        self.moves = [list(names) for names in export["moves"]]
        self.states = len(export["states"])
        self.start = int(export["start"])
        self.ticks = int(export["ticks"])
        self.length = float(export["tick_months"])
        self.afterwards = float(export["afterwards_months"])
        self.tempo = [[float(x) for x in row] for row in export["tempo"]]
        self.flow = [[float(x) for x in row] for row in export["flow"]]
        self.patience = [float(x) for x in export["patience"]]
        self.precision = [float(x) for x in export["precision"]]
        self.edges = len(export["edge_state"])
        self.edge_state = [int(x) for x in export["edge_state"]]
        self.edge_actor = [int(x) for x in export["edge_actor"]]
        self.edge_move = [int(x) for x in export["edge_move"]]
        self.edge_blink = [int(x) for x in export["edge_blink"]]
        self.edge_lump = [[float(x) for x in row] for row in export["edge_lump"]]
        self.leads: list[list[tuple[int, float]]] = [[] for _ in range(self.edges)]
        for edge, state, chance in zip(
            export["outcome_edge"], export["outcome_state"], export["outcome_probability"], strict=True
        ):
            self.leads[int(edge)].append((int(state), float(chance)))
        self.nature: list[list[tuple[float, list[tuple[int, float]]]]] = [[] for _ in range(self.states)]
        outcomes: list[list[tuple[int, float]]] = [[] for _ in export["nature_event_state"]]
        for event, state, chance in zip(
            export["nature_outcome_event"],
            export["nature_outcome_state"],
            export["nature_outcome_probability"],
            strict=True,
        ):
            outcomes[int(event)].append((int(state), float(chance)))
        for event, state in enumerate(export["nature_event_state"]):
            self.nature[int(state)].append((float(export["nature_rate"][event]), outcomes[event]))

    def menu(self, state: int, actor: int) -> list[int]:
        """Edges an actor can choose from."""
        return [e for e in range(self.edges) if self.edge_state[e] == state and self.edge_actor[e] == actor]

    def delta(self, actor: int) -> float:
        """Discount per tick."""
        return math.pow(self.patience[actor], self.length / 12.0)

    def idle(self, state: int) -> float:
        """Probability that nothing happens in a tick."""
        busy = sum(self.tempo[state]) + sum(rate for rate, _ in self.nature[state])
        return 1.0 - busy * self.length


def terminal(world: World) -> Values:
    """V_T: ``afterwards`` months of the last state's own flow."""
    n = world.afterwards / world.length
    result = []
    for s in range(world.states):
        row = []
        for i in range(world.actors):
            delta = world.delta(i)
            total = n if delta == 1.0 else (1.0 - delta**n) / (1.0 - delta)
            row.append(world.length * world.flow[s][i] * total)
        result.append(row)
    return result


def expected(leads: Sequence[tuple[int, float]], values: Values, actor: int) -> float:
    """E[V(s')] of one actor."""
    return sum(chance * values[state][actor] for state, chance in leads)


def worths(world: World, values: Values, state: int, actor: int) -> dict[int, float]:
    """Q of every edge on a menu."""
    return {
        e: world.edge_lump[e][actor] + world.delta(actor) * expected(world.leads[e], values, actor)
        for e in world.menu(state, actor)
    }


def logit(q: Mapping[int, float], precision: float, largest: float) -> dict[int, float]:
    """Choice probabilities over a menu."""
    top = max(q.values())
    if precision == 0.0:
        weights = {e: 1.0 for e in q}
    elif math.isinf(precision):
        weights = {e: float(x >= top - TIES * largest) for e, x in q.items()}
    else:
        weights = {e: math.exp(precision * (x - top)) for e, x in q.items()}
    total = sum(weights.values())
    return {e: w / total for e, w in weights.items()}


def choices(world: World, values: Values) -> list[float]:
    """Sigma of every edge, given the values one tick later."""
    sigma = [0.0] * world.edges
    for s in range(world.states):
        for j in range(world.actors):
            largest = max(abs(values[z][j]) for z in range(world.states))
            for e, chance in logit(worths(world, values, s, j), world.precision[j], largest).items():
                sigma[e] = chance
    return sigma


def one_tick_back(world: World, values: Values, sigma: Sequence[float]) -> Values:
    """V_t from V_t+1, the formula of section 3 term by term."""
    result = []
    for s in range(world.states):
        row = []
        for i in range(world.actors):
            delta = world.delta(i)
            v = world.length * world.flow[s][i]
            for j in range(world.actors):
                p = world.tempo[s][j] * world.length
                for e in world.menu(s, j):
                    v += p * sigma[e] * (world.edge_lump[e][i] + delta * expected(world.leads[e], values, i))
            for rate, leads in world.nature[s]:
                v += rate * world.length * delta * expected(leads, values, i)
            v += world.idle(s) * delta * values[s][i]
            row.append(v)
        result.append(row)
    return result


def back(world: World, values: Values, ticks: int) -> tuple[Values, Choices]:
    """Values ``ticks`` ticks earlier and the choices of these ticks, first tick first."""
    played: Choices = []
    for _ in range(ticks):
        sigma = choices(world, values)
        values = one_tick_back(world, values, sigma)
        played.insert(0, sigma)
    return values, played


def carried_back(values: Values, carry: Sequence[int]) -> Values:
    """Values just before a dated event."""
    return [values[int(target)] for target in carry]


def one_tick_forward(world: World, mass: Sequence[float], sigma: Sequence[float]) -> list[float]:
    """Probabilities of the states one tick later."""
    after = [0.0] * world.states
    for s in range(world.states):
        for j in range(world.actors):
            for e in world.menu(s, j):
                for target, chance in world.leads[e]:
                    after[target] += mass[s] * world.tempo[s][j] * world.length * sigma[e] * chance
        for rate, leads in world.nature[s]:
            for target, chance in leads:
                after[target] += mass[s] * rate * world.length * chance
        after[s] += mass[s] * world.idle(s)
    return after


def first_blinks(
    world: World, mass: Sequence[float], played: Choices, degrees: Sequence[int] = (1, 2)
) -> list[dict[tuple[int, int, int], float]]:
    """Per tick: probability that the first blink of one of these degrees is by (actor, move, degree)."""
    waiting = list(mass)
    found = []
    for sigma in played:
        now: dict[tuple[int, int, int], float] = {}
        through = list(sigma)
        for e in range(world.edges):
            if world.edge_blink[e] in degrees:
                s, j = world.edge_state[e], world.edge_actor[e]
                key = (j, world.edge_move[e], world.edge_blink[e])
                now[key] = now.get(key, 0.0) + waiting[s] * world.tempo[s][j] * world.length * sigma[e]
                through[e] = 0.0
        waiting = one_tick_forward(world, waiting, through)
        found.append(now)
    return found


def move_counts(world: World, mass: Sequence[float], played: Choices) -> dict[tuple[int, int], float]:
    """Expected number of times each (actor, move) is done."""
    counts: dict[tuple[int, int], float] = {}
    now = list(mass)
    for sigma in played:
        for e in range(world.edges):
            s, j = world.edge_state[e], world.edge_actor[e]
            key = (j, world.edge_move[e])
            counts[key] = counts.get(key, 0.0) + now[s] * world.tempo[s][j] * world.length * sigma[e]
        now = one_tick_forward(world, now, sigma)
    return counts
