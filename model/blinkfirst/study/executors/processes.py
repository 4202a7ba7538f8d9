"""Processes of this machine: for small cases, whose Python would otherwise wait for Python's one lock.

Each worker is a fresh interpreter (spawned, the same on every system) at the other end of a pipe, with one
part in work and a thread here that waits for it. So it is always known which part a lost worker had, the
others go on undisturbed, and all leave when this process dies. (The pool of the standard library gives up all
parts in work when one process dies, cannot say which of them did it, and leaves its processes behind when it
is killed itself.)
"""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Self

from blinkfirst.errors import BlinkFirstError
from blinkfirst.study.executors.executor import (
    KeptWorkers,
    Part,
    PartBytes,
    Task,
    answered,
    interrupts_held,
    packed,
)
from blinkfirst.study.executors.suspects import LostWorkerError, completed

LEAVE_SECONDS = 1.0  # a process that was told to leave is killed after this
ADVICE = "try fewer at once, --jobs 1"


class Processes:
    """Some processes, at most ``count`` of them, started when there is a part for them."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._crew: list[_Member] = []
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="blinkfirst")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._dismiss(self._crew)
        self._threads.shutdown(cancel_futures=True)

    def process_ids(self) -> list[int]:
        """Return the numbers that the system has given to the processes."""
        return [member.process.pid for member in self._crew if member.process.pid is not None]

    def run_parts(self, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        """Yield the results of every part, as they finish; every process has one in work."""
        packed_task = packed(task)
        try:
            yield from completed(parts, lambda: self.count, lambda part: self._sent(packed_task, part))
        finally:
            self._dismiss([member for member in self._crew if member.busy])

    def _sent(self, packed_task: bytes, part: Part) -> Future[PartBytes]:
        self._dismiss([member for member in self._crew if member.lost])
        with interrupts_held():
            member = next((member for member in self._crew if not member.busy), None)
            if member is None:
                self._crew.append(member := _Member())
            member.busy = True
            return self._threads.submit(member.answered, packed_task, part)

    def _dismiss(self, members: list[_Member]) -> None:
        for member in members:
            member.process.terminate()
        for member in members:
            member.leave()
        self._crew = [member for member in self._crew if member not in members]


class _Member:
    """A process and our end of the pipe to it."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True, name="blinkfirst worker")
        self.process.start()
        theirs.close()  # so that its death is heard here
        self.busy, self.lost = False, False

    def answered(self, packed_task: bytes, part: Part) -> PartBytes:
        """Have a part answered; runs in a thread, while the process belongs to the coordinator."""
        try:
            self._connection.send((packed_task, part))
            reply: PartBytes | BlinkFirstError = self._connection.recv()
        except (EOFError, OSError):
            self.lost = True
            raise LostWorkerError(ADVICE, self._how_it_died) from None
        finally:
            self.busy = False
        if isinstance(reply, BlinkFirstError):
            raise reply
        return reply

    def leave(self) -> None:
        self.process.join(LEAVE_SECONDS)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()

    def _how_it_died(self, deaths: int) -> str:
        self.leave()
        code = self.process.exitcode or 0
        how = f"killed by signal {-code}" if code < 0 else f"left with status {code}"
        return f"{deaths} times (the last was {how})"


def _serve(connection: Connection) -> None:
    """Answer parts until the other end of the pipe closes, by whatever end the coordinator has come to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kept = KeptWorkers()
    with suppress(EOFError, OSError):
        while True:
            packed_task, part = connection.recv()
            reply: PartBytes | BlinkFirstError
            try:
                reply = answered(kept.worker(packed_task), part)
            except BlinkFirstError as error:
                reply = error
            connection.send(reply)
