"""A table of a sweep for reading: cases down, actors or questions across, under short names with a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from blinkfirst.report.words import joined
from blinkfirst.study.store.tables import (
    AGENTS,
    FIRST_BLINKERS,
    HAZARDS,
    PAYOFFS,
    QUESTIONS,
    Cell,
    TidyTable,
)

LONGEST_HEAD = 16  # letters of a column's name; a longer one gets a number, and is in the key
# which column of a table goes across the page, and which number is shown of it
_ACROSS = {
    FIRST_BLINKERS: ("actor", "first_blink"),
    HAZARDS: ("actor", "hazard"),
    QUESTIONS: ("question", "answer"),
    PAYOFFS: ("actor", "utils"),
    AGENTS: ("actor", "share"),
}
# of these an actor whose numbers are all nought never blinks
_CHANCES = (FIRST_BLINKERS, HAZARDS, AGENTS)


class WideTable(NamedTuple):
    """A table to be printed, and sentences below it: what short names stand for, and what is not shown."""

    table: TidyTable
    notes: tuple[str, ...]


def wide_table(table: TidyTable, paths: Sequence[str]) -> WideTable:
    """Arrange a table with cases down and actors or questions across; one of another kind stays as it is.

    Parameters
    ----------
    paths : those of its columns that are settings.
    """
    short = short_names(paths)
    key = [f"{name} is {path}" for path, name in short.items() if name != path]
    if table.name not in _ACROSS:
        columns = tuple(short.get(name, name) for name in table.columns)
        return WideTable(TidyTable(table.name, columns, table.units, table.rows), tuple(_key(key)))
    across, shown = (table.columns.index(name) for name in _ACROSS[table.name])
    labels = list(dict.fromkeys(str(row[across]) for row in table.rows))
    keys = list(_keys_of(table, across, shown))
    cells: dict[tuple[Cell, ...], dict[str, Cell]] = {}
    for row in table.rows:
        cells.setdefault(tuple(row[k] for k in keys), {})[str(row[across])] = row[shown]
    idle = _never(table.name, labels, cells)
    labels = [label for label in labels if label not in idle]
    heads = _heads(labels, _ACROSS[table.name][0])
    key += [f"{head} is {label}" for label, head in heads.items() if head != label]
    names = {**short, "case_id": "case"}
    columns = (*(names.get(table.columns[k], table.columns[k]) for k in keys), *heads.values())
    units = (*(table.units[k] for k in keys), *(table.units[shown] for _ in labels))
    rows = [(*found, *(by_label.get(label) for label in labels)) for found, by_label in cells.items()]
    notes = (*_key(key), *_not_shown(table, keys, across, shown), *_idle_note(idle))
    return WideTable(TidyTable(table.name, columns, units, rows), notes)


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """Return a short name for every path: without its section, where no other path is called so.

    Examples
    --------
    >>> list(short_names(["actors.US.tempo", "parameters.noise", "world.noise", "lens"]).values())
    ['US.tempo', 'parameters.noise', 'world.noise', 'lens']
    """
    ends = {path: path.partition(".")[2] or path for path in paths}
    return {
        path: end if [*ends.values()].count(end) == 1 and end not in paths else path
        for path, end in ends.items()
    } | {path: path for path in paths if "." not in path}


def _keys_of(table: TidyTable, across: int, shown: int) -> Iterator[int]:
    """Yield the columns by which the rows of a wide table differ: those before the numbers."""
    counts = ["runs"] if table.name == AGENTS else []  # the same in every row
    yield from (k for k in range(shown) if k != across and table.columns[k] not in counts)


def _never(
    name: str, labels: Iterable[str], cells: Mapping[tuple[Cell, ...], Mapping[str, Cell]]
) -> list[str]:
    """Return the actors who blink in no case."""
    if name not in _CHANCES:
        return []
    return [label for label in labels if all(found.get(label) == 0.0 for found in cells.values())]


def _heads(labels: Sequence[str], what: str) -> dict[str, str]:
    """Return the heads of columns by label: the labels, or where one is long, numbers."""
    if all(len(label) <= LONGEST_HEAD for label in labels):
        return {label: label for label in labels}
    return {label: f"{what[0]}{number}" for number, label in enumerate(labels, start=1)}


def _key(said: Sequence[str]) -> list[str]:
    return [f"{'; '.join(said)}."] if said else []


def _not_shown(table: TidyTable, keys: Sequence[int], across: int, shown: int) -> list[str]:
    left_out = [name for k, name in enumerate(table.columns) if k not in (*keys, across, shown)]
    number = f"The numbers are {table.columns[shown]} ({table.units[shown]})"
    return [f"{number}; --csv also has {joined(left_out)}."] if left_out else [f"{number}."]


def _idle_note(idle: Sequence[str]) -> list[str]:
    return [f"In none of these cases {joined(idle, 'or')} blinks first."] if idle else []
