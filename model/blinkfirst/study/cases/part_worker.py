"""The cases of a part, answered in any order, and their tables, written as Parquet in the cases' order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blinkfirst.compile.reuse import LruCache
from blinkfirst.errors import BlinkFirstError, ScenarioError
from blinkfirst.game.forecast import NOBODY, Forecast
from blinkfirst.game.game import FloatArray, IntArray, PayoffColumn, Variable
from blinkfirst.scenario.lenses import is_pool
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.condition import Trust
from blinkfirst.study.cases.case_results import Asking, CaseAnswers, pooled_answers
from blinkfirst.study.cases.compiled_groups import CompiledGroups, Compiler
from blinkfirst.study.cases.levers import levers_of
from blinkfirst.study.cases.sweep_task import SweepTask, settings_of
from blinkfirst.study.design.values import LENS
from blinkfirst.study.executors.executor import NumberedCase, PartBytes
from blinkfirst.study.store.table_bytes import Coded, ColumnCells, parquet_bytes
from blinkfirst.study.store.tables import (
    AGENTS,
    CASES,
    CONDITION,
    FIRST_BLINKERS,
    HAZARDS,
    PAYOFFS,
    QUESTIONS,
    STRING,
    WORLD,
    TableSchema,
    case_table_schemas,
    setting_cells,
)


class PartWorker:
    """Answers cases of one task; keeps what it has compiled, and its last solution.

    Tables of a case do not depend on the cases answered before it: changed numbers or a scenario read again,
    what is kept and what is new give the same bits.
    """

    def __init__(self, task: SweepTask) -> None:
        self.task = task
        self._asking = Asking(task.outcomes, task.runs, task.seed)
        self._compiler = Compiler()
        levers = levers_of(task.scenario, task.paths)
        self._slow = [lever.path for lever in levers if not lever.fast]
        self._fast = [lever.path for lever in levers if lever.fast]
        # those last used, by what the scenario was read with; they hold games
        self._kept: LruCache[CompiledGroups] = LruCache(1)
        self._readings: dict[str, PartWorker] = {}  # of pools, by lens

    def part(self, cases: Sequence[NumberedCase]) -> PartBytes:
        """Answer some cases, given by number and settings.

        Raises `StudyError` when a case sets other paths than the task's.
        """
        tables = PartTables(self.task)
        values = {number: settings_of(settings, self.task.paths) for number, settings in cases}
        failures: list[tuple[int, str]] = []
        for number, answer in self._waiting(cases):
            try:
                tables.add(number, values[number], answer())
            except BlinkFirstError as error:
                text = _spoken(error)
                tables.fail(number, values[number], text)
                failures.append((number, text))
        return PartBytes(tables.parquet(), tuple(sorted(failures)))

    def _waiting(self, cases: Sequence[NumberedCase]) -> Iterator[tuple[int, Callable[[], CaseAnswers]]]:
        """Yield the number of every case and what answers it; those that share a solution come together."""
        pools = [case for case in cases if may_be_pool(self.task.scenario, case[1])]
        for number, settings in pools:
            yield number, partial(self._pooled, settings)
        alone = cases if not pools else [case for case in cases if case not in pools]
        for key, lot in self._lots(alone).items():
            groups = self._groups_of(key, lot)
            for number, settings in lot if groups is None else _together(lot, groups):
                yield number, partial(self._answers, groups, settings)

    def _lots(self, cases: Sequence[NumberedCase]) -> dict[str, list[NumberedCase]]:
        """Group cases that share one parsed scenario."""
        lots: dict[str, list[NumberedCase]] = {}
        for number, settings in cases:
            lots.setdefault(repr([settings[path] for path in self._slow]), []).append((number, settings))
        return lots

    def _groups_of(self, key: str, lot: Sequence[NumberedCase]) -> CompiledGroups | None:
        """Return the compiled groups of some cases; none where making them would cost more than it saves."""
        known = self._kept.get(key)
        if known is not None or (self._slow and len(lot) == 1):
            return known
        groups = self._new_groups({path: lot[0][1][path] for path in self._slow})
        return None if groups is None else self._kept.keep(key, groups)

    def _new_groups(self, slow: Mapping[str, Any]) -> CompiledGroups | None:
        """Return the compiled groups of the scenario under some settings; ``None`` when there are none."""
        try:
            scenario = changed(self.task.scenario, slow) if slow else self.task.scenario
        except ScenarioError:
            return None
        levers = levers_of(scenario, self._fast)
        if not all(lever.fast for lever in levers):
            return None
        return CompiledGroups(scenario, levers, dict(self.task.start_levels), self._asking, self._compiler)

    def _pooled(self, settings: Mapping[str, Any]) -> CaseAnswers:
        """Return the answers of a case that may be a pool: each reading's by a worker of its own."""
        of_lens = {path: value for path, value in settings.items() if is_of_lens(path)}
        scenario = changed(self.task.scenario, of_lens)
        others = {path: value for path, value in settings.items() if path not in of_lens}
        if not scenario.pooled:  # an axis beside pools: a mixture, or one reading
            lens = next(iter(scenario.shares)) if len(scenario.shares) == 1 else ""
            return self._reading(lens)._alone(others) if lens else self._answers(None, settings)
        found = {lens: self._reading(lens)._alone(others) for lens in scenario.shares}
        return pooled_answers(found, list(scenario.shares.values()))

    def _reading(self, lens: str) -> PartWorker:
        """Return the worker of the scenario under one lens."""
        if lens not in self._readings:
            task = self.task
            columns = tuple(column for column in task.columns if not is_of_lens(column.path))
            read = changed(task.scenario, {}, lens)
            self._readings[lens] = PartWorker(replace(task, scenario=read, columns=columns))
        return self._readings[lens]

    def _alone(self, settings: Mapping[str, Any]) -> CaseAnswers:
        """Return the answers of one case by itself."""
        key = repr([settings[path] for path in self._slow])
        return self._answers(self._groups_of(key, [(0, settings)]), settings)

    def _answers(self, groups: CompiledGroups | None, settings: Mapping[str, Any]) -> CaseAnswers:
        found = None if groups is None else groups.answers(settings)
        if found is not None:
            return found
        compiled = self._compiler.compiled(changed(self.task.scenario, settings))
        solution = self._asking.solution(compiled, self._asking.watched(compiled))
        return solution.at(compiled.standoff.opening.start)


def may_be_pool(scenario: Scenario, settings: Mapping[str, Any]) -> bool:
    """Return whether a case can be a pool: where the scenario is one, or what sets the lens makes it one."""
    return scenario.pooled or any(is_pool(value) for path, value in settings.items() if path == LENS)


def is_of_lens(path: str) -> bool:
    """Return whether a path sets the lens, or a share of one."""
    return path.partition(".")[0] == LENS


def _together(lot: Sequence[NumberedCase], groups: CompiledGroups) -> list[NumberedCase]:
    """Put cases with the same solution next to each other, groups in the order of their first cases."""
    ordered: dict[Any, dict[Any, list[NumberedCase]]] = {}
    for case in lot:
        start, numbers = groups.order(case[1])
        ordered.setdefault(start, {}).setdefault(numbers, []).append(case)
    return [case for group in ordered.values() for cases in group.values() for case in cases]


def _spoken(error: BlinkFirstError) -> str:
    return "; ".join(map(str, error.problems)) if isinstance(error, ScenarioError) else str(error)


class PartTables:
    """Results of the cases of a part."""

    def __init__(self, task: SweepTask) -> None:
        self.task = task
        self.schemas = case_table_schemas(task.columns, task.outcomes, task.runs > 0)
        self._grown = {name: _Grown(schema) for name, schema in self.schemas.items() if name != CASES}
        self._cases: list[tuple[int, tuple[Any, ...], str]] = []
        # what names the rows of a table, by what decides it: hardly ever more than one
        self._months: dict[tuple[int, tuple[str, ...]], tuple[IntArray, IntArray]] = {}
        self._worlds: dict[tuple[bytes, tuple[Variable, ...]], tuple[FloatArray, IntArray, IntArray]] = {}
        self._ledgers: dict[tuple[PayoffColumn, ...], tuple[IntArray, IntArray, IntArray]] = {}

    def add(self, case_id: int, values: tuple[Any, ...], answers: CaseAnswers) -> None:
        """Add a case that was answered; ``values`` are those of the task's paths."""
        self._cases.append((case_id, values, ""))
        if answers.chances is not None and answers.values is not None:
            self._add_first_blinkers(case_id, answers)
        if answers.questions is not None:
            names, found = answers.questions
            grown = self._grown[QUESTIONS]
            grown.add(case_id, grown.codes("question", names), found)
        if answers.forecast is not None:
            self._add_forecast(case_id, answers, answers.forecast)
        if answers.trust is not None:
            self._add_condition(case_id, answers.trust)
        if answers.agents is not None:
            grown = self._grown[AGENTS]
            codes = grown.codes("actor", (*answers.actors, NOBODY))
            grown.add(case_id, codes, np.full(codes.size, self.task.runs), *np.array(answers.agents).T)

    def fail(self, case_id: int, values: tuple[Any, ...], error: str) -> None:
        """Add a case that failed."""
        self._cases.append((case_id, values, error))

    def parquet(self) -> dict[str, bytes]:
        """Return every table as the bytes of a Parquet file."""
        cases = sorted(self._cases, key=lambda case: case[0])
        cells: dict[str, ColumnCells] = {
            "case_id": np.array([number for number, _, _ in cases], dtype=np.int64),
            "error": [error for _, _, error in cases],
        }
        for index, column in enumerate(self.task.columns):
            cells[column.path] = setting_cells(column, [values[index] for _, values, _ in cases])
        tables = {CASES: parquet_bytes(self.schemas[CASES], cells)}
        for name, grown in self._grown.items():
            tables[name] = parquet_bytes(grown.schema, grown.columns())
        return tables

    def _add_first_blinkers(self, case_id: int, answers: CaseAnswers) -> None:
        assert answers.chances is not None and answers.values is not None
        grown = self._grown[FIRST_BLINKERS]
        nobody = np.maximum(1.0 - answers.chances.sum(axis=1), 0.0)
        any_blink, soft, hard = np.column_stack([answers.chances, nobody])
        value = np.append(answers.values, np.nan)
        grown.add(case_id, grown.codes("actor", (*answers.actors, NOBODY)), any_blink, soft, hard, value)

    def _add_condition(self, case_id: int, trust: Trust) -> None:
        grown = self._grown[CONDITION]
        cells: list[NDArray[Any]] = []
        for column, cell in zip(grown.schema.columns[1:], trust.row, strict=True):
            if column.kind == STRING:
                cells.append(grown.codes(column.name, (cell,)) if isinstance(cell, str) else np.array([-1]))
            else:
                cells.append(np.array([np.nan if cell is None else cell], dtype=np.float64))
        grown.add(case_id, *cells)

    def _add_forecast(self, case_id: int, answers: CaseAnswers, forecast: Forecast) -> None:
        if HAZARDS in self._grown:
            hazards = forecast.hazard_by_actor
            months, actors = self._actors_by_month(hazards.shape[0], forecast.actors)
            self._grown[HAZARDS].add(case_id, months, actors, hazards.ravel())
        if WORLD in self._grown:
            named = self._world(forecast.level_months, answers.variables)
            self._grown[WORLD].add(case_id, *named, np.hstack(forecast.levels).ravel())
        if PAYOFFS in self._grown:
            rows, actors, arguments = self._ledger(forecast.actors, forecast.columns)
            utils = np.bincount(rows, weights=forecast.value_split, minlength=actors.size)
            self._grown[PAYOFFS].add(case_id, actors, arguments, utils)

    def _actors_by_month(self, months: int, actors: tuple[str, ...]) -> tuple[IntArray, IntArray]:
        """Return month and actor, as codes, of all actors in all months."""
        if (months, actors) not in self._months:
            codes = self._grown[HAZARDS].codes("actor", actors)
            numbers = np.arange(1, months + 1)
            self._months[months, actors] = np.repeat(numbers, codes.size), np.tile(codes, months)
        return self._months[months, actors]

    def _world(
        self, months: FloatArray, variables: tuple[Variable, ...]
    ) -> tuple[FloatArray, IntArray, IntArray]:
        """Return month, variable and level, as codes, of all levels of all variables in all months."""
        key = months.tobytes(), variables
        if key not in self._worlds:
            grown = self._grown[WORLD]
            names = grown.codes("variable", tuple(v.name for v in variables for _ in v.levels))
            levels = grown.codes("level", tuple(level for v in variables for level in v.levels))
            repeated = np.tile(names, months.size), np.tile(levels, months.size)
            self._worlds[key] = np.repeat(months, levels.size), *repeated
        return self._worlds[key]

    def _ledger(
        self, actors: Sequence[str], columns: tuple[PayoffColumn, ...]
    ) -> tuple[IntArray, IntArray, IntArray]:
        """Return the row of every payoff column, and actor and argument, as codes, of every row."""
        if columns not in self._ledgers:
            rows: dict[tuple[int, str], int] = {}
            owners = [rows.setdefault((c.actor, c.argument), len(rows)) for c in columns]
            grown = self._grown[PAYOFFS]
            self._ledgers[columns] = (
                np.array(owners, dtype=np.int64),
                grown.codes("actor", tuple(actors[actor] for actor, _ in rows)),
                grown.codes("argument", tuple(argument for _, argument in rows)),
            )
        return self._ledgers[columns]


class _Grown:
    """A table in work: pieces of its columns, texts as codes."""

    def __init__(self, schema: TableSchema) -> None:
        self.schema = schema
        self._cases: list[int] = []
        self._pieces: list[tuple[NDArray[Any], ...]] = []
        self._labels: dict[str, dict[str, int]] = {c.name: {} for c in schema.columns if c.kind == STRING}
        self._known: dict[tuple[str, tuple[str, ...]], IntArray] = {}

    def codes(self, column: str, names: tuple[str, ...]) -> IntArray:
        known = self._known.get((column, names))
        if known is None:
            labels = self._labels[column]
            codes = [labels.setdefault(name, len(labels)) for name in names]
            known = self._known[column, names] = np.array(codes, dtype=np.int64)
        return known

    def add(self, case_id: int, *cells: NDArray[Any]) -> None:
        """Add the rows of a case; ``cells`` of all columns behind the case's number."""
        self._cases.append(case_id)
        self._pieces.append(cells)

    def columns(self) -> Mapping[str, ColumnCells]:
        """Return all columns, rows in the order of the cases."""
        names = [column.name for column in self.schema.columns]
        order = sorted(range(len(self._cases)), key=lambda k: self._cases[k])
        ordered = [self._pieces[k] for k in order]
        cases = np.array([self._cases[k] for k in order], dtype=np.int64)
        found: dict[str, ColumnCells] = {names[0]: np.repeat(cases, [cells[0].size for cells in ordered])}
        for index, name in enumerate(names[1:]):
            pieces = [cells[index] for cells in ordered]
            cells = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)
            labels = self._labels.get(name)
            found[name] = cells if labels is None else Coded(cells, tuple(labels))
        return found
