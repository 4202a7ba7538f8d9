"""Progress of a command, shown on the standard error of a terminal and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from rich.console import Console


class Advance(Protocol):
    """Function that shows how many of the expected steps are done, and the name of the last one."""

    def __call__(self, done: int, expected: int, name: str = "") -> None:
        """Show it."""


def announce_kernels(
    say: Callable[[str], None] | None = None,
    engine: bool = False,
    needed: Sequence[str] = (),
    typed: Sequence[str] = (),
) -> None:
    """Announce that the numerical kernels have to be compiled first; nothing when they are cached.

    Parameters
    ----------
    say : of a progress display, which announces it as well.
    engine : whether the kernels that play many runs are needed, too.
    needed : which of the kernels that solve are needed, by `kernels_are_cached`; those of a forecast by
        default.
    typed : which of those that solve with private types are needed, too, by `believing.KERNELS`.
    """
    from blinkfirst.solve import kernels as solving

    seconds = 0 if solving.kernels_are_cached(*needed) else solving.COMPILE_SECONDS
    if typed:
        from blinkfirst.solve.kernels import believing

        seconds += 0 if believing.kernels_are_cached(*typed) else believing.COMPILE_SECONDS
    if engine:
        from blinkfirst.agents import kernels as playing

        seconds += 0 if playing.kernels_are_cached(bool(typed)) else playing.COMPILE_SECONDS
    if engine and typed:
        from blinkfirst.solve.kernels import choosing

        seconds += 0 if choosing.kernels_are_cached() else choosing.COMPILE_SECONDS
    if seconds:
        click.echo(f"compiling numerical kernels (once on this machine, about {seconds} s) ...", err=True)
        if say is not None:
            say("compiling numerical kernels")


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """Show what is being done while the block runs; an empty text takes the line away."""
    console = _standard_error()
    if not console.is_terminal:
        yield lambda text: None
        return
    with console.status("") as status:

        def say(text: str) -> None:
            status.update(text)
            if text:
                status.start()
            else:
                status.stop()

        yield say


@contextmanager
def progress_bar(title: str) -> Iterator[Advance]:
    """Show a bar while the block runs, with the time that is left; it leaves nothing behind."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = _standard_error()
    texts = [TextColumn(text, markup=False) for text in (title, "{task.fields[last]}")]
    columns = (texts[0], BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), texts[1])
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None, last="")

        def advance(done: int, expected: int, name: str = "") -> None:
            progress.update(task, completed=done, total=expected, last=name)

        yield advance


def _standard_error() -> Console:
    from rich.console import Console

    return Console(stderr=True, markup=False, emoji=False)
