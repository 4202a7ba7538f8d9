"""Actors of two private types: what only they know of themselves, and what all others hold for likely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import NO_BLINK, FloatArray, Game
from blinkfirst.game.standoff import Standoff
from blinkfirst.short_repr import short_repr

BLINKS = "blinks"  # in place of moves a type never makes: whatever is a blink


@dataclass(frozen=True)
class TypedActor:
    """An actor of two types: the first as the game has it, the second with what differs.

    Attributes
    ----------
    actor : index.
    types : names of both.
    prior : what everybody believes at the start, the probability of the second; in (0, 1).
    weights : shape (C,), weights of all payoff columns; only the actor's own differ from the game's.
    precision : of the second type, 1/utils.
    never : moves that the second type never makes, by name; or `BLINKS`.
    """

    actor: int
    types: tuple[str, str]
    prior: float
    weights: FloatArray
    precision: float
    never: tuple[str, ...] = ()

    __repr__ = short_repr

    def barred(self, game: Game) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which edges of a game the second type never takes, shape (E,)."""
        mine = game.edge_actor == self.actor
        if self.never == (BLINKS,):
            return np.asarray(mine & (game.edge_blink != NO_BLINK))
        moves = [number for number, name in enumerate(game.moves[self.actor]) if name in self.never]
        return np.asarray(mine & np.isin(game.edge_move, moves))


@dataclass(frozen=True)
class HiddenStandoff:
    """A stand-off in which some actors have types, and the grid on which beliefs are kept.

    Attributes
    ----------
    standoff : the game as everybody's first types see it.
    typed : in the order of their axes; at most three.
    nodes : of each axis, 0 and 1 among them.
    reach : log-odds on either side of the prior that the inner nodes cover.
    """

    standoff: Standoff
    typed: tuple[TypedActor, ...]
    nodes: tuple[int, ...]
    reach: float

    __repr__ = short_repr
