"""Threads of this process: the kernels let go of Python's lock, so large cases run side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import local
from typing import Self

from blinkfirst.study.executors.executor import Part, PartBytes, Task, Worker, answered


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
        """Yield what every part gave, as they finish; as many are in work as there are threads."""
        own = _OwnWorker(task)
        left = iter(parts)
        working: dict[Future[PartBytes], Part] = {}

        def begin(most: int) -> None:
            for _ in range(most):
                part = next(left, None)
                if part is not None:
                    working[self._pool.submit(own.part, part)] = part

        begin(self.count)
        while working:
            for future in wait(working, return_when=FIRST_COMPLETED).done:
                number = working.pop(future).number
                begin(1)  # before the result is seen to: no thread waits for a disk
                yield number, future.result()


class _OwnWorker(local):
    """A worker for every thread that asks."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._worker: Worker | None = None

    def part(self, part: Part) -> PartBytes:
        if self._worker is None:
            self._worker = self._task()
        return answered(self._worker, part)
