"""Kills a sweep before every single thing it does to a folder, goes on with it, and compares.

Run as a program, alone in a process: it forks for every crash, which is quick and keeps the kernels warm.

    python crash_points.py FOLDER [begin|finish|go_on|enlarge]

Prints how many crash points there were, and every one after which the folder was not as undisturbed.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from blinkfirst.errors import BlinkFirstError
from blinkfirst.study.kept_sweep import KeptSweep
from worlds.small_sweeps import PART_SIZE, go_on, keep, request, tree

# what the interpreter announces before it is done
TOUCHING = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.link"}


def enlarge(folder: Path) -> None:
    """Add a round to a folder and compute it, as `sweep --resume` with a larger design does."""
    kept = KeptSweep.open(folder)
    with kept.store:
        more = kept.count_new_cases(request(points=8))
        if more:
            kept.extend(kept.sweep.extended(request(points=8).design, more, PART_SIZE))
    go_on(folder)


ACTS: dict[str, Callable[[Path], object]] = {
    "begin": keep,
    "finish": go_on,
    "go_on": go_on,
    "enlarge": enlarge,
}
PARTS_BEFORE = {"finish": 4, "go_on": 2, "enlarge": 2}  # of five


def again(act: str, folder: Path) -> None:
    """Do what a user does after a crash: the same command, with ``--resume`` where there is a sweep."""
    if act == "begin" and not (folder / "manifest.json").exists():
        keep(folder)
    elif act == "enlarge":
        enlarge(folder)
    else:
        go_on(folder)


def crashed(act: str, folder: Path, crash_at: int) -> bool:
    """Do something in a child that is killed before its n-th touch of the folder; say whether it was."""
    child = os.fork()
    if child == 0:
        touched = 0

        def watch(event: str, args: tuple[object, ...]) -> None:
            nonlocal touched
            if event in TOUCHING and str(folder) in str(args[0]):
                touched += 1
                if touched == crash_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        ACTS[act](folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the sweep itself failed"
    return os.WIFSIGNALED(status)


def prepared(act: str, folder: Path) -> Path:
    """The folder as it is before the act: none, or a sweep of which some parts are missing."""
    if act in PARTS_BEFORE:
        keep(folder, most_parts=PARTS_BEFORE[act])
    return folder


def main(base: Path, act: str) -> None:
    """Try every crash point of an act, from the first on, until the act is over before it."""
    before = prepared(act, base / "before")
    undisturbed = base / "undisturbed"
    if before.exists():
        shutil.copytree(before, undisturbed)
    ACTS[act](undisturbed)
    wanted, wrong, crash_at = tree(undisturbed), [], 0
    while True:
        crash_at += 1
        folder = base / "crashed"
        shutil.rmtree(folder, ignore_errors=True)
        if before.exists():
            shutil.copytree(before, folder)
        if not crashed(act, folder, crash_at):
            break
        try:
            again(act, folder)
        except BlinkFirstError as error:
            wrong.append(f"{crash_at}: {error}")
            continue
        if tree(folder) != wanted:
            wrong.append(f"{crash_at}: differs")
    print(f"{crash_at - 1} crash points", *wrong, sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
