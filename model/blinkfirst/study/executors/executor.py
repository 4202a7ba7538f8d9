"""The contract of every executor: parts in, bytes out, in any order.

An executor is a context: entering starts its workers, leaving stops them, whatever they do at that moment.
In between `Executor.run_parts` may be called for one task after the other.

Workers only compute. They write no file and print nothing, so one that dies loses nothing but a part in work,
which is sent again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeAlias

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
        grow with the number of its parts.

        Raises
        ------
        WorkerError
            When workers cannot be reached, or a part broke its worker three times.
        """
