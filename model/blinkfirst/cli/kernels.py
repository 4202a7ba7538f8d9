"""Saying that the first run on a machine takes longer, and why."""

from __future__ import annotations

from collections.abc import Callable

import click


def announce_kernels(say: Callable[[str], None] | None = None) -> None:
    """Tell when the numerical kernels have to be compiled first; ``say`` is told for a progress display."""
    from blinkfirst.solve.kernels import COMPILE_SECONDS, kernels_are_cached

    if not kernels_are_cached():
        click.echo(
            f"compiling numerical kernels (once on this machine, about {COMPILE_SECONDS} s) ...", err=True
        )
        if say is not None:
            say("compiling numerical kernels")
