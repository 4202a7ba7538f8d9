"""Rules of a matrix file beyond its form: names, citations, one entry for every profile."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from blinkfirst.errors import nearest
from blinkfirst.scenario.citations import Pinpoint, citation
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import NUMBER, Vocabulary
from blinkfirst.scenario.matrix import Cell, Matrix, MatrixPlayer
from blinkfirst.scenario.matrix_schema import FIGURE, CellEntry, MatrixFile
from blinkfirst.scenario.names import check_name
from blinkfirst.scenario.nodes import Path
from blinkfirst.scenario.rules import CITATION, check_range, declared_source
from blinkfirst.scenario.scenario import Parameter

# so many numbers fit into what the reader takes, whatever the number of players and however nested
PAYOFFS_LIMIT = 30_000
PLAYERS_LIMIT = 30
PRECISION_LIMIT = 1e6
NAMED = 8  # missing profiles named one by one; the rest is counted
UNSPEAKABLE = (".", "=")  # would part a dotted path or a setting


class MatrixRules:
    """Turns a well-formed file into a `Matrix`, recording what is wrong on the way."""

    def __init__(self, diagnostics: Diagnostics, file: MatrixFile) -> None:
        self.diagnostics = diagnostics
        self.file = file
        self.vocabulary = Vocabulary({}, frozenset(file.parameters), frozenset(), frozenset())
        self.values = {name: entry.value for name, entry in file.parameters.items()}
        self.strategies = {name: list(dict.fromkeys(p.strategies)) for name, p in file.players.items()}

    def matrix(self, name: str) -> Matrix:
        """Return the whole record."""
        file = self.file
        self._check_source(("source",), file.source)
        matrix = Matrix(
            name=name,
            title=file.title,
            summary=" ".join((file.summary or "").split()),
            players=tuple(self._player(player) for player in file.players),
            cells=self._cells(),
            parameters={parameter: self._parameter(parameter) for parameter in file.parameters},
            sources={key: declared_source(key, entry) for key, entry in file.sources.items()},
            source=citation(file.source),
            assumption=" ".join((file.assumption or "").split()),
            warnings=(),
            composed=self.diagnostics.root,
        )
        self._warn_unused(matrix)
        return matrix

    def _player(self, name: str) -> MatrixPlayer:
        entry, path = self.file.players[name], ("players", name)
        if name != name.strip() or not name or any(mark in name for mark in UNSPEAKABLE):
            marks = " and ".join(UNSPEAKABLE)
            message = f"expected a name without {marks} and without outer spaces, got {name!r}"
            self.diagnostics.problem(path, message, at_key=True)
        listed = list(entry.strategies)
        for index, strategy in enumerate(listed):
            if strategy in listed[:index]:
                message = f"the strategy {strategy!r} of {name} appears twice"
                self.diagnostics.problem((*path, "strategies", index), message)
        return MatrixPlayer(
            name=name,
            means=entry.means or "",
            strategies=tuple(self.strategies[name]),
            meanings=entry.strategies if isinstance(entry.strategies, dict) else {},
            blinks=self._blinks(path, name),
            precision=self._precision((*path, "precision"), entry.precision),
        )

    def _blinks(self, path: Path, player: str) -> tuple[str, ...]:
        said, known = self.file.players[player].blinks, self.strategies[player]
        names = [said] if isinstance(said, str) else said
        for index, name in enumerate(names):
            if name not in known:
                at = (*path, "blinks") if isinstance(said, str) else (*path, "blinks", index)
                self._unknown_strategy(at, player, name)
        return tuple(strategy for strategy in known if strategy in names)

    def _precision(self, path: Path, figure: float | str) -> float:
        if figure == "exact":
            message = (
                "expected a number >= 0 (choice precision, 1/utils), got 'exact': equilibria are what exact "
                "maximisers play, and a matrix has them all solved anyway"
            )
            self.diagnostics.problem(path, message)
            return 1.0
        value = self._figure(path, figure)
        if not 0.0 <= value <= PRECISION_LIMIT:
            expected = f"a number from 0 to {PRECISION_LIMIT:,.0f} (choice precision, 1/utils)"
            self.diagnostics.problem(path, f"expected {expected}, got {value:g}")
            return 1.0
        return value

    def _parameter(self, name: str) -> Parameter:
        entry, path = self.file.parameters[name], ("parameters", name)
        check_name(self.diagnostics, path, name)
        check_range(self.diagnostics, path, entry)
        return Parameter(name, entry.value, entry.low, entry.high, entry.unit or "", entry.means or "")

    def _cells(self) -> tuple[Cell, ...]:
        """Return every profile's cell in order; the empty tuple when the table has no size one could fill."""
        if (self.file.payoffs is None) == (self.file.table is None):
            got = "neither" if self.file.table is None else "both"
            forms = "`payoffs` (a list of {profile: [...], pays: [...]}) and `table` (lists within lists)"
            message = f"expected one of {forms}, got {got}"
            self.diagnostics.problem(("table",) if got == "both" else (), message, at_key=True)
            return ()
        if self._too_large():
            return ()
        if self.file.table is not None:
            return tuple(self._cells_of_table(self.file.table))
        return self._listed_cells(self.file.payoffs or [])

    def _too_large(self) -> bool:
        counts = [len(names) for names in self.strategies.values()]
        cells = math.prod(counts)
        if len(counts) > PLAYERS_LIMIT:
            message = f"expected at most {PLAYERS_LIMIT} players, got {len(counts)}"
        elif cells * len(counts) > PAYOFFS_LIMIT:
            message = (
                f"expected at most {PAYOFFS_LIMIT:,} payoffs, got {cells * len(counts):,} ({cells:,} "
                f"profiles of {len(counts)} players); leave out strategies that nobody would play"
            )
        else:
            return False
        self.diagnostics.problem(("players",), message, at_key=True)
        return True

    def _listed_cells(self, entries: Sequence[CellEntry]) -> tuple[Cell, ...]:
        found: dict[tuple[str, ...], Cell] = {}
        at: dict[tuple[str, ...], int] = {}
        sound = True
        for index, entry in enumerate(entries):
            cell = self._listed_cell(("payoffs", index), entry)
            if cell is None:
                sound = False
            elif cell.profile in found:
                message = (
                    f"the profile ({', '.join(cell.profile)}) appears already at payoffs.{at[cell.profile]}"
                )
                self.diagnostics.problem(("payoffs", index, "profile"), message)
            else:
                found[cell.profile], at[cell.profile] = cell, index
        missing = [profile for profile in product(*self.strategies.values()) if profile not in found]
        if missing and sound:  # a profile misspelt is not missing as well
            named = "; ".join(f"({', '.join(profile)})" for profile in missing[:NAMED])
            more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
            message = f"no entry for {len(missing):,} of the profiles: {named}{more}"
            self.diagnostics.problem(("payoffs",), message, at_key=True)
        return tuple(found[profile] for profile in product(*self.strategies.values()) if profile in found)

    def _listed_cell(self, path: Path, entry: CellEntry) -> Cell | None:
        before = len(self.diagnostics.problems)
        players = list(self.strategies)
        if len(entry.profile) != len(players):
            expected = f"expected {len(players)} strategies, of {', '.join(players)} in this order"
            self.diagnostics.problem((*path, "profile"), f"{expected}, got {len(entry.profile)}")
        else:
            for k, (player, strategy) in enumerate(zip(players, entry.profile, strict=True)):
                if strategy not in self.strategies[player]:
                    self._unknown_strategy((*path, "profile", k), player, strategy)
        misspelt = len(self.diagnostics.problems) > before
        self._check_citation(path, entry.source, entry.assumption)
        pays, source = self._pays((*path, "pays"), entry.pays), citation(entry.source)
        says, assumption = (" ".join((text or "").split()) for text in (entry.says, entry.assumption))
        return None if misspelt else Cell(tuple(entry.profile), pays, says, source, assumption)

    def _cells_of_table(self, table: Sequence[Any]) -> Iterator[Cell]:
        if not self.file.source and not self.file.assumption:
            self.diagnostics.problem(("table",), f"{CITATION}, beside `table:`", at_key=True)
        yield from self._below(("table",), table, ())

    def _below(self, path: Path, node: Any, chosen: tuple[str, ...]) -> Iterator[Cell]:
        """Yield the cells of one list, in which so many players have chosen already."""
        players = list(self.strategies)
        if len(chosen) == len(players):
            yield Cell(chosen, self._pays(path, node if isinstance(node, list) else [node]), "", {}, "")
            return
        player = players[len(chosen)]
        names, rows = self.strategies[player], node if isinstance(node, list) else [node]
        if len(rows) != len(names):
            listed = ", ".join(names[:NAMED]) + (", ..." if len(names) > NAMED else "")
            message = f"expected {len(names)} entries, one for each strategy of {player} ({listed})"
            self.diagnostics.problem(path, f"{message}, got {len(rows)}")
            return
        for index, name in enumerate(names):
            yield from self._below((*path, index), rows[index], (*chosen, name))

    def _pays(self, path: Path, figures: Sequence[Any]) -> tuple[float, ...]:
        players = list(self.strategies)
        if len(figures) != len(players):
            expected = f"expected {len(players)} payoffs, of {', '.join(players)} in this order"
            self.diagnostics.problem(path, f"{expected}, got {len(figures)}")
            return (0.0,) * len(players)
        return tuple(self._figure((*path, k), figure) for k, figure in enumerate(figures))

    def _figure(self, path: Path, figure: Any) -> float:
        if isinstance(figure, int | float) and not isinstance(figure, bool):
            return float(figure)
        if not isinstance(figure, str) or not figure.strip():
            got = "true or false" if isinstance(figure, bool) else "a list, a table or nothing"
            self.diagnostics.problem(path, f"expected {FIGURE}, got {got}")
            return 0.0
        before = len(self.diagnostics.problems)
        written = self.diagnostics.parsed(path, figure, self.vocabulary, NUMBER)
        if len(self.diagnostics.problems) > before:
            return 0.0
        try:
            return constant_value(written.expression, self.values)
        except ValueError as error:
            self.diagnostics.problem(path, str(error))
            return 0.0

    def _unknown_strategy(self, path: Path, player: str, name: str) -> None:
        known = self.strategies[player]
        message = f"unknown strategy {name!r}; {player} has: {', '.join(known)}"
        self.diagnostics.problem(path, message, nearest(name, known))

    def _check_citation(
        self, path: Path, source: Mapping[str, Pinpoint | list[Pinpoint]] | None, assumption: str | None
    ) -> None:
        if not (source or assumption or self.file.source or self.file.assumption):
            message = f"{CITATION}, here or once at the top for the whole table"
            self.diagnostics.problem(path, message)
        self._check_source((*path, "source"), source)

    def _check_source(self, path: Path, source: Mapping[str, Pinpoint | list[Pinpoint]] | None) -> None:
        for name in source or {}:
            if name not in self.file.sources:
                listed = ", ".join(sorted(self.file.sources)) or "none"
                message = f"unknown source {name!r}; this file has: {listed}"
                near = nearest(name, self.file.sources)
                self.diagnostics.problem((*path, name), message, near, at_key=True)

    def _warn_unused(self, matrix: Matrix) -> None:
        for name in matrix.parameters:
            if name not in self.diagnostics.used_parameters:
                self.diagnostics.warning(("parameters", name), "never used by any expression")
        cited = set(matrix.source).union(*(cell.source for cell in matrix.cells))
        for name in matrix.sources:
            if name not in cited:
                self.diagnostics.warning(("sources", name), "never cited")
