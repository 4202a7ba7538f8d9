"""A process that has writers of its own killed, and looks at what they leave; run by test_killed.py.

``python -m unit.study.store.killing steps FOLDER`` lets one writer after the other do the same work
and kills the k-th at its k-th touch of the disk, in FOLDER/k; prints how many touches there are.

``... random FOLDER`` lets writers work on one folder and kills each after a random time, until the work is
done; prints how many were killed, and how many of them in the middle of a part.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from blinkfirst.study.store.sweep_folder import CaseStore, holds_sweep
from worlds.invented_sweeps import SCENARIO, Invented

SWEEP = Invented(6, 2)
MORE: dict[str, Any] = {"factors": ["more"]}
# the second round holds two parts more, of the same bytes as the first two
BYTES = {number: SWEEP.part(number % 3) for number in range(5)}
LONG = Invented(12, 1)
# the kernel takes some time for a file of this size
PADDING = bytes(500_000)
MOST_KILLED = 25
TOUCHES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}


def all_of_it(folder: Path) -> None:
    """Begin a sweep, or go on with it; two rounds of three and two parts."""
    if not holds_sweep(folder):
        CaseStore.create(folder, SWEEP.manifest, SCENARIO).close()
    with CaseStore.open(folder, writing=True) as store:
        if len(store.manifest.rounds) == 1:
            store.add_round(MORE, 3, 2)
        for number in sorted(set(BYTES) - store.done(), reverse=True):
            store.write_part(number, BYTES[number])


def long_part(number: int) -> dict[str, bytes]:
    return {name: raw + PADDING for name, raw in LONG.part(number).items()}


def parts_one_by_one(folder: Path) -> None:
    with CaseStore.open(folder, writing=True) as store:
        for number in sorted(set(range(LONG.manifest.parts)) - store.done()):
            store.write_part(number, long_part(number))


def forked(work: Callable[[], None]) -> int:
    """Do some work in a process of its own; return its number."""
    process = os.fork()
    if process == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return process


def killed_at(folder: Path, step: int) -> Callable[[], None]:
    """The work, ending at a certain touch of the disk as if the current had gone."""

    def work() -> None:
        steps = itertools.count()

        def touch(event: str, arguments: Any = ()) -> None:
            if event in TOUCHES and next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)

        # nobody cuts the current here, so the disk need not be waited for
        os.fsync = lambda file: touch("open")  # type: ignore[assignment]
        sys.addaudithook(touch)
        all_of_it(folder)

    return work


def at_every_step(folder: Path) -> int:
    for step in itertools.count():
        _, status = os.waitpid(forked(killed_at(folder / str(step), step)), 0)
        if not os.WIFSIGNALED(status):
            assert status == 0
            return step
    return 0


def at_random(folder: Path) -> tuple[int, int]:
    CaseStore.create(folder, LONG.manifest, SCENARIO).close()
    chance, killed, amid, patience, before = random.Random(7), 0, 0, 0.01, -1
    while True:
        process = forked(lambda: parts_one_by_one(folder))
        time.sleep(chance.uniform(0.001, patience))
        if killed < MOST_KILLED:
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if not os.WIFSIGNALED(status):
            return killed, amid
        killed += 1
        done = len(CaseStore.open(folder).done())
        # on a busy machine a part takes longer, and some have to be finished
        patience, before = (patience * 1.5 if done == before else 0.01), done
        amid += any((folder / "parts").glob(".writing-*"))
        store = CaseStore.open(folder)
        for number in store.done():
            for name, raw in long_part(number).items():
                found = (folder / "parts" / f"{number:06d}" / f"{name}.parquet").read_bytes()
                assert found == raw, f"part {number} is there and not whole"


if __name__ == "__main__":
    how, where = sys.argv[1], Path(sys.argv[2])
    print(*(at_random(where) if how == "random" else (at_every_step(where),)))
