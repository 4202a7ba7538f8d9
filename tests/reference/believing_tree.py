"""Private types without a grid: every history of a tiny game, with what is believed after each of them.

Beliefs are a function of history, not numbers on a grid. Choices at a node follow from what its children are
worth, beliefs at the children from the choices, and what the children are worth again from beliefs there; so
beliefs are carried forward and values backward, in turns, until nothing moves. It shares no code with what
it checks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from blinkfirst.game.game import flow, lump
from blinkfirst.game.standoff import Standoff
from reference.export import exported
from reference.slow_game import World, terminal


@dataclass(frozen=True)
class SecondType:
    """What differs from the actor as the game has it."""

    prior: float
    flow: Sequence[float]  # of each state
    lump: Sequence[float]  # of each edge
    precision: float
    never: frozenset[int] = frozenset()  # edges


@dataclass
class Node:
    """A history: the state it has come to, and what may happen next."""

    state: int
    children: list[tuple[float, int | None, Node]] = field(default_factory=list)  # chance, edge, node
    belief: dict[int, float] = field(default_factory=dict)
    sigma: dict[tuple[int, int], float] = field(default_factory=dict)  # by type and edge
    value: dict[tuple[int, int], float] = field(default_factory=dict)  # by actor and type


class BelievingTree:
    """All histories of a world, and the equilibrium on them.

    ``world`` as `reference.slow_game.World`; ``seconds`` by actor.
    """

    def __init__(self, export: Mapping[str, Any], seconds: Mapping[int, SecondType]) -> None:
        self.world = World(export)
        self.seconds = dict(seconds)
        self.levels: list[list[Node]] = [[Node(self.world.start)]]
        for _ in range(self.world.ticks):
            self.levels.append([child for node in self.levels[-1] for child in self._grown(node)])
        self.ends = terminal(self.world)
        root = self.levels[0][0]
        root.belief = {i: second.prior for i, second in self.seconds.items()}

    def _grown(self, node: Node) -> list[Node]:
        world, s = self.world, node.state
        for j in range(world.actors):
            for e in world.menu(s, j):
                for target, chance in world.leads[e]:
                    node.children.append((world.tempo[s][j] * world.length * chance, e, Node(target)))
        for rate, leads in world.nature[s]:
            for target, chance in leads:
                node.children.append((rate * world.length * chance, None, Node(target)))
        node.children.append((world.idle(s), None, Node(s)))
        node.children = [child for child in node.children if child[0] > 0.0]
        return [child for _, _, child in node.children]

    def solve(self, rounds: int = 500, tolerance: float = 1e-13, damping: float = 1.0) -> float:
        """Go to and fro until no choice moves any more; return by how much the last one did."""
        for node in self._all():
            for j in range(self.world.actors):
                menu = self.world.menu(node.state, j)
                for k in self._types(j):
                    may = [e for e in menu if not (k and e in self.seconds[j].never)]
                    for e in menu:
                        node.sigma[k, e] = 1.0 / len(may) if e in may else 0.0
        moved = math.inf
        for _ in range(rounds):
            self._believe()
            moved = self._value(damping)
            if moved < tolerance:
                break
        self._believe()
        return moved

    def first_blinks(self, actor: int | None = None, kind: int = 0) -> list[float]:
        """P(actor is the first to blink), by the beliefs of everybody; or given an actor's type."""
        found = [0.0] * self.world.actors
        todo = [(1.0, self.levels[0][0])]
        while todo:
            mass, node = todo.pop()
            for chance, e, child in node.children:
                share = mass * chance * self._played(node, e, actor, kind)
                if e is not None and self.world.edge_blink[e]:
                    found[self.world.edge_actor[e]] += share
                elif share > 0.0:
                    todo.append((share, child))
        return found

    def _played(self, node: Node, edge: int | None, actor: int | None, kind: int) -> float:
        if edge is None:
            return 1.0
        return node.sigma[kind, edge] if self.world.edge_actor[edge] == actor else self.mean(node, edge)

    def mean(self, node: Node, edge: int) -> float:
        """How likely everybody holds a move."""
        j = self.world.edge_actor[edge]
        if j not in self.seconds:
            return node.sigma[0, edge]
        b = node.belief[j]
        return (1.0 - b) * node.sigma[0, edge] + b * node.sigma[1, edge]

    def _all(self) -> list[Node]:
        return [node for level in self.levels[:-1] for node in level]

    def _types(self, actor: int) -> range:
        return range(2 if actor in self.seconds else 1)

    def _believe(self) -> None:
        for node in self._all():
            for _, e, child in node.children:
                child.belief = dict(node.belief)
                if e is None or self.world.edge_actor[e] not in self.seconds:
                    continue
                j = self.world.edge_actor[e]
                ours = node.belief[j] * node.sigma[1, e]
                everybody = (1.0 - node.belief[j]) * node.sigma[0, e] + ours
                child.belief[j] = ours / everybody if everybody > 0.0 else node.belief[j]

    def _value(self, damping: float) -> float:
        world = self.world
        for leaf in self.levels[-1]:
            for i in range(world.actors):
                for k in self._types(i):
                    leaf.value[i, k] = self._ended(i, leaf.state) if k else self.ends[leaf.state][i]
        moved = 0.0
        for level in reversed(self.levels[:-1]):
            for node in level:
                moved = max(moved, self._value_at(node, damping))
        return moved

    def _ended(self, actor: int, state: int) -> float:
        """What the last state is worth to the second type."""
        world = self.world
        n, delta = world.afterwards / world.length, world.delta(actor)
        total = n if delta == 1.0 else (1.0 - delta**n) / (1.0 - delta)
        return world.length * self.seconds[actor].flow[state] * total

    def _lump(self, actor: int, kind: int, edge: int) -> float:
        return self.seconds[actor].lump[edge] if kind else self.world.edge_lump[edge][actor]

    def _value_at(self, node: Node, damping: float) -> float:
        world, s, moved = self.world, node.state, 0.0
        for j in range(world.actors):
            menu = world.menu(s, j)
            for k in self._types(j):
                q = dict.fromkeys(menu, 0.0)
                for chance, e, child in node.children:
                    if e in q:
                        share = chance / (world.tempo[s][j] * world.length)
                        q[e] += share * world.delta(j) * child.value[j, k]
                q = {
                    e: x + self._lump(j, k, e) for e, x in q.items() if not (k and e in self.seconds[j].never)
                }
                precision = self.seconds[j].precision if k else world.precision[j]
                top = max(q.values())
                weights = {e: math.exp(precision * (x - top)) for e, x in q.items()}
                total = sum(weights.values())
                for e in menu:
                    fresh = weights.get(e, 0.0) / total
                    moved = max(moved, abs(fresh - node.sigma[k, e]))
                    node.sigma[k, e] += damping * (fresh - node.sigma[k, e])
        for i in range(world.actors):
            for k in self._types(i):
                flow = self.seconds[i].flow[s] if k else world.flow[s][i]
                value = world.length * flow
                for chance, e, child in node.children:
                    later = world.delta(i) * child.value[i, k]
                    if e is None:
                        value += chance * later
                    else:
                        chosen = node.sigma[k, e] if world.edge_actor[e] == i else self.mean(node, e)
                        value += chance * chosen * (self._lump(i, k, e) + later)
                node.value[i, k] = value
        return moved


def tree_of(standoff: Standoff) -> BelievingTree:
    """The tree of a stand-off without dated events."""
    game, seconds = standoff.opening, {}
    assert standoff.beliefs is not None
    for typed, second in zip(standoff.beliefs.typed, game.seconds, strict=True):
        felt = game.with_weights(second.weights)
        seconds[typed.actor] = SecondType(
            typed.prior,
            flow(felt)[:, typed.actor].tolist(),
            lump(felt)[:, typed.actor].tolist(),
            second.precision,
            frozenset(np.flatnonzero(second.barred).tolist()),
        )
    return BelievingTree(exported(standoff), seconds)
