"""Private types in an outlook: what each type does, what is believed of it, and what conduct teaches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.game.hidden_resolve import HiddenForecast, Reputation, TypedActor
from blinkfirst.game.standoff import Standoff
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.scenario.scenario import Scenario

SELDOM = 0.01  # a move made less often is not worth a line


class Known(NamedTuple):
    """A forecast with private types: of a pool, that of one of its readings.

    Attributes
    ----------
    scenario, standoff, hidden : of this reading.
    lens : it is read with; empty outside a pool.
    """

    scenario: Scenario
    standoff: Standoff
    hidden: HiddenForecast
    lens: str

    def types_of(self, typed: TypedActor) -> tuple[str, str]:
        """The types of an actor as a page calls them: by their labels where they have some."""
        types = self.scenario.rules.actors[typed.actor].types
        return typed.types if types is None else types.shown

    @property
    def typed(self) -> Iterator[tuple[TypedActor, int]]:
        """The typed actors, with the places of what is found about them."""
        return ((one, place) for place, one in enumerate(self.standoff.typed))


class TypeChances(NamedTuple):
    """Chances of first blinks, and a value, if a typed actor is of one of its types.

    Attributes
    ----------
    actor, type : names.
    prior : probability of the type at the start.
    first : P(this actor blinks first).
    others : P(another one does).
    nobody : P(nobody blinks).
    value : expected payoff of the actor, as this type feels it, utils.
    """

    actor: str
    type: str
    prior: float
    first: float
    others: float
    nobody: float
    value: float


class Conduct(NamedTuple):
    """A move of a typed actor, and what it does to its reputation.

    Attributes
    ----------
    actor, move : names.
    times : how often it is made, expected.
    before, after : what the others hold the second type for, before and after, on average.
    """

    actor: str
    move: str
    times: float
    before: float
    after: float


def known_of(outlook: Outlook) -> list[Known]:
    """Return the forecasts with private types; none where everybody knows everybody."""
    if outlook.hidden is not None:
        return [Known(outlook.scenario, outlook.standoff, outlook.hidden, "")]
    parts = [(one, one.hidden) for one in outlook.pool]
    return [Known(one.scenario, one.standoff, found, one.lens) for one, found in parts if found is not None]


def type_chances(known: Known) -> list[TypeChances]:
    """Return what happens by type, actor by actor."""
    rows, names = [], known.hidden.forecast.actors
    for typed, place in known.typed:
        for kind, given in enumerate(known.hidden.given[place]):
            chances = given.first_blink_by_actor
            first, anybody = float(chances[typed.actor]), float(chances.sum())
            prior = typed.prior if kind else 1.0 - typed.prior
            value = float(given.values[typed.actor])
            name = names[typed.actor]
            rows.append(
                TypeChances(name, typed.types[kind], prior, first, anybody - first, 1.0 - anybody, value)
            )
    return rows


def conducts(known: Known) -> list[Conduct]:
    """Return what the moves of typed actors do to their reputations, but for those that are hardly made."""
    rows = []
    for typed, place in known.typed:
        found, game = known.hidden.reputations[place], known.standoff.opening
        deeds = [move for owner, move in game.deeds if owner == typed.actor]
        numbers = zip(deeds, found.times, found.before, found.after, strict=True)
        for move, times, before, after in numbers:
            if times >= SELDOM and not math.isnan(before) and move in game.moves[typed.actor]:
                rows.append(Conduct(game.actors[typed.actor], move, *map(float, (times, before, after))))
    return rows


def standing(found: Reputation, shares: tuple[float, ...]) -> FloatArray:
    """Return quantiles of the belief at each month if nobody has blinked by then, shape (K, len(shares)).

    nan where somebody must have.
    """
    total = found.standing.sum(axis=1, keepdims=True)
    part = np.divide(found.standing, total, out=np.zeros_like(found.standing), where=total > 0)
    middle = np.cumsum(part, axis=1) - part / 2.0  # a node stands for what is around it
    rows = [np.interp(shares, row[some], found.nodes[some]) if (some := here > 0).any() else shares
            for row, here in zip(middle, part, strict=True)]  # fmt: skip
    return np.where(total > 0, np.array(rows), np.nan)
