"""Workers that do not hear Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let processes and threads that begin in this block be deaf to Ctrl-C.

    It reaches every process of a terminal, and a worker would answer it with a traceback; the coordinator
    alone decides what becomes of it. One that comes inside the block is answered at its end.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows; there workers are told to ignore it once they run
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
