"""Which executor suits a sweep, from what is known before anything runs."""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.study.executors.executor import Executor
from blinkfirst.study.executors.this_process import Serial, Threads

SERIAL, THREADS, PROCESSES = "serial", "threads", "processes"
POOLS = (THREADS, PROCESSES)
START_SECONDS = 4.0  # of work below which starting processes, two seconds each, is no gain
LARGE_CASE_SECONDS = 0.05  # from here on a case spends its time in kernels, which let go of Python's lock


@dataclass(frozen=True)
class Pool:
    """Where parts are computed on this machine, and why there.

    Attributes
    ----------
    kind : ``serial``, ``threads`` or ``processes``.
    count : how many at once.
    """

    kind: str
    count: int
    reason: str

    def __str__(self) -> str:
        return self.reason if self.kind == SERIAL else f"{self.count} {self.kind}: {self.reason}"

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
    >>> str(pool_for(2, 0.001, 1999, 8))
    'one after the other: starting processes would take longer'
    """
    count = min(jobs, parts)
    if asked is not None:
        return Pool(asked, max(count, 1), "as asked for")
    if jobs == 1:
        return Pool(SERIAL, 1, "one after the other")
    if count <= 1:
        return Pool(SERIAL, 1, "one part, no others to run beside it")
    if case_seconds * cases < START_SECONDS and case_seconds < LARGE_CASE_SECONDS:
        return Pool(SERIAL, 1, "one after the other: starting processes would take longer")
    if case_seconds < LARGE_CASE_SECONDS:
        return Pool(PROCESSES, count, "small cases would wait for Python's lock in threads")
    return Pool(THREADS, count, "large cases share one process")
