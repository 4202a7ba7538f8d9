"""Watches: questions compiled to labels on edges and states of a run.

A *watch* follows the stand-off from the start and stops at the first thing it looks for. Class 1 is what the
question asks about, class 2 what would settle it the other way (the rival deed of "before"), class 0 goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blinkfirst.errors import GameError
from blinkfirst.game.game import CodeArray, Game
from blinkfirst.short_repr import short_repr

REACH, ON, COUNT = "reach", "on", "count"


@dataclass(frozen=True)
class Watch:
    """A compiled question.

    Attributes
    ----------
    kind : ``reach``: probability that class 1 comes before class 2 and by the deadline; ``on``: probability
        of a class 1 state at tick ``deadline``; ``count``: expected number of class 1 edges played before the
        deadline (nothing stops).
    deadline : D in ticks. Moves of ticks ``0 .. D - 1`` and states at ticks ``0 .. D`` count.
    edge_class : per stretch of the standoff's course, shape (E of its game,); all zero when only states are
        asked about.
    state_class : per stretch of the course, shape (S of its game,); all zero when only deeds are asked about.
    """

    kind: str
    deadline: int
    edge_class: tuple[CodeArray, ...]
    state_class: tuple[CodeArray, ...]

    __repr__ = short_repr


def check_watches(watches: Sequence[Watch], games: Sequence[Game]) -> None:
    """Refuse watches that do not fit the games of a standoff's course.

    Raises `GameError` naming the first watch that is wrong.
    """
    edges, states = [game.n_edges for game in games], [game.n_states for game in games]
    for number, watch in enumerate(watches):
        if watch.kind not in (REACH, ON, COUNT):
            raise GameError(f'watch {number}: expected kind {REACH}, {ON} or {COUNT}, got "{watch.kind}"')
        if [len(c) for c in watch.edge_class] != edges or [len(c) for c in watch.state_class] != states:
            raise GameError(
                f"watch {number}: expected one class per edge {edges} and per state {states} "
                "of the stretches played"
            )
        if watch.deadline < 0:
            raise GameError(f"watch {number}: expected a deadline of at least 0 ticks, got {watch.deadline}")
