"""A part whose worker died is tried again alone, when all others are done; no process dies here."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future

import pytest

from blinkfirst.errors import WorkerError
from blinkfirst.study.executors.executor import Part, PartBytes
from blinkfirst.study.executors.suspects import LostWorkerError, completed
from unit.study.executors.standins import bytes_of, parts


class Pool:
    """Answers parts in the order they are sent; some lose their worker, the first so many times."""

    def __init__(self, lost: Mapping[int, int]) -> None:
        self.lost = dict(lost)
        self.sent: list[int] = []

    def send(self, part: Part) -> Future[PartBytes]:
        self.sent.append(part.number)
        reply: Future[PartBytes] = Future()
        if self.lost.get(part.number, 0) > 0:
            self.lost[part.number] -= 1
            reply.set_exception(LostWorkerError("add memory", lambda deaths: f"{deaths} times"))
        else:
            reply.set_result(bytes_of(part.cases))
        return reply


def test_a_suspect_comes_last_and_alone() -> None:
    pool = Pool({1: 1, 2: 2})
    found = list(completed(parts(6), lambda: 2, pool.send))
    assert dict(found) == {part.number: bytes_of(part.cases) for part in parts(6)}
    assert pool.sent == [0, 1, 2, 3, 4, 5, 1, 2, 2], "each alone until it is answered"
    assert [number for number, _ in found] == [0, 3, 4, 5, 1, 2]


def test_the_guilty_is_named_when_all_others_are_done() -> None:
    pool = Pool({1: 99, 2: 2})
    found = []
    with pytest.raises(WorkerError, match=r"part 1 \(cases 3 to 5\) broke its worker 3 times;.*: add memory"):
        for number, _ in completed(parts(4), lambda: 4, pool.send):
            found.append(number)
    assert found == [0, 3, 2]
    assert pool.sent.count(1) == 3 and pool.sent.count(2) == 3
