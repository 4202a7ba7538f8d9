"""What a sweep costs beside its cases: per trivial case, and per row that is kept.

Run ``python experiments/benchmarks/driver/overhead.py [ROUNDS]`` with ``model`` on the path, on an otherwise
idle machine; a minute or two. Prints a section of `docs/benchmarks.md` in Markdown.

In every round each peer drives the same number of cases, one peer after the other, so that what slows the
machine down slows all of them; figures are medians over the rounds, ratios medians of the rounds' ratios.
EMA Workbench is a peer where it is installed.
"""

from __future__ import annotations

import importlib.util
import io
import logging
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from trivial import A, B, Trivial, product

from blinkfirst.scenario.loading import load
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.yaml_trees import yaml_text
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.factors import Interval
from blinkfirst.study.design.sampling import Sample, Side
from blinkfirst.study.executors.executor import Executor
from blinkfirst.study.executors.pool import Serial
from blinkfirst.study.executors.processes import Processes
from blinkfirst.study.kept_sweep import KeptSweep
from blinkfirst.study.run import SweepRun
from blinkfirst.study.store.reading import read_table
from blinkfirst.study.store.sweep_folder import CaseStore
from blinkfirst.study.store.table_bytes import Coded, parquet_bytes
from blinkfirst.study.store.tables import FIRST_BLINKERS, QUESTIONS
from blinkfirst.study.sweep import SweepRequest, planned

SCENARIO = "textbook/two-sided-standoff"
CASES = 20_000
PART_SIZE = 2_000  # the most that a sweep puts into one part
PROCESSES = 2
LOW, HIGH = 0.0, 1.0
MEAN, TOLERANCE = 0.25, 0.01  # of the product of two independent uniform numbers, and of a sample of it
ROWS = 1_000_000
ROWS_PER_PART = 10_000
OURS = "blinkfirst, one process"
HEAD = """## Driving a sweep

A case is the product of two numbers, so all that is timed is the driving: drawing {cases:,} points of a Latin
hypercube, handing them out, taking the answers, keeping them. blinkfirst keeps them in a folder that the disk
has, in parts of {part:,}; EMA Workbench's `perform_experiments` in memory. Starting the processes is not
counted. Peers take turns in each of {rounds} rounds, on {cores} cores; medians.
"""


@dataclass
class Peer:
    """Somebody who drives; `drive` returns how long it took and the mean of all answers."""

    drive: Callable[[], tuple[float, float]]
    seconds: list[float] = field(default_factory=list)

    def round(self) -> None:
        """Drive once; what is found must be right."""
        seconds, mean = self.drive()
        if abs(mean - MEAN) > TOLERANCE:
            sys.exit(f"the answers are wrong: expected a mean of {MEAN}, got {mean}")
        self.seconds.append(seconds)

    @property
    def microseconds(self) -> float:
        """What a case takes."""
        return 1e6 * statistics.median(self.seconds) / CASES

    def times_as_slow_as(self, other: Peer) -> float:
        """The ratio, round by round."""
        return statistics.median(a / b for a, b in zip(self.seconds, other.seconds, strict=True))


class Driving:
    """A sweep of trivial cases on an executor, in a new folder each time."""

    def __init__(self, executor: Executor, scenario: Scenario) -> None:
        self._executor, self._scenario, self._seed = executor, scenario, 0

    def __call__(self) -> tuple[float, float]:
        """Draw another sample, sweep over it, and read what was kept."""
        self._seed += 1
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "swept"
            begun = time.perf_counter()
            sides = tuple(Side(path, Interval(LOW, HIGH)) for path in (A, B))
            design = Design((Sample(sides, "lhs", CASES, self._seed),))
            sweep = planned(SweepRequest(self._scenario, design, (QUESTIONS,)), PART_SIZE)
            text = yaml_text(self._scenario.composed)
            with (
                patch("blinkfirst.study.sweep.PartWorker", Trivial),
                CaseStore.create(folder, sweep.manifest, text) as store,
            ):
                for _ in SweepRun(sweep, KeptSweep(store, sweep)).tables(self._executor, ()):
                    pass
            seconds = time.perf_counter() - begun
            answers = read_table(folder, QUESTIONS).read_all().column("answer").to_numpy()
        assert answers.size == CASES
        return seconds, float(answers.mean())


def workbench(opened: ExitStack) -> Iterator[tuple[str, Callable[[], tuple[float, float]]]]:
    """EMA Workbench, one case after the other and with its pool, when it is installed."""
    if importlib.util.find_spec("ema_workbench") is None:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench import (
            Model,
            MultiprocessingEvaluator,
            RealParameter,
            ScalarOutcome,
            SequentialEvaluator,
            perform_experiments,
        )

    logging.getLogger("EMA").setLevel(logging.ERROR)
    model = Model("trivial", function=product)
    model.uncertainties = [RealParameter(name, LOW, HIGH) for name in ("a", "b")]
    model.outcomes = [ScalarOutcome("y")]
    pool = opened.enter_context(MultiprocessingEvaluator(model, n_processes=PROCESSES))

    def driving(evaluator: object) -> Callable[[], tuple[float, float]]:
        def drive() -> tuple[float, float]:
            with redirect_stderr(io.StringIO()):  # its progress bar
                begun = time.perf_counter()
                _, outcomes = perform_experiments(model, scenarios=CASES, evaluator=evaluator)
                seconds = time.perf_counter() - begun
            assert outcomes["y"].size == CASES
            return seconds, float(outcomes["y"].mean())

        return drive

    yield "EMA Workbench, sequential", driving(SequentialEvaluator(model))
    yield f"EMA Workbench, {PROCESSES} processes", driving(pool)


def seconds_to_keep_rows(scenario: Scenario) -> float:
    """Time a million rows of first blinkers on their way from arrays to the disk."""
    rows_per_case = 5
    cases_per_part = ROWS_PER_PART // rows_per_case
    chance = np.random.default_rng(1)
    design = Design((Sample((Side(A, Interval(-1, 1)),), "random", ROWS // rows_per_case, 1),))
    sweep = planned(SweepRequest(scenario, design, (FIRST_BLINKERS,)), cases_per_part)
    schema = sweep.manifest.schemas()[FIRST_BLINKERS]
    columns = {
        "actor": Coded(np.tile(np.arange(rows_per_case), cases_per_part), ("A", "B", "C", "D", "nobody")),
        **{column.name: chance.random(ROWS_PER_PART) for column in schema.columns[2:]},
    }
    cases = chance.bytes(8 * cases_per_part)  # the other table of a part, not what is timed here
    with (
        tempfile.TemporaryDirectory() as place,
        CaseStore.create(Path(place) / "rows", sweep.manifest, yaml_text(scenario.composed)) as store,
    ):
        begun = time.perf_counter()
        for part in range(ROWS // ROWS_PER_PART):
            numbers = np.arange(part * cases_per_part, (part + 1) * cases_per_part)
            content = parquet_bytes(schema, {"case_id": np.repeat(numbers, rows_per_case), **columns})
            store.write_part(part, {"cases": cases, FIRST_BLINKERS: content})
        return time.perf_counter() - begun


def section(rounds: int) -> str:
    """The section of the page."""
    scenario = load(SCENARIO)
    with ExitStack() as opened:
        processes = opened.enter_context(Processes(PROCESSES))
        peers = {
            OURS: Peer(Driving(Serial(), scenario)),
            f"blinkfirst, {PROCESSES} processes": Peer(Driving(processes, scenario)),
            **{name: Peer(drive) for name, drive in workbench(opened)},
        }
        for peer in peers.values():
            peer.round()  # not counted: processes start, modules are loaded
            peer.seconds.clear()
        kept = []
        for _ in range(rounds):
            for peer in peers.values():
                peer.round()
            kept.append(seconds_to_keep_rows(scenario))
    lines = [
        HEAD.format(rounds=rounds, cases=CASES, part=PART_SIZE, cores=os.cpu_count()),
        f"| | microseconds per case | times {OURS} |",
        "|---|---|---|",
    ]
    for name, peer in peers.items():
        ratio = "" if name == OURS else f"{peer.times_as_slow_as(peers[OURS]):.1f}"
        lines.append(f"| {name} | {peer.microseconds:.0f} | {ratio} |")
    lines += [
        "",
        f"Keeping {ROWS:,} rows of first blinkers, from arrays to files that the disk has, in parts of "
        f"{ROWS_PER_PART:,}: {statistics.median(kept):.2f} s.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else 7))
