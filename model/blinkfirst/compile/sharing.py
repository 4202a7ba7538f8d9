"""What was compiled before and can be used again.

Layouts depend on moves, nature and the parameters these mention; features on a term's condition and worth and
the parameters in them. Weights, strengths, patience, precision and tempo are in neither. So a scenario
compiled beside a known one makes anew only what its changes touch, and gets the same arrays to the last bit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from blinkfirst.compile.layout import Layout
from blinkfirst.game.game import FloatArray, IntArray, Payoffs
from blinkfirst.scenario.expressions import Expression, used_names
from blinkfirst.scenario.scenario import Outcome, Rules, Term, Written

LAYOUTS_KEPT = 8


@dataclass(frozen=True)
class Feature:
    """A term's worth to one actor: where (states of a flow, edges of a lump, increasing) and how much."""

    where: IntArray
    worths: FloatArray


@dataclass
class LaidOut:
    """A layout with the features, and whole sets of payoffs, compiled on it so far."""

    layout: Layout
    features: dict[Hashable, Feature] = field(default_factory=dict)
    payoffs: dict[Hashable, Payoffs] = field(default_factory=dict)


class Shared:
    """Layouts kept for reuse; the one least lately used is let go when there are more than
    ``LAYOUTS_KEPT``.
    """

    def __init__(self) -> None:
        self._layouts: OrderedDict[Hashable, LaidOut] = OrderedDict()
        self._reached: dict[Hashable, IntArray] = {}

    def reached(self, dynamics: Hashable, seeds: IntArray, find: Callable[[], IntArray]) -> IntArray:
        """Return the codes reachable from some first states under some dynamics."""
        key = dynamics, seeds.tobytes()
        if key not in self._reached:
            self._reached[key] = find()
            if len(self._reached) > 2 * LAYOUTS_KEPT:
                del self._reached[next(iter(self._reached))]
        return self._reached[key]

    def layout(self, dynamics: Hashable, codes: IntArray, make: Callable[[], Layout]) -> LaidOut:
        """Return the layout of some states under some dynamics."""
        key = dynamics, codes.tobytes()
        found = self._layouts.get(key)
        if found is None:
            found = self._layouts[key] = LaidOut(make())
            if len(self._layouts) > LAYOUTS_KEPT:
                self._layouts.popitem(last=False)
        self._layouts.move_to_end(key)
        return found


def dynamics_of(rules: Rules) -> Hashable:
    """Return everything that decides where the world can go: variables, moves, nature, the parameters in
    them.
    """
    moves = tuple(
        (actor.name, tuple((m.name, m.when, m.outcomes, m.soft, m.hard) for m in actor.moves))
        for actor in rules.actors
    )
    nature = tuple((e.name, e.when, e.rate, e.outcomes) for e in rules.nature)
    written = [
        w for a in rules.actors for m in a.moves for w in (m.when, m.soft, m.hard, *_changes(m.outcomes))
    ]
    written += [w for e in rules.nature for w in (e.when, e.rate, *_changes(e.outcomes))]
    variables = tuple((v.name, v.levels, v.frozen) for v in rules.variables)
    return variables, moves, nature, _values(rules, written)


def feature_key(rules: Rules, term: Term, actor: str) -> Hashable:
    """Return everything a feature on a given layout depends on."""
    return actor, term.kind, term.condition, term.worth, _values(rules, [term.condition, term.worth])


def _changes(outcomes: Sequence[Outcome]) -> list[Written | None]:
    return [w for o in outcomes for w in (o.chance, *(effect.change for effect in o.effects))]


def _values(rules: Rules, written: Sequence[Written | None]) -> tuple[tuple[str, float], ...]:
    names: set[str] = set()
    for one in written:
        if one is not None:
            names |= _parameters(one.expression)
    return tuple((name, rules.parameters[name].value) for name in sorted(names))


def _parameters(expression: Expression) -> set[str]:
    return used_names(expression)[1]
