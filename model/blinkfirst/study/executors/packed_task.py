"""A task on its way to a worker, and the workers that keep the tasks they know."""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from dataclasses import dataclass
from threading import local

from blinkfirst.study.executors.executor import Task, Worker

MOST_KEPT = 2  # tasks a thread keeps compiled: two sweeps may share a cluster, more are compiled anew in turn


@dataclass(frozen=True)
class PackedTask:
    """A pickled task under a name of its own."""

    digest: str
    content: bytes


def packed(task: Task) -> PackedTask:
    """Pickle a task, once for all its parts."""
    content = pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
    return PackedTask(hashlib.sha256(content).hexdigest(), content)


class KeptWorkers(local):
    """The workers of this process, one per thread and task: compiling again for every part would take longer
    than the part.
    """

    def __init__(self) -> None:
        self._workers: OrderedDict[str, Worker] = OrderedDict()

    def worker(self, digest: str, content: bytes) -> Worker:
        """Return this thread's worker for a packed task; ``content`` is looked at only when it is new."""
        if digest not in self._workers:
            while len(self._workers) >= MOST_KEPT:
                self._workers.popitem(last=False)
            task: Task = pickle.loads(content)
            self._workers[digest] = task()
        self._workers.move_to_end(digest)
        return self._workers[digest]
