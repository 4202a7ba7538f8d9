"""Levels of reasoning by their definition: one actor and one level at a time, the others' choices fixed.

Shares no code with the package. Worlds as in `reference.slow_game`; several legs as in
`reference.slow_standoff`. Every level is a whole pass back of its own, with all choices of the level below
written down before it begins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from reference.slow_game import Choices, Values, World, carried_back, expected, logit, terminal, worths
from reference.slow_standoff import SlowLeg

Played = list[Choices]  # leg by leg, tick by tick, edge by edge


def coin_tosses(legs: Sequence[SlowLeg], horizon: int) -> Played:
    """Level 0."""
    ends = [leg.first for leg in legs[1:]] + [horizon]
    played = []
    for leg, end in zip(legs, ends, strict=True):
        menus = [len(leg.world.menu(leg.world.edge_state[e], leg.world.edge_actor[e])) for e in _edges(leg)]
        played.append([[1.0 / n for n in menus] for _ in range(end - leg.first)])
    return played


def answered(legs: Sequence[SlowLeg], horizon: int, others: Played, himself: Played | None) -> Played:
    """How everybody answers if all others play ``others``.

    ``himself``: what an actor expects of its own later decisions; by default its answers themselves.
    """
    ends = [leg.first for leg in legs[1:]] + [horizon]
    actors = legs[0].world.actors
    found: Played = [[] for _ in legs]
    values = [terminal(legs[-1].world) for _ in range(actors)]  # a table of values in every actor's head
    for number in range(len(legs) - 1, -1, -1):
        leg, world = legs[number], legs[number].world
        for row in range(ends[number] - leg.first - 1, -1, -1):
            sigma = _answers(world, values)
            found[number].insert(0, sigma)
            later = sigma if himself is None else himself[number][row]
            expectations = [
                [(later if world.edge_actor[e] == i else others[number][row])[e] for e in _edges(leg)]
                for i in range(actors)
            ]
            values = [_back(world, values[i], expectations[i]) for i in range(actors)]
        if number > 0:
            carry = leg.carry
            assert carry is not None
            values = [carried_back(table, carry) for table in values]
    return found


def level(legs: Sequence[SlowLeg], horizon: int, depth: int) -> Played:
    """Choices of a level."""
    if depth == 0:
        return coin_tosses(legs, horizon)
    return answered(legs, horizon, level(legs, horizon, depth - 1), None)


def hierarchy(legs: Sequence[SlowLeg], horizon: int, tau: float, deepest: int) -> Played:
    """Choices of whoever decides, whose level is drawn anew."""
    weights = [math.exp(-tau) * tau**k / math.factorial(k) for k in range(deepest + 1)]
    levels = [coin_tosses(legs, horizon)]
    for depth in range(1, deepest + 1):
        below = mixed(levels, weights[:depth])
        levels.append(answered(legs, horizon, below, below))
    return mixed(levels, weights)


def mixed(levels: Sequence[Played], weights: Sequence[float]) -> Played:
    """Mix choices edge by edge."""
    total = sum(weights)
    return [
        [
            [
                sum(w * x for w, x in zip(weights, edge, strict=True)) / total
                for edge in zip(*rows, strict=True)
            ]
            for rows in zip(*ticks, strict=True)
        ]
        for ticks in zip(*levels, strict=True)
    ]


def _edges(leg: SlowLeg) -> range:
    return range(leg.world.edges)


def _answers(world: World, values: Sequence[Values]) -> list[float]:
    sigma = [0.0] * world.edges
    for s in range(world.states):
        for j in range(world.actors):
            largest = max(abs(values[j][z][j]) for z in range(world.states))
            for e, chance in logit(worths(world, values[j], s, j), world.precision[j], largest).items():
                sigma[e] = chance
    return sigma


def _back(world: World, values: Values, sigma: Sequence[float]) -> Values:
    """What one actor, who expects these choices, holds all states to be worth a tick earlier."""
    result = []
    for s in range(world.states):
        row = []
        for i in range(world.actors):
            delta = world.delta(i)
            v = world.length * world.flow[s][i] + world.idle(s) * delta * values[s][i]
            for j in range(world.actors):
                for e in world.menu(s, j):
                    worth = world.edge_lump[e][i] + delta * expected(world.leads[e], values, i)
                    v += world.tempo[s][j] * world.length * sigma[e] * worth
            for rate, leads in world.nature[s]:
                v += rate * world.length * delta * expected(leads, values, i)
            row.append(v)
        result.append(row)
    return result
