"""Being stopped: by Ctrl-C, or by a system that wants its machine back."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

INTERRUPTED, TERMINATED = 130, 143


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM)."""


@contextmanager
def heeding_termination() -> Iterator[None]:
    """Let SIGTERM stop what runs in this block as Ctrl-C would."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def status_of(stop: KeyboardInterrupt) -> int:
    """Return the exit status that says how a command was stopped."""
    return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED


def leave_at_once(status: int) -> NoReturn:
    """End the process without waiting for threads that are in a kernel, which nothing can stop."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
