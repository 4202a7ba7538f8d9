"""The side of the workers: answering parts, with compiled tasks kept, deaf to Ctrl-C."""

from __future__ import annotations

import pickle
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import local

from blinkfirst.errors import BlinkFirstError, WorkerError
from blinkfirst.study.executors.executor import Part, PartBytes, Task, Worker

MOST_KEPT = 2  # tasks a thread keeps compiled: two sweeps may share a cluster, more take turns


def answered(worker: Worker, part: Part) -> PartBytes:
    """Answer a part; any fault comes back as an error of ours, which travels between processes.

    Raises
    ------
    BlinkFirstError
        For faults of the whole task. A case that fails is no error but a row of the part.
    """
    try:
        return worker.part(part.cases)
    except BlinkFirstError:
        raise
    except Exception as error:
        trace = "".join(traceback.format_exception(error))
        raise WorkerError(f"{part}: a fault in blinkfirst or below it\n{trace}") from error


class KeptWorkers(local):
    """Workers of this process by pickled task, each thread its own: compiling takes longer than a part."""

    def __init__(self) -> None:
        self.worker = lru_cache(MOST_KEPT)(_new_worker)


def packed(task: Task) -> bytes:
    """Pickle a task, once for all its parts."""
    return pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)


def _new_worker(packed_task: bytes) -> Worker:
    task: Task = pickle.loads(packed_task)
    return task()


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
