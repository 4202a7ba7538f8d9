"""Saying that the first run on a machine takes longer, and why."""

from __future__ import annotations

from collections.abc import Callable

import click


def announce_kernels(say: Callable[[str], None] | None = None, engine: bool = False) -> None:
    """Tell when the numerical kernels have to be compiled first; ``say`` is told for a progress display.

    ``engine`` is whether those that play many runs will be needed, too.
    """
    from blinkfirst.solve import kernels as solving

    seconds = 0 if solving.kernels_are_cached() else solving.COMPILE_SECONDS
    if engine:
        from blinkfirst.agents.engine import kernels as playing

        seconds += 0 if playing.kernels_are_cached() else playing.COMPILE_SECONDS
    if seconds:
        click.echo(f"compiling numerical kernels (once on this machine, about {seconds} s) ...", err=True)
        if say is not None:
            say("compiling numerical kernels")
