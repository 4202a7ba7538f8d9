"""The log of a run and of many, and answers to questions. `blinkfirst.agents.story` puts it in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import NO_BLINK, FloatArray, Game
from blinkfirst.game.watch import COUNT, ON, Watch

KINDS = MOVE, NATURE, EVENT = "move", "nature", "event"
WANTED = 1


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


class Happenings(NamedTuple):
    """The events of some runs, an entry of every array each: run after run, tick after tick.

    Attributes
    ----------
    replicate : number of the run.
    tick, before, after, blink, edge, nature_row : as in `LogEntry`.
    kind : index in `KINDS`.
    stretch : number of the stretch in force afterwards: a dated event leads into it.
    types : shape (n, Q), of every typed actor in the run, 0 for the first and 1 for the second.
    beliefs : shape (n, Q), afterwards, about each typed actor: the probability of its second type.
    """

    replicate: NDArray[np.uint64]
    tick: NDArray[np.int64]
    kind: NDArray[np.int64]
    stretch: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    blink: NDArray[np.int64]
    edge: NDArray[np.int64]
    nature_row: NDArray[np.int64]
    types: NDArray[np.int64]
    beliefs: FloatArray


_ENTRY = slice(1, Happenings._fields.index("types"))  # what a `LogEntry` knows


def happenings_of(
    replicate: int, log: Iterable[LogEntry], types: Sequence[int] = (), beliefs: FloatArray | None = None
) -> Happenings:
    """Return the log of a run as arrays, with the types drawn and the beliefs after each entry."""
    rows, stretch = list[tuple[int, ...]](), 0
    for entry in log:
        stretch += entry.kind == EVENT
        states = entry.before_state, entry.after_state
        rows.append((entry.tick, KINDS.index(entry.kind), stretch, *states, entry.blink, entry.edge))
        rows[-1] += (entry.nature_row,)
    table = np.array(rows, dtype=np.int64).reshape(-1, _ENTRY.stop - 1)
    held = np.zeros((len(rows), 0)) if beliefs is None else beliefs
    drawn = np.tile(np.array(types, dtype=np.int64), (len(rows), 1))
    whose = np.full(len(rows), replicate, dtype=np.uint64)
    return Happenings._make((whose, *table.T, drawn, held))


def log_of(found: Happenings, games: Sequence[Game], events: Sequence[str]) -> tuple[LogEntry, ...]:
    """Return the happenings of one run as its log.

    Parameters
    ----------
    games, events : of every stretch that is played: its game, and the event that opens it.
    """
    entries = []
    for tick, kind, stretch, *rest in zip(*(column.tolist() for column in found[_ENTRY]), strict=True):
        before, after, blink, edge, row = rest
        game = games[stretch]
        actor, name = "", events[stretch]
        if KINDS[kind] == MOVE:
            actor, name = game.edge_label(edge)
        elif KINDS[kind] == NATURE:
            name = game.nature[int(game.nature_event[row])]
        entries.append(LogEntry(tick, KINDS[kind], actor, name, before, after, blink, edge, row))
    return tuple(entries)


class Blink(NamedTuple):
    """A move that gave up its actor's position; degree 1 is soft, 2 hard."""

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


def answer(watch: Watch, start: int, log: Iterable[LogEntry]) -> float:
    """Return the answer of a run, from its first state and whole log, to a watch: 0 or 1, or how often."""
    if watch.kind == COUNT:
        return float(_count(watch, log))
    if watch.kind == ON:
        return float(_class_on(watch, start, log) == WANTED)
    return float(_first_class(watch, start, log) == WANTED)


def _count(watch: Watch, log: Iterable[LogEntry]) -> int:
    found = stretch = 0
    for entry in log:
        stretch += entry.kind == EVENT
        if entry.edge >= 0 and entry.tick < watch.deadline:
            found += int(watch.edge_class[stretch][entry.edge]) == WANTED
    return found


def _class_on(watch: Watch, start: int, log: Iterable[LogEntry]) -> int:
    stretch, state = 0, start
    for entry in log:
        if _arrival(entry) > watch.deadline:
            break
        stretch += entry.kind == EVENT
        state = entry.after_state
    return int(watch.state_class[stretch][state])


def _first_class(watch: Watch, start: int, log: Iterable[LogEntry]) -> int:
    """Class of the first thing that settles the question; 0 when nothing does."""
    stretch, settled = 0, int(watch.state_class[0][start])
    for entry in log:
        if settled or _arrival(entry) > watch.deadline:
            break
        stretch += entry.kind == EVENT
        if entry.edge >= 0:
            settled = int(watch.edge_class[stretch][entry.edge])
        settled = settled or int(watch.state_class[stretch][entry.after_state])
    return settled


def _arrival(entry: LogEntry) -> int:
    """Tick at which the world is in the state after an entry."""
    return entry.tick if entry.kind == EVENT else entry.tick + 1
