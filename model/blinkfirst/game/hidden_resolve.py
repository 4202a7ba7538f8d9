"""Actors of two private types: only they know which one they are, all others hold a belief."""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.short_repr import short_repr


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
