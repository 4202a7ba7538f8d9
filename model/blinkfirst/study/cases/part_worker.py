"""Answers the cases of a sweep, a part at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from blinkfirst.compile.reuse import LruCache
from blinkfirst.errors import BlinkFirstError, ScenarioError
from blinkfirst.scenario.loading import changed
from blinkfirst.study.cases.case_results import Asking, CaseAnswers
from blinkfirst.study.cases.compiled_groups import CompiledGroups, Compiler
from blinkfirst.study.cases.levers import levers_of
from blinkfirst.study.cases.part_tables import PartTables
from blinkfirst.study.cases.sweep_task import SweepTask, settings_of
from blinkfirst.study.executors.executor import NumberedCase, PartBytes


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

    def part(self, cases: Sequence[NumberedCase]) -> PartBytes:
        """Answer some cases, given by number and settings.

        Raises
        ------
        StudyError
            When a case sets other paths than the task's.
        """
        tables = PartTables(self.task)
        values = {number: settings_of(settings, self.task.paths) for number, settings in cases}
        failures: list[tuple[int, str]] = []
        for key, lot in self._lots(cases).items():
            groups = self._groups_of(key, lot)
            for number, settings in lot if groups is None else _together(lot, groups):
                try:
                    tables.add(number, values[number], self._answers(groups, settings))
                except BlinkFirstError as error:
                    text = _spoken(error)
                    tables.fail(number, values[number], text)
                    failures.append((number, text))
        return PartBytes(tables.parquet(), tuple(sorted(failures)))

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

    def _answers(self, groups: CompiledGroups | None, settings: Mapping[str, Any]) -> CaseAnswers:
        found = None if groups is None else groups.answers(settings)
        if found is not None:
            return found
        compiled = self._compiler.compiled(changed(self.task.scenario, settings))
        solution = self._asking.solution(compiled, self._asking.watched(compiled))
        return solution.at(compiled.standoff.opening.start)


def _together(lot: Sequence[NumberedCase], groups: CompiledGroups) -> list[NumberedCase]:
    """Put cases with the same solution next to each other, groups in the order of their first cases."""
    ordered: dict[Any, dict[Any, list[NumberedCase]]] = {}
    for case in lot:
        start, numbers = groups.order(case[1])
        ordered.setdefault(start, {}).setdefault(numbers, []).append(case)
    return [case for group in ordered.values() for cases in group.values() for case in cases]


def _spoken(error: BlinkFirstError) -> str:
    return "; ".join(map(str, error.problems)) if isinstance(error, ScenarioError) else str(error)
