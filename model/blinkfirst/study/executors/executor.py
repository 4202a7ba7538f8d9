"""The contract of every executor, parts in, bytes out, in any order; and how a worker keeps it.

An executor is a context: entering starts its workers, leaving stops them, whatever they do at that moment.
In between `Executor.run_parts` may be called for one task after the other.

Workers only compute. They write no file and print nothing, so one that dies loses nothing but a part in work,
which is sent again.
"""

from __future__ import annotations

import pickle
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import local
from typing import Any, Protocol, Self, TypeAlias

from blinkfirst.errors import BlinkFirstError, WorkerError

NumberedCase: TypeAlias = tuple[int, Mapping[str, Any]]  # its number, and a value for every path


@dataclass(frozen=True)
class PartBytes:
    """Results of the cases of a part.

    Attributes
    ----------
    tables : by name, each as the bytes of a Parquet file.
    failures : numbers of the cases that failed, and why.
    """

    tables: Mapping[str, bytes]
    failures: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Part:
    """Consecutive cases that are answered together: about a second of work.

    Attributes
    ----------
    number : of the part in the whole sweep, from 0.
    cases : number and settings of each case.
    """

    number: int
    cases: tuple[NumberedCase, ...]

    def __str__(self) -> str:
        first, last = self.cases[0][0], self.cases[-1][0]
        cases = f"case {first:,}" if first == last else f"cases {first:,} to {last:,}"
        return f"part {self.number:,} ({cases})"


class Worker(Protocol):
    """Answers the cases of one task, part after part; used by one thread at a time."""

    def part(self, cases: Sequence[NumberedCase]) -> PartBytes:
        """Answer some cases."""


# makes a new worker of one sweep, which shares nothing with others; it can be pickled
Task: TypeAlias = Callable[[], Worker]


class Executor(Protocol):
    """Runs parts somewhere."""

    def __enter__(self) -> Self:
        """Start the workers."""

    def __exit__(self, *raised: object) -> None:
        """Stop them; parts in work are dropped."""

    def run_parts(self, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        """Yield the number of every part with its results, as they finish.

        ``parts`` is asked for the next one only when a worker is free for it, so a sweep's memory does not
        grow with the number of its parts. Raises `WorkerError` when workers cannot be reached, or a part
        broke its worker three times.
        """


MOST_KEPT = 2  # tasks a thread keeps compiled: two sweeps may share a cluster, more take turns


def answered(worker: Worker, part: Part) -> PartBytes:
    """Answer a part; any fault comes back as an error of ours, which travels between processes.

    Raises `BlinkFirstError` for faults of the whole task. A case that fails is no error but a row of the
    part.
    """
    try:
        return worker.part(part.cases)
    except BlinkFirstError:
        raise
    except Exception as error:
        trace = "".join(traceback.format_exception(error))
        raise WorkerError(f"{part}: a fault in blinkfirst or below it\n{trace}") from error


class KeptWorkers(local):
    """Workers of this process by pickled task, each thread its own: compiling takes longer than a part."""

    def __init__(self) -> None:
        self.worker = lru_cache(MOST_KEPT)(_new_worker)


def packed(task: Task) -> bytes:
    """Pickle a task, once for all its parts."""
    return pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)


def _new_worker(packed_task: bytes) -> Worker:
    task: Task = pickle.loads(packed_task)
    return task()


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let processes and threads that begin in this block be deaf to Ctrl-C.

    It reaches every process of a terminal, and a worker would answer it with a traceback; the coordinator
    alone decides what becomes of it. One that comes inside the block is answered at its end.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows; there workers are told to ignore it once they run
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
