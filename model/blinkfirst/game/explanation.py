"""Why a move was as good as it was: its worth, split by argument."""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.game.game import FloatArray, PayoffColumn
from blinkfirst.short_repr import short_repr


@dataclass(frozen=True)
class ChoiceExplanation:
    """One actor's choice taken apart: the value of each of its moves, in one state at one tick.

    Attributes
    ----------
    tick, state, actor : where; the state is an index in the game in force at that tick.
    moves : names of the m moves on the menu.
    probabilities : shape (m,), sigma, the chance of each.
    values : shape (m,), utils, Q of each: what it brings at once and later, under the plan in force.
    columns : C payoff columns of that actor.
    split : shape (m, C), utils; a row adds up to the move's value.
    """

    tick: int
    state: int
    actor: int
    moves: tuple[str, ...]
    probabilities: FloatArray
    values: FloatArray
    columns: tuple[PayoffColumn, ...]
    split: FloatArray

    __repr__ = short_repr
