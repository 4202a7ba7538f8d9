"""The answer of one run to a question."""

from __future__ import annotations

from collections.abc import Iterable

from blinkfirst.agents.event_log import EVENT, LogEntry
from blinkfirst.game.watch import COUNT, ON, Watch

WANTED = 1


def answer(watch: Watch, start: int, log: Iterable[LogEntry]) -> float:
    """Return the answer of a run to a watch: 0 or 1, or how often.

    Parameters
    ----------
    watch : a compiled question.
    start : first state of the run.
    log : all that happened, holds and dated events included.
    """
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
