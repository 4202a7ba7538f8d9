"""Workers on many machines, by Dask distributed.

The task travels once, as the result of a Dask task that workers fetch from each other and that the scheduler
can have made again when its holders are lost (scattered data could not be made again). A part is one Dask
task. Only a few parts per thread of the cluster are with the scheduler at a time, so that memory stays flat
there, too. The parts of a lost worker are given to others by the scheduler.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import pickle
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from blinkfirst.errors import BlinkFirstError, OptionError, WorkerError
from blinkfirst.study.executors.executor import (
    KeptWorkers,
    Part,
    PartBytes,
    Task,
    answered,
    interrupts_held,
    packed,
)
from blinkfirst.study.executors.suspects import LOOK_SECONDS, LostWorkerError, completed
from blinkfirst.study.store.manifest import versions

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

CONNECT_SECONDS = 20.0  # to find the scheduler
LEAVE_SECONDS = 5  # for a client, or a cluster of our own, to stop
PARTS_PER_THREAD = 2  # with the scheduler: one in work, one to follow at once
ADVICE = "give workers more of it, or fewer threads"
PACKAGE = Path(__file__).parents[2]
PACKAGES = ("numba", "numpy", "pyarrow")  # beside our own, those whose versions show in the last digits
INSTALL = 'pip install "blinkfirst[cluster]"'


class DaskCluster:
    """The workers of a Dask scheduler, or of a cluster of our own on this machine.

    Raises `OptionError` when the address is none, or Dask is not installed.

    Parameters
    ----------
    address : of the scheduler, as ``tcp://host:8786``; or ``local:4`` for four processes here.
    say : receives messages, such as that no worker is there.
    connect_seconds : how long to look for the scheduler.
    """

    def __init__(
        self,
        address: str,
        say: Callable[[str], None] = lambda text: None,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        check_address(address)
        if importlib.util.find_spec("distributed") is None:
            raise OptionError(f"--cluster: needs Dask distributed, which is not installed; {INSTALL}")
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
        """Yield the results of every part, as they finish; a few per thread are with the scheduler."""
        submission = _Submission(self._client, self.address, packed(task))
        try:
            yield from completed(parts, self._room, submission.sent)
        finally:
            submission.drop()

    def _room(self) -> int:
        """Return how many parts may be with the scheduler; say when there is nobody to do them."""
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._threads = sum(self._client.nthreads().values())
            self._looked = time.monotonic()
            if not self._threads:
                self._say(f"waiting: the scheduler at {self.address} has no workers")
        return PARTS_PER_THREAD * max(self._threads, 1)


class _Submission:
    def __init__(self, client: Client, address: str, packed_task: bytes) -> None:
        self._client, self._address = client, address
        self._name = f"blinkfirst-{uuid4().hex}"  # keys are shared by all clients of a scheduler
        self._task = client.submit(_the_same, packed_task, key=f"{self._name}-task")
        self._sent = 0
        self._left: set[Future[PartBytes]] = set()

    def sent(self, part: Part) -> _DaskReply:
        """Give a part to the scheduler, under a new key each time."""
        key = f"{self._name}-{self._sent}"
        self._sent += 1
        # pickled here: Dask would walk through thousands of settings in search of futures
        content = pickle.dumps(part, protocol=pickle.HIGHEST_PROTOCOL)
        future = self._client.submit(_answered_there, code_here(), self._task, content, key=key)
        self._left.add(future)
        future.add_done_callback(self._left.discard)
        return _DaskReply(future, self._address)

    def drop(self) -> None:
        with suppress(Exception):  # it may have gone away; this is no news worth hiding another error for
            self._client.cancel([*self._left, self._task])


@dataclass(frozen=True, eq=False)
class _DaskReply:

    future: Future[PartBytes]
    address: str

    def add_done_callback(self, fn: Callable[[_DaskReply], object]) -> None:
        self.future.add_done_callback(lambda _: fn(self))

    def result(self) -> PartBytes:
        from distributed import CancelledError, KilledWorker

        try:
            found: PartBytes = self.future.result()
        except KilledWorker as killed:
            deaths = killed.allowed_failures + 1
            raise LostWorkerError(ADVICE, lambda _: "again and again, alone at last", deaths) from None
        except (CancelledError, OSError) as error:
            raise WorkerError(f"--cluster: the Dask scheduler at {self.address} went away") from error
        except BlinkFirstError:
            raise
        except Exception as error:  # before our code was reached: it is missing there, or of another age
            cause = error.__cause__ or error
            code = ", ".join(f"{package} {version}" for package, version in code_here().items())
            raise WorkerError(
                f"--cluster: scheduler or workers cannot run blinkfirst ({type(cause).__name__}: {cause}); "
                f"install the same on all of them: {code}"
            ) from error
        return found


def _the_same(content: bytes) -> bytes:
    return content


_KEPT = KeptWorkers()


def _answered_there(code: Mapping[str, str], packed_task: bytes, packed_part: bytes) -> PartBytes:
    """Answer a part; runs on a worker. All arguments are plain, so that other versions understand them."""
    differences = code_differences(code)
    if differences:
        raise WorkerError(
            f"--cluster: a worker runs other code than this command: {'; '.join(differences)}; install the "
            "same on both, or else results are not the same everywhere"
        )
    part: Part = pickle.loads(packed_part)
    return answered(_KEPT.worker(packed_task), part)


def check_address(address: str) -> None:
    """Refuse what is neither the address of a scheduler nor ``local:N``.

    Raises `OptionError` with what is expected.
    """
    scheme, _, place = address.partition("://")
    if not _local_workers(address) and not (scheme.isalnum() and place):
        raise OptionError(
            "--cluster: expected the address of a Dask scheduler, as tcp://host:8786, or local:N for N "
            f"processes on this machine, got {address!r}"
        )


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


@cache
def code_here() -> dict[str, str]:
    """Return the versions of all packages that decide on the last digits of results in this process.

    A checkout bears the same version number for months, so a digest of our own source is beside it.
    """
    found = versions()
    own = {"blinkfirst": f"{found['blinkfirst']} (source {_source_digest()})"}
    return own | {package: found[package] for package in PACKAGES}


def code_differences(sent: Mapping[str, str]) -> list[str]:
    """Say in words where the code here, at a worker, differs from that of the sender; empty when nowhere."""
    return [
        f"{package} {version} there, {sent.get(package, 'nothing')} here"
        for package, version in code_here().items()
        if sent.get(package) != version
    ]


def _source_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]
