"""Every number of a scenario, once: where it is written, what it is, and what it touches.

The list is read off the rules in one place, `slots_of`. Lenses are linear: the value of a number under a
mixture is the sum of share times value by lens, so `Numbers.by_lens` is one matrix for all.

What a number touches says how much of a compiled game follows from it, and so what a new value costs:

* ``start``: in which state the game begins;
* ``choices``: how what is at stake turns into choices (precision, patience);
* ``payoffs``: what states and moves are worth;
* ``pace``: how often who may move;
* ``chances``: how likely nature acts and moves turn out, while nothing becomes impossible or sure;
* ``moves``: where moves lead, and so which states there are;
* ``clock``: how long a tick and the game last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.citations import Citation, Pinpoint
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.expressions import NUMBER, Expression, parse, used_names
from blinkfirst.scenario.nodes import Node, Path, child, deepest, dotted, plain
from blinkfirst.scenario.rules import EXACT
from blinkfirst.scenario.scenario import (
    POOL,
    Actor,
    Argument,
    Outcome,
    ParsedExpression,
    Rules,
    Scenario,
    Term,
)
from blinkfirst.scenario.settings import full_path

WEIGHT, STRENGTH, WORTH, PARAMETER = "weight", "strength", "worth", "parameter"
PRECISION, PATIENCE, TEMPO = "precision", "patience", "tempo"
PRIOR, TYPE_PRECISION, TYPE_WEIGHT, TYPE_TIMES = "prior", "type precision", "type weight", "type factor"
RATE, CHANCE, SHIFT = "rate", "chance", "shift"
START_LEVEL, SHARE, GRID = "start level", "lens share", "belief grid"
CLOCK_KINDS = ("horizon", "window", "tick", "afterwards")
KINDS = (
    WEIGHT, STRENGTH, WORTH, PARAMETER, PRECISION, PATIENCE, TEMPO, PRIOR, TYPE_PRECISION, TYPE_WEIGHT,
    TYPE_TIMES, GRID, RATE, CHANCE, SHIFT, START_LEVEL, SHARE,
    *CLOCK_KINDS,
)  # fmt: skip

START, CHOICES, PAYOFFS, PACE, CHANCES, MOVES, CLOCK = (
    "start", "choices", "payoffs", "pace", "chances", "moves", "clock",
)  # fmt: skip
_DEPTHS = (CHOICES, PAYOFFS, PACE, CHANCES, MOVES, CLOCK)  # of a parameter
_TOUCHED = {
    WEIGHT: PAYOFFS, STRENGTH: PAYOFFS, WORTH: PAYOFFS, PRECISION: CHOICES, PATIENCE: CHOICES, TEMPO: PACE,
    PRIOR: CHOICES, GRID: CHOICES, TYPE_PRECISION: CHOICES, TYPE_WEIGHT: PAYOFFS, TYPE_TIMES: PAYOFFS,
    RATE: CHANCES, CHANCE: CHANCES, SHIFT: MOVES, START_LEVEL: START,
    **dict.fromkeys(CLOCK_KINDS, CLOCK),
}  # fmt: skip
_UNITS = {
    STRENGTH: "factor", PRECISION: "1/utils", PATIENCE: "per year", TEMPO: "per month", RATE: "per month",
    PRIOR: "probability", TYPE_PRECISION: "1/utils", TYPE_TIMES: "factor",
    CHANCE: "probability", SHIFT: "levels", START_LEVEL: "level", SHARE: "share",
    **dict.fromkeys(CLOCK_KINDS, "months"),
}  # fmt: skip
_MEANINGS = {
    STRENGTH: "multiplies all weights of: ", PRECISION: "choice precision of ",
    PATIENCE: "what a util in a year is worth now to ", TEMPO: "initiatives of ",
    PRIOR: "how likely everybody else holds it at the start that this is ",
    TYPE_PRECISION: "choice precision of ",
}  # fmt: skip
_CLOCK_MEANINGS = {
    "horizon": "how long the game lasts", "window": "how much of an endless game is shown",
    "tick": "length of a tick", "afterwards": "how long the last state lasts in everybody's reckoning",
}  # fmt: skip


OF_TYPES = (PRIOR, TYPE_PRECISION, TYPE_WEIGHT, TYPE_TIMES)


_GRID = {
    "nodes": ("how many beliefs about an actor with types are looked at", "beliefs"),
    "reach": ("how far from the prior they go", "log-odds"),
}


class Slot(NamedTuple):
    """A place in the rules where a number is, or may be, written.

    Attributes
    ----------
    kind : one of `KINDS`.
    steps : the path, spelled out.
    at : indices in the rules: of an argument and its term; of an actor, its move and the outcome, or the
        weight of its second type; of an event of nature and its outcome.
    written : the expression, where it is one that rules keep.
    """

    kind: str
    steps: Path
    at: tuple[int, ...] = ()
    written: ParsedExpression | None = None


class LensValue(NamedTuple):
    """A number as one lens has it, with its range where one is given."""

    value: float | str | None
    low: float | str | None
    high: float | str | None


@dataclass(frozen=True)
class Number:
    """One number of a scenario.

    Attributes
    ----------
    path : as ``--set`` takes it.
    kind : one of `KINDS`.
    value : under the lens in force, infinity for the precision ``exact``, a level's name for a start level;
        ``None`` where an expression over the world is written.
    text : as written; empty for a default.
    low, high : the range held defensible; ``None`` where none is given.
    unit, meaning : for readers.
    arguments : that say so; a weight's own, else those named under ``because``.
    source : their sources, and the places in them.
    by_lens : what each lens says, empty where all say the same.
    touches : what of a compiled game follows from it.
    settable : whether a path leads there; not so for names with a dot.
    """

    path: str
    kind: str
    value: float | str | None
    text: str
    low: float | str | None
    high: float | str | None
    unit: str
    meaning: str
    arguments: tuple[str, ...]
    source: Citation
    by_lens: Mapping[str, LensValue]
    touches: tuple[str, ...]
    settable: bool = True

    @property
    def steps(self) -> Path:
        """The path, spelled out."""
        return full_path(tuple(self.path.split(".")))


@dataclass(frozen=True)
class Numbers:
    """All numbers of a scenario, in the order of its files, under the lens or mixture in force."""

    rows: tuple[Number, ...]
    lenses: tuple[str, ...]

    def of_kind(self, kind: str) -> tuple[Number, ...]:
        """Return the numbers of one kind."""
        return tuple(number for number in self.rows if number.kind == kind)

    def at(self, path: str) -> Number:
        """Return the number at a path.

        Raises `KeyError` when there is none.
        """
        steps = full_path(tuple(path.split(".")))
        for number in self.rows:
            if number.steps == steps:
                return number
        raise KeyError(path)

    @property
    def by_lens(self) -> FloatArray:
        """Values by lens, shape (numbers, lenses); not-a-number where a value is no number."""
        table = np.full((len(self.rows), len(self.lenses)), np.nan)
        for row, number in enumerate(self.rows):
            if isinstance(number.value, float):
                said = [number.by_lens.get(lens) for lens in self.lenses]
                table[row] = [number.value if one is None else one.value for one in said]
        return table


def slots_of(rules: Rules) -> Iterator[Slot]:
    """Yield every place of some rules where a number is, or may be, written; the clock and the lens aside."""
    for variable in rules.variables:
        yield Slot(START_LEVEL, ("world", variable.name, "start"))
    for name in rules.parameters:
        yield Slot(PARAMETER, ("parameters", name, "value"))
    for a, actor in enumerate(rules.actors):
        yield Slot(TEMPO, ("actors", actor.name, TEMPO), (a,), actor.tempo)
        yield Slot(PATIENCE, ("actors", actor.name, PATIENCE), (a,))
        yield Slot(PRECISION, ("actors", actor.name, PRECISION), (a,))
        yield from _slots_of_types(actor, a)
        for m, move in enumerate(actor.moves):
            yield from _slots_of_outcomes(move.outcomes, (a, m))
    for e, event in enumerate(rules.nature):
        yield Slot(RATE, ("nature", event.name, RATE), (e,), event.rate)
        yield from _slots_of_outcomes(event.outcomes, (e,))
    for k, argument in enumerate(rules.arguments):
        path: Path = ("arguments", argument.name)
        yield Slot(STRENGTH, (*path, STRENGTH), (k,))
        for t, term in enumerate(argument.terms):
            below = (*path, "terms", term.name) if term.name else path
            yield Slot(WEIGHT, (*below, WEIGHT), (k, t))
            yield Slot(WORTH, (*below, WORTH), (k, t), term.worth)


def _slots_of_types(actor: Actor, a: int) -> Iterator[Slot]:
    if (types := actor.types) is None:
        return
    path: Path = ("actors", actor.name, "types", types.second)
    yield Slot(PRIOR, (*path, PRIOR), (a,))
    yield Slot(TYPE_PRECISION, (*path, PRECISION), (a,))
    first = {one.steps: k for k, one in reversed(list(enumerate(types.weights)))}
    for k, one in enumerate(types.weights):
        if first[one.steps] == k:
            yield Slot(TYPE_WEIGHT if one.kind == "weight" else TYPE_TIMES, one.steps, (a, k))


def _slots_of_outcomes(outcomes: Sequence[Outcome], at: tuple[int, ...]) -> Iterator[Slot]:
    for k, outcome in enumerate(outcomes):
        if outcome.chance is not None:
            yield Slot(CHANCE, tuple(outcome.chance.path.split(".")), (*at, k), outcome.chance)
        for effect in outcome.effects:
            if not effect.sets_level:
                change = effect.change
                yield Slot(SHIFT, tuple(change.path.split(".")), (*at, k), change)


def parameters_in(written: Iterable[ParsedExpression | None]) -> frozenset[str]:
    """Return the parameters that some expressions mention."""
    return frozenset().union(*(one.parameters for one in written if one is not None))


def moves_written(rules: Rules) -> Iterator[ParsedExpression | None]:
    """Yield the expressions that decide where moves and nature lead, apart from how likely."""
    outcomes: list[Outcome] = []
    for actor in rules.actors:
        for move in actor.moves:
            yield from (move.when, move.soft, move.hard)
            outcomes += move.outcomes
    for event in rules.nature:
        yield event.when
        outcomes += event.outcomes
    yield from (effect.change for outcome in outcomes for effect in outcome.effects)


def chances_written(outcomes: Iterable[Outcome]) -> Iterator[ParsedExpression | None]:
    """Yield the chances of some outcomes."""
    return (outcome.chance for outcome in outcomes)


def number_text(tree: Node, steps: Path, rules: Rules) -> Expression | None:
    """Return the expression behind a number that rules keep evaluated; ``None`` where it is missing or is
    the word `exact`.
    """
    node, taken = deepest(tree, steps)
    text = str(plain(node))
    if taken < len(steps) or text.strip() == EXACT:
        return None
    return parse(text, rules.vocabulary, NUMBER)


def parameter_touches(tree: Node, rules: Sequence[Rules]) -> dict[str, tuple[str, ...]]:
    """Return what every parameter touches.

    Parameters
    ----------
    tree : the composed scenario.
    rules : in force at some time, whatever has happened by then.
    """
    found: dict[str, set[str]] = {depth: set() for depth in _DEPTHS}
    for one in rules:
        outcomes = [o for actor in one.actors for move in actor.moves for o in move.outcomes]
        outcomes += [o for event in one.nature for o in event.outcomes]
        terms = [term for argument in one.arguments for term in argument.terms]
        found[MOVES] |= parameters_in(moves_written(one))
        found[CHANCES] |= parameters_in([*chances_written(outcomes), *(event.rate for event in one.nature)])
        found[PAYOFFS] |= parameters_in(written for t in terms for written in (t.condition, t.worth))
        found[PACE] |= parameters_in(actor.tempo for actor in one.actors)
        for actor in one.actors:
            for trait in (PATIENCE, PRECISION):
                found[CHOICES] |= _named(number_text(tree, ("actors", actor.name, trait), one))
            if actor.types is not None:
                steps = ("actors", actor.name, "types", actor.types.second, PRECISION)
                found[CHOICES] |= _named(number_text(tree, steps, one))
    found[CLOCK] = set(_named(number_text(tree, ("tick",), rules[0])))
    return {name: tuple(one for one in _DEPTHS if name in found[one]) for name in rules[0].parameters}


def _named(expression: Expression | None) -> set[str]:
    return set() if expression is None else used_names(expression)[1]


def differ_by_lens(tree: Node) -> tuple[str, ...]:
    """Return the parameters that have a value for every lens."""
    section = child(tree, "parameters")
    entries = section.value if section is not None and isinstance(section.value, dict) else {}
    values = {name: child(entry, "value") for name, entry in entries.items()}
    return tuple(name for name, node in values.items() if node is not None and isinstance(node.value, dict))


def numbers_of(scenario: Scenario, rules: Sequence[Rules] = ()) -> Numbers:
    """Return every number of a scenario.

    Parameters
    ----------
    rules : in force at some time, where dated events change what a number touches; the opening's by
        default.
    """
    listing = _Listing(scenario, rules or (scenario.rules,))
    return Numbers(tuple(listing.rows()), tuple(scenario.lenses))


class _Listing:
    """One scenario on its way to the list of its numbers."""

    def __init__(self, scenario: Scenario, rules: Sequence[Rules]) -> None:
        self.scenario, self.rules, self.tree = scenario, scenario.rules, scenario.composed
        self.touches = parameter_touches(self.tree, rules)
        self.values = {name: parameter.value for name, parameter in self.rules.parameters.items()}
        self.acting: dict[str, list[Argument]] = {}
        for argument in self.rules.arguments:
            for place in argument.acts_in:
                self.acting.setdefault(place, []).append(argument)

    def rows(self) -> Iterator[Number]:
        """Yield the numbers in the order of the files: clock, lens, and then as the rules have them."""
        for kind in CLOCK_KINDS:
            if kind in ("tick", "afterwards") or self._written((kind,)) is not None:
                yield self._clock(kind)
        if isinstance(shares := self._written(("lens",)), dict):
            moved = {t for name in differ_by_lens(self.tree) for t in self.touches[name]} | {PAYOFFS}
            touches = tuple(one for one in _DEPTHS if one in moved)
            steps = ("lens", POOL) if self.scenario.pooled else ("lens",)
            for lens, share in (shares[POOL] if self.scenario.pooled else shares).items():
                title = self.scenario.lenses[lens]
                yield self._number(SHARE, (*steps, lens), float(share), title, touches=touches)
        for key, (meaning, unit) in _GRID.items():
            if (value := self._written(("beliefs", key))) is not None:
                yield self._number(GRID, ("beliefs", key), float(value), meaning, unit=unit)
        for slot in slots_of(self.rules):
            if slot.kind not in (WORTH, TYPE_PRECISION) or self._written(slot.steps) is not None:
                yield self._row(slot)

    def _written(self, steps: Path) -> Any:
        node, taken = deepest(self.tree, steps)
        return plain(node) if taken == len(steps) else None

    def _clock(self, kind: str) -> Number:
        known = {"tick": self.scenario.tick_months, "afterwards": self.scenario.afterwards_months}
        months = known[kind] if kind in known else self._written((kind,))
        value = None if isinstance(months, str) else float(months)  # an endless horizon is none
        return self._number(kind, (kind,), value, _CLOCK_MEANINGS[kind])

    def _row(self, slot: Slot) -> Number:
        kind, steps, name = slot.kind, slot.steps, str(slot.steps[1])
        if kind == PARAMETER:
            known = self.rules.parameters[name]
            ends, touches = (known.low, known.high), self.touches[name]
            return self._number(kind, steps, known.value, known.means, ends, known.unit, touches)
        if kind == START_LEVEL:
            variable = next(v for v in self.rules.variables if v.name == name)
            ends_at = variable.levels[0], variable.levels[-1]
            return self._number(kind, steps, variable.start, variable.means, ends_at)
        if steps[0] == "arguments":
            return self._payoff(slot, self.rules.arguments[slot.at[0]])
        if kind in OF_TYPES:
            return self._of_type(slot, self.rules.actors[slot.at[0]])
        if kind in (PATIENCE, PRECISION):
            return self._number(kind, steps, float(getattr(self.rules.actors[slot.at[0]], kind)), name)
        assert slot.written is not None
        # a blink by omission is a mover, which is laid out with the moves
        omits = steps[0] == "nature" and bool(self.rules.nature[slot.at[0]].omissions)
        touches = (MOVES,) if omits else ()
        return self._number(
            kind, steps, self._constant(slot.written), self._doing(slot, name), touches=touches
        )

    def _of_type(self, slot: Slot, actor: Actor) -> Number:
        kind, steps, types = slot.kind, slot.steps, actor.types
        assert types is not None
        who = f"{actor.name} as {types.second}"
        if kind == TYPE_PRECISION:
            return self._number(kind, steps, actor.second_precision, who)
        if kind == PRIOR:
            ends = (types.low, types.high) if self._ranged(steps) else (None, None)
            return self._number(kind, steps, types.prior, f"{types.second}, {actor.name}'s second type", ends)
        one = types.weights[slot.at[1]]
        of = next(argument for argument in self.rules.arguments if argument.name == one.argument)
        payoff = next(term for term in of.terms if term.name == one.term)
        unit = ("utils per month" if payoff.kind == "while" else "utils") if kind == TYPE_WEIGHT else ""
        ends = (one.low, one.high) if self._ranged(steps) else (None, None)
        meaning = f"what {who} makes of: {of.claim}" + (f" ({one.term})" if "terms" in steps else "")
        because = [argument for argument in self.acting.get(types.path, ()) if argument is not of]
        return self._number(kind, steps, one.value, meaning, ends, unit, of=[of, *because])

    def _payoff(self, slot: Slot, argument: Argument) -> Number:
        kind, steps, of = slot.kind, slot.steps, [argument]
        if kind == STRENGTH:
            return self._number(kind, steps, argument.strength, argument.claim, of=of)
        term = argument.terms[slot.at[1]]
        meaning = f"{argument.claim} ({term.name})" if term.name else argument.claim
        if kind == WORTH:
            return self._number(kind, steps, self._constant(term.worth), meaning, of=of)
        unit = "utils per month" if term.kind == "while" else "utils"
        return self._number(kind, steps, term.weight, meaning, self._ends(steps, term), unit, of=of)

    def _ends(self, steps: Path, term: Term) -> tuple[float | None, float | None]:
        return (term.low, term.high) if self._ranged(steps) else (None, None)

    def _ranged(self, steps: Path) -> bool:
        """Return whether a range is written with a number, under some lens at least."""
        written = self._written(steps)
        ranges = written.values() if isinstance(written, dict) else [written]
        return any(isinstance(one, list) for one in ranges)

    def _constant(self, written: ParsedExpression) -> float | None:
        try:
            return constant_value(written.expression, self.values)
        except ValueError:
            return None

    def _doing(self, slot: Slot, name: str) -> str:
        """Return the meaning of the move or event behind a rate or a chance."""
        if slot.kind == TEMPO:
            return name
        if slot.steps[0] == "nature":
            return self.rules.nature[slot.at[0]].means or name
        move = self.rules.actors[slot.at[0]].moves[slot.at[1]]
        return move.means or f"{name}: {move.name}"

    def _number(
        self,
        kind: str,
        steps: Path,
        value: float | str | None,
        meaning: str,
        ends: tuple[float | str | None, float | str | None] = (None, None),
        unit: str = "",
        touches: tuple[str, ...] = (),
        of: Sequence[Argument] = (),
    ) -> Number:
        arguments = of or [
            one for end in range(2, len(steps)) for one in self.acting.get(dotted(steps[:end]), ())
        ]
        source: dict[str, tuple[Pinpoint, ...]] = {}
        for argument in arguments:
            for article, places in argument.source.items():
                source[article] = tuple(dict.fromkeys((*source.get(article, ()), *places)))
        short = steps[:2] if full_path(steps[:2]) == steps else steps
        written = self._written(steps)
        return Number(
            path=dotted(short),
            kind=kind,
            value=value,
            text="" if written is None or isinstance(written, dict | list) else str(written),
            low=ends[0],
            high=ends[1],
            unit=unit or _UNITS.get(kind, ""),
            meaning=_MEANINGS.get(kind, "") + meaning,
            arguments=tuple(dict.fromkeys(argument.name for argument in arguments)),
            source=source,
            by_lens=self._by_lens(steps, written),
            touches=touches or ((_TOUCHED[kind],) if kind in _TOUCHED else ()),
            settable=full_path(tuple(dotted(short).split("."))) == steps,
        )

    def _by_lens(self, steps: Path, written: Any) -> dict[str, LensValue]:
        of_type = steps[0] == "actors" and "types" in steps[2:3]
        if not isinstance(written, dict) or not (of_type or steps[0] in ("arguments", "parameters")):
            return {}
        return {lens: _lens_value(one) for lens, one in written.items()}


def _lens_value(written: Any) -> LensValue:
    if not isinstance(written, list):
        return LensValue(float(written), None, None)
    low, base, high = map(float, written)
    return LensValue(base, low, high)
