"""The executor that suits a sweep, chosen before anything runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from blinkfirst.study.executors.executor import Executor
from blinkfirst.study.executors.this_process import Serial, Threads

SERIAL, THREADS, PROCESSES = "serial", "threads", "processes"
POOLS = (THREADS, PROCESSES)
START_SECONDS = 4.0  # of work below which starting processes, two seconds each, is no gain
LARGE_CASE_SECONDS = 0.05  # from here on a case spends its time in kernels, which let go of Python's lock


class Reason(Enum):
    """Reason for a choice of executor."""

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
    reason: Reason

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
        return Pool(asked, max(count, 1), Reason.ASKED_FOR)
    if jobs == 1:
        return Pool(SERIAL, 1, Reason.ONE_JOB)
    if count <= 1:
        return Pool(SERIAL, 1, Reason.ONE_PART)
    if case_seconds * cases < START_SECONDS and case_seconds < LARGE_CASE_SECONDS:
        return Pool(SERIAL, 1, Reason.LITTLE_WORK)
    if case_seconds < LARGE_CASE_SECONDS:
        return Pool(PROCESSES, count, Reason.SMALL_CASES)
    return Pool(THREADS, count, Reason.LARGE_CASES)
