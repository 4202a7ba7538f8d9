"""Two sweeps side by side: case by case where their settings agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.questions.compare.case_matching import LENS, Pairs, paired, settled
from blinkfirst.questions.compare.outcomes import Kind, Outcome
from blinkfirst.questions.compare.payoff_relevant import payoff_relevant
from blinkfirst.scenario.differences import Difference, differences
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.design.identity import canonical_path
from blinkfirst.study.store.manifest import SCENARIO, SweepManifest, read_sweep_manifest
from blinkfirst.study.store.outcome_columns import (
    CaseSettings,
    OutcomeColumn,
    SettingsGatherer,
    outcome_columns,
)
from blinkfirst.study.store.parts import parts_there
from blinkfirst.study.store.reading import read_table
from blinkfirst.study.store.spreads import SAME, PathGroups, Spread, path_groups, spread_of
from blinkfirst.study.store.tables import CASES, FIRST_BLINKERS, QUESTIONS

# table, column with the names, column with the numbers, and what they are
_COLUMNS: tuple[tuple[str, str, str, Kind], ...] = (
    (FIRST_BLINKERS, "actor", "first_blink", "first blink"),
    (QUESTIONS, "question", "answer", "question"),
    (FIRST_BLINKERS, "actor", "value", "value"),
    (FIRST_BLINKERS, "actor", "first_soft", "first soft blink"),
    (FIRST_BLINKERS, "actor", "first_hard", "first hard blink"),
)
_UNITS = {"value": "utils"}


@dataclass(frozen=True)
class Sweep:
    """The folder of a sweep: what was swept, the scenario as it is where nothing varies, the cases done."""

    folder: Path
    manifest: SweepManifest
    scenario: Scenario
    settings: CaseSettings

    @property
    def paths(self) -> tuple[str, ...]:
        """What varies."""
        return tuple(column.path for column in self.manifest.paths)


@dataclass(frozen=True)
class OutcomePairs:
    """An outcome in all cases that both sweeps have.

    Attributes
    ----------
    outcome : what it is.
    cases : numbers of the cases in either sweep.
    first, second : shape (n,), what it comes to in either.
    spread : of the difference, second minus first; settings and numbers of cases are the first sweep's.
    """

    outcome: Outcome
    cases: Pairs
    first: FloatArray
    second: FloatArray
    spread: Spread

    @property
    def rises(self) -> float:
        """The share of the cases in which it is larger in the second sweep."""
        return float((self.second - self.first > SAME).mean())

    @property
    def falls(self) -> float:
        """The share of the cases in which it is smaller in the second sweep."""
        return float((self.first - self.second > SAME).mean())


@dataclass(frozen=True)
class SweepComparison:
    """Two sweeps side by side.

    Attributes
    ----------
    first, second : the folders.
    assumptions : what differs in the two scenarios, and varies in neither sweep.
    idle : what differs and no outcome depends on.
    own : what either scenario itself says, by path, for every path that either sweep varies; paths in full.
    pairs : the cases that both have.
    outcomes : those kept in both, in cases that failed in neither.
    """

    first: Sweep
    second: Sweep
    assumptions: tuple[Difference, ...]
    idle: tuple[Difference, ...]
    own: tuple[Mapping[str, Any], Mapping[str, Any]]
    pairs: Pairs
    outcomes: tuple[OutcomePairs, ...]


def read_sweep(folder: Path) -> Sweep:
    """Read what a sweep is about and the settings of its cases, finished or not.

    Raises
    ------
    StoreError
        When the folder holds no sweep, or a part is damaged.
    """
    manifest = read_sweep_manifest(folder)
    gatherer = SettingsGatherer(manifest.paths)
    for batch in read_table(folder, CASES, parts_there(folder, manifest.parts)):
        gatherer.take(batch)
    return Sweep(folder, manifest, load(folder / SCENARIO), gatherer.gathered())


def sweeps_compared(first: Sweep, second: Sweep) -> SweepComparison:
    """Compare two sweeps.

    A case of the one belongs to a case of the other when every path that either sweep varies has the same
    value in both; where a sweep leaves a path alone, the value is its scenario's own.
    """
    paths = list(dict.fromkeys((*first.paths, *second.paths)))
    sides = [settled(sweep.settings, sweep.scenario, paths) for sweep in (first, second)]
    pairs = paired(sides[0], sides[1])
    found = _differences(first.scenario, second.scenario, paths)
    return SweepComparison(
        first=first,
        second=second,
        assumptions=tuple(d for d in found if d.kind == "assumption"),
        idle=tuple(d for d in found if d.kind != "assumption"),
        own=(sides[0].own, sides[1].own),
        pairs=pairs,
        outcomes=tuple(_outcomes(first, second, pairs)),
    )


def _differences(first: Scenario, second: Scenario, paths: Sequence[str]) -> list[Difference]:
    """Return what differs in two scenarios apart from what varies: what is in force, then what is idle."""
    varied = [tuple(canonical_path(path).split(".")) for path in paths]

    def varies(difference: Difference) -> bool:
        steps = tuple(map(str, difference.steps))
        return any(steps[: len(path)] == path for path in varied)

    written = differences(first.composed, second.composed)
    if LENS in paths:
        return [d for d in written if not varies(d)]
    essential = differences(payoff_relevant(first), payoff_relevant(second))
    found = [d for d in essential if d.kind == "assumption"] + [d for d in written if d.kind != "assumption"]
    return [d for d in found if not varies(d)]


def _outcomes(first: Sweep, second: Sweep, pairs: Pairs) -> Iterator[OutcomePairs]:
    units = {question.name: question.unit for question in first.manifest.questions}
    grouped, groups = Pairs(pairs.first[:0], pairs.second[:0]), tuple[PathGroups, ...]()
    for outcome, ours, theirs in _in_both(first, second, units):
        kept = _having(pairs, ours, theirs)
        if not kept.first.size:
            continue
        if not np.array_equal(kept.first, grouped.first):  # mostly all outcomes have the same cases
            grouped, groups = kept, path_groups(first.settings, kept.first)
        values = ours.values[np.searchsorted(ours.case_ids, kept.first)]
        others = theirs.values[np.searchsorted(theirs.case_ids, kept.second)]
        difference = OutcomeColumn(outcome.name, kept.first, others - values)
        spread = spread_of(difference, outcome.unit, first.settings, groups)
        yield OutcomePairs(outcome, kept, values, others, spread)


def _in_both(
    first: Sweep, second: Sweep, units: Mapping[str, str]
) -> Iterator[tuple[Outcome, OutcomeColumn, OutcomeColumn]]:
    """Yield the outcomes that both sweeps have kept, with their numbers in either."""
    for table, label, value, kind in _COLUMNS:
        if table not in first.manifest.outcomes or table not in second.manifest.outcomes:
            continue
        theirs = {column.name: column for column in _columns(second, table, label, value)}
        for ours in _columns(first, table, label, value):
            unit = units[ours.name] if kind == "question" else _UNITS.get(kind, "probability")
            if ours.name in theirs:
                yield Outcome(kind, ours.name, unit), ours, theirs[ours.name]


def _having(pairs: Pairs, ours: OutcomeColumn, theirs: OutcomeColumn) -> Pairs:
    """Return the pairs in which both cases have an outcome: neither failed, and both have been done."""
    there = np.isin(pairs.first, ours.case_ids) & np.isin(pairs.second, theirs.case_ids)
    return Pairs(pairs.first[there], pairs.second[there])


def _columns(sweep: Sweep, table: str, label: str, value: str) -> tuple[OutcomeColumn, ...]:
    parts = parts_there(sweep.folder, sweep.manifest.parts)
    batches = read_table(sweep.folder, table, parts)
    # nobody gets nothing
    return outcome_columns((b.filter(b.column(value).is_valid()) for b in batches), label, value)
