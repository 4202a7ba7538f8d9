"""Writes docs/benchmarks.md: how long the main things take, and how much memory, on this machine.

Run: python experiments/benchmarks/report.py [REPEATS]     (some minutes; on an otherwise idle machine)

Every figure is a median of fresh processes; memory is the largest resident set of the process.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from blinkfirst.scenario.library import shipped_scenarios

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
COMMANDS = (
    "--help",
    "list",
    "check 2018-report-hold",
    "explain 2018-report-hold --actor Russia",
    "sweep 2019-hanoi actors.US.precision=range(1,11)",
)
# scripts that print a section each, peers interleaved in one run
SECTIONS = (
    "kernel/measure.py",
    "simulation/runs_per_second.py",
    "driver/overhead.py",
    "sweeps/cases_per_second.py",
    "graph_model/stability_seconds.py",
)
STAGES = """
import json, resource, sys, time
begin = time.perf_counter()
from blinkfirst import load, compile_scenario, backward_induction, forecast
marks = {"import": time.perf_counter()}
scenario = load(sys.argv[1]); marks["load"] = time.perf_counter()
compiled = compile_scenario(scenario); marks["compile"] = time.perf_counter()
backward_induction(compiled.standoff)  # the kernels come from the cache on disk: this run loads them
loaded = time.perf_counter()
policy = backward_induction(compiled.standoff); marks["backward"] = time.perf_counter() - loaded
loaded = time.perf_counter()
forecast(compiled.standoff, policy)
loaded = time.perf_counter()
forecast(compiled.standoff, policy); marks["forward"] = time.perf_counter() - loaded
print(json.dumps({
    "load": marks["load"] - marks["import"], "compile": marks["compile"] - marks["load"],
    "backward": marks["backward"], "forward": marks["forward"],
    "states": compiled.standoff.opening.n_states, "edges": compiled.standoff.opening.n_edges,
    "ticks": compiled.standoff.ticks, "stretches": len(compiled.standoff.course),
}))
"""


@dataclass(frozen=True)
class Cost:
    """Medians of some runs of a command: seconds by the clock, seconds of processor, MB at most."""

    wall: float
    cpu: float
    memory: float


def cost(command: Sequence[str], repeats: int) -> Cost:
    """Time a command as a whole process, after one run that is not counted."""
    walls, cpus, memories = [], [], []
    for counted in [False] + [True] * repeats:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"{' '.join(command)} failed")
        if counted:
            walls.append(time.perf_counter() - begin)
            cpus.append(usage.ru_utime + usage.ru_stime)
            memories.append(_megabytes(usage))
    return Cost(statistics.median(walls), statistics.median(cpus), statistics.median(memories))


def stages(name: str, repeats: int) -> dict[str, float]:
    """Time the stages of one scenario inside fresh processes."""
    found = []
    for counted in [False] + [True] * repeats:
        command = [sys.executable, "-c", STAGES, name]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if counted:
            found.append(json.loads(printed))
    return {key: statistics.median(run[key] for run in found) for key in found[0]}


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main(repeats: int) -> None:
    """Measure everything and write the page."""
    blinkfirst = [sys.executable, "-m", "blinkfirst"]
    sections = (lambda script=script: _printed(script) for script in SECTIONS)
    made = (
        lambda: _head(repeats),
        lambda: _commands(blinkfirst, repeats),
        lambda: _scenarios(blinkfirst, repeats),
        _synthetic,
        *sections,
    )
    PAGE.write_text("\n".join(make() for make in made), encoding="utf-8")


def _head(repeats: int) -> str:
    packages = ("numpy", "numba", "scipy", "pydantic", "click")
    versions = ", ".join(f"{package} {importlib.metadata.version(package)}" for package in packages)
    return f"""# Benchmarks

Written by `python experiments/benchmarks/report.py {repeats}`; do not edit by hand. Medians of {repeats}
fresh processes each, after one that is not counted, on {os.cpu_count()} cores ({platform.machine()}),
{platform.system()}, Python {platform.python_version()}, {versions}. Kernels come from the cache on disk.
"""


def _commands(blinkfirst: list[str], repeats: int) -> str:
    rows = ["## Whole commands", "", "| command | wall, s | processor, s | memory, MB |", "|---|---|---|---|"]
    for arguments in COMMANDS:
        found = cost([*blinkfirst, *arguments.split()], repeats)
        rows.append(f"| `blinkfirst {arguments}` | {found.wall:.2f} | {found.cpu:.2f} | {found.memory:.0f} |")
    return "\n".join(rows) + "\n"


def _scenarios(blinkfirst: list[str], repeats: int) -> str:
    rows = [
        "## Shipped scenarios",
        "",
        "Seconds. *run* is the whole command with questions, claims under both lenses, coin toss, doubled",
        "precision and telling arguments; every change that a claim asks about is a solution more.",
        "",
        "| scenario | states | edges | ticks | stretches | load | compile | backward | forward | run | MB |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in shipped_scenarios():
        found, whole = stages(name, repeats), cost([*blinkfirst, "run", name], repeats)
        sizes = [f"{found[key]:,.0f}" for key in ("states", "edges", "ticks", "stretches")]
        times = [f"{found[key]:.2f}" for key in ("load", "compile", "backward", "forward")]
        rows.append(
            "| " + " | ".join([name, *sizes, *times, f"{whole.wall:.2f}", f"{whole.memory:.0f}"]) + " |"
        )
    return "\n".join(rows) + "\n"


def _synthetic() -> str:
    printed = _printed("theatre_size.py")
    return f"## A synthetic theatre\n\n`python experiments/benchmarks/theatre_size.py`\n\n{printed}"


def _printed(script: str, *arguments: str) -> str:
    """What a script beside this one prints; the reason in its place when it cannot run here."""
    path = Path(__file__).resolve().parent / script
    done = subprocess.run([sys.executable, str(path), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{script} failed:\n{done.stderr}")
    return done.stdout.strip() + "\n"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
