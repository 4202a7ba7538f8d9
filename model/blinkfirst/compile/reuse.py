"""What was compiled before and can be used again.

Layouts depend on moves, nature and the parameters these mention; features on a term's condition and worth and
the parameters in them. Weights, strengths, patience, precision and tempo are in neither. So a scenario
compiled beside a known one makes anew only what its changes touch, and gets the same arrays to the last bit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from blinkfirst.compile.layout import Layout
from blinkfirst.game.game import FloatArray, IntArray, Payoffs
from blinkfirst.scenario.expressions import Expression, used_names
from blinkfirst.scenario.scenario import Outcome, ParsedExpression, Rules, Term

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

    def values(self) -> tuple[Value, ...]:
        """Return all that is kept."""
        return tuple(self._values.values())


@dataclass(frozen=True)
class Feature:
    """A term's worth to one actor: where (states of a flow, edges of a lump, increasing) and how much."""

    where: IntArray
    worths: FloatArray


class Dynamics(NamedTuple):
    """Everything that decides where the world can go: variables with their levels, what is frozen, moves,
    nature, and the parameters in them.
    """

    variables: Hashable
    frozen: Hashable
    moves: Hashable
    nature: Hashable
    values: tuple[tuple[str, float], ...]


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
        return self._layouts.keep(key, self._with_known_features(dynamics.variables, make()))

    def _with_known_features(self, variables: Hashable, layout: Layout) -> LaidOut:
        """Take over what was compiled on a layout of the same states and edges, whatever its chances."""
        for known in self._layouts.values():
            if known.variables == variables and same_places(known.layout, layout):
                return LaidOut(variables, layout, known.features, known.payoffs)
        return LaidOut(variables, layout)


def same_places(one: Layout, other: Layout) -> bool:
    """Tell whether two layouts have the same states and edges; where these lead may differ."""
    pairs = (
        (one.codes, other.codes),
        (one.edges.state, other.edges.state),
        (one.edges.actor, other.edges.actor),
        (one.edges.move, other.edges.move),
    )
    return all(np.array_equal(a, b) for a, b in pairs)


def dynamics_of(rules: Rules) -> Dynamics:
    """Return what a layout depends on."""
    written = [
        w for a in rules.actors for m in a.moves for w in (m.when, m.soft, m.hard, *_changes(m.outcomes))
    ]
    written += [w for e in rules.nature for w in (e.when, e.rate, *_changes(e.outcomes))]
    return Dynamics(
        variables=tuple((v.name, v.levels) for v in rules.variables),
        frozen=tuple(v.frozen for v in rules.variables),
        moves=tuple(
            (actor.name, tuple((m.name, m.when, m.outcomes, m.soft, m.hard) for m in actor.moves))
            for actor in rules.actors
        ),
        nature=tuple((e.name, e.when, e.rate, e.outcomes) for e in rules.nature),
        values=_values(rules, written),
    )


def feature_key(rules: Rules, term: Term, actor: str) -> Hashable:
    """Return everything a feature on a given layout depends on."""
    return actor, term.kind, term.condition, term.worth, _values(rules, [term.condition, term.worth])


def _changes(outcomes: Sequence[Outcome]) -> list[ParsedExpression | None]:
    return [w for o in outcomes for w in (o.chance, *(effect.change for effect in o.effects))]


def _values(rules: Rules, written: Sequence[ParsedExpression | None]) -> tuple[tuple[str, float], ...]:
    names: set[str] = set()
    for one in written:
        if one is not None:
            names |= _parameters(one.expression)
    return tuple((name, rules.parameters[name].value) for name in sorted(names))


def _parameters(expression: Expression) -> set[str]:
    return used_names(expression)[1]
