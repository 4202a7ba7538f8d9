"""The rules of a stretch with some numbers changed, and what of its game follows from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile import numbers as kinds
from blinkfirst.compile.numbers import Slot, chances_written, moves_written, parameters_in
from blinkfirst.compile.payoffs import terms_of
from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.expressions import Literal
from blinkfirst.scenario.lenses import Ranged
from blinkfirst.scenario.nodes import Path
from blinkfirst.scenario.scenario import Outcome, ParsedExpression, Rules


@dataclass(frozen=True)
class Reach:
    """Parts of a game that follow from some numbers.

    Attributes
    ----------
    columns : payoff columns, by their condition or worth.
    paced : actors (by index), by their tempo.
    moves : (actor, move) pairs, by their chances.
    events : events of nature (by index), by their rate or chances.
    layout : whether the states, or where moves lead, do as well.
    """

    columns: Collection[int]
    paced: Collection[int]
    moves: Collection[tuple[int, int]]
    events: Collection[int]
    layout: bool


@dataclass(frozen=True)
class Revision:
    """The rules of a stretch with some numbers changed.

    Attributes
    ----------
    rules : with the changes.
    weights, patience, precision : shapes (C,), (A,) and (A,), as in `Game`.
    numbers : all other numbers that are not what they were, by path; the same ones make the same game but for
        the three above.
    reach : what follows from these others.
    """

    rules: Rules
    weights: FloatArray
    patience: FloatArray
    precision: FloatArray
    numbers: tuple[tuple[Path, float], ...]
    reach: Reach


class Mentions:
    """Parameters mentioned in the rules of a stretch, by what they decide."""

    def __init__(self, rules: Rules) -> None:
        at = {(a.name, t.name): (k, n) for k, a in enumerate(rules.arguments) for n, t in enumerate(a.terms)}
        columns = [(at[argument, term.name], term) for argument, term, _, _ in terms_of(rules)]
        self.columns = [(place, parameters_in([term.condition, term.worth])) for place, term in columns]
        self.paced = [((a,), parameters_in([actor.tempo])) for a, actor in enumerate(rules.actors)]
        self.moves = [
            ((a, m), parameters_in(chances_written(move.outcomes)))
            for a, actor in enumerate(rules.actors)
            for m, move in enumerate(actor.moves)
        ]
        self.events = [
            ((e,), parameters_in([event.rate, *chances_written(event.outcomes)]))
            for e, event in enumerate(rules.nature)
        ]
        self.layout = parameters_in(moves_written(rules))

    def reach(self, slots: Iterable[Slot]) -> Reach:
        """Return what follows from the numbers in some slots."""
        changed = list(slots)
        names = {str(slot.steps[1]) for slot in changed if slot.kind == kinds.PARAMETER}
        at = {kind: {slot.at for slot in changed if slot.kind == kind} for kind in kinds.KINDS}
        chances = {place[:-1] for place in at[kinds.CHANCE]}

        def met(
            entries: Sequence[tuple[tuple[int, ...], frozenset[str]]], places: set[tuple[int, ...]]
        ) -> list[int]:
            return [
                k
                for k, (place, known) in enumerate(entries)
                if place in places or not names.isdisjoint(known)
            ]

        return Reach(
            met(self.columns, at[kinds.WORTH]),
            met(self.paced, at[kinds.TEMPO]),
            [self.moves[k][0] for k in met(self.moves, chances)],
            met(self.events, chances | at[kinds.RATE]),
            not names.isdisjoint(self.layout),
        )


class Draft:
    """Rules being changed, with the arrays that follow from them at once."""

    def __init__(self, rules: Rules, weights: FloatArray) -> None:
        self.base, self.weights = rules, weights.copy()
        self.patience = np.array([actor.patience for actor in rules.actors])
        self.precision = np.array([actor.precision for actor in rules.actors])
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

    def parameter(self, name: str, value: float) -> None:
        """Set a parameter."""
        self.parameters[name] = replace(self.parameters[name], value=value)

    def trait(self, kind: str, actor: int, value: float) -> None:
        """Set patience or precision of an actor."""
        self.actors[actor] = (
            replace(self.actors[actor], patience=value)
            if kind == kinds.PATIENCE
            else replace(self.actors[actor], precision=value)
        )
        (self.patience if kind == kinds.PATIENCE else self.precision)[actor] = value

    def written(self, slot: Slot, value: float) -> None:
        """Write a number in place of an expression."""
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


def _with_chance(outcomes: tuple[Outcome, ...], index: int, chance: ParsedExpression) -> tuple[Outcome, ...]:
    return (*outcomes[:index], replace(outcomes[index], chance=chance), *outcomes[index + 1 :])
