"""Successors of many states at once, by moves and nature's events, and so all states that can occur.

A state is coded as one integer, ``sum over variables of level * stride``, so that sets of states are sorted
arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.evaluation import View, finite, holds, numbers, refuse
from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.scenario.scenario import (
    Effect,
    Move,
    NatureEvent,
    Outcome,
    ParsedExpression,
    Rules,
    VariableRules,
)
from blinkfirst.sums import even_sum

CHANCE_TOLERANCE = 1e-9
WHOLE_TOLERANCE = 1e-9
SHIFT_LIMIT = 1e9  # levels; beyond it whole numbers are soon no integers
CODES_LIMIT = 2**62
STATES_LIMIT = 200_000


@dataclass(frozen=True)
class Coding:
    """States as integers: ``code = states @ strides``, the last variable varying fastest."""

    variables: tuple[VariableRules, ...]
    strides: IntArray
    sizes: IntArray

    def codes(self, states: IntArray) -> IntArray:
        """Return the codes of states, shape (n,)."""
        return states @ self.strides

    def states(self, codes: IntArray) -> IntArray:
        """Return the level indices of codes, shape (n, V)."""
        return codes[:, None] // self.strides % self.sizes


def coding_of(variables: tuple[VariableRules, ...], place: Place) -> Coding:
    """Return the coding of a world; ``place`` is where an error about its size belongs.

    Raises `ScenarioError` when the world has so many combinations that they cannot be numbered.
    """
    sizes = [len(v.levels) for v in variables]
    strides, product = [], 1
    for size in reversed(sizes):
        strides.append(product)
        product *= size
    if product > CODES_LIMIT:
        message = (
            f"expected at most {CODES_LIMIT:.2g} combinations of levels, got {product:.2g}; declare fewer "
            "variables or levels"
        )
        raise ScenarioError([Problem(place, "world", message)])
    return Coding(variables, np.array(strides[::-1], dtype=np.int64), np.array(sizes, dtype=np.int64))


@dataclass(frozen=True)
class Branches:
    """Outcomes of one move or event in the states where it is possible.

    Attributes
    ----------
    rows : shape (n,), which of the given states.
    chances : per outcome, shape (n,).
    codes : per outcome, shape (n,), codes of the states it leads to.
    """

    rows: IntArray
    chances: tuple[FloatArray, ...]
    codes: tuple[IntArray, ...]


def branches(
    rules: Rules,
    coding: Coding,
    view: View,
    codes: IntArray,
    rows: IntArray,
    outcomes: Sequence[Outcome],
    path: str,
    place: Place,
) -> Branches:
    """Follow every outcome of a move or event from the states in which it is possible.

    Raises `ScenarioError` when chances do not sum to one, or a shift is no whole number.

    Parameters
    ----------
    view, codes : all states at hand, with ``me`` filled in for an actor's move, and their codes.
    rows : the states in which it is possible.
    outcomes : none means that nothing changes.
    path, place : of the move or event, for errors.
    """
    here, before = view.at(rows), codes[rows]
    if not outcomes or not rows.size:
        return Branches(rows, (np.ones(rows.size),), (before,))
    chances = chances_of(outcomes, here, path, place)
    after = tuple(before + _code_change(rules, coding, here, outcome.effects) for outcome in outcomes)
    return Branches(rows, chances, after)


def chances_of(outcomes: Sequence[Outcome], view: View, path: str, place: Place) -> tuple[FloatArray, ...]:
    """Return how likely a move or event turns out each way, per outcome, shape (n,).

    Raises `ScenarioError` when chances do not sum to one.
    """
    stated = [numbers(o.chance, view) if o.chance is not None else None for o in outcomes]
    if len(outcomes) == 1 and stated[0] is None:
        return (np.ones(len(view)),)
    total = even_sum(np.array([c for c in stated if c is not None]), axis=0)
    for outcome, chance in zip(outcomes, stated, strict=True):
        if (
            chance is not None
            and (bad := np.flatnonzero((chance < -CHANCE_TOLERANCE) | (chance > 1 + CHANCE_TOLERANCE))).size
        ):
            assert outcome.chance is not None
            refuse(
                outcome.chance,
                f"expected a chance from 0 to 1, got {chance[bad[0]]:g} where {view.described(int(bad[0]))}",
            )
    open_ended = any(c is None for c in stated)
    off = total - 1 > CHANCE_TOLERANCE if open_ended else np.abs(total - 1) > CHANCE_TOLERANCE
    if (bad := np.flatnonzero(off)).size:
        wanted = "at most 1" if open_ended else "exactly 1 (an outcome `{}` without chance takes the rest)"
        message = (
            f"expected chances that sum to {wanted}, got {total[bad[0]]:.10g} where "
            f"{view.described(int(bad[0]))}"
        )
        raise ScenarioError([Problem(place, f"{path}.then", message)])
    rest = np.clip(1 - total, 0, 1)
    return tuple(np.clip(c, 0, 1) if c is not None else rest for c in stated)


def _code_change(rules: Rules, coding: Coding, view: View, effects: Sequence[Effect]) -> IntArray:
    change = np.zeros(len(view), dtype=np.int64)
    position = {v.name: i for i, v in enumerate(rules.variables)}
    for effect in effects:
        index = position[effect.variable]
        if rules.variables[index].frozen:
            continue
        old = view.levels(index)
        new = _new_level(effect, view, old, int(coding.sizes[index]) - 1)
        change += (new - old) * coding.strides[index]
    return change


def _new_level(effect: Effect, view: View, old: IntArray, top: int) -> IntArray:
    if not effect.sets_level:
        shift = np.asarray(finite(effect.change, view))
        whole = np.rint(shift)
        for expected, wrong in (
            ("a whole number of levels", np.abs(shift - whole) > WHOLE_TOLERANCE),
            (f"a shift by at most {SHIFT_LIMIT:g} levels", np.abs(shift) > SHIFT_LIMIT),
        ):
            if (bad := np.flatnonzero(wrong)).size:
                got = f"got {shift.flat[bad[0]]:g} where {view.described(int(bad[0]))}"
                refuse(effect.change, f"expected {expected}, {got}")
        new: IntArray = np.minimum(np.maximum(old + whole.astype(np.int64), 0), top)
        return new
    return np.rint(numbers(effect.change, view)).astype(np.int64)


def view_of(rules: Rules, states: IntArray) -> View:
    """Return the plain view of some states."""
    parameters: Mapping[str, float] = {name: p.value for name, p in rules.parameters.items()}
    return View(rules.variables, states, parameters)


def possible(
    rules: Rules, view: View, when: ParsedExpression | None, outcomes: Sequence[Outcome]
) -> IntArray:
    """Return the rows of the states in which a move can be made, or an event can happen.

    Where the scenario has frozen everything it would change, it is off the menu everywhere: left on it, a
    move that no longer does anything would be a second way to hold, and draw choices to itself for no reason.
    """
    frozen = {v.name for v in rules.variables if v.frozen}
    changed = {effect.variable for outcome in outcomes for effect in outcome.effects}
    if changed and changed <= frozen:
        return np.empty(0, dtype=np.int64)
    return np.flatnonzero(holds(when, view))


def reachable(
    rules: Rules, coding: Coding, first: IntArray, place: Place, limit: int = STATES_LIMIT
) -> IntArray:
    """Return the codes of all states reachable from the codes ``first``, sorted.

    Raises `ScenarioError` with every move and event whose chances, shifts or rates are impossible in some
    state (which is then followed no further), or, when there are more states than ``limit``, the variables
    worth freezing.
    """
    wrong: dict[str, Problem] = {}
    known = frontier = each_once(first)
    while frontier.size:
        found = [
            code[chance > 0]
            for b in _all_branches(rules, coding, frontier, wrong)
            for chance, code in zip(b.chances, b.codes, strict=True)
        ]
        ahead = each_once(np.concatenate(found)) if found else frontier[:0]
        frontier = ahead[~np.isin(ahead, known, assume_unique=True)]
        known = np.sort(np.concatenate([known, frontier]))
        if known.size > limit:
            raise _too_many(rules, coding, known, place, limit)
    if wrong:
        raise ScenarioError(list(wrong.values()))
    return known


def each_once(codes: IntArray) -> IntArray:
    """Return every code once, sorted; on whole numbers a sort is faster than `np.unique`."""
    found: IntArray = np.sort(codes)
    return np.delete(found, np.flatnonzero(found[1:] == found[:-1]))


def _all_branches(
    rules: Rules, coding: Coding, codes: IntArray, wrong: dict[str, Problem]
) -> Iterator[Branches]:
    """Follow every move and event from some states; ``wrong`` gets the first problem of each that cannot
    be.
    """
    view = view_of(rules, coding.states(codes))
    for actor in rules.actors:
        mine = replace(view, me=actor.name)
        for move in actor.moves:
            if move.outcomes and move.path not in wrong:
                yield from _followed(rules, coding, mine, codes, move, wrong)
    for event in rules.nature:
        if event.path not in wrong:
            yield from _followed(rules, coding, view, codes, event, wrong)


def _followed(
    rules: Rules,
    coding: Coding,
    view: View,
    codes: IntArray,
    one: Move | NatureEvent,
    wrong: dict[str, Problem],
) -> Iterator[Branches]:
    try:
        rows = possible(rules, view, one.when, one.outcomes)
        if isinstance(one, NatureEvent):
            rows = rows[numbers(one.rate, view.at(rows)) > 0]
        yield branches(rules, coding, view, codes, rows, one.outcomes, one.path, one.place)
    except ScenarioError as error:
        wrong[one.path] = error.problems[0]


def _too_many(rules: Rules, coding: Coding, known: IntArray, place: Place, limit: int) -> ScenarioError:
    states = coding.states(known)
    spans = {v.name: int(np.unique(states[:, i]).size) for i, v in enumerate(rules.variables) if not v.frozen}
    widest = sorted((name for name, n in spans.items() if n > 1), key=lambda name: -spans[name])
    listed = ", ".join(f"{name} ({spans[name]} levels)" for name in widest)
    message = (
        f"expected at most {limit:,} reachable states, got more ({known.size:,} when the count stopped); "
        f"freeze what the question does not need: {listed}"
    )
    return ScenarioError([Problem(place, "world", message)])
