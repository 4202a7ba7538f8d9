"""What whole processes cost: seconds by the clock, seconds of the processor, memory at most."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

BLINKFIRST = (sys.executable, "-m", "blinkfirst")


@dataclass(frozen=True)
class Cost:
    """Medians of some runs of a command: seconds by the clock, seconds of processor, MB at most."""

    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Program:
    """How a program is called: its first words, and its environment (this process's when ``None``).

    A folder that it does not know is dropped from the names in its arguments.
    """

    words: tuple[str, ...]
    environment: dict[str, str] | None = None
    unknown_folder: str = ""


def cost(command: Sequence[str], repeats: int) -> Cost:
    """Time a command as a whole process, after one run that is not counted."""
    (found,) = costs_in_turn([Program(tuple(command))], (), repeats)
    return found


def costs_in_turn(programs: Sequence[Program], arguments: Sequence[str], repeats: int) -> list[Cost]:
    """Time programs with the same arguments as whole processes, taking turns, after one round not counted."""
    rounds = [[_once(program, arguments) for program in programs] for _ in range(1 + repeats)][1:]
    return [
        Cost(*(statistics.median(found[number][k] for found in rounds) for k in range(3)))
        for number in range(len(programs))
    ]


def _once(program: Program, arguments: Sequence[str]) -> tuple[float, float, float]:
    command = [*program.words, *(word.removeprefix(program.unknown_folder) for word in arguments)]
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=program.environment
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return wall, usage.ru_utime + usage.ru_stime, megabytes
