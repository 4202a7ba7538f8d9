"""Actors of two private types: only they know which one they are, all others hold a belief."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.game.forecast import Forecast
from blinkfirst.game.game import FloatArray, Game
from blinkfirst.short_repr import short_repr

MEMORY_LIMIT = 2_000_000_000  # bytes, of two tables of values over states and beliefs
_DOUBLE = 8  # bytes


@dataclass(frozen=True)
class TypedActor:
    """An actor of two types: the first as the game has it, the second with what differs.

    Attributes
    ----------
    actor : index.
    types : names of both.
    prior : what everybody believes at the start, the probability of the second; in (0, 1).
    """

    actor: int
    types: tuple[str, str]
    prior: float

    __repr__ = short_repr


@dataclass(frozen=True)
class Beliefs:
    """Actors of whom something is hidden, and the grid on which beliefs about them are kept.

    Attributes
    ----------
    typed : in the order of their axes; at least one, at most three. ``Game.seconds`` has the same order.
    nodes : of each axis, odd, 0 and 1 among them.
    reach : log-odds on either side of the prior that the inner nodes cover.
    """

    typed: tuple[TypedActor, ...]
    nodes: tuple[int, ...]
    reach: float

    __repr__ = short_repr


def lanes_of(beliefs: Beliefs) -> int:
    """Return how many points the grid of beliefs has: the product of its axes."""
    return math.prod(beliefs.nodes)


def columns_of_values(game: Game, beliefs: Beliefs) -> int:
    """Return how many values each state has at each of them: every type's, and chances to blink first."""
    return game.n_actors + len(beliefs.typed) + game.n_actors


def memory_needed(game: Game, beliefs: Beliefs) -> int:
    """Return the bytes of the tables that going back one tick takes: values now and a tick later."""
    return 2 * game.n_states * lanes_of(beliefs) * columns_of_values(game, beliefs) * _DOUBLE


class Reputation(NamedTuple):
    """Beliefs about one typed actor over time, and what its moves do to them.

    Attributes
    ----------
    nodes : shape (n,), beliefs, from 0 to 1.
    spread : shape (K, n), probability of each at the months of the forecast; its mean is the prior.
    standing : shape (K, n), of each and that nobody has blinked by then.
    times : shape (moves,), how often the actor makes each of its moves, expected.
    before, after : shape (moves,), belief about it on these occasions, on average; nan for moves never made.
    """

    nodes: FloatArray
    spread: FloatArray
    standing: FloatArray
    times: FloatArray
    before: FloatArray
    after: FloatArray

    @property
    def while_all_hold(self) -> FloatArray:
        """Mean belief at each month if nobody has blinked by then, shape (K,); nan if somebody must have."""
        held = self.standing.sum(axis=1)
        means: FloatArray = np.divide(
            self.standing @ self.nodes, held, out=np.full_like(held, np.nan), where=held > 0
        )
        return means


class BeliefWorth(NamedTuple):
    """Value of being believed, at the start, utils.

    Attributes
    ----------
    actor, kind : index, and which of its types it is: 0 or 1.
    hidden : its value as things are.
    as_first, as_second : its value if everybody took it for its first or second type, for certain.
    """

    actor: int
    kind: int
    hidden: float
    as_first: float
    as_second: float

    @property
    def signal(self) -> float:
        """The most that a sign of its type would be worth to it; below 0 it would rather have none."""
        return (self.as_second if self.kind else self.as_first) - self.hidden


class InformationWorth(NamedTuple):
    """Value of knowing, utils: what an actor gains when it comes out at the start of which type a rival is.

    Attributes
    ----------
    actor, kind : index, and which of its types it is; 0 where it has one.
    rival : index.
    gain : below 0 where it is better off not knowing, since others learn it as well.
    """

    actor: int
    kind: int
    rival: int
    gain: float


@dataclass(frozen=True)
class HiddenForecast:
    """The forecast of a stand-off with private types.

    Attributes
    ----------
    forecast : of all that happens; a typed actor's value is the mean of those of its types.
    given : per typed actor, the forecasts if it is of its first type and of its second one. Payoffs are the
        actor's own, as that type feels them; those of others are nan.
    reputations : per typed actor.
    ways : shape (4,), initiatives of typed actors on the way by how they were solved, in expectation:
        directly, by a bracket, along a path (there may be several solutions), not to the tolerance.
    grid_error : shape (A,), of every P(blinks first): its difference from that on the grid of every other
        node; ``None`` where it was not measured.
    other_roots : P(blinks first), shape (A,), by two other selections where there may be several solutions;
        empty where there are none, or where it was not looked.
    """

    forecast: Forecast
    given: tuple[tuple[Forecast, Forecast], ...]
    reputations: tuple[Reputation, ...]
    ways: FloatArray
    grid_error: FloatArray | None = None
    other_roots: tuple[FloatArray, ...] = ()

    __repr__ = short_repr

    @property
    def several(self) -> float:
        """Initiatives on the way, in expectation, at which there may be several solutions."""
        return float(self.ways[2:].sum())

    @property
    def worst(self) -> float:
        """The largest error of the grid of any chance, nobody's among them; 0 where none was measured."""
        if self.grid_error is None:
            return 0.0
        return max(float(np.abs(self.grid_error).max()), abs(float(self.grid_error.sum())))
