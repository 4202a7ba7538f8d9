"""The work of a sweep: its plan as a page; its progress as a bar on a terminal, elsewhere a line a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice

from rich.console import Console

from blinkfirst.report.document import Block, grid, prose
from blinkfirst.report.words import counted, spoken_seconds
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.factors import Interval
from blinkfirst.study.design.values import spelled
from blinkfirst.study.executors.pool import SERIAL, Pool, PoolReason
from blinkfirst.study.kept_sweep import SweepPlan

FIRST_CASES = 3
MOST_VALUES = 6  # spelled out; more are counted
LINE_SECONDS = 60.0


class SweepProgress:
    """Counts of a sweep, and what they say about the rest of it.

    Attributes
    ----------
    done : cases that are finished, those of earlier runs included.
    """

    def __init__(self, total: int, done: int, failures: int) -> None:
        self.total, self.done, self.failures = total, done, failures
        self._before, self._begun = done, time.monotonic()

    def advance(self, cases: int, failures: int) -> None:
        """Count some more cases, and all failures so far."""
        self.done += cases
        self.failures = failures

    def __str__(self) -> str:
        rate = (self.done - self._before) / max(time.monotonic() - self._begun, 1e-9)
        parts = [f"{self.done:,} of {self.total:,} cases"]
        if rate > 0:
            parts.append(f"{rate:,.0f} a second" if rate >= 10 else f"{rate:.2g} a second")
            parts.append(f"{spoken_seconds((self.total - self.done) / rate)} left")
        if self.failures:
            parts.append(f"{self.failures:,} failed")
        return ", ".join(parts)


@contextmanager
def shown(progress: SweepProgress, title: str, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show the progress of a sweep while the block runs, quietly without a bar; a bar leaves nothing behind.

    Yields
    ------
    What to call with a number of cases that have just been finished, and of all failures so far.
    """
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    display = _bar if console.is_terminal and not quiet else _lines
    with display(progress, title, console) as advance:
        yield advance


@contextmanager
def _bar(progress: SweepProgress, title: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import BarColumn, Progress, TextColumn

    columns = TextColumn(title, markup=False), BarColumn(), TextColumn("{task.fields[said]}", markup=False)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=progress.total, completed=progress.done, said=str(progress))

        def advance(cases: int, failures: int) -> None:
            progress.advance(cases, failures)
            bar.update(task, completed=progress.done, said=str(progress))

        yield advance


@contextmanager
def _lines(progress: SweepProgress, title: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    """Say a line a minute, also when for minutes no part is finished."""
    over = threading.Event()

    def speak() -> None:
        while not over.wait(LINE_SECONDS):
            console.print(f"{title}: {progress}", soft_wrap=True)

    speaker = threading.Thread(target=speak, daemon=True, name="blinkfirst progress")
    speaker.start()
    try:
        yield progress.advance
    finally:
        over.set()
        speaker.join()


REASONS = {
    PoolReason.ASKED_FOR: "as asked for",
    PoolReason.ONE_JOB: "one after the other",
    PoolReason.ONE_PART: "one part, no others to run beside it",
    PoolReason.LITTLE_WORK: "one after the other: starting processes would take longer",
    PoolReason.SMALL_CASES: "small cases would wait for Python's lock in threads",
    PoolReason.LARGE_CASES: "large cases share one process",
}


def plan_blocks(plan: SweepPlan, pool: Pool, cluster: str | None) -> Iterator[tuple[Block, ...]]:
    """Yield the parts of a sweep's plan.

    Parameters
    ----------
    pool, cluster : the executor on this machine, and the cluster that would compute instead.
    """
    manifest, design = plan.sweep.manifest, plan.sweep.designs[-1]
    cost, missing = plan.cost, plan.cases_missing
    size = manifest.rounds[-1].part_size
    parts = counted(manifest.parts, "part") + (f" of up to {size:,}" if manifest.parts > 1 else "")
    there = [f"{manifest.cases - missing:,} of them are there already"] if missing < manifest.cases else []
    yield (prose(f"{counted(manifest.cases, 'case')} of {manifest.scenario}, in {parts}", *there),)
    rows = [(path.path, _values(design, path.path), path.words) for path in cost.paths]
    yield (grid(("path", "values", "what a new value costs"), rows, left=3),)
    yield (prose(*_work(plan, pool, cluster)),)
    cases = [
        f"case {number}: {', '.join(f'{path}={_value(path, value)}' for path, value in settings.items())}"
        for number, settings in enumerate(islice(design.cases(), FIRST_CASES))
    ]
    yield prose("the first cases:"), prose(*cases, indent=2)


def _work(plan: SweepPlan, pool: Pool, cluster: str | None) -> Iterator[str]:
    manifest, cost, missing = plan.sweep.manifest, plan.cost, plan.cases_missing
    tables = [*manifest.outcomes, *(["agents"] if manifest.runs else [])]
    moves = counted(cost.edges, "move in states", "moves in states")
    game = f"{counted(cost.states, 'state')}, {moves}, {counted(cost.ticks, 'tick')}"
    yield f"tables: {', '.join(['cases', *tables])}"
    yield f"game: {game if cost.states else 'cannot be compiled as it is'}"
    if missing:
        yield f"work: about {spoken_seconds(cost.seconds(missing))} on one core, a rough guess"
        yield f"where: {_place(pool) if cluster is None else f'Dask, {cluster}'}"
    else:
        yield "work: nothing is left to do"


def _place(pool: Pool) -> str:
    reason = REASONS[pool.reason]
    return reason if pool.kind == SERIAL else f"{pool.count} {pool.kind}: {reason}"


def _values(design: Design, path: str) -> str:
    values = design.values_of(path)
    if isinstance(values, Interval):
        return f"{values.low:g} to {values.high:g}, sampled"
    if len(values) <= MOST_VALUES:
        return ", ".join(_value(path, value) for value in values)
    return f"{len(values):,}: {_value(path, values[0])}, ..., {_value(path, values[-1])}"


def _value(path: str, value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else spelled(path, value)
