"""Two sweeps side by side: case by case where their settings agree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.questions.compare.outcomes import ComparedOutcome, Kind
from blinkfirst.questions.compare.payoff_relevant import payoff_relevant
from blinkfirst.report.answer import Answer
from blinkfirst.report.provenance import Provenance, provenance_in
from blinkfirst.scenario.differences import Difference, differences
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.nodes import Node, deepest, plain
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.yaml_trees import scalar
from blinkfirst.study.design.values import canonical, canonical_path
from blinkfirst.study.store.manifest import SCENARIO, SweepManifest, read_sweep_manifest
from blinkfirst.study.store.parts import parts_there
from blinkfirst.study.store.reading import read_table
from blinkfirst.study.store.spreads import (
    SAME,
    CaseSettings,
    OutcomeColumn,
    PathGroups,
    SettingsGatherer,
    Spread,
    outcome_columns,
    path_groups,
    spread_of,
)
from blinkfirst.study.store.tables import CASES, FIRST_BLINKERS, QUESTIONS

LENS = "lens"
_NOTHING = "nothing is written there"
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
class Pairs:
    """Numbers of the cases that are the same in two sweeps: those of the first, rising, and of the second."""

    first: IntArray
    second: IntArray


@dataclass(frozen=True)
class Settled:
    """The cases of a sweep, with what its scenario says where a path is left alone.

    Attributes
    ----------
    settings : of the cases.
    varied : by path, as it is spelled in the settings; paths in full.
    own : the scenario's own values by path; for all paths that either sweep varies.
    """

    settings: CaseSettings
    varied: Mapping[str, str]
    own: Mapping[str, Any]


@dataclass(frozen=True)
class SweptFolder:
    """The folder of a sweep: what was swept, the scenario as it is where nothing varies, the cases done."""

    folder: Path
    manifest: SweepManifest
    scenario: Scenario
    settings: CaseSettings

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths that vary."""
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

    outcome: ComparedOutcome
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


@dataclass(frozen=True, repr=False)
class SweepComparison(Answer, tables="sweep_tables", page="sweep_page", figure="sweep_figure"):
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

    first: SweptFolder
    second: SweptFolder
    assumptions: tuple[Difference, ...]
    idle: tuple[Difference, ...]
    own: tuple[Mapping[str, Any], Mapping[str, Any]]
    pairs: Pairs
    outcomes: tuple[OutcomePairs, ...]

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """The scenarios of the two sweeps, and when they were made."""
        return provenance_in(self.first.folder), provenance_in(self.second.folder)


def read_sweep(folder: Path) -> SweptFolder:
    """Read what a sweep is about and the settings of its cases, finished or not.

    Raises `StoreError` when the folder holds no sweep, or a part is damaged.
    """
    manifest = read_sweep_manifest(folder)
    gatherer = SettingsGatherer(manifest.paths)
    for batch in read_table(folder, CASES, parts_there(folder, manifest.parts)):
        gatherer.take(batch)
    return SweptFolder(folder, manifest, load(folder / SCENARIO), gatherer.gathered())


def compare_sweeps(first: SweptFolder, second: SweptFolder) -> SweepComparison:
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


def _outcomes(first: SweptFolder, second: SweptFolder, pairs: Pairs) -> Iterator[OutcomePairs]:
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
    first: SweptFolder, second: SweptFolder, units: Mapping[str, str]
) -> Iterator[tuple[ComparedOutcome, OutcomeColumn, OutcomeColumn]]:
    for table, label, value, kind in _COLUMNS:
        if table not in first.manifest.outcomes or table not in second.manifest.outcomes:
            continue
        theirs = {column.name: column for column in _columns(second, table, label, value)}
        for ours in _columns(first, table, label, value):
            unit = units[ours.name] if kind == "question" else _UNITS.get(kind, "probability")
            if ours.name in theirs:
                yield ComparedOutcome(kind, ours.name, unit), ours, theirs[ours.name]


def _having(pairs: Pairs, ours: OutcomeColumn, theirs: OutcomeColumn) -> Pairs:
    """Return the pairs in which both cases have an outcome: neither failed, and both have been done."""
    there = np.isin(pairs.first, ours.case_ids) & np.isin(pairs.second, theirs.case_ids)
    return Pairs(pairs.first[there], pairs.second[there])


def _columns(sweep: SweptFolder, table: str, label: str, value: str) -> tuple[OutcomeColumn, ...]:
    parts = parts_there(sweep.folder, sweep.manifest.parts)
    batches = read_table(sweep.folder, table, parts)
    # nobody gets nothing
    return outcome_columns((b.filter(b.column(value).is_valid()) for b in batches), label, value)


def settled(settings: CaseSettings, scenario: Scenario, paths: Sequence[str]) -> Settled:
    """Return the cases of a sweep with the scenario's own values.

    Parameters
    ----------
    paths : every path that either of the two sweeps varies.
    """
    # under a lens that varies a number by lens is no single number
    pinned = None if LENS in paths else payoff_relevant(scenario)
    full = dict.fromkeys(map(canonical_path, paths))
    return Settled(
        settings=settings,
        varied={canonical_path(path): path for path in settings.codes},
        own={path: _own(scenario.composed, pinned, path) for path in full},
    )


def _own(composed: Node, pinned: Node | None, path: str) -> Any:
    steps = tuple(path.split("."))
    for tree in (pinned, composed):
        if tree is not None:
            node, taken = deepest(tree, steps)
            if taken == len(steps):
                return plain(node)
    return _NOTHING


def paired(first: Settled, second: Settled) -> Pairs:
    """Return the cases that have the same value for every path; of several alike the first counts."""
    sizes = first.settings.case_ids.size, second.settings.case_ids.size
    rows = np.zeros(sum(sizes), dtype=np.int64)
    for path in first.own:
        codes = _common_codes(_cells(first, path), _cells(second, path))
        # numbers of rows stay below the number of cases, so that their product with a code fits
        rows = np.unique(rows * (codes.max(initial=0) + 1) + codes, return_inverse=True)[1]
    _, one, other = np.intersect1d(rows[: sizes[0]], rows[sizes[0] :], return_indices=True)
    order = np.argsort(one)
    return Pairs(first.settings.case_ids[one[order]], second.settings.case_ids[other[order]])


def _cells(side: Settled, path: str) -> NDArray[Any]:
    """Return the value of a path in every case: numbers, or words by which values can be told apart."""
    settings, own = side.settings, side.own[path]
    number = isinstance(own, int | float) and not isinstance(own, bool)
    count = settings.case_ids.size
    if path not in side.varied:
        return np.full(count, float(own)) if number else np.full(count, canonical(own))
    codes = settings.codes[side.varied[path]]
    if side.varied[path] in settings.texts:
        words = [_word(text) for text in settings.texts[side.varied[path]]]
        return np.array([*words, canonical(own)])[codes]
    alone = np.isnan(codes)
    if number or not alone.any():
        return np.where(alone, float(own) if number else 0.0, codes)
    return np.where(alone, canonical(own), _as_words(codes))


def _word(text: str) -> str:
    return canonical(json.loads(text) if text[:1] in ("{", "[") else scalar(text))


def _as_words(numbers: NDArray[Any]) -> NDArray[Any]:
    different, places = np.unique(numbers, return_inverse=True)
    return np.array([canonical(float(number)) for number in different])[places]


def _common_codes(one: NDArray[Any], other: NDArray[Any]) -> IntArray:
    """Return numbers from 0, the same for the same value on either side; the first side first."""
    if one.dtype.kind != other.dtype.kind:
        one, other = (cells if cells.dtype.kind == "U" else _as_words(cells) for cells in (one, other))
    return np.unique(np.concatenate([one, other]), return_inverse=True)[1].astype(np.int64)
