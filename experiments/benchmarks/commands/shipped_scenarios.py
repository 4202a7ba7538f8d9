"""What every shipped scenario takes, stage by stage, and as a whole ``blinkfirst run``.

Run ``python experiments/benchmarks/commands/shipped_scenarios.py [REPEATS [SCENARIO ...]]`` with ``model`` on
the path, on an otherwise idle machine; some minutes. Prints a section of `docs/benchmarks.md` in Markdown.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fresh_processes import BLINKFIRST, cost

from blinkfirst.scenario.library import shipped_scenarios
from blinkfirst.scenario.loading import load

STAGES = """
import json, sys, time
begin = time.perf_counter()
from blinkfirst import load, compile_scenario, backward_induction, forecast
marks = {"import": time.perf_counter()}
scenario = load(sys.argv[1]); marks["load"] = time.perf_counter()
compiled = compile_scenario(scenario); marks["compile"] = time.perf_counter()
backward_induction(compiled.standoff)  # the kernels come from the cache on disk: this run loads them
loaded = time.perf_counter()
policy = backward_induction(compiled.standoff); marks["backward"] = time.perf_counter() - loaded
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


def stages(name: str, repeats: int) -> dict[str, float]:
    """Median seconds of the stages of one scenario, each time in a fresh process; and its sizes."""
    command = [sys.executable, "-c", STAGES, name]
    runs = [
        json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(1 + repeats)
    ]
    return {key: statistics.median(run[key] for run in runs[1:]) for key in runs[0]}


def section(repeats: int, names: tuple[str, ...]) -> str:
    """The section of the page."""
    rows = [
        "## Shipped scenarios",
        "",
        f"Seconds, medians of {repeats} fresh processes each, after one that is not counted. *run* is the",
        "whole command with questions, claims under both lenses, coin toss, doubled precision and telling",
        "arguments; every change that a claim asks about is a solution more.",
        "",
        "| scenario | states | edges | ticks | stretches | load | compile | backward | forward | run | MB |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name in names:
        found, whole = stages(name, repeats), cost([*BLINKFIRST, "run", name], repeats)
        sizes = [f"{found[key]:,.0f}" for key in ("states", "edges", "ticks", "stretches")]
        times = [f"{found[key]:.2f}" for key in ("load", "compile", "backward", "forward")]
        rows.append(
            "| " + " | ".join([name, *sizes, *times, f"{whole.wall:.2f}", f"{whole.memory:.0f}"]) + " |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    plain = (name for name in shipped_scenarios() if load(name).grid is None)
    chosen = tuple(sys.argv[2:]) or tuple(plain)
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else 3, chosen))
