"""Cache of compiled layouts and features.

Layouts depend on moves, nature and the parameters these mention; features on a term's condition and worth and
the parameters in them. Weights, strengths, patience, precision and tempo are in neither. So a scenario
compiled beside a known one compiles again only what its changes touch, and gets the same arrays to the last
bit. The keys are the rules' own records, less what is known not to matter, so that what is added to a record
is in the key from the start.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Set
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import numpy as np

from blinkfirst.compile.layout import Layout
from blinkfirst.game.game import FloatArray, IntArray, Payoffs
from blinkfirst.scenario.scenario import Move, NatureEvent, Rules, Term, VariableRules

LAYOUTS_KEPT = 8
PAYOFFS_KEPT = 4  # whole sets of payoffs of a layout; a sweep over a parameter makes one for every value

Value = TypeVar("Value")


class LruCache(Generic[Value]):
    """Values by key; when there are more than ``most``, the one least lately used is let go."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable) -> Value | None:
        """Return a value that is kept, or ``None``."""
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
        return found

    def keep(self, key: Hashable, value: Value) -> Value:
        """Keep a value and return it."""
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self.most:
            self._values.popitem(last=False)
        return value

    def copy(self) -> LruCache[Value]:
        """Return a cache with the same values."""
        found: LruCache[Value] = LruCache(self.most)
        found._values = self._values.copy()
        return found

    def values(self) -> tuple[Value, ...]:
        """Return all that is kept."""
        return tuple(self._values.values())


@dataclass(frozen=True)
class Feature:
    """A term's worth to one actor: where (states of a flow, edges of a lump, increasing) and how much."""

    where: IntArray
    worths: FloatArray


@dataclass(frozen=True)
class Dynamics:
    """Everything that decides where the world can go.

    Attributes
    ----------
    variables : with their levels and whether they are frozen; where they start is blank.
    moves : by actor.
    nature : the events of nature.
    values : of the parameters that moves and nature mention.
    """

    variables: tuple[VariableRules, ...]
    moves: tuple[tuple[str, tuple[Move, ...]], ...]
    nature: tuple[NatureEvent, ...]
    values: tuple[tuple[str, float], ...]

    @property
    def levels(self) -> Hashable:
        """Names and levels of the variables, of which states are made."""
        return tuple((v.name, v.levels) for v in self.variables)


@dataclass
class LaidOut:
    """A layout with the features, and whole sets of payoffs, compiled on it lately."""

    variables: Hashable
    layout: Layout
    features: LruCache[Feature] = field(default_factory=lambda: LruCache(0))
    payoffs: LruCache[Payoffs] = field(default_factory=lambda: LruCache(PAYOFFS_KEPT))


class LayoutCache:
    """Layouts kept for reuse, the ``LAYOUTS_KEPT`` most lately used."""

    def __init__(self) -> None:
        self._layouts: LruCache[LaidOut] = LruCache(LAYOUTS_KEPT)
        self._reached: LruCache[IntArray] = LruCache(2 * LAYOUTS_KEPT)

    def copy(self) -> LayoutCache:
        """Return a cache that knows the same, and does not lend what it will learn."""
        found = LayoutCache()
        found._layouts, found._reached = self._layouts.copy(), self._reached.copy()
        return found

    def reached(self, dynamics: Dynamics, seeds: IntArray, find: Callable[[], IntArray]) -> IntArray:
        """Return the codes reachable from some first states under some dynamics."""
        key = dynamics, seeds.tobytes()
        known = self._reached.get(key)
        return self._reached.keep(key, find()) if known is None else known

    def layout(self, dynamics: Dynamics, codes: IntArray, make: Callable[[], Layout]) -> LaidOut:
        """Return the layout of some states under some dynamics."""
        key = dynamics, codes.tobytes()
        known = self._layouts.get(key)
        if known is not None:
            return known
        return self._layouts.keep(key, self._with_known_features(dynamics.levels, make()))

    def _with_known_features(self, variables: Hashable, layout: Layout) -> LaidOut:
        """Take over what was compiled on a layout of the same states and edges, whatever its chances."""
        for known in self._layouts.values():
            if known.variables == variables and same_places(known.layout, layout):
                return LaidOut(variables, layout, known.features, known.payoffs)
        return LaidOut(variables, layout)


def same_places(one: Layout, other: Layout) -> bool:
    """Return whether two layouts have the same states and edges; where these lead may differ."""
    arrays = [(found.codes, found.edges.state, found.edges.actor, found.edges.move) for found in (one, other)]
    return all(map(np.array_equal, *arrays))


def dynamics_of(rules: Rules) -> Dynamics:
    """Return what a layout depends on."""
    moves = tuple((actor.name, actor.moves) for actor in rules.actors)
    variables = tuple(replace(v, start="") for v in rules.variables)
    dynamic = (*(move for _, own in moves for move in own), *rules.nature)
    mentioned = frozenset().union(*(record.parameters for record in dynamic))
    return Dynamics(variables, moves, rules.nature, _values(rules, mentioned))


def feature_key(rules: Rules, term: Term, actor: str) -> Hashable:
    """Return everything a feature on a given layout depends on: a term but for who feels it and how much."""
    bare = replace(term, name="", actors=(), weight=0.0, low=0.0, high=0.0, by_lens=())
    return actor, bare, _values(rules, term.parameters)


def _values(rules: Rules, parameters: Set[str]) -> tuple[tuple[str, float], ...]:
    return tuple((name, rules.parameters[name].value) for name in sorted(parameters))
