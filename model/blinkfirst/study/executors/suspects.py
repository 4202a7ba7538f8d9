"""Handing parts out, with one rule about a part whose worker died: first it is a suspect, then it runs alone.

Such a part may be to blame, or may only have had too little memory beside others. So it is sent again by
itself when all others are done. If it breaks its worker even then, it is the guilty one.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from blinkfirst.errors import WorkerError
from blinkfirst.study.executors.executor import Part, PartBytes

MOST_DEATHS = 3  # of workers over the same part, before it is to blame
LOOK_SECONDS = 5.0  # between two looks at how many workers there are


class LostWorkerError(Exception):
    """A worker died with a part in work.

    Parameters
    ----------
    advice : against running out of memory, the usual cause.
    how : asked for when the part is to blame; is given the number of deaths, and ends a sentence.
    deaths : of workers, this time.
    """

    def __init__(self, advice: str, how: Callable[[int], str], deaths: int = 1) -> None:
        super().__init__(advice)
        self.advice, self.how, self.deaths = advice, how, deaths


class Reply(Protocol):
    """A part in work, as a future has it."""

    def add_done_callback(self, fn: Callable[[Any], object], /) -> None:
        """Call a function with the reply once it is there."""

    def result(self) -> PartBytes:
        """Return what the part gave, or raise."""


def completed(
    parts: Iterable[Part], room: Callable[[], int], sent: Callable[[Part], Reply]
) -> Iterator[tuple[int, PartBytes]]:
    """Yield the number and the results of every part, as they finish.

    Raises `WorkerError` when a part broke its worker alone, at last; raised when all others are done.

    Parameters
    ----------
    room : how many parts may be in work.
    sent : gives a part to a worker.
    """
    left = iter(parts)
    in_work: dict[Reply, Part] = {}
    landed: SimpleQueue[Reply] = SimpleQueue()
    suspects: deque[Part] = deque()
    deaths: Counter[int] = Counter()
    guilty: list[WorkerError] = []
    alone = False

    def send(part: Part) -> None:
        reply = sent(part)
        in_work[reply] = part
        reply.add_done_callback(landed.put)

    def hand_out() -> None:
        nonlocal alone
        while len(in_work) < room() and (part := next(left, None)) is not None:
            send(part)
        if suspects and not in_work:
            alone = True
            send(suspects.popleft())

    hand_out()
    while in_work:
        try:
            reply = landed.get(timeout=LOOK_SECONDS)
        except Empty:
            hand_out()  # workers may have come
            continue
        part = in_work.pop(reply)
        try:
            found = reply.result()
        except LostWorkerError as lost:
            deaths[part.number] += lost.deaths
            if alone and deaths[part.number] >= MOST_DEATHS:
                guilty.append(_broken(part, lost, deaths[part.number]))
            else:
                suspects.append(part)
            hand_out()
        else:
            hand_out()  # before the result is seen to: no worker waits for a disk
            yield part.number, found
    if guilty:
        raise guilty[0]


def _broken(part: Part, lost: LostWorkerError, deaths: int) -> WorkerError:
    return WorkerError(
        f"{part} broke its worker {lost.how(deaths)}; a process that runs out of memory is killed by the "
        f"system: {lost.advice}"
    )
