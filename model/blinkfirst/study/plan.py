"""Sweeps: many cases of a scenario, cut into parts, each computed once, wherever there is a worker.

A sweep has a scenario, one design per round, and a manifest that says into which parts the cases are cut;
nothing of that depends on the machine. `swept` computes the parts that are missing and yields their tables as
bytes, in any order and a few at a time. Whoever calls it keeps them (`blinkfirst.study.folder_plan`), shows
them (`blinkfirst.study.part_order`), or both; so memory does not grow with the number of cases.
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
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.rounds import new_cases
from blinkfirst.study.executors.executor import Executor, NumberedCase, Part, PartBytes
from blinkfirst.study.store.manifest import Round, StoreManifest, manifest_of_sweep
from blinkfirst.study.store.tables import PathColumn, path_column


@dataclass(frozen=True)
class SweepRequest:
    """What somebody wants to know of which cases.

    Attributes
    ----------
    outcomes : names of tables, out of ``OUTCOMES``.
    seed, runs : of the agents; 0 runs when none play.
    """

    scenario: Scenario
    design: Design
    outcomes: tuple[str, ...]
    seed: int = 0
    runs: int = 0

    def task(self, paths: tuple[PathColumn, ...]) -> SweepTask:
        """Return what all parts of its cases have in common."""
        return sweep_task(
            self.scenario, self.design, self.outcomes, runs=self.runs, seed=self.seed, columns=paths
        )


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been planned: the request of every round, and the manifest of them all."""

    requests: tuple[SweepRequest, ...]
    manifest: StoreManifest

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The rounds with what is needed to compute them."""
        return tuple(
            Leg(
                request.task(self.manifest.paths),
                round_,
                request.design,
                tuple(earlier.design for earlier in self.requests[:number]),
            )
            for number, (request, round_) in enumerate(zip(self.requests, self.manifest.rounds, strict=True))
        )


@dataclass(frozen=True)
class Leg:
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


def planned(request: SweepRequest, part_size: int) -> Sweep:
    """Plan the first round of a sweep.

    Parameters
    ----------
    part_size : cases per part.
    """
    manifest = manifest_of_sweep(
        request.scenario, path_columns(request.design), request.outcomes, request.seed, request.runs
    )
    return Sweep((request,), manifest.enlarged(request.design.as_object(), len(request.design), part_size))


def path_columns(design: Design) -> tuple[PathColumn, ...]:
    """Return the columns that the paths of a design have in the table of cases."""
    return tuple(path_column(path, values) for path, values in design.values_by_path.items())


def swept(
    sweep: Sweep, executor: Executor, done: Collection[int] = frozenset()
) -> Iterator[tuple[int, PartBytes]]:
    """Compute the parts that are not done; yield the number of each and what it gave, as they finish.

    Raises
    ------
    WorkerError
        When workers are lost for good.
    """
    for leg in sweep.legs:
        wanted = set(leg.round.parts).difference(done)
        if wanted:
            yield from executor.run_parts(partial(PartWorker, leg.task), leg.parts(wanted))


def _part(number: int, numbers: range, cases: Iterator[dict[str, Any]]) -> Part:
    numbered: tuple[NumberedCase, ...] = tuple(zip(numbers, cases, strict=True))
    return Part(number, numbered)
