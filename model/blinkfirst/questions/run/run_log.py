"""All that happens in many runs of agents, as a table that is written batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blinkfirst.agents import runs, runs_mesa
from blinkfirst.agents.event_log import EVENT, KINDS, MOVE, NATURE, Happenings
from blinkfirst.agents.frequencies import Case
from blinkfirst.agents.minds.assignment import engine_plays
from blinkfirst.compile.scenario import Compiled
from blinkfirst.game.game import BLINK_DEGREES, NO_BLINK, CodeArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.scenario.calendar import date_of
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy
from blinkfirst.study.store.row_files import RowStream, write_rows
from blinkfirst.study.store.table_bytes import Coded, ColumnCells, arrow_batch
from blinkfirst.study.store.tables import BOOL, DOUBLE, INT64, STRING, TableColumn, TableSchema, arrow_schema

_NOBODY = -1  # of an actor's or a degree's code: an empty cell


def write_log(
    path: Path,
    compiled: Compiled,
    policy: Policy | HiddenPolicy,
    n_runs: int,
    seed: int,
    minds: Mapping[str, str],
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Play runs and write all that happens in them to a file; return how many rows that were.

    Runs are those of `sample_runs`; holds have rows, too, ticks in which nothing happens have none. Memory
    does not grow with the number of runs, unless the file is one of Stata's.

    Raises `OptionError` when the kind of file has no room for so many rows. Raises `StoreError` when it
    cannot be written.

    Parameters
    ----------
    path : its ending says which kind of file: ``.parquet``, ``.csv``, ``.xlsx`` or ``.dta``.
    """
    table = _LogTable(compiled)
    played = runs.logged_runs if engine_plays(minds) else runs_mesa.logged_runs
    found = played(Case(compiled.standoff, policy), n_runs, seed, minds)

    def batches() -> Iterator[Any]:
        for happened in found:
            yield arrow_batch(table.schema, table.columns(happened))
            progress(int(happened.replicate[-1]) + 1 if happened.replicate.size else 0)

    return write_rows(path, RowStream(arrow_schema(table.schema), batches()))


class _LogTable:
    """The words for what happens: names of moves and events, levels of the world."""

    def __init__(self, compiled: Compiled) -> None:
        standoff = compiled.standoff
        self.start, self.tick_months = standoff.start, standoff.tick_months
        self.games = [stretch.game for stretch in standoff.course]
        self.actors = standoff.opening.actors
        self.typed = standoff.typed
        self.variables = [v for v, one in enumerate(standoff.opening.variables) if len(one.levels) > 1]
        self.names = _Names()
        self.moves = [[[self.names.code(m) for m in moves] for moves in game.moves] for game in self.games]
        self.nature = [[self.names.code(name) for name in game.nature] for game in self.games]
        self.events = [self.names.code(stretch.event) for stretch in standoff.course]
        self.levels = [_Names() for _ in self.variables]
        self.level_codes = [
            [np.array([names.code(level) for level in game.variables[v].levels])
             for v, names in zip(self.variables, self.levels, strict=True)]
            for game in self.games
        ]  # fmt: skip
        self.schema = self._schema([standoff.opening.variables[v].name for v in self.variables])

    def _schema(self, variables: list[str]) -> TableSchema:
        columns = (
            TableColumn("run", INT64, "", "number of the run, from 0"),
            TableColumn("tick", INT64, "", "number of the tick, from 0"),
            TableColumn("date", STRING, "", "day on which the tick begins"),
            TableColumn("kind", STRING, "", "move, nature or event (dated)"),
            TableColumn("actor", STRING, "", "who moves; empty for nature and events", nullable=True),
            TableColumn("move", STRING, "", "the move, a hold too; or the event"),
            TableColumn("degree", STRING, "", "soft or hard; empty for what is no blink", nullable=True),
            TableColumn("first", BOOL, "", "whether it is the first blink of the run"),
            TableColumn("changes", STRING, "", "what it changes in the world; empty text for nothing"),
        )
        levels = (TableColumn(f"world.{name}", STRING, "", "its level afterwards") for name in variables)
        hidden = [column for one in self.typed for column in _columns_of(self.actors[one.actor], one.types)]
        return TableSchema("log", "something that happens in a run", (*columns, *levels, *hidden))

    def columns(self, found: Happenings) -> dict[str, ColumnCells]:
        """Return the cells of some happenings by column."""
        blinks = found.blink > NO_BLINK
        degree = np.where(blinks, found.blink - NO_BLINK - 1, _NOBODY)
        cells: dict[str, ColumnCells] = {
            "run": found.replicate.astype(np.int64),
            "tick": found.tick,
            "date": self._dates(found.tick),
            "kind": Coded(found.kind, KINDS),
            "actor": Coded(self._by_stretch(found, _actor), self.actors),
            "move": Coded(self._by_stretch(found, self._name), self.names.labels),
            "degree": Coded(degree, BLINK_DEGREES[NO_BLINK + 1 :]),
            "first": _first(found.replicate, blinks),
            "changes": self._changes(found),
        }
        for place, v in enumerate(self.variables):
            name = self.games[0].variables[v].name
            cells[f"world.{name}"] = Coded(self._level(found, place), self.levels[place].labels)
        for q, typed in enumerate(self.typed):
            cells[f"type.{self.actors[typed.actor]}"] = Coded(found.types[:, q], typed.types)
            cells[f"belief.{self.actors[typed.actor]}"] = found.beliefs[:, q]
        return cells

    def _dates(self, ticks: IntArray) -> Coded:
        different, places = np.unique(ticks, return_inverse=True)
        return Coded(places, [str(date_of(self.start, int(t), self.tick_months)) for t in different])

    def _by_stretch(
        self, found: Happenings, code: Callable[[int, Game, Happenings], IntArray]
    ) -> IntArray:
        """Return codes that hang on the stretch in force, worked out stretch by stretch."""
        codes = np.full(found.tick.size, _NOBODY, dtype=np.int64)
        for number in np.unique(found.stretch).tolist():
            here = found.stretch == number
            part = Happenings._make(column[here] for column in found)
            codes[here] = code(number, self.games[number], part)
        return codes

    def _name(self, number: int, game: Game, part: Happenings) -> IntArray:
        codes = np.full(part.tick.size, self.events[number], dtype=np.int64)
        moves, nature = part.kind == KINDS.index(MOVE), part.kind == KINDS.index(NATURE)
        edges = part.edge[moves]
        pairs = zip(game.edge_actor[edges].tolist(), game.edge_move[edges].tolist(), strict=True)
        codes[moves] = [self.moves[number][actor][move] for actor, move in pairs]
        codes[nature] = [self.nature[number][event] for event in game.nature_event[part.nature_row[nature]]]
        return codes

    def _level(self, found: Happenings, place: int) -> IntArray:
        def code(number: int, game: Game, part: Happenings) -> IntArray:
            levels: CodeArray = game.states[part.after, self.variables[place]]
            return np.asarray(self.level_codes[number][place][levels])

        return self._by_stretch(found, code)

    def _changes(self, found: Happenings) -> Coded:
        """Say what changes, once for each way in which something does."""
        ways = np.stack([found.kind == KINDS.index(EVENT), found.stretch, found.before, found.after], axis=1)
        different, places = np.unique(ways.reshape(-1, 4), axis=0, return_inverse=True)
        said = [self._change(stretch - event, stretch, b, a) for event, stretch, b, a in different.tolist()]
        return Coded(places.ravel(), said)

    def _change(self, old_stretch: int, stretch: int, before: int, after: int) -> str:
        old = self.games[old_stretch].state_labels(before)
        new = self.games[stretch].state_labels(after).items()
        return ", ".join(f"{name}: {old[name]} -> {level}" for name, level in new if level != old[name])


def _columns_of(actor: str, types: tuple[str, str]) -> tuple[TableColumn, TableColumn]:
    """Return the columns of an actor with private types."""
    meaning = f"what the others hold {types[1]} for afterwards"
    return (
        TableColumn(f"type.{actor}", STRING, "", "its type in the run; only it knows"),
        TableColumn(f"belief.{actor}", DOUBLE, "probability", meaning),
    )


class _Names:
    """Names with a code each, given in the order in which they are met."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def code(self, name: str) -> int:
        """Return the code of a name."""
        return self._codes.setdefault(name, len(self._codes))

    @property
    def labels(self) -> list[str]:
        """The names by code."""
        return list(self._codes)


def _actor(_: int, game: Game, part: Happenings) -> IntArray:
    return np.where(part.edge >= 0, game.mover_actor[game.edge_actor[part.edge]], _NOBODY)


def _first(replicate: NDArray[np.uint64], blinks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    first = np.zeros(replicate.size, dtype=np.bool_)
    places = np.flatnonzero(blinks)
    first[places[np.unique(replicate[places], return_index=True)[1]]] = True
    return first
