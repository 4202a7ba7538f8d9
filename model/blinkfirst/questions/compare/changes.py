"""From single differences to changes that can be made by themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.scenario.differences import Difference
from blinkfirst.scenario.nodes import Path, dotted

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*")
# so many entries are named; of more only the number is told
_NAMED = 3


@dataclass(frozen=True)
class Change:
    """Differences that are made together.

    Attributes
    ----------
    entries : the parts of the scenario they belong to, such as ``arguments.haste-penalty``.
    differences : in the order of the file.
    """

    entries: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def name(self) -> str:
        """The entries in a word; the path itself where there is just one."""
        if len(self.differences) == 1:
            return self.differences[0].path
        named = " + ".join(self.entries[:_NAMED])
        more = len(self.entries) - _NAMED
        return f"{named} + {more} more" if more > 0 else named


def changes_of(found: Sequence[Difference]) -> tuple[Change, ...]:
    """Return one change per argument, parameter, variable, event of nature or of the calendar, move, and
    number of an actor.
    """
    groups: dict[str, list[Difference]] = {}
    for difference in found:
        groups.setdefault(_entry(difference.steps), []).append(difference)
    return tuple(Change((entry,), tuple(group)) for entry, group in groups.items())


def _entry(steps: Path) -> str:
    """Return the part of the scenario that a path leads into."""
    if steps[0] != "actors":
        return dotted(steps[:2])
    return dotted(steps[:4] if steps[2:3] == ("moves",) else steps[:3])


def joined(changes: Sequence[Change], failing: Collection[int]) -> tuple[tuple[int, ...], ...]:
    """Return which changes hang together with those that cannot be made alone: a change that speaks of a
    name, and the one that brings the name. (Who speaks of what only the other scenario has cannot be made
    alone, so looking from that side is enough.)

    Returns
    -------
    Groups of numbers of changes, at least one failing in each; the rest is left out.
    """
    brought = [set(_brought(change)) for change in changes]
    mentioned = [set(_mentioned(change)) for change in changes]
    group = {number: {number} for number in failing}
    for number in failing:
        for other in range(len(changes)):
            if brought[other] & mentioned[number]:
                merged = group.get(number, {number}) | group.get(other, {other})
                group.update(dict.fromkeys(merged, merged))
    return tuple(dict.fromkeys(tuple(sorted(members)) for members in group.values()))


def together(changes: Sequence[Change]) -> Change:
    """Return several changes as one."""
    entries = tuple(entry for change in changes for entry in change.entries)
    return Change(entries, tuple(d for change in changes for d in change.differences))


def _brought(change: Change) -> Iterator[str]:
    """Yield the names that a change declares, or takes away: variables, levels, parameters, actors, moves."""
    for difference in change.differences:
        steps = difference.steps
        whole = len(steps) == 2 and steps[0] in ("world", "parameters", "actors")
        if whole or (len(steps) == 4 and steps[2] == "moves"):
            yield str(steps[-1])
        if steps[0] == "world":
            yield from set(_levels(difference.old)) ^ set(_levels(difference.new))


def _levels(value: Any) -> list[str]:
    levels = value.get("levels") if isinstance(value, dict) else value
    return [str(level) for level in levels] if isinstance(levels, list) else []


def _mentioned(change: Change) -> Iterator[str]:
    """Yield every word in the values of a change."""
    for difference in change.differences:
        yield from _words(difference.old)
        yield from _words(difference.new)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _WORD.findall(key)
            yield from _words(below)
    elif isinstance(value, list):
        for below in value:
            yield from _words(below)
    elif isinstance(value, str):
        yield from _WORD.findall(value)
