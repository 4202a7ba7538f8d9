"""Processes of this machine: for small cases, whose Python would otherwise wait for Python's one lock.

Each worker is a fresh interpreter (spawned, the same on every system) at the other end of a pipe, with one
part in work. So it is always known which part a lost worker had: that one is sent again, to a new worker, and
the others go on undisturbed. (A pool of the standard library calls itself broken when one process dies, gives
up all parts in work, and cannot say which one it was.)
"""

from __future__ import annotations

import signal
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Self

from blinkfirst.errors import BlinkFirstError, WorkerError
from blinkfirst.study.executors.executor import MOST_DEATHS, Part, PartBytes, Task, answered
from blinkfirst.study.executors.interrupts import interrupts_held
from blinkfirst.study.executors.packed_task import KeptWorkers, PackedTask, packed

LEAVE_SECONDS = 1.0  # a process that was told to leave is killed after this


class Processes:
    """Some processes, started when there is a part for them.

    Parameters
    ----------
    count : of processes, at most.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._crew: list[_Member] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self._dismiss(self._crew)

    def process_ids(self) -> list[int]:
        """Return the numbers that the system has given to the processes."""
        return [member.process.pid for member in self._crew if member.process.pid is not None]

    def run_parts(self, task: Task, parts: Iterable[Part]) -> Iterator[tuple[int, PartBytes]]:
        """Yield what every part gave, as they finish; every process has one in work."""
        sent, queue, deaths = packed(task), _Queue(parts), Counter[int]()
        try:
            self._hand_out(sent, queue)
            while busy := {member.connection: member for member in self._crew if member.part is not None}:
                for connection in wait(list(busy)):
                    member = busy[connection]  # type: ignore[index]  # wait gives back what it was given
                    part, reply = member.heard()
                    if reply is None:
                        deaths[part.number] += 1
                        queue.again.append(part)
                        self._dismiss([member])
                        if deaths[part.number] == MOST_DEATHS:
                            raise _broken(part, member)
                    self._hand_out(sent, queue)  # before the result is seen to: no worker waits for a disk
                    if isinstance(reply, BlinkFirstError):
                        raise reply
                    if reply is not None:
                        yield part.number, reply
        finally:
            self._dismiss([member for member in self._crew if member.part is not None])

    def _hand_out(self, task: PackedTask, queue: _Queue) -> None:
        free = [member for member in self._crew if member.part is None]
        room = len(free) + self.count - len(self._crew)
        handed = [part for _ in range(room) if (part := queue.next()) is not None]
        # all are started before the first is spoken to: a pipe may fill until its reader is there
        fresh = [_Member() for _ in range(len(handed) - len(free))]
        self._crew += fresh
        for member, part in zip([*free, *fresh], handed, strict=False):
            member.give(task, part)

    def _dismiss(self, members: list[_Member]) -> None:
        for member in members:
            member.process.terminate()
        for member in members:
            member.leave()
        self._crew = [member for member in self._crew if member not in members]


class _Queue:
    """Parts to hand out: those that lost their worker first."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.again: deque[Part] = deque()
        self._left = iter(parts)

    def next(self) -> Part | None:
        return self.again.popleft() if self.again else next(self._left, None)


class _Member:
    """A process, our end of the pipe to it, and the part it has in work."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True, name="blinkfirst worker")
        with interrupts_held():
            self.process.start()
        theirs.close()  # so that its death is heard here
        self.part: Part | None = None
        self._knows = ""

    def give(self, task: PackedTask, part: Part) -> None:
        self.part = part
        content = b"" if self._knows == task.digest else task.content
        with suppress(OSError):  # it has died: heard when it is listened to
            self.connection.send(_Order(task.digest, content, part))
        self._knows = task.digest

    def heard(self) -> tuple[Part, PartBytes | BlinkFirstError | None]:
        """Return the part in work and what came of it: ``None`` when the process has died."""
        part, self.part = self.part, None
        assert part is not None, "only members at work are listened to"
        try:
            reply: PartBytes | BlinkFirstError = self.connection.recv()
        except (EOFError, OSError):
            return part, None
        return part, reply

    def leave(self) -> None:
        self.process.join(LEAVE_SECONDS)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        self.connection.close()


@dataclass(frozen=True)
class _Order:
    """What a worker is told: a part, and the task when it is new to the worker."""

    digest: str
    content: bytes
    part: Part


def _serve(connection: Connection) -> None:
    """Answer parts until the other end of the pipe closes, by whatever end the coordinator has come to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kept = KeptWorkers()
    with suppress(EOFError, OSError):
        while True:
            order: _Order = connection.recv()
            reply: PartBytes | BlinkFirstError
            try:
                reply = answered(kept.worker(order.digest, order.content), order.part)
            except BlinkFirstError as error:
                reply = error
            connection.send(reply)


def _broken(part: Part, member: _Member) -> WorkerError:
    code = member.process.exitcode or 0
    how = f"killed by signal {-code}" if code < 0 else f"left with status {code}"
    return WorkerError(
        f"{part} broke its worker {MOST_DEATHS} times (the last was {how}); a process that runs out of "
        "memory is killed by the system: try fewer at once, --jobs 1"
    )
