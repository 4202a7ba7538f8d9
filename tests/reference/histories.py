"""Every history of a tiny game, one by one: no tables over states, no recursion over probabilities.

A third road to the numbers of section 4. Values come from the tree of everything that may still happen,
worked out anew at every node; probabilities are sums over complete histories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from reference.slow_game import World, logit, terminal


@dataclass(frozen=True)
class Step:
    """What happened in one tick: the edge played (or nothing), and the state after."""

    edge: int | None
    state: int


@dataclass(frozen=True)
class History:
    """A complete run: its probability and its steps, tick by tick."""

    probability: float
    steps: tuple[Step, ...]


def branches(world: World, state: int, sigma: Sequence[float]) -> Iterator[tuple[float, Step]]:
    """All that can happen in one tick."""
    for j in range(world.actors):
        for e in world.menu(state, j):
            for target, chance in world.leads[e]:
                yield world.tempo[state][j] * world.length * sigma[e] * chance, Step(e, target)
    for rate, leads in world.nature[state]:
        for target, chance in leads:
            yield rate * world.length * chance, Step(None, target)
    yield world.idle(state), Step(None, state)


def histories(world: World, state: int, chosen: Sequence[Sequence[float]]) -> Iterator[History]:
    """All histories from a state on, one tick for every row of choices."""
    if not chosen:
        yield History(1.0, ())
        return
    for probability, step in branches(world, state, chosen[0]):
        if probability > 0.0:
            for rest in histories(world, step.state, chosen[1:]):
                yield History(probability * rest.probability, (step, *rest.steps))


def payoffs(world: World, start: int, history: History) -> list[float]:
    """What a history pays every actor, discounted to its start, the afterwards included."""
    total = [0.0] * world.actors
    state = start
    for tick, step in enumerate(history.steps):
        for i in range(world.actors):
            gain = world.length * world.flow[state][i]
            if step.edge is not None:
                gain += world.edge_lump[step.edge][i]
            total[i] += world.delta(i) ** tick * gain
        state = step.state
    last = terminal(world)[state]
    return [total[i] + world.delta(i) ** len(history.steps) * last[i] for i in range(world.actors)]


def tree_value(world: World, state: int, ticks_left: int) -> list[float]:
    """What every actor expects at a node of the game tree, with logit choices everywhere below it."""
    if ticks_left == 0:
        return terminal(world)[state]
    later: dict[int, list[float]] = {}

    def value(target: int) -> list[float]:
        if target not in later:
            later[target] = tree_value(world, target, ticks_left - 1)
        return later[target]

    sigma = tree_choices(world, state, value)
    total = [world.length * x for x in world.flow[state]]
    for probability, step in branches(world, state, sigma):
        for i in range(world.actors):
            total[i] += probability * world.delta(i) * value(step.state)[i]
            if step.edge is not None:
                total[i] += probability * world.edge_lump[step.edge][i]
    return total


def tree_choices(world: World, state: int, value: Callable[[int], list[float]]) -> list[float]:
    """Logit choices of everybody at a node, given what every state is worth a tick later."""
    sigma = [0.0] * world.edges
    for j in range(world.actors):
        q = {
            e: world.edge_lump[e][j]
            + world.delta(j) * sum(chance * value(target)[j] for target, chance in world.leads[e])
            for e in world.menu(state, j)
        }
        for e, chance in logit(q, world.precision[j], max(abs(x) for x in q.values())).items():
            sigma[e] = chance
    return sigma
