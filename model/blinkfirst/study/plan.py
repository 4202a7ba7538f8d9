"""The plan of a sweep: new, gone on with or enlarged, decided once; run executes it, a dry run prints it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from blinkfirst.errors import StudyError
from blinkfirst.study.cases.cost import SweepCost, cost_of
from blinkfirst.study.kept_sweep import KeptSweep
from blinkfirst.study.store.sweep_folder import check_place, holds_sweep
from blinkfirst.study.sweep import Sweep, SweepRequest, new_sweep


@dataclass(frozen=True)
class Plan:
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

        Raises
        ------
        OptionError, StoreError
            When the folder cannot be written to.
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
    request: SweepRequest | None,
    folder: Path | None = None,
    resume: bool = False,
    writing: bool = False,
) -> Plan:
    """Plan a sweep; nothing is written yet and nothing solved.

    Parameters
    ----------
    request : ``None`` to go on with what the folder holds.
    folder : to keep it in.
    resume : go on with the sweep that the folder holds, and enlarge it by what the request has more.
    writing : open a folder that holds a sweep for `Plan.begin`; its damaged parts are then removed.

    Raises
    ------
    OptionError, StoreError, StudyError
        When the folder is taken, cannot be written to or holds another sweep.
    """
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
    return Plan(sweep.extended(request.design, cases, cost.cases_per_part), cost, folder, None, cases)


def _on_top(kept: KeptSweep, request: SweepRequest | None) -> Plan:
    sweep, folder = kept.sweep, kept.store.folder
    more = 0 if request is None else kept.count_new_cases(request)
    if request is None or not more:
        return Plan(sweep, cost_of(sweep.task(sweep.designs[-1])), folder, kept, 0)
    cost = cost_of(replace(sweep, scenario=request.scenario).task(request.design))
    return Plan(sweep.extended(request.design, more, cost.cases_per_part), cost, folder, kept, more)
