"""Executors in this process: one part after the other, or threads, as kernels let go of Python's lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import local
from typing import Self

from blinkfirst.study.executors.executor import Part, PartBytes, Task, Worker
from blinkfirst.study.executors.serving import answered
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
    """Some threads, each with a worker of its own.

    Parameters
    ----------
    count : of threads.
    """

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
        return completed(parts, lambda: self.count, lambda part: self._pool.submit(own.part, part))


class _OwnWorker(local):
    """A worker for every thread that asks."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._worker: Worker | None = None

    def part(self, part: Part) -> PartBytes:
        if self._worker is None:  # the thread that makes this object needs none
            self._worker = self._task()
        return answered(self._worker, part)
