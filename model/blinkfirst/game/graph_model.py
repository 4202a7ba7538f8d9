"""A Graph Model for conflict resolution: states, who can move the world where, and who prefers what.

No probabilities, no times, no utils: preferences are an order. Where a move has no way back, there is no edge
back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import GameError
from blinkfirst.game.game import IntArray
from blinkfirst.short_repr import short_repr

NASH, GMR, SMR, SEQ = CONCEPTS = ("Nash", "GMR", "SMR", "SEQ")

MaskArray = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class UnilateralMoves:
    """The unilateral moves of one actor: the states it can reach in one step; never the state itself.

    Attributes
    ----------
    offset : shape (S + 1,); the states that can be reached from state s are
        ``target[offset[s]:offset[s + 1]]``.
    target : shape (M,), increasing from ``offset[s]`` on.
    """

    offset: IntArray
    target: IntArray

    __repr__ = short_repr

    @property
    def source(self) -> IntArray:
        """The state that each move leaves, shape (M,)."""
        return np.repeat(np.arange(self.offset.size - 1), np.diff(self.offset))

    def reachable(self, state: int) -> IntArray:
        """The reachable list of a state."""
        return self.target[self.offset[state] : self.offset[state + 1]]


@dataclass(frozen=True, eq=False)
class GraphModel:
    """States, unilateral moves and ordinal preferences.

    Raises `GameError` when shapes do not fit or a move leads nowhere.

    Attributes
    ----------
    actors : A names.
    ranks : shape (S, A): the higher, the better; equal ranks are ties. Only their order means anything.
    moves : per actor.

    Source
    ------
    [Fang1993].
    """

    actors: tuple[str, ...]
    ranks: IntArray
    moves: tuple[UnilateralMoves, ...]

    __repr__ = short_repr

    def __post_init__(self) -> None:
        """Refuse arrays that do not belong together."""
        states, actors = self.ranks.shape
        if not len(self.actors) == len(self.moves) == actors:
            raise GameError(
                f"graph model: expected moves and a column of ranks for each of {len(self.actors)} actors, "
                f"got {len(self.moves)} and {actors}"
            )
        for name, moves in zip(self.actors, self.moves, strict=True):
            if moves.offset.shape != (states + 1,) or moves.offset[-1] != moves.target.size:
                raise GameError(f"graph model: the moves of {name} are not listed for {states} states")
            if moves.target.size and not 0 <= moves.target.min() <= moves.target.max() < states:
                raise GameError(f"graph model: {name} moves to a state that does not exist")
            if (moves.target == moves.source).any():
                raise GameError(f"graph model: a move of {name} changes nothing")

    @property
    def n_states(self) -> int:
        """Number of states S."""
        return int(self.ranks.shape[0])


@dataclass(frozen=True, eq=False)
class Stability:
    """Stability of each state for each actor, under four concepts of how far actors look.

    Attributes
    ----------
    Nash, GMR, SMR, SEQ : shape (S, A). Nash: no move is an improvement. GMR (general metarationality): after
        every improvement the others can bring the actor to a state no better than the one it left. SMR
        (symmetric metarationality): and the actor has no move from there to a better one. SEQ (sequential
        stability): the others can do so by moves that are improvements for themselves.
    least_answer : by ``GMR``, ``SMR`` and ``SEQ``, shape (S, A): the lowest rank that the others can hold an
        actor to from a state, in that way; one above the highest rank where they cannot move at all.
    """

    Nash: MaskArray
    GMR: MaskArray
    SMR: MaskArray
    SEQ: MaskArray
    least_answer: dict[str, IntArray]

    __repr__ = short_repr

    def stable(self, concept: str) -> MaskArray:
        """Mark for whom each state is stable under a concept of ``CONCEPTS``, shape (S, A)."""
        if concept not in CONCEPTS:
            raise GameError(f"stability: expected one of {', '.join(CONCEPTS)}, got {concept!r}")
        found: MaskArray = getattr(self, concept)
        return found

    def equilibria(self, concept: str) -> MaskArray:
        """Mark the states that are stable for everybody, shape (S,)."""
        return np.asarray(self.stable(concept).all(axis=1), dtype=np.bool_)
