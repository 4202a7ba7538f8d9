"""Sweeps: many cases of a scenario, cut into parts, each computed once, wherever there is a worker.

A sweep has a scenario, one design per round, and a manifest that says into which parts the cases are cut;
nothing of that depends on the machine. `swept` computes the parts that are missing and yields their tables as
bytes, in any order and a few at a time. Whoever calls it keeps them (`blinkfirst.study.kept_sweep`), shows
them (`blinkfirst.study.run`), or both; so memory does not grow with the number of cases.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.cases.part_worker import PartWorker
from blinkfirst.study.cases.sweep_task import SweepTask, sweep_task
from blinkfirst.study.design.design import Design, new_cases
from blinkfirst.study.executors.executor import Executor, NumberedCase, Part, PartBytes
from blinkfirst.study.store.manifest import Round, SweepManifest, manifest_of_sweep
from blinkfirst.study.store.tables import DEFAULT_OUTCOMES, path_column


@dataclass(frozen=True)
class SweepRequest:
    """A design of cases, and the outcomes wanted of them.

    Attributes
    ----------
    outcomes : names of tables, out of ``OUTCOMES``.
    seed, runs : of the agents; 0 runs when none play.

    Outcomes, seed or runs of ``None`` are as in the folder that a sweep is kept in already; in a new one they
    are all tables, 0 and 0.
    """

    scenario: Scenario
    design: Design
    outcomes: tuple[str, ...] | None = None
    seed: int | None = None
    runs: int | None = None


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been planned: its scenario, the design of every round, the manifest of them all."""

    scenario: Scenario
    designs: tuple[Design, ...]
    manifest: SweepManifest

    @property
    def legs(self) -> tuple[SweepRound, ...]:
        """The rounds, ready to be computed."""
        rounds = zip(self.designs, self.manifest.rounds, strict=True)
        return tuple(
            SweepRound(self.task(design), round_, design, self.designs[:number])
            for number, (design, round_) in enumerate(rounds)
        )

    def task(self, design: Design) -> SweepTask:
        """Return the task that all parts of a round share."""
        manifest = self.manifest
        return sweep_task(
            self.scenario, design, manifest.outcomes, manifest.runs, manifest.seed, manifest.paths
        )

    def extended(self, design: Design, cases: int, part_size: int) -> Sweep:
        """Return the sweep with one more round of so many cases."""
        manifest = self.manifest.enlarged(design.as_object(), cases, part_size)
        return Sweep(self.scenario, (*self.designs, design), manifest)


@dataclass(frozen=True)
class SweepRound:
    """One round of a sweep.

    Attributes
    ----------
    task : what its parts have in common.
    round : its numbers.
    design, earlier : its cases are those of its design that no earlier one has.
    """

    task: SweepTask
    round: Round
    design: Design
    earlier: tuple[Design, ...]

    def parts(self, wanted: Collection[int]) -> Iterator[Part]:
        """Yield those of its parts that are wanted, in order, each made when it is asked for."""
        if not self.earlier:  # the first round: its cases are the design's, by the same numbers
            for number in self.round.parts:
                if number in wanted:
                    numbers = self.round.cases_of(number)
                    yield _part(number, numbers, self.design.cases(numbers.start, numbers.stop))
            return
        if wanted:
            left = new_cases(self.design, self.earlier)
            for number in self.round.parts:
                numbers = self.round.cases_of(number)
                cases = islice(left, len(numbers))
                if number in wanted:
                    yield _part(number, numbers, cases)
                else:
                    for _ in cases:
                        pass


def new_sweep(request: SweepRequest) -> Sweep:
    """Return the sweep of a request with no round yet; `Sweep.extended` adds the first."""
    columns = tuple(path_column(path, values) for path, values in request.design.values_by_path.items())
    outcomes = DEFAULT_OUTCOMES if request.outcomes is None else request.outcomes
    manifest = manifest_of_sweep(request.scenario, columns, outcomes, request.seed or 0, request.runs or 0)
    return Sweep(request.scenario, (), manifest)


def planned(request: SweepRequest, part_size: int) -> Sweep:
    """Return the sweep of a request with its first round, so many cases a part."""
    return new_sweep(request).extended(request.design, len(request.design), part_size)


def swept(
    sweep: Sweep, executor: Executor, done: Collection[int] = frozenset()
) -> Iterator[tuple[int, PartBytes]]:
    """Compute the parts that are not done; yield the number of each and what it gave, as they finish.

    Raises `WorkerError` when workers are lost for good.
    """
    for leg in sweep.legs:
        wanted = set(leg.round.parts).difference(done)
        if wanted:
            yield from executor.run_parts(partial(PartWorker, leg.task), leg.parts(wanted))


def _part(number: int, numbers: range, cases: Iterator[dict[str, Any]]) -> Part:
    numbered: tuple[NumberedCase, ...] = tuple(zip(numbers, cases, strict=True))
    return Part(number, numbered)
