"""The summary of a sweep: its progress, its failures, and the spread of its outcomes over the cases.

Goes through ``cases``, ``first_blinkers`` and ``questions`` once. Quartiles need all values of an outcome, so
this holds a number per case, outcome and path: some hundred megabytes for a million cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from blinkfirst.game.game import IntArray
from blinkfirst.study.store.manifest import SweepManifest, read_sweep_manifest, summary_facts
from blinkfirst.study.store.parts import parts_there
from blinkfirst.study.store.reading import read_table
from blinkfirst.study.store.spreads import (
    CaseSettings,
    OutcomeColumn,
    PathGroups,
    SettingsGatherer,
    Spread,
    outcome_columns,
    path_groups,
    shares_of_being_likeliest,
    spread_of,
)
from blinkfirst.study.store.tables import CASES, FIRST_BLINKERS, QUESTIONS

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:e[+-]?\d+)?")


@dataclass(frozen=True)
class FailureGroup:
    """Cases that failed for the same reason, but for numbers in it: the first message and the first case."""

    message: str
    cases: int
    first_case: int
    settings: Mapping[str, float | str | None]


@dataclass(frozen=True)
class SweepSummary:
    """The summary of a sweep.

    Attributes
    ----------
    manifest : what was swept.
    parts_done, cases_done : how far it is; failed cases are done.
    failures : largest group first.
    first_blinkers, questions : empty when they are not among the outcomes, or nothing is done yet.
    tied_cases : how many cases have several who are equally likely, and likeliest, to blink first.
    """

    manifest: SweepManifest
    parts_done: int
    cases_done: int
    failures: tuple[FailureGroup, ...]
    first_blinkers: tuple[Spread, ...]
    questions: tuple[Spread, ...]
    tied_cases: int

    @property
    def cases_left(self) -> int:
        """The number of cases still to be done."""
        return self.manifest.cases - self.cases_done

    @property
    def cases_failed(self) -> int:
        """The number of failed cases."""
        return sum(group.cases for group in self.failures)

    def as_object(self) -> dict[str, Any]:
        """Return what docs/reference/result-folders.md describes, for JSON."""
        manifest = self.manifest
        return {
            **summary_facts(manifest),
            "paths": [column.path for column in manifest.paths],
            "rounds": [{"design": round_.design, "cases": round_.cases} for round_ in manifest.rounds],
            "cases": manifest.cases,
            "cases_done": self.cases_done,
            "cases_failed": self.cases_failed,
            "cases_left": self.cases_left,
            "parts": manifest.parts,
            "parts_done": self.parts_done,
            "failures": [asdict(group) for group in self.failures],
            "first_blinkers": [asdict(spread) for spread in self.first_blinkers],
            "questions": [asdict(spread) for spread in self.questions],
            "tied_cases": self.tied_cases,
        }


def summary_of(folder: Path) -> SweepSummary:
    """Sum up a sweep, finished or not.

    Raises `StoreError` when the folder holds no sweep, or a part is damaged.
    """
    manifest = read_sweep_manifest(folder)
    parts = parts_there(folder, manifest.parts)
    gatherer, failed = SettingsGatherer(manifest.paths), list[tuple[int, str]]()
    for batch in read_table(folder, CASES, parts):
        gatherer.take(batch)
        errors = zip(batch.column("case_id").to_pylist(), batch.column("error").to_pylist(), strict=True)
        failed += [(case_id, error) for case_id, error in errors if error]
    settings = gatherer.gathered()
    blinks = _outcomes(folder, manifest, parts, FIRST_BLINKERS, "actor", "first_blink")
    answers = _outcomes(folder, manifest, parts, QUESTIONS, "question", "answer")
    units = {question.name: question.unit for question in manifest.questions}
    likeliest, tied = shares_of_being_likeliest(blinks)
    return SweepSummary(
        manifest=manifest,
        parts_done=len(parts),
        cases_done=settings.case_ids.size,
        failures=_failures(failed, settings),
        first_blinkers=tuple(
            spread_of(column, "probability", settings, groups, share)
            for (column, groups), share in zip(_grouped(blinks, settings), likeliest, strict=True)
        ),
        questions=tuple(
            spread_of(column, units[column.name], settings, groups)
            for column, groups in _grouped(answers, settings)
        ),
        tied_cases=tied,
    )


def _grouped(
    columns: Sequence[OutcomeColumn], settings: CaseSettings
) -> Iterator[tuple[OutcomeColumn, tuple[PathGroups, ...]]]:
    """Yield each outcome with the groups of its cases, which mostly are those of the outcome before."""
    case_ids: IntArray | None = None
    groups: tuple[PathGroups, ...] = ()
    for column in columns:
        if case_ids is None or not np.array_equal(case_ids, column.case_ids):
            case_ids, groups = column.case_ids, path_groups(settings, column.case_ids)
        yield column, groups


def _outcomes(
    folder: Path, manifest: SweepManifest, parts: Sequence[int], table: str, label: str, value: str
) -> tuple[OutcomeColumn, ...]:
    if table not in manifest.outcomes:
        return ()
    return outcome_columns(read_table(folder, table, parts), label, value)


def _failures(failed: Sequence[tuple[int, str]], settings: CaseSettings) -> tuple[FailureGroup, ...]:
    """Put failures together whose messages differ in numbers only."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for case_id, error in failed:
        groups.setdefault(_NUMBER.sub("#", error), []).append((case_id, error))
    found = [
        FailureGroup(members[0][1], len(members), members[0][0], settings.of(members[0][0]))
        for members in groups.values()
    ]
    return tuple(sorted(found, key=lambda group: -group.cases))
