"""Workers on many machines, by Dask distributed.

The task travels once, as the result of a Dask task that workers fetch from each other and that the scheduler
can have made again when its holders are lost (scattered data could not be made again). A part is one Dask
task. Only a few parts per thread of the cluster are with the scheduler at a time, so that memory stays flat
there, too. The parts of a lost worker are given to others by the scheduler.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from blinkfirst.errors import BlinkFirstError, OptionError, WorkerError
from blinkfirst.study.executors.code import code_differences, code_here
from blinkfirst.study.executors.executor import Part, PartBytes, Task, answered
from blinkfirst.study.executors.interrupts import interrupts_held
from blinkfirst.study.executors.packed_task import KeptWorkers, PackedTask, packed

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

CONNECT_SECONDS = 20.0  # to find the scheduler
LEAVE_SECONDS = 5  # for a client, or a cluster of our own, to stop
LOOK_SECONDS = 5.0  # between two looks at how many workers there are
PARTS_PER_THREAD = 2  # with the scheduler: one in work, one to follow at once
INSTALL = 'pip install "blinkfirst[cluster]"'


class DaskCluster:
    """The workers of a Dask scheduler, or of a cluster of our own on this machine.

    Parameters
    ----------
    address : of the scheduler, as ``tcp://host:8786``; or ``local:4`` for four processes here.
    say : told when there is something to know, such as that no worker is there.
    connect_seconds : how long to look for the scheduler.

    Raises
    ------
    OptionError
        When the address is none, or Dask is not installed.
    """

    def __init__(
        self,
        address: str,
        say: Callable[[str], None] = lambda text: None,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        check_address(address)
        _check_installed()
        self.address, self._say, self._connect_seconds = address, say, connect_seconds
        self._client: Client
        self._leaving = ExitStack()
        self._threads, self._looked = 0, -LOOK_SECONDS

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.enter_context(_silenced("distributed"))
            self._client = self._connected(opened)
            self._leaving = opened.pop_all()
        return self

    def __exit__(self, *raised: object) -> None:
        self._leaving.close()

    def _connected(self, opened: ExitStack) -> Client:
        from distributed import Client

        workers = _local_workers(self.address)
        cluster = opened.enter_context(_local_cluster(workers)) if workers else self.address
        try:
            client = Client(cluster, timeout=self._connect_seconds)
        except (OSError, TimeoutError) as error:
            raise WorkerError(
                f"--cluster: no Dask scheduler answers at {self.address} within {self._connect_seconds:g} s; "
                "start one with `dask scheduler`, and workers with `dask worker ADDRESS`"
            ) from error
        opened.callback(client.close, timeout=LEAVE_SECONDS)
        return client

    def run_parts(self, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        """Yield what every part gave, as they finish; two per thread of the cluster are with the scheduler.

        A part that several lost workers had in work is tried once more when all others are done, alone: it
        may just have stood beside the one to blame.
        """
        errand = _Errand(self._client, packed(task))
        left, suspects, broken = iter(parts), deque[Part](), list[Part]()
        alone = False
        try:
            while True:
                while errand.size < self._room() and (part := next(left, None)) is not None:
                    errand.send(part)
                if not errand.size:
                    if not suspects:
                        break
                    alone = True
                    errand.send(suspects.popleft())
                landed = errand.landed()
                if landed is None:
                    continue
                part, future = landed
                found = self._found(part, future)
                if found is not None:
                    yield part.number, found
                else:
                    (broken if alone else suspects).append(part)
            if broken:  # told last, so that every other part is done
                raise _broken(broken[0])
        finally:
            errand.drop()

    def _found(self, part: Part, future: Future[PartBytes]) -> PartBytes | None:
        """Return what a part gave; ``None`` when its workers died."""
        from distributed import CancelledError, KilledWorker

        try:
            found: PartBytes = future.result()
        except KilledWorker:
            return None
        except (CancelledError, OSError) as error:
            raise WorkerError(f"--cluster: the Dask scheduler at {self.address} went away") from error
        except BlinkFirstError:
            raise
        except Exception as error:  # before our code was reached: it is missing there, or of another age
            cause = error.__cause__ or error
            raise WorkerError(
                f"--cluster: scheduler or workers cannot run blinkfirst ({type(cause).__name__}: {cause}); "
                f"install the same on all of them: {_said(code_here())}"
            ) from error
        return found

    def _room(self) -> int:
        """Return how many parts may be with the scheduler; tell when there is nobody to do them."""
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._threads = sum(self._client.nthreads().values())
            self._looked = time.monotonic()
            if not self._threads:
                self._say(f"waiting: the scheduler at {self.address} has no workers")
        return PARTS_PER_THREAD * max(self._threads, 1)


class _Errand:
    """One task with a scheduler, and its parts that are there."""

    def __init__(self, client: Client, task: PackedTask) -> None:
        self._client, self._digest = client, task.digest
        self._name = f"blinkfirst-{uuid4().hex}"  # keys are shared by all clients of a scheduler
        self._content = client.submit(_the_same, task.content, key=f"{self._name}-task")
        self._sent = 0
        self._with_scheduler: dict[str, tuple[Part, Future[PartBytes]]] = {}
        self._landed: SimpleQueue[str] = SimpleQueue()

    @property
    def size(self) -> int:
        """How many parts have been sent and not been seen to since."""
        return len(self._with_scheduler)

    def send(self, part: Part) -> None:
        """Give a part to the scheduler, under a new key each time."""
        key = f"{self._name}-{self._sent}"
        self._sent += 1
        # pickled here: Dask would walk through thousands of settings in search of futures
        content = pickle.dumps(part, protocol=pickle.HIGHEST_PROTOCOL)
        future = self._client.submit(
            _answered_there, code_here(), self._digest, self._content, content, key=key
        )
        self._with_scheduler[key] = part, future
        future.add_done_callback(lambda done: self._landed.put(done.key))

    def landed(self) -> tuple[Part, Future[PartBytes]] | None:
        """Return a part that is done, well or not; ``None`` when none is for a while."""
        try:
            return self._with_scheduler.pop(self._landed.get(timeout=LOOK_SECONDS))
        except Empty:
            return None

    def drop(self) -> None:
        """Let the scheduler forget what is left of it."""
        futures = [future for _, future in self._with_scheduler.values()]
        with suppress(Exception):  # it may have gone away; this is no news worth hiding another error for
            self._client.cancel([*futures, self._content])


def _the_same(content: bytes) -> bytes:
    return content


_KEPT = KeptWorkers()


def _answered_there(code: Mapping[str, str], digest: str, content: bytes, part_content: bytes) -> PartBytes:
    """Answer a part; runs on a worker. All arguments are plain, so that other versions understand them."""
    differences = code_differences(code)
    if differences:
        raise WorkerError(
            f"--cluster: a worker runs other code than this command: {'; '.join(differences)}; install the "
            "same on both, or else results are not the same everywhere"
        )
    part: Part = pickle.loads(part_content)
    return answered(_KEPT.worker(digest, content), part)


def check_address(address: str) -> None:
    """Refuse what is neither the address of a scheduler nor ``local:N``.

    Raises
    ------
    OptionError
        With what is expected.
    """
    scheme, _, place = address.partition("://")
    if not _local_workers(address) and not (scheme.isalnum() and place):
        raise OptionError(
            "--cluster: expected the address of a Dask scheduler, as tcp://host:8786, or local:N for N "
            f"processes on this machine, got {address!r}"
        )


def _check_installed() -> None:
    if importlib.util.find_spec("distributed") is None:
        raise OptionError(f"--cluster: needs Dask distributed, which is not installed; {INSTALL}")


def _local_workers(address: str) -> int:
    """Return the N of ``local:N``; 0 when the address is something else."""
    scheme, _, count = address.partition(":")
    return int(count) if scheme == "local" and count.isascii() and count.isdigit() else 0


@contextmanager
def _local_cluster(workers: int) -> Iterator[LocalCluster]:
    """Run a scheduler and workers of our own; on loopback only."""
    from distributed import LocalCluster

    with interrupts_held():
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )
    try:
        yield cluster
    finally:
        for nanny in cluster.workers.values():
            nanny.auto_restart = False
            # killed: asked to leave, it would finish its part first
            if nanny.pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(nanny.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        with suppress(TimeoutError):
            cluster.close(timeout=LEAVE_SECONDS)


@contextmanager
def _silenced(name: str) -> Iterator[None]:
    """Keep a library's log from the standard error; what is wrong is said by us."""
    log = logging.getLogger(name)
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _broken(part: Part) -> WorkerError:
    return WorkerError(
        f"{part} broke its worker again and again, alone at last; a process that runs out of memory is "
        "killed by the system: give workers more of it, or fewer threads"
    )


def _said(code: Mapping[str, str]) -> str:
    return ", ".join(f"{package} {version}" for package, version in code.items())
