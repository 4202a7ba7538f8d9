"""In this thread, one part after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self

from blinkfirst.study.executors.executor import Part, PartBytes, Task, answered


class Serial:
    """One part at a time, here."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def run_parts(self, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        """Yield what every part gave, in their order."""
        worker = task()
        for part in parts:
            yield part.number, answered(worker, part)
