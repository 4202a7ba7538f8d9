"""A sweep under way: what is missing is computed, kept where there is a folder, and handed on in order."""

from __future__ import annotations

import io
import pickle
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeAlias

from blinkfirst.study.executors.executor import Executor
from blinkfirst.study.kept_sweep import KeptSweep
from blinkfirst.study.store.tables import CASES
from blinkfirst.study.sweep import Sweep, swept

Tables: TypeAlias = Mapping[str, bytes]
FIRST_SHOWN = 3  # failed cases


@dataclass(frozen=True)
class FailedCase:
    """A case that could not be answered: its number, the values of its paths, and the reason."""

    number: int
    settings: Mapping[str, Any]
    error: str


@dataclass
class Failures:
    """The number of failed cases so far, and the first of them, in order."""

    count: int = 0
    first: list[FailedCase] = field(default_factory=list)

    def add(self, cases_table: bytes) -> None:
        """Count the failures of one part, given its table ``cases`` as Parquet."""
        found = failed_cases(cases_table)
        self.count += len(found)
        self.first = sorted([*self.first, *found], key=lambda case: case.number)[:FIRST_SHOWN]


def failed_cases(cases_table: bytes) -> list[FailedCase]:
    """Return the failed cases of a part from its table ``cases``, in order."""
    from pyarrow import compute, parquet

    table = parquet.read_table(io.BytesIO(cases_table))
    failed = table.filter(compute.not_equal(table.column("error").cast("string"), ""))
    rows: list[dict[str, Any]] = failed.to_pylist()
    return [FailedCase(row.pop("case_id"), row, row.pop("error")) for row in rows]


class SweepRun:
    """One go at a sweep.

    Parameters
    ----------
    kept : the sweep's folder; without one nothing stays.

    Attributes
    ----------
    done : numbers of the parts that are finished, by whomever.
    failures : among their cases.
    """

    def __init__(self, sweep: Sweep, kept: KeptSweep | None = None) -> None:
        self.sweep, self.kept = sweep, kept
        self.done = kept.store.done() if kept is not None else set()
        self.failures = Failures()
        for number in sorted(self.done):
            self.failures.add(self._fetched(number, [CASES])[CASES])

    @property
    def cases_done(self) -> int:
        """The number of finished cases."""
        return self._cases_in(self.done)

    @property
    def cases_kept(self) -> int:
        """The number of cases in the folder, after an interrupt at any instant too."""
        return 0 if self.kept is None else self._cases_in(self.kept.store.done())

    @property
    def parts_missing(self) -> int:
        """The number of parts that are not."""
        return self.sweep.manifest.parts - len(self.done)

    def tables(
        self,
        executor: Executor,
        names: Sequence[str],
        seen: Callable[[int], None] = lambda cases: None,
        wanted: Callable[[], bool] = lambda: True,
    ) -> Generator[Tables, None, None]:
        """Compute what is missing; yield the tables of every part in the order of the cases.

        Parameters
        ----------
        names : of the tables to be yielded, at least.
        seen : called with the number of cases whenever a part is finished.
        wanted : whether the tables are still looked at; empty ones are yielded when not.
        """
        with PutBy() as aside:

            def fetched(number: int) -> Tables:
                if not wanted():
                    return {}
                return aside.fetched(number) if self.kept is None else self._fetched(number, names)

            put_by = aside.put if self.kept is None else _let_be
            yield from in_order(self._arrivals(executor, seen), self.done, fetched, put_by)

    def _arrivals(self, executor: Executor, seen: Callable[[int], None]) -> Iterator[tuple[int, Tables]]:
        for number, found in swept(self.sweep, executor, self.done):
            if self.kept is not None:
                self.kept.store.write_part(number, found.tables)
            self.done.add(number)
            if found.failures:
                self.failures.add(found.tables[CASES])
            seen(len(self.sweep.manifest.cases_of(number)))
            yield number, found.tables

    def _cases_in(self, parts: Iterable[int]) -> int:
        return sum(len(self.sweep.manifest.cases_of(number)) for number in parts)

    def _fetched(self, number: int, names: Sequence[str]) -> Tables:
        assert self.kept is not None, "only a folder has parts from before"
        return self.kept.read(number, names)


def _let_be(number: int, tables: Tables) -> None:
    """Put nothing by: the folder has it."""


def in_order(
    arrivals: Iterable[tuple[int, Tables]],
    there: Iterable[int],
    fetched: Callable[[int], Tables],
    put_by: Callable[[int, Tables], None] = lambda number, tables: None,
) -> Iterator[Tables]:
    """Yield the tables of parts 0, 1, 2, ..., each as soon as all before it have been.

    Parameters
    ----------
    arrivals : parts in any order.
    there : parts that are there already.
    fetched : returns the tables of a part that is there, or was put by.
    put_by : keeps a part whose turn has not come.
    """
    waiting, turn = set(there), 0

    def due() -> Iterator[Tables]:
        nonlocal turn
        while turn in waiting:
            waiting.remove(turn)
            turn += 1
            yield fetched(turn - 1)

    yield from due()
    for number, tables in arrivals:
        if number == turn:
            turn += 1
            yield tables
        else:
            put_by(number, tables)
            waiting.add(number)
        yield from due()


class PutBy(AbstractContextManager["PutBy"]):
    """Parts that wait for their turn in files that vanish with the block."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def put(self, number: int, tables: Tables) -> None:
        """Keep a part."""
        self._file(number).write_bytes(pickle.dumps(dict(tables)))

    def fetched(self, number: int) -> Tables:
        """Return a part and forget it."""
        tables: Tables = pickle.loads(self._file(number).read_bytes())
        self._file(number).unlink()
        return tables

    def _file(self, number: int) -> Path:
        if self._folder is None:  # most sweeps need none: their parts come in order, or are kept
            self._folder = tempfile.TemporaryDirectory(prefix="blinkfirst-sweep-", ignore_cleanup_errors=True)
        return Path(self._folder.name) / str(number)
