"""The executors of this machine, and the one that suits a sweep, chosen before anything runs.

Threads are of use where kernels take the time: these let go of Python's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from threading import local
from typing import Self

from blinkfirst.study.executors.executor import Executor, Part, PartBytes, Task, answered
from blinkfirst.study.executors.suspects import completed


class Serial:
    """One part at a time, in this thread."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def run_parts(self, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        """Yield the results of every part, in their order."""
        worker = task()
        for part in parts:
            yield part.number, answered(worker, part)


class Threads:
    """Some threads, each with a worker of its own."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="blinkfirst")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        # a kernel cannot be stopped from outside: parts in work come to their end unheard
        self._pool.shutdown(wait=False, cancel_futures=True)

    def run_parts(self, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        """Yield the results of every part, as they finish; as many are in work as there are threads."""
        own = _OwnWorker(task)

        def compute(part: Part) -> PartBytes:
            return answered(own.worker(), part)

        return completed(parts, lambda: self.count, lambda part: self._pool.submit(compute, part))


class _OwnWorker(local):
    def __init__(self, task: Task) -> None:
        self.worker = cache(task)  # made with a thread's first part


SERIAL, THREADS, PROCESSES = "serial", "threads", "processes"
START_SECONDS = 4.0  # of work below which starting processes, two seconds each, is no gain
LARGE_CASE_SECONDS = 0.05  # from here on a case spends its time in kernels, which let go of Python's lock


class PoolReason(Enum):
    """Reasons for a choice of executor."""

    ASKED_FOR = auto()
    ONE_JOB = auto()
    ONE_PART = auto()
    LITTLE_WORK = auto()
    SMALL_CASES = auto()
    LARGE_CASES = auto()


@dataclass(frozen=True)
class Pool:
    """An executor of this machine, and the reason for it.

    Attributes
    ----------
    kind : ``serial``, ``threads`` or ``processes``.
    count : how many at once.
    """

    kind: str
    count: int
    reason: PoolReason

    def opened(self) -> Executor:
        """Return the executor, not yet entered."""
        if self.kind == THREADS:
            return Threads(self.count)
        if self.kind == PROCESSES:
            from blinkfirst.study.executors.processes import Processes

            return Processes(self.count)
        return Serial()


def pool_for(parts: int, case_seconds: float, cases: int, jobs: int, asked: str | None = None) -> Pool:
    """Return where to compute some parts; the same answer for the same sweep, whatever the machine is doing.

    Parameters
    ----------
    parts, cases : still to be computed.
    case_seconds : estimated, per case.
    jobs : how many at once at most.
    asked : ``threads`` or ``processes``, when somebody has chosen.

    Examples
    --------
    >>> pool_for(100, 0.001, 100_000, 8).kind, pool_for(100, 1.5, 100, 8).kind
    ('processes', 'threads')
    >>> pool_for(2, 0.001, 1999, 8).reason.name
    'LITTLE_WORK'
    """
    count = min(jobs, parts)
    if asked is not None:
        return Pool(asked, max(count, 1), PoolReason.ASKED_FOR)
    if jobs == 1:
        return Pool(SERIAL, 1, PoolReason.ONE_JOB)
    if count <= 1:
        return Pool(SERIAL, 1, PoolReason.ONE_PART)
    if case_seconds * cases < START_SECONDS and case_seconds < LARGE_CASE_SECONDS:
        return Pool(SERIAL, 1, PoolReason.LITTLE_WORK)
    if case_seconds < LARGE_CASE_SECONDS:
        return Pool(PROCESSES, count, PoolReason.SMALL_CASES)
    return Pool(THREADS, count, PoolReason.LARGE_CASES)
