"""The numbers of a compiled scenario as a vector: the rules of every stretch with some of them changed.

Only plain numbers (and lenses) are set here, to what reading the changed scenario would make of them; for
whatever else a case sets, `Vector.revisions` returns ``None``, and the scenario has to be read.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from blinkfirst.compile import numbers as kinds
from blinkfirst.compile.numbers import Slot, number_text, slots_of
from blinkfirst.compile.payoffs import weights_of
from blinkfirst.compile.revision import Draft, Mentions, Reach, Revision
from blinkfirst.compile.stretch_game import Ground
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import NUMBER_LIMIT, Literal, used_names
from blinkfirst.scenario.lenses import OneWeight, Ranged, mixed, shares_of
from blinkfirst.scenario.loading import tree_after
from blinkfirst.scenario.nodes import Node, Path, deepest, plain
from blinkfirst.scenario.questions import ParsedQuestion
from blinkfirst.scenario.rules import EXACT, is_patience, is_precision
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import full_path


@dataclass(frozen=True)
class Revised:
    """A scenario under some changes: shares of its lenses, and the rules per history of events."""

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
        self.scenario = scenario
        self._stretches = tuple(_Stretch(scenario, ground) for ground in grounds)
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
            self._known[paths] = _edit_of(self.scenario, self._stretches, paths)
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


def _edit_of(scenario: Scenario, stretches: Sequence[_Stretch], paths: tuple[str, ...]) -> _Edit | None:
    """Prepare changes of some paths; ``None`` when they set what is no number."""
    fulls = {path: full_path(tuple(path.split("."))) for path in paths}
    lens = _spot(scenario.composed, scenario.composed, ("lens",), fulls, ())
    edits = [_StretchEdit(stretch, fulls, lens.changes) for stretch in stretches]
    numbers = {path for path, full in fulls.items() if full[0] != "lens"}
    if not numbers <= edits[0].set_by or not all(edit.plain for edit in edits):
        return None
    return None if lens.changes and not scenario.lenses else _Edit(scenario, lens, tuple(edits))


class _Edit(NamedTuple):
    """Changes of some paths, ready to be made in all stretches."""

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
        self.slots, self.weights = tuple(slots_of(self.rules)), weights_of(self.rules)
        self.known = {name: parameter.value for name, parameter in self.rules.parameters.items()}
        self.texts = [
            ((trait, a), text)
            for a, actor in enumerate(self.rules.actors)
            for trait in (kinds.PATIENCE, kinds.PRECISION)
            if (text := number_text(self.tree, ("actors", actor.name, trait), self.rules)) is not None
            and used_names(text)[1]
        ]
        self._mentions = Mentions(self.rules)
        self._reaches: dict[tuple[Path, ...], Reach] = {}

    def reach(self, slots: tuple[Slot, ...]) -> Reach:
        """Return what follows from the numbers in some slots."""
        key = tuple(slot.steps for slot in slots)
        if key not in self._reaches:
            self._reaches[key] = self._mentions.reach(slots)
        return self._reaches[key]


class _StretchEdit:
    """Changes of some paths, ready to be made in the rules of one history of dated events."""

    def __init__(self, stretch: _Stretch, fulls: Mapping[str, Path], by_lens: bool) -> None:
        self.stretch = stretch
        first = {full[:3] for full in fulls.values()}
        self.set_by: set[str] = set()
        self.slots: list[tuple[Slot, Spot]] = []
        reads_lens = {kinds.WEIGHT, kinds.PARAMETER} if by_lens else set()
        for slot in stretch.slots:
            if slot.steps[:3] in first or slot.kind in reads_lens:
                spot = _spot(stretch.composed, stretch.tree, slot.steps, fulls, stretch.events)
                self.set_by |= {n for n, full in fulls.items() if full[: len(slot.steps)] == slot.steps}
                if spot.changes or (slot.kind in reads_lens and isinstance(spot.known, Mapping)):
                    self.slots.append((slot, spot))
        self.parameters = {str(slot.steps[1]) for slot, _ in self.slots if slot.kind == kinds.PARAMETER}
        directly = {(slot.kind, *slot.at) for slot, _ in self.slots}
        self.texts = [
            (trait, text)
            for trait, text in stretch.texts
            if trait not in directly and used_names(text)[1] & self.parameters
        ]
        self.plain = not any(slot.kind in (kinds.SHIFT, kinds.START_LEVEL) for slot, _ in self.slots)

    def revision(self, changes: Mapping[str, Any], shares: Mapping[str, float]) -> Revision:
        """Return the rules under some changes.

        Raises
        ------
        _NotPlain, LookupError, TypeError, ValueError
            When the scenario has to be read for them.
        """
        draft = Draft(self.stretch.rules, self.stretch.weights)
        changed: list[tuple[Slot, float]] = []
        for slot, spot in self.slots:
            value = spot.value(changes)
            if slot.kind in (kinds.WEIGHT, kinds.PARAMETER):
                ranged = self._mixed(slot, value, shares)
                if slot.kind == kinds.WEIGHT:
                    draft.weigh(slot.at[0], slot.at[1], ranged)
                elif not _same(ranged.base, self.stretch.known[str(slot.steps[1])]):
                    draft.parameter(str(slot.steps[1]), ranged.base)
                    changed.append((slot, ranged.base))
            elif slot.kind == kinds.STRENGTH:
                draft.strengthen(slot.at[0], _number(value))
            elif slot.kind in (kinds.PATIENCE, kinds.PRECISION):
                draft.trait(slot.kind, slot.at[0], _trait(slot.kind, value))
            else:
                number = _written_number(value)
                known = slot.written.expression if slot.written is not None else None
                if not (isinstance(known, Literal) and _same(number, known.value)):
                    draft.written(slot, number)
                    changed.append((slot, number))
        parameters = (
            {name: parameter.value for name, parameter in draft.parameters.items()} if self.texts else {}
        )
        for (trait, actor), text in self.texts:
            draft.trait(trait, actor, _trait(trait, constant_value(text, parameters)))
        reach = self.stretch.reach(tuple(slot for slot, _ in changed))
        if reach.layout:
            raise _NotPlain
        numbers = tuple((slot.steps, number) for slot, number in changed)
        return Revision(draft.rules(), draft.weights, draft.patience, draft.precision, numbers, reach)

    def _mixed(self, slot: Slot, value: Any, shares: Mapping[str, float]) -> Ranged:
        """Return a weight or a parameter under the lenses; a parameter within its range under all of them."""
        known = _by_lens(value)
        if slot.kind == kinds.PARAMETER:
            parameter = self.stretch.rules.parameters[str(slot.steps[1])]
            low = -math.inf if parameter.low is None else parameter.low
            high = math.inf if parameter.high is None else parameter.high
            every = known.values() if isinstance(known, Mapping) else (known,)
            if not all(isinstance(one, float) and low <= one <= high for one in every):
                raise _NotPlain
        diagnostics = Diagnostics(self.stretch.tree)
        ranged = mixed(diagnostics, slot.steps, known, shares, self.stretch.lenses)
        if diagnostics.problems:
            raise _NotPlain
        return ranged


def _same(one: float, other: float) -> bool:
    """Tell whether two numbers are one to the last bit: a negative zero is another than a positive one."""
    return one == other and math.copysign(1.0, one) == math.copysign(1.0, other)


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
