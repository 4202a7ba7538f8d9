"""The numbers of a compiled scenario as a vector: the rules of every stretch with some of them changed.

Only plain numbers (and lenses) are set here, to what reading the changed scenario would make of them; for
whatever else a case sets, `Vector.revisions` returns ``None``, and the scenario has to be read.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

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
from blinkfirst.compile.stretch_game import Ground, Revision
from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import NUMBER_LIMIT, Expression, Literal, used_names
from blinkfirst.scenario.lenses import OneWeight, Ranged, mixed, shares_of
from blinkfirst.scenario.loading import tree_after
from blinkfirst.scenario.nodes import Node, Path, deepest, plain
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.scenario.rules import EXACT, is_patience, is_precision
from blinkfirst.scenario.scenario import Outcome, ParsedExpression, Rules, Scenario
from blinkfirst.scenario.settings import full_path


@dataclass(frozen=True)
class Revised:
    """What some changes make of a scenario: the shares of its lenses, and the rules per history of events."""

    shares: Mapping[str, float]
    revisions: tuple[Revision, ...]


class Vector:
    """The numbers of a compiled scenario, ready to be changed.

    Parameters
    ----------
    scenario : compiled.
    grounds : one of every history of dated events.
    """

    def __init__(self, scenario: Scenario, grounds: Sequence[Ground]) -> None:
        self.scenario, self.grounds = scenario, tuple(grounds)
        self._known: dict[tuple[str, ...], _Edit | None] = {}

    def revised(self, changes: Mapping[str, Any]) -> Revised | None:
        """Return the rules under some changes, values by path; ``None`` when one is no plain number."""
        edit = self._edit(tuple(changes))
        return None if edit is None else edit.revised(changes)

    def parameters(self, paths: Sequence[str]) -> Collection[str]:
        """Return the parameters that changes of some paths can change."""
        edit = self._edit(tuple(paths))
        return () if edit is None else {name for one in edit.stretches for name in one.parameters}

    def _edit(self, paths: tuple[str, ...]) -> _Edit | None:
        if paths not in self._known:
            self._known[paths] = _edit_of(self.scenario, self.grounds, paths)
        return self._known[paths]


def parameters_in_ask(ask: ParsedQuestion) -> frozenset[str]:
    """Return the parameters that a question mentions."""
    conditions = [ask.condition, *(deed.condition for deed in (ask.deed, ask.rival) if deed is not None)]
    return frozenset(
        name for condition in conditions if condition is not None for name in used_names(condition)[1]
    )


class Spot(NamedTuple):
    """A value as written, and what replaces it or something in it, one after the other.

    Attributes
    ----------
    known : the value as it stands.
    puts : steps from the value to what is set; the path of the change that sets it, or ``None`` and the value
        that a dated event sets.
    """

    known: Any
    puts: tuple[tuple[Path, str | None, Any], ...]

    @property
    def changes(self) -> bool:
        """Whether a change sets it."""
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


def _edit_of(scenario: Scenario, grounds: Sequence[Ground], paths: tuple[str, ...]) -> _Edit | None:
    """Return how changes of some paths are made; ``None`` when they set what is no number."""
    fulls = {path: full_path(tuple(path.split("."))) for path in paths}
    lens = _spot(scenario.composed, scenario.composed, ("lens",), fulls, ())
    stretches = [_StretchEdit(scenario, ground, fulls, lens.changes) for ground in grounds]
    numbers = {path for path, full in fulls.items() if full[0] != "lens"}
    known = numbers <= {name for one in stretches[:1] for name in one.set_by}
    if not known or (lens.changes and not scenario.lenses) or any(one.moves_change for one in stretches):
        return None
    return _Edit(scenario, lens, tuple(stretches))


class _Edit(NamedTuple):
    """How changes of some paths are made in all stretches."""

    scenario: Scenario
    lens: Spot
    stretches: tuple[_StretchEdit, ...]

    def revised(self, changes: Mapping[str, Any]) -> Revised | None:
        """Make the changes; ``None`` when a value is not plain."""
        try:
            shares = self._shares(changes)
            return Revised(shares, tuple(one.revision(changes, shares) for one in self.stretches))
        except (_NotPlain, LookupError, TypeError, ValueError):
            return None

    def _shares(self, changes: Mapping[str, Any]) -> Mapping[str, float]:
        if not self.lens.changes:
            return self.scenario.shares
        value = self.lens.value(changes)
        if isinstance(value, Mapping):
            value = {str(lens): _number(share) for lens, share in value.items()}
        elif not isinstance(value, str):
            raise _NotPlain
        diagnostics = Diagnostics(self.scenario.composed)
        shares = shares_of(diagnostics, value, list(self.scenario.lenses))
        if diagnostics.problems:
            raise _NotPlain
        return shares


class _NotPlain(Exception):
    """A value has to be read."""


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


class _StretchEdit:
    """How changes of some paths are made in the rules of one history of dated events."""

    def __init__(self, scenario: Scenario, ground: Ground, fulls: Mapping[str, Path], by_lens: bool) -> None:
        self.rules, self.lenses = ground.rules, list(scenario.lenses)
        tree = tree_after(scenario, ground.happened)
        self.inspection_root = tree
        events = [
            (full_path(tuple(path.split("."))), value)
            for event in ground.happened
            for path, value in event.settings.items()
        ]
        first = {full[:3] for full in fulls.values()}
        self.set_by: set[str] = set()
        self.slots: list[tuple[Slot, Spot]] = []
        reads_lens = {kinds.WEIGHT, kinds.PARAMETER} if by_lens else set()
        for slot in slots_of(self.rules):
            if slot.steps[:3] in first or slot.kind in reads_lens:
                spot = _spot(scenario.composed, tree, slot.steps, fulls, events)
                self.set_by |= {n for n, full in fulls.items() if full[: len(slot.steps)] == slot.steps}
                if spot.changes or (slot.kind in reads_lens and isinstance(spot.known, Mapping)):
                    self.slots.append((slot, spot))
        self.parameters = {str(slot.steps[1]) for slot, _ in self.slots if slot.kind == kinds.PARAMETER}
        self._reach(tree)

    def _reach(self, tree: Node) -> None:
        """Find out what follows from the slots and the parameters among them."""
        rules = self.rules
        self.weights, self.terms = weights_of(rules), terms_of(rules)
        self.patience = np.array([actor.patience for actor in rules.actors])
        self.precision = np.array([actor.precision for actor in rules.actors])
        self.known = {name: parameter.value for name, parameter in rules.parameters.items()}
        at = {kind: {slot.at for slot, _ in self.slots if slot.kind == kind} for kind in kinds.KINDS}
        self.moves_change = bool(at[kinds.SHIFT] or at[kinds.START_LEVEL]) or self._mention(
            moves_written(rules)
        )
        names = {
            (a.name, t.name): (k, n) for k, a in enumerate(rules.arguments) for n, t in enumerate(a.terms)
        }
        self.columns = [
            column
            for column, (argument, term, _, _) in enumerate(self.terms)
            if names[argument, term.name] in at[kinds.WORTH] or self._mention([term.condition, term.worth])
        ]
        self.paced = [
            a
            for a, actor in enumerate(rules.actors)
            if (a,) in at[kinds.TEMPO] or self._mention([actor.tempo])
        ]
        chances = {place[:-1] for place in at[kinds.CHANCE]}
        self.moves = [
            (a, m)
            for a, actor in enumerate(rules.actors)
            for m, move in enumerate(actor.moves)
            if (a, m) in chances or self._mention(chances_written(move.outcomes))
        ]
        self.events = [
            e
            for e, event in enumerate(rules.nature)
            if (e,) in chances | at[kinds.RATE]
            or self._mention([event.rate, *chances_written(event.outcomes)])
        ]
        set_directly = at[kinds.PATIENCE], at[kinds.PRECISION]
        self.traits: list[tuple[str, int, Expression]] = []
        for trait, directly in zip((kinds.PATIENCE, kinds.PRECISION), set_directly, strict=True):
            for a, actor in enumerate(rules.actors):
                text = None if (a,) in directly else number_text(tree, ("actors", actor.name, trait), rules)
                if text is not None and used_names(text)[1] & self.parameters:
                    self.traits.append((trait, a, text))

    def _mention(self, written: Any) -> bool:
        return bool(self.parameters) and bool(parameters_in(written) & self.parameters)

    def revision(self, changes: Mapping[str, Any], shares: Mapping[str, float]) -> Revision:
        """Return the rules under some changes.

        Raises
        ------
        _NotPlain, LookupError, TypeError, ValueError
            When a value has to be read.
        """
        draft = _Draft(self.rules, self.weights, self.patience, self.precision)
        diagnostics = Diagnostics(self.inspection_root)
        numbers: list[float] = []
        for slot, spot in self.slots:
            value = spot.value(changes)
            if slot.kind in (kinds.WEIGHT, kinds.PARAMETER):
                known = _by_lens(value)
                ranged = mixed(diagnostics, slot.steps, known, shares, self.lenses)
                if slot.kind == kinds.WEIGHT:
                    draft.weigh(slot.at[0], slot.at[1], ranged)
                else:
                    numbers.append(draft.parameter(str(slot.steps[1]), ranged.base, known))
            elif slot.kind == kinds.STRENGTH:
                draft.strengthen(slot.at[0], _number(value))
            elif slot.kind in (kinds.PATIENCE, kinds.PRECISION):
                draft.trait(slot.kind, slot.at[0], _trait(slot.kind, value))
            else:
                numbers.append(draft.written(slot, _written_number(value)))
        parameters = {**self.known, **{name: draft.parameters[name].value for name in self.parameters}}
        for trait, actor, text in self.traits:
            draft.trait(trait, actor, _trait(trait, constant_value(text, parameters)))
        if diagnostics.problems:
            raise _NotPlain
        return Revision(
            draft.rules(),
            draft.weights,
            draft.patience,
            draft.precision,
            tuple(numbers),
            self.columns,
            self.paced,
            self.moves,
            self.events,
        )


class _Draft:
    """Rules being changed, with the arrays that follow from them at once."""

    def __init__(
        self, rules: Rules, weights: FloatArray, patience: FloatArray, precision: FloatArray
    ) -> None:
        self.base = rules
        self.weights, self.patience, self.precision = weights.copy(), patience.copy(), precision.copy()
        self.parameters = dict(rules.parameters)
        self.actors, self.nature = list(rules.actors), list(rules.nature)
        self.arguments = list(rules.arguments)

    def rules(self) -> Rules:
        """Return the rules as they are now."""
        return replace(
            self.base,
            parameters=self.parameters,
            actors=tuple(self.actors),
            nature=tuple(self.nature),
            arguments=tuple(self.arguments),
        )

    def weigh(self, argument: int, term: int, weight: Ranged) -> None:
        """Set the weight of a term."""
        terms = list(self.arguments[argument].terms)
        terms[term] = replace(terms[term], weight=weight.base, low=weight.low, high=weight.high)
        self.arguments[argument] = replace(self.arguments[argument], terms=tuple(terms))
        self._weigh_columns(argument)

    def strengthen(self, argument: int, strength: float) -> None:
        """Set the strength of an argument."""
        self.arguments[argument] = replace(self.arguments[argument], strength=strength)
        self._weigh_columns(argument)

    def _weigh_columns(self, index: int) -> None:
        column = sum(len(term.actors) for one in self.base.arguments[:index] for term in one.terms)
        argument = self.arguments[index]
        for term in argument.terms:
            end = column + len(term.actors)
            self.weights[column:end] = term.weight * argument.strength
            column = end

    def parameter(self, name: str, value: float, known: OneWeight | Mapping[str, OneWeight]) -> float:
        """Set a parameter, within its range under every lens."""
        parameter = self.parameters[name]
        low = -math.inf if parameter.low is None else parameter.low
        high = math.inf if parameter.high is None else parameter.high
        every = known.values() if isinstance(known, Mapping) else (known,)
        if not all(isinstance(one, float) and low <= one <= high for one in every):
            raise _NotPlain
        self.parameters[name] = replace(parameter, value=value)
        return value

    def trait(self, kind: str, actor: int, value: float) -> None:
        """Set patience or precision of an actor."""
        self.actors[actor] = (
            replace(self.actors[actor], patience=value)
            if kind == kinds.PATIENCE
            else replace(self.actors[actor], precision=value)
        )
        (self.patience if kind == kinds.PATIENCE else self.precision)[actor] = value

    def written(self, slot: Slot, value: float) -> float:
        """Write a number where an expression stands."""
        assert slot.written is not None
        number = replace(slot.written, expression=Literal(value), text=repr(value))
        first, *rest = slot.at
        if slot.kind == kinds.TEMPO:
            self.actors[first] = replace(self.actors[first], tempo=number)
        elif slot.kind == kinds.RATE:
            self.nature[first] = replace(self.nature[first], rate=number)
        elif slot.kind == kinds.WORTH:
            terms = list(self.arguments[first].terms)
            terms[rest[0]] = replace(terms[rest[0]], worth=number)
            self.arguments[first] = replace(self.arguments[first], terms=tuple(terms))
        elif len(rest) == 1:
            event = self.nature[first]
            self.nature[first] = replace(event, outcomes=_with_chance(event.outcomes, rest[0], number))
        else:
            moves = list(self.actors[first].moves)
            move = moves[rest[0]]
            moves[rest[0]] = replace(move, outcomes=_with_chance(move.outcomes, rest[1], number))
            self.actors[first] = replace(self.actors[first], moves=tuple(moves))
        return value


def _with_chance(outcomes: tuple[Outcome, ...], index: int, chance: ParsedExpression) -> tuple[Outcome, ...]:
    return (*outcomes[:index], replace(outcomes[index], chance=chance), *outcomes[index + 1 :])


def _number(value: Any) -> float:
    """Return a finite number; no truth value and nothing that only behaves like a number."""
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is int and abs(value) <= 2**53:
        return float(value)
    raise _NotPlain


def _written_number(value: Any) -> float:
    """Return a number that an expression may be."""
    number = _number(value)
    if not 0 <= number <= NUMBER_LIMIT:
        raise _NotPlain
    return number


def _trait(kind: str, value: Any) -> float:
    if kind == kinds.PRECISION and value == EXACT:
        return math.inf
    number = _number(value)
    if not (is_precision(number) if kind == kinds.PRECISION else is_patience(number)):
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
