"""A sweep planned, and kept in a folder: new, resumed after any stop, or enlarged.

`plan` alone decides which of the three; a run executes the plan, a dry run prints it. The folder's own
``scenario.yaml`` is what is computed, from the first case on: a sweep that is resumed needs nothing but its
folder, and an error message names the same line whoever computed the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from blinkfirst.errors import StudyError, check_installed
from blinkfirst.scenario.differences import ABSENT, Difference, differences
from blinkfirst.scenario.loading import scenario_of
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import expanded
from blinkfirst.scenario.yaml_trees import read_text, yaml_text
from blinkfirst.study.cases.cost import SweepCost, cost_of
from blinkfirst.study.design.design import Design, count_new_cases, design_from
from blinkfirst.study.store.manifest import MANIFEST, SCENARIO, SweepManifest, check_values_fit, versions
from blinkfirst.study.store.sweep_folder import CaseStore, check_place, holds_sweep
from blinkfirst.study.sweep import Sweep, SweepRequest, new_sweep

MOST_DIFFERENCES = 20  # shown when a folder holds another scenario


@dataclass(frozen=True)
class KeptSweep:
    """A sweep, the folder it is kept in, open for writing, and notices for whoever started it."""

    store: CaseStore
    sweep: Sweep
    notices: tuple[str, ...] = ()

    def read(self, number: int, names: Sequence[str]) -> dict[str, bytes]:
        """Return tables of a part that is kept; raises `StoreError` when one is damaged."""
        return {name: self.store.read_part(number, name) for name in names}

    @classmethod
    def create(cls, folder: Path, sweep: Sweep) -> KeptSweep:
        """Begin a sweep in a new folder.

        Raises `OptionError` or `StoreError` when the folder is taken, or cannot be written to.
        """
        text = yaml_text(sweep.scenario.composed)
        own = replace(sweep, scenario=_scenario_in(text, sweep.scenario.name))
        store = CaseStore.create(folder, sweep.manifest, text)
        return cls(store, own, _notices(store.notice))

    @classmethod
    def open(cls, folder: Path, writing: bool = True) -> KeptSweep:
        """Open the sweep in a folder as it is, to finish it.

        Raises `OptionError` or `StoreError` when there is none, or it cannot be written to.

        Parameters
        ----------
        writing : damaged parts are then removed; without it nothing in the folder is touched.
        """
        store = CaseStore.open(folder, writing)
        try:
            manifest = store.manifest
            scenario = _scenario_in(store.scenario_text(), manifest.scenario)
            designs = _designs_of(store)
            damage = _without_damage(store) if writing else ()
            notices = _notices(store.notice, *damage, _other_versions(manifest))
        except BaseException:
            store.close()
            raise
        return cls(store, Sweep(scenario, designs, manifest), notices)

    def count_new_cases(self, request: SweepRequest) -> int:
        """Return how many cases of a request are not yet planned in the folder.

        Raises `StudyError` when the folder is about something else, with everything that is different.
        """
        complaints = [
            *_other_scenario(self.sweep.scenario, request.scenario),
            *_other_question(self.sweep.manifest, request),
        ]
        if complaints:
            first = f"{self.store.folder}: holds another sweep; name another folder for this one"
            raise StudyError("\n".join([first, *complaints]))
        check_values_fit(self.sweep.manifest, request.design.values_by_path)
        return count_new_cases(request.design, self.sweep.designs)

    def extend(self, sweep: Sweep) -> KeptSweep:
        """Plan one more round in the folder: the last one of a sweep that is otherwise the folder's.

        Raises `StoreError` when the plan cannot be written.
        """
        store, added = self.store, sweep.manifest.rounds[-1]
        planned_there = f"{store.manifest.cases:,} cases are planned there already"
        notice = f"{store.folder}: {planned_there}, the design adds {added.cases:,}"
        store.add_round(added.design, added.cases, added.part_size)
        return KeptSweep(store, sweep, (*self.notices, notice))


def _scenario_in(text: str, name: str) -> Scenario:
    """Read the scenario of a folder; places in it are lines of its file, wherever the folder is."""
    return scenario_of(expanded(read_text(text, SCENARIO)), name, try_changes=False)


def _designs_of(store: CaseStore) -> tuple[Design, ...]:
    """Return the designs of the rounds of a folder.

    Raises `StudyError` when one is no design, or not one of the round's paths and number of cases.
    """
    manifest, path = store.manifest, store.folder / MANIFEST
    designs: list[Design] = []
    for k, round_ in enumerate(manifest.rounds):
        try:
            design = design_from(round_.design)
            check_values_fit(manifest, design.values_by_path)
            cases = count_new_cases(design, designs)
        except StudyError as error:
            raise StudyError(f"{path}: rounds.{k}.design: {error}") from None
        if cases != round_.cases:
            expected = f"expected {cases:,}, which its design has"
            raise StudyError(f"{path}: rounds.{k}.cases: {expected}, got {round_.cases:,}")
        designs.append(design)
    return tuple(designs)


def _without_damage(store: CaseStore) -> Iterator[str]:
    for part in store.damaged():
        store.remove_part(part.number)
        yield f"{store.folder}: part {part.number} was damaged ({part.problem}); it is computed again"


def _other_versions(manifest: SweepManifest) -> str:
    here = versions()
    other = [f"{name} {old}" for name, old in manifest.versions.items() if here.get(name) != old]
    if not other:
        return ""
    return f"begun with {', '.join(other)}, gone on with others: the last digits of new cases may differ"


def _notices(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _other_scenario(there: Scenario, asked: Scenario) -> list[str]:
    found = differences(there.composed, asked.composed)
    listed = [f"  {_spoken(difference)}" for difference in found[:MOST_DIFFERENCES]]
    more = len(found) - len(listed)
    return ["the scenario is not the same (there -> here):"] * bool(found) + listed + (
        [f"  and {more:,} more"] if more > 0 else []
    )


def _spoken(difference: Difference) -> str:
    old, new = ("absent" if value is ABSENT else _short(value) for value in (difference.old, difference.new))
    return f"{difference.path}: {old} -> {new}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _other_question(there: SweepManifest, asked: SweepRequest) -> list[str]:
    outcomes = None if asked.outcomes is None else ",".join(asked.outcomes)
    pairs = (
        ("outcomes", ",".join(there.outcomes), outcomes),
        ("seed", there.seed, asked.seed),
        ("runs", there.runs, asked.runs),
    )
    return [f"--{name}: {old} there, {new} here" for name, old, new in pairs if new not in (None, old)]


@dataclass(frozen=True)
class SweepPlan:
    """The work of a sweep.

    Attributes
    ----------
    sweep : with the round that is to be added.
    cost : of a case of its last round.
    folder : where it will be kept; ``None`` for a sweep that is not.
    kept : the sweep that the folder holds already, as it is.
    new_cases : how many cases the last round adds; 0 where a sweep is only gone on with.
    """

    sweep: Sweep
    cost: SweepCost
    folder: Path | None
    kept: KeptSweep | None
    new_cases: int

    @property
    def done(self) -> AbstractSet[int]:
        """The numbers of the parts that are there."""
        return set() if self.kept is None else self.kept.store.done()

    @property
    def cases_missing(self) -> int:
        """The number of cases still to be computed."""
        manifest = self.sweep.manifest
        return manifest.cases - sum(len(manifest.cases_of(part)) for part in self.done)

    def begin(self) -> KeptSweep | None:
        """Write the plan into its folder: a new manifest, or one more round; return the folder, open.

        Raises `OptionError` or `StoreError` when the folder cannot be written to.
        """
        if self.folder is None:
            return None
        if self.kept is None:
            return KeptSweep.create(self.folder, self.sweep)
        try:
            return self.kept.extend(self.sweep) if self.new_cases else self.kept
        except BaseException:
            self.kept.store.close()
            raise


def plan(
    request: SweepRequest | None, folder: Path | None = None, resume: bool = False, writing: bool = False
) -> SweepPlan:
    """Plan a sweep; nothing is written yet and nothing solved.

    Raises `OptionError`, `StoreError` or `StudyError` when the folder is taken, cannot be written to or holds
    another sweep.

    Parameters
    ----------
    request : ``None`` to go on with what the folder holds.
    folder : to keep it in.
    resume : go on with the sweep that the folder holds, and enlarge it by what the request has more.
    writing : open a folder that holds a sweep for `SweepPlan.begin`; its damaged parts are then removed.
    """
    check_installed("pyarrow", "sweep", "a sweep")
    if folder is not None and (request is None or (resume and holds_sweep(folder))):
        kept = KeptSweep.open(folder, writing)
        try:
            return _on_top(kept, request)
        except BaseException:
            kept.store.close()
            raise
    if request is None:
        raise StudyError("nothing to sweep; expected a request, or a folder that holds a sweep")
    if folder is not None:
        check_place(folder)
    sweep = new_sweep(request)
    cost = cost_of(sweep.task(request.design))
    cases = len(request.design)
    return SweepPlan(sweep.extended(request.design, cases, cost.cases_per_part), cost, folder, None, cases)


def _on_top(kept: KeptSweep, request: SweepRequest | None) -> SweepPlan:
    sweep, folder = kept.sweep, kept.store.folder
    more = 0 if request is None else kept.count_new_cases(request)
    if request is None or not more:
        return SweepPlan(sweep, cost_of(sweep.task(sweep.designs[-1])), folder, kept, 0)
    cost = cost_of(replace(sweep, scenario=request.scenario).task(request.design))
    return SweepPlan(sweep.extended(request.design, more, cost.cases_per_part), cost, folder, kept, more)
