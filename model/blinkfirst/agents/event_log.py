"""The log of one run. `blinkfirst.agents.story` puts it in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from blinkfirst.game.game import NO_BLINK

MOVE, NATURE, EVENT = "move", "nature", "event"


class LogEntry(NamedTuple):
    """One thing that happened. Ticks in which nothing did leave no entry.

    Attributes
    ----------
    tick : when; a dated event strikes before anything else in its tick.
    kind : ``move``, ``nature`` or ``event`` (dated).
    actor : who had the initiative; empty for nature and events.
    move_or_event : name of the move (a hold, too) or of the event.
    before_state, after_state : index in the game in force; a dated event leads from the states of one game to
        those of the next.
    blink : 0 none, 1 soft, 2 hard.
    edge : index of the move in the game in force; -1 for nature and events.
    nature_row : index of the row in the game in force for nature; else -1.
    """

    tick: int
    kind: str
    actor: str
    move_or_event: str
    before_state: int
    after_state: int
    blink: int = NO_BLINK
    edge: int = -1
    nature_row: int = -1


class Blink(NamedTuple):
    """A move that gave up its actor's position.

    Attributes
    ----------
    actor, move : names.
    degree : 1 soft, 2 hard.
    tick : when.
    """

    actor: str
    move: str
    degree: int
    tick: int


def first_blink(log: Iterable[LogEntry], degrees: Sequence[int]) -> Blink | None:
    """The first blink of one of some degrees; ``None`` when there is none."""
    for entry in log:
        if entry.blink in degrees:
            return Blink(entry.actor, entry.move_or_event, entry.blink, entry.tick)
    return None
