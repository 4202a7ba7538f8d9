"""Tasks that need no scenario: what executors do shows better when the work is nothing."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.study.executors.executor import NumberedCase, Part, PartBytes


def bytes_of(cases: Sequence[NumberedCase]) -> PartBytes:
    """The one right answer to some cases."""
    failures = tuple((number, "an odd one") for number, settings in cases if settings["x"] % 7 == 3)
    return PartBytes({"cases": pickle.dumps([(n, dict(settings)) for n, settings in cases])}, failures)


def parts(count: int, size: int = 3) -> Iterator[Part]:
    """Parts of some cases each, one after the other."""
    for number in range(count):
        cases = range(number * size, (number + 1) * size)
        yield Part(number, tuple((case, {"x": case * case}) for case in cases))


@dataclass
class Echo:
    """Answers at once, or after a while."""

    seconds: float = 0.0

    def __call__(self) -> Echo:
        return self

    def part(self, cases: Sequence[NumberedCase]) -> PartBytes:
        time.sleep(self.seconds)
        return bytes_of(cases)


@dataclass
class Deadly:
    """Kills its own process over some cases, the first few times; the folder remembers how often."""

    folder: Path
    fatal: Collection[int]
    deaths: int

    def __call__(self) -> Deadly:
        return self

    def part(self, cases: Sequence[NumberedCase]) -> PartBytes:
        died = len(list(self.folder.iterdir()))
        if any(number in self.fatal for number, _ in cases) and died < self.deaths:
            (self.folder / f"{time.time_ns()}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return bytes_of(cases)


@dataclass
class Counting:
    """Leaves a file whenever a worker is made."""

    folder: Path

    def __call__(self) -> Echo:
        (self.folder / f"{os.getpid()}-{time.time_ns()}").touch()
        return Echo()


@dataclass
class Faulty:
    """Raises over one case; ``ours`` says whether on purpose."""

    case: int
    ours: bool

    def __call__(self) -> Faulty:
        return self

    def part(self, cases: Sequence[NumberedCase]) -> PartBytes:
        if any(number == self.case for number, _ in cases):
            if self.ours:
                raise ScenarioError([Problem(Place("x.yaml", 3, 4), "world.x", "wrong", "right")])
            raise ZeroDivisionError("nought")
        return bytes_of(cases)
