"""The progress of a sweep: a bar on a terminal, elsewhere a line a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from blinkfirst.report.amounts import spoken_seconds

if TYPE_CHECKING:
    from rich.console import Console

LINE_SECONDS = 60.0


class SweepProgress:
    """Counts of a sweep, and what they say about the rest of it.

    Attributes
    ----------
    total : number of cases.
    done : cases that are finished, those of earlier runs included.
    failures : how many of them failed.
    """

    def __init__(self, total: int, done: int, failures: int) -> None:
        self.total, self.done, self.failures = total, done, failures
        self._before, self._begun = done, time.monotonic()

    def advance(self, cases: int, failures: int) -> None:
        """Count some more cases, and all failures so far."""
        self.done += cases
        self.failures = failures

    def __str__(self) -> str:
        rate = (self.done - self._before) / max(time.monotonic() - self._begun, 1e-9)
        parts = [f"{self.done:,} of {self.total:,} cases"]
        if rate > 0:
            parts.append(f"{rate:,.0f} a second" if rate >= 10 else f"{rate:.2g} a second")
            parts.append(f"{spoken_seconds((self.total - self.done) / rate)} left")
        if self.failures:
            parts.append(f"{self.failures:,} failed")
        return ", ".join(parts)


@contextmanager
def shown(progress: SweepProgress, title: str, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show how far a sweep is while the block runs; a bar leaves nothing behind.

    Parameters
    ----------
    quiet : show no bar; it would stand among results on the same terminal.

    Yields
    ------
    What to call with a number of cases that have just been finished, and of all failures so far.
    """
    from rich.console import Console

    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    display = _bar if console.is_terminal and not quiet else _lines
    with display(progress, title, console) as advance:
        yield advance


@contextmanager
def _bar(progress: SweepProgress, title: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import BarColumn, Progress, TextColumn

    columns = TextColumn(title, markup=False), BarColumn(), TextColumn("{task.fields[said]}", markup=False)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=progress.total, completed=progress.done, said=str(progress))

        def advance(cases: int, failures: int) -> None:
            progress.advance(cases, failures)
            bar.update(task, completed=progress.done, said=str(progress))

        yield advance


@contextmanager
def _lines(progress: SweepProgress, title: str, console: Console) -> Iterator[Callable[[int, int], None]]:
    """Say a line a minute, also when for minutes no part is finished."""
    over = threading.Event()

    def speak() -> None:
        while not over.wait(LINE_SECONDS):
            console.print(f"{title}: {progress}", soft_wrap=True)

    speaker = threading.Thread(target=speak, daemon=True, name="blinkfirst progress")
    speaker.start()
    try:
        yield progress.advance
    finally:
        over.set()
        speaker.join()
