"""Cases per second of sweeps over weights, and whether time and memory grow as they should.

    python experiments/benchmarks/sweeps/cases_per_second.py [SCENARIO SMALL LARGE ...]

Every sweep is a process of its own: ``blinkfirst sweep`` over all weights, Sobol, kept in a folder that is
thrown away. Memory is the largest resident set of the command; with processes, of its largest worker too.
Without arguments, the largest shipped scenario with 100 and 1,000 cases and the smallest with 10,000 and
100,000, about ten minutes. Prints a section for docs/benchmarks.md.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

DEFAULT = (("korea-1/2018-race-to-invest", 100, 1_000), ("textbook/two-sided-standoff", 10_000, 100_000))
CHILD = """
import os, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


@dataclass(frozen=True)
class Found:
    """One sweep: how many cases, seconds by the clock, MB at most."""

    cases: int
    seconds: float
    megabytes: float


def swept(scenario: str, cases: int, jobs: int) -> Found:
    """Run one sweep."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "blinkfirst", "sweep", scenario, "--over", "weights", "--sample", "sobol",
            "--n", str(cases), "--outcomes", "first_blinkers,questions", "--jobs", str(jobs),
            "--out", str(Path(folder) / "kept"),
        ]  # fmt: skip
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", CHILD, *command], stdout=subprocess.PIPE, text=True, check=True
        )
        seconds = time.perf_counter() - begin
    scale = 1024**2 if sys.platform == "darwin" else 1024
    return Found(cases, seconds, float(done.stdout.split()[-1]) / scale)


def section(plan: tuple[tuple[str, int, int], ...]) -> str:
    """Run the plan and return the section."""
    lines = [
        "## Sweeps over all weights",
        "",
        "First blinkers and questions, Sobol points over every weight's range, kept in a folder, two at a",
        "time; the start of the command included.",
        "",
        "| scenario | cases | seconds | cases a second | time, beyond linear "
        "| largest process, MB | memory, grown by |",
        "|---|---|---|---|---|---|---|",
    ]
    for scenario, few, many in plan:
        small, large = swept(scenario, few, 2), swept(scenario, many, 2)
        growth = large.seconds / small.seconds / (many / few) - 1
        grown = large.megabytes / small.megabytes - 1
        for found, of_time, of_memory in (
            (small, "", ""),
            (large, f"{growth:+.0%} (against {many / few:g} times)", f"{grown:+.0%}"),
        ):
            lines.append(
                f"| {scenario} | {found.cases:,} | {found.seconds:.1f} | {found.cases / found.seconds:.1f} "
                f"| {of_time} | {found.megabytes:.0f} | {of_memory} |"
            )
    return "\n".join(lines) + "\n"


def planned(arguments: list[str]) -> tuple[tuple[str, int, int], ...]:
    """Return what the command line asks for."""
    if not arguments:
        return DEFAULT
    triples = zip(arguments[::3], arguments[1::3], arguments[2::3], strict=True)
    return tuple((name, int(few), int(many)) for name, few, many in triples)


if __name__ == "__main__":
    print(section(planned(sys.argv[1:])))
