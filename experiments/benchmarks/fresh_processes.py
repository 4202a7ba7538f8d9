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


def cost(command: Sequence[str], repeats: int) -> Cost:
    """Time a command as a whole process, after one run that is not counted."""
    runs = [_once(command) for _ in range(1 + repeats)][1:]
    wall, cpu, memory = (statistics.median(run[k] for run in runs) for k in range(3))
    return Cost(wall, cpu, memory)


def _once(command: Sequence[str]) -> tuple[float, float, float]:
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"{' '.join(command)} failed")
    megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return wall, usage.ru_utime + usage.ru_stime, megabytes
