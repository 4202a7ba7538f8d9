"""A sweep under way: what is missing is computed, kept where there is a folder, and handed on in order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

from blinkfirst.study.executors.executor import Executor
from blinkfirst.study.failures import Failures
from blinkfirst.study.kept_sweep import KeptSweep
from blinkfirst.study.part_order import PutBy, Tables, in_order
from blinkfirst.study.store.tables import CASES
from blinkfirst.study.sweep import Sweep, swept


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
