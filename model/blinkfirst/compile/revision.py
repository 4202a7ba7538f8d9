"""The numbers of a compiled scenario changed: the rules of every stretch, and what of its game follows.

Only plain numbers (and lenses) are set here, to what reading the changed scenario would make of them; for
whatever else a case sets, `Vector.revised` returns ``None``, and the scenario has to be read.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from blinkfirst.compile import numbers as kinds
from blinkfirst.compile.numbers import (
    Slot,
    chances_written,
    moves_written,
    number_text,
    parameters_in,
    slots_of,
)
from blinkfirst.compile.payoffs import terms_of, weights_of
from blinkfirst.compile.stretch_game import Ground, Reach
from blinkfirst.errors import Place, ScenarioError
from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import NUMBER_LIMIT, Expression, Literal, used_names
from blinkfirst.scenario.lenses import OneWeight, Ranged, base_under, is_pool, mixed, shares_of
from blinkfirst.scenario.loading import tree_after
from blinkfirst.scenario.nodes import Node, Path, deepest, plain
from blinkfirst.scenario.private_types import PrivateTypes, is_prior
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.scenario.rules import EXACT, is_patience, is_precision
from blinkfirst.scenario.scenario import Rules, Scenario
from blinkfirst.scenario.settings import full_path, put_all
from blinkfirst.scenario.type_rules import alike

Key: TypeAlias = tuple[str | int, ...]  # kind and indices of a slot
_SECTIONS = {kinds.STRENGTH: "arguments", kinds.RATE: "nature"}  # of what is no trait of an actor


@dataclass(frozen=True)
class Revision:
    """The rules of a stretch with some numbers changed.

    Attributes
    ----------
    base : the rules as they were.
    values : what is new, by slot; a weight with its range.
    weights : shape (C,), as in `Payoffs`; ``None`` where they stay.
    traits : ``patience`` and ``precision``, shape (A,), where they change.
    numbers : all other numbers that are not what they were, by path; the same ones make the same game but for
        weights and traits.
    reach : what follows from these others.
    """

    base: Rules
    values: Sequence[tuple[Slot, Any]]
    weights: FloatArray | None
    traits: Mapping[str, FloatArray]
    numbers: tuple[tuple[Path, float], ...]
    reach: Reach

    @cached_property
    def rules(self) -> Rules:
        """The rules as they are now."""
        return _rules_under(self.base, self.values)

    @cached_property
    def played_rules(self) -> Rules:
        """The rules as far as games but for prices follow from them: `rules` in everything but these."""
        return _rules_under(self.base, [pair for pair in self.values if pair[0].kind not in _PRICED])


def _rules_under(rules: Rules, values: Iterable[tuple[Slot, Any]]) -> Rules:
    return reduce(lambda rules, pair: _rules_with(rules, *pair), values, rules)


def _rules_with(rules: Rules, slot: Slot, value: Any) -> Rules:
    """Return rules with another value in a slot; a number takes the place of an expression."""
    kind, (first, *rest) = slot.kind, slot.at or (0,)
    if slot.written is not None:
        value = replace(slot.written, expression=Literal(value), text=repr(value))
    if kind == kinds.PARAMETER:
        name = str(slot.steps[1])
        changed = {**rules.parameters, name: replace(rules.parameters[name], value=value)}
        return replace(rules, parameters=changed)
    if kind in kinds.OF_TYPES:
        types = _types_with(rules.actors[first].types, slot, value)
        return replace(rules, actors=_with(rules.actors, first, types=types))
    if kind in (kinds.WEIGHT, kinds.WORTH):
        weighed = kind == kinds.WEIGHT
        new = value.of_term if weighed else {kind: value}
        terms = _with(rules.arguments[first].terms, rest[0], **new)
        return replace(rules, arguments=_with(rules.arguments, first, terms=terms))
    if kind == kinds.CHANCE and slot.steps[0] == "nature":
        outcomes = _with(rules.nature[first].outcomes, rest[0], chance=value)
        return replace(rules, nature=_with(rules.nature, first, outcomes=outcomes))
    if kind == kinds.CHANCE:
        moves = rules.actors[first].moves
        moves = _with(moves, rest[0], outcomes=_with(moves[rest[0]].outcomes, rest[1], chance=value))
        return replace(rules, actors=_with(rules.actors, first, moves=moves))
    section = _SECTIONS.get(kind, "actors")
    records: dict[str, Any] = {section: _with(getattr(rules, section), first, **{kind: value})}
    return replace(rules, **records)


def _types_with(types: PrivateTypes | None, slot: Slot, value: Any) -> PrivateTypes:
    """Return types with another number in a slot."""
    assert types is not None
    if slot.kind == kinds.TYPE_PRECISION:
        return replace(types, precision=value)
    if slot.kind == kinds.PRIOR:
        return replace(types, prior=value.base, low=value.low, high=value.high)
    changed = {"value": value.base, "low": value.low, "high": value.high}
    steps = types.weights[slot.at[1]].steps
    return replace(
        types, weights=tuple(replace(w, **changed) if w.steps == steps else w for w in types.weights)
    )


def _with(records: tuple[Any, ...], index: int, **values: Any) -> tuple[Any, ...]:
    return (*records[:index], replace(records[index], **values), *records[index + 1 :])


# shares of the lenses, and the rules per history of events
Revised: TypeAlias = tuple[Mapping[str, float], tuple[Revision, ...]]


class Vector:
    """The numbers of a compiled scenario, ready to be changed.

    Parameters
    ----------
    scenario : compiled.
    grounds : one of every history of dated events.
    """

    def __init__(self, scenario: Scenario, grounds: Sequence[Ground]) -> None:
        self.scenario = scenario
        self._stretches = tuple(_Stretch(scenario, ground) for ground in grounds)
        self._known: dict[tuple[str, ...], _Edit | None] = {}

    def revised(self, changes: Mapping[str, Any]) -> Revised | None:
        """Return the rules under some changes, values by path; ``None`` when one is no plain number."""
        edit = self._edit(tuple(changes))
        if edit is None:
            return None
        try:
            shares = self._shares(edit.lens, changes)
            revisions = tuple(one.revision(changes, shares) for one in edit.stretches)
            if self.scenario.grid is not None:
                _check_types(revisions[0].rules)
            return shares, revisions
        except (_NotPlain, LookupError, TypeError, ValueError):
            return None

    def parameters(self, paths: Sequence[str]) -> Collection[str]:
        """Return the parameters that changes of some paths can change."""
        edit = self._edit(tuple(paths))
        return () if edit is None else {name for one in edit.stretches for name in one.parameters}

    def _edit(self, paths: tuple[str, ...]) -> _Edit | None:
        if paths not in self._known:
            self._known[paths] = self._new_edit(paths)
        return self._known[paths]

    def _new_edit(self, paths: tuple[str, ...]) -> _Edit | None:
        """Prepare changes of some paths; ``None`` when they set what is no number."""
        composed = self.scenario.composed
        fulls = {path: full_path(tuple(path.split("."))) for path in paths}
        lens = _spot(composed, composed, ("lens",), fulls, ())
        edits = tuple(_StretchEdit(stretch, fulls, lens.changes) for stretch in self._stretches)
        numbers = {path for path, full in fulls.items() if full[0] != "lens"}
        plain_only = numbers <= edits[0].set_by and all(edit.plain for edit in edits)
        if not plain_only or (lens.changes and not self.scenario.lenses):
            return None
        try:
            put_all(composed, dict.fromkeys(paths, 0), Place("--set"))
        except ScenarioError:
            return None
        return _Edit(lens, edits)

    def _shares(self, lens: Spot, changes: Mapping[str, Any]) -> Mapping[str, float]:
        if not lens.changes:
            return self.scenario.shares
        value = lens.value(changes)
        if is_pool(value):
            raise _NotPlain  # several games
        if isinstance(value, Mapping):
            value = {str(name): _number(share) for name, share in value.items()}
        elif not isinstance(value, str):
            raise _NotPlain
        diagnostics = Diagnostics(self.scenario.composed)
        shares = shares_of(diagnostics, value, list(self.scenario.lenses))
        if diagnostics.problems:
            raise _NotPlain
        return shares


def _check_types(rules: Rules) -> None:
    """Leave types that reading refuses to it, with `_NotPlain`."""
    for actor in rules.actors:
        if math.isinf(actor.precision) or alike(actor, rules.arguments):
            raise _NotPlain


def parameters_in_ask(ask: ParsedQuestion) -> frozenset[str]:
    """Return the parameters that a question mentions."""
    conditions = [ask.condition, *(deed.condition for deed in (ask.deed, ask.rival) if deed is not None)]
    return frozenset(
        name for condition in conditions if condition is not None for name in used_names(condition)[1]
    )


class _Weighed(NamedTuple):
    """A weight under the lens in force, and under those that second types weigh with."""

    ranged: Ranged
    by_lens: tuple[tuple[str, float], ...]

    @property
    def base(self) -> float:
        return self.ranged.base

    @property
    def of_term(self) -> dict[str, Any]:
        """The fields of a term."""
        ranged = self.ranged
        return {"weight": ranged.base, "low": ranged.low, "high": ranged.high, "by_lens": self.by_lens}


class Spot(NamedTuple):
    """A value as written, and what replaces it or something in it, one after the other.

    Attributes
    ----------
    known : the value as written.
    puts : steps from the value to what is set; the path of the change that sets it, or ``None`` and the value
        that a dated event sets.
    """

    known: Any
    puts: tuple[tuple[Path, str | None, Any], ...]

    @property
    def changes(self) -> bool:
        """True when a change sets it."""
        return any(name is not None for _, name, _ in self.puts)

    def value(self, changes: Mapping[str, Any]) -> Any:
        """Return the value under some changes."""
        value = self.known
        for steps, name, set_by_event in self.puts:
            value = _put(value, steps, set_by_event if name is None else changes[name])
        return value


def _put(value: Any, steps: Path, new: Any) -> Any:
    if not steps:
        return plain(new) if isinstance(new, Node) else new
    if isinstance(value, dict):
        return {**value, str(steps[0]): _put(value[str(steps[0])], steps[1:], new)}
    items = list(value)
    items[int(steps[0])] = _put(items[int(steps[0])], steps[1:], new)
    return items


def _spot(
    composed: Node, tree: Node, steps: Path, fulls: Mapping[str, Path], events: Sequence[tuple[Path, Any]]
) -> Spot:
    """Return a value with what sets it: changes of the composed scenario first, then dated events.

    Parameters
    ----------
    composed, tree : the scenario, and what the events have made of it.
    events : paths, spelled out, and values that dated events have set, in their order.
    """
    overwritten = any(full == steps[: len(full)] for full, _ in events)
    node, taken = deepest(tree if overwritten else composed, steps)
    puts: list[tuple[Path, str | None, Any]] = [
        (full[len(steps) :], name, None) for name, full in fulls.items() if full[: len(steps)] == steps
    ]
    puts += [(full[len(steps) :], None, value) for full, value in events if full[: len(steps)] == steps]
    return Spot(plain(node) if taken == len(steps) else None, () if overwritten else tuple(puts))


class _Edit(NamedTuple):
    """Changes of some paths, ready to be made in all stretches."""

    lens: Spot
    stretches: tuple[_StretchEdit, ...]


class _NotPlain(Exception):
    """A value has to be read."""


class _Stretch:
    """The rules of one history of dated events, with what any changes of them need."""

    def __init__(self, scenario: Scenario, ground: Ground) -> None:
        self.composed, self.lenses = scenario.composed, list(scenario.lenses)
        self.rules, self.tree = ground.rules, tree_after(scenario, ground.happened)
        self.events = [
            (full_path(tuple(path.split("."))), value)
            for event in ground.happened
            for path, value in event.settings.items()
        ]
        rules = self.rules
        self.slots, self.weights = tuple(slots_of(rules)), weights_of(rules)
        at = {(a.name, t.name): (k, n) for k, a in enumerate(rules.arguments) for n, t in enumerate(a.terms)}
        self.columns = [(at[argument, term.name], term) for argument, term, _, _ in terms_of(rules)]
        self.texts = [
            ((trait, a), text)
            for a, actor in enumerate(rules.actors)
            for trait in (kinds.PATIENCE, kinds.PRECISION)
            if (text := number_text(self.tree, ("actors", actor.name, trait), rules)) is not None
            and used_names(text)[1]
        ]
        self.texts += self._texts_of_types()
        self._reaches: dict[tuple[Path, ...], Reach] = {}

    def _texts_of_types(self) -> Iterator[tuple[tuple[str, int], Expression]]:
        """Yield the expressions behind precisions of second types."""
        for a, actor in enumerate(self.rules.actors):
            if actor.types is not None:
                steps = ("actors", actor.name, "types", actor.types.second, kinds.PRECISION)
                text = number_text(self.tree, steps, self.rules)
                if text is not None and used_names(text)[1]:
                    yield (kinds.TYPE_PRECISION, a), text

    def reach(self, slots: tuple[Slot, ...]) -> Reach:
        """Return what follows from the numbers in some slots."""
        key = tuple(slot.steps for slot in slots)
        if key not in self._reaches:
            self._reaches[key] = self._new_reach(slots)
        return self._reaches[key]

    def _new_reach(self, slots: Iterable[Slot]) -> Reach:
        names = {str(slot.steps[1]) for slot in slots if slot.kind == kinds.PARAMETER}
        # a chance counts for its whole move or event: the outcome's index would read as another's move
        places = {(slot.kind, *(slot.at[:-1] if slot.kind == kinds.CHANCE else slot.at)) for slot in slots}
        rules = self.rules
        moves = [((a, m), move) for a, actor in enumerate(rules.actors) for m, move in enumerate(actor.moves)]

        def mention(*written: Any) -> bool:
            return bool(names) and not names.isdisjoint(parameters_in(written))

        return Reach(
            columns=[
                column
                for column, (place, term) in enumerate(self.columns)
                if (kinds.WORTH, *place) in places or mention(term.condition, term.worth)
            ],
            paced=[
                a for a, one in enumerate(rules.actors) if (kinds.TEMPO, a) in places or mention(one.tempo)
            ],
            moves=[
                pair
                for pair, move in moves
                if (kinds.CHANCE, *pair) in places or mention(*chances_written(move.outcomes))
            ],
            events=[
                e
                for e, event in enumerate(rules.nature)
                if not places.isdisjoint({(kinds.CHANCE, e), (kinds.RATE, e)})
                or mention(event.rate, *chances_written(event.outcomes))
            ],
            layout=mention(*moves_written(rules)),
        )


class _StretchEdit:
    """Changes of some paths, ready to be made in the rules of one history of dated events."""

    def __init__(self, stretch: _Stretch, fulls: Mapping[str, Path], by_lens: bool) -> None:
        self.stretch = stretch
        first = {full[:3] for full in fulls.values()}
        self.set_by: set[str] = set()
        self.slots: list[tuple[Slot, Spot]] = []
        reads_lens = _BY_LENS if by_lens else frozenset()
        for slot in stretch.slots:
            if slot.steps[:3] in first or slot.kind in reads_lens:
                spot = _spot(stretch.composed, stretch.tree, slot.steps, fulls, stretch.events)
                self.set_by |= {n for n, full in fulls.items() if full[: len(slot.steps)] == slot.steps}
                if spot.changes or (slot.kind in reads_lens and isinstance(spot.known, Mapping)):
                    self.slots.append((slot, spot))
        self.parameters = {str(slot.steps[1]) for slot, _ in self.slots if slot.kind == kinds.PARAMETER}
        places = {(slot.kind, *slot.at) for slot, _ in self.slots}
        self.texts = [
            (trait, text)
            for trait, text in stretch.texts
            if trait not in places and used_names(text)[1] & self.parameters
        ]
        weighed = {place[1] for place in places if place[0] in (kinds.WEIGHT, kinds.STRENGTH)}
        self.columns = [
            (column, *entry) for column, entry in enumerate(stretch.columns) if entry[0][0] in weighed
        ]
        self.plain = not any(slot.kind in (kinds.SHIFT, kinds.START_LEVEL) for slot, _ in self.slots)

    def revision(self, changes: Mapping[str, Any], shares: Mapping[str, float]) -> Revision:
        """Return the rules under some changes.

        Raises `_NotPlain`, `LookupError`, `TypeError`, `ValueError` when the scenario has to be read for
        them.
        """
        rules = self.stretch.rules
        values = [(slot, self._read(slot, spot.value(changes), shares)) for slot, spot in self.slots]
        others = [pair for pair in values if pair[0].kind not in _PRICED and not self._stays(*pair)]
        values = [pair for pair in values if pair[0].kind in _PRICED] + others
        if self.texts:
            parameters = {name: parameter.value for name, parameter in rules.parameters.items()}
            parameters |= {str(slot.steps[1]): new for slot, new in others if slot.kind == kinds.PARAMETER}
            for (trait, actor), text in self.texts:
                slot = Slot(trait, (), (actor,))
                values.append((slot, _trait(trait, constant_value(text, parameters))))
        reach = self.stretch.reach(tuple(slot for slot, _ in others))
        if reach.layout:
            raise _NotPlain
        at: dict[Key, Any] = {(slot.kind, *slot.at): new for slot, new in values}
        numbers = tuple((slot.steps, new) for slot, new in others)
        return Revision(rules, values, self._weights(at), self._traits(at), numbers, reach)

    def _weights(self, at: Mapping[Key, Any]) -> FloatArray | None:
        if not self.columns:
            return None
        weights = self.stretch.weights.copy()
        for column, place, term in self.columns:
            ranged = at.get((kinds.WEIGHT, *place))
            strength = at.get((kinds.STRENGTH, place[0]), self.stretch.rules.arguments[place[0]].strength)
            weights[column] = (term.weight if ranged is None else ranged.base) * strength
        return weights

    def _traits(self, at: Mapping[Key, Any]) -> Mapping[str, FloatArray]:
        actors = self.stretch.rules.actors
        return {
            trait: np.array([at.get((trait, a), getattr(actor, trait)) for a, actor in enumerate(actors)])
            for trait in (kinds.PATIENCE, kinds.PRECISION)
            if any(place[0] == trait for place in at)
        }

    def _read(self, slot: Slot, value: Any, shares: Mapping[str, float]) -> Any:
        if slot.kind == kinds.WEIGHT:
            known = _by_lens(value)
            term = self.stretch.rules.arguments[slot.at[0]].terms[slot.at[1]]
            by_lens = tuple((lens, base_under(known, lens)) for lens, _ in term.by_lens)
            return _Weighed(self._mixed(slot, known, shares), by_lens)
        if slot.kind in _OF_TYPES_BY_LENS:
            ranged = self._mixed(slot, _by_lens(value), shares)
            if slot.kind == kinds.PRIOR and not all(map(is_prior, (ranged.low, ranged.base, ranged.high))):
                raise _NotPlain
            return ranged
        if slot.kind == kinds.PARAMETER:
            known = _by_lens(value)
            parameter = self.stretch.rules.parameters[str(slot.steps[1])]
            low = -math.inf if parameter.low is None else parameter.low
            high = math.inf if parameter.high is None else parameter.high
            every = known.values() if isinstance(known, Mapping) else (known,)
            if not all(isinstance(one, float) and low <= one <= high for one in every):
                raise _NotPlain  # it lies in its range under every lens
            return self._mixed(slot, known, shares).base
        if slot.kind in (kinds.PATIENCE, kinds.PRECISION, kinds.TYPE_PRECISION):
            return _trait(slot.kind, value)
        number = _number(value)
        if slot.written is not None and not 0 <= number <= NUMBER_LIMIT:
            raise _NotPlain
        return number

    def _mixed(
        self, slot: Slot, known: OneWeight | dict[str, OneWeight], shares: Mapping[str, float]
    ) -> Ranged:
        diagnostics = Diagnostics(self.stretch.tree)
        ranged = mixed(diagnostics, slot.steps, known, shares, self.stretch.lenses)
        if diagnostics.problems:
            raise _NotPlain
        return ranged

    def _stays(self, slot: Slot, value: float) -> bool:
        """Return whether a number is what it was to the last bit; a negative zero is not a positive one."""
        if slot.kind == kinds.PARAMETER:
            known = self.stretch.rules.parameters[str(slot.steps[1])].value
        elif slot.written is not None and isinstance(slot.written.expression, Literal):
            known = slot.written.expression.value
        else:
            return False
        return known == value and math.copysign(1.0, known) == math.copysign(1.0, value)


# of no consequence to features
_PRICED = (kinds.WEIGHT, kinds.STRENGTH, kinds.PATIENCE, kinds.PRECISION, *kinds.OF_TYPES)
_OF_TYPES_BY_LENS = (kinds.PRIOR, kinds.TYPE_WEIGHT, kinds.TYPE_TIMES)
_BY_LENS = frozenset({kinds.WEIGHT, kinds.PARAMETER, *_OF_TYPES_BY_LENS})


def _number(value: Any) -> float:
    """Return a finite number; no truth value and nothing that only behaves like a number."""
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is int and abs(value) <= 2**53:
        return float(value)
    raise _NotPlain


def _trait(kind: str, value: Any) -> float:
    if kind == kinds.PRECISION and value == EXACT:
        return math.inf
    number = _number(value)
    if not (is_patience(number) if kind == kinds.PATIENCE else is_precision(number)):
        raise _NotPlain
    return number


def _one_weight(value: Any) -> OneWeight:
    """Return a number, or three in order: low, base, high."""
    if not isinstance(value, list | tuple):
        return _number(value)
    low, base, high = map(_number, value)
    if not low <= base <= high:
        raise _NotPlain
    return [low, base, high]


def _by_lens(value: Any) -> OneWeight | dict[str, OneWeight]:
    """Return a weight, or a table with one for each of some lenses."""
    if not isinstance(value, Mapping):
        return _one_weight(value)
    return {str(lens): _one_weight(one) for lens, one in value.items()}
