"""How long private types take, and how much memory: by typed actors, nodes of the grid, and ticks.

Run ``python experiments/benchmarks/hidden_resolve/seconds.py [SCENARIO] [--quick] [--picture FILE.png]`` with
``model`` and ``tests`` on the path, on an otherwise idle machine; about ten minutes. Prints a section of
`docs/benchmarks.md` in Markdown. Every row is a fresh process, kernels from the cache on disk; its seconds
are those of the solution alone, by the clock and of the processors, its memory is the process's largest.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.standoff import Standoff, cut_off
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve.backward import solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import blink_chances, hidden_forecast
from worlds.typed import Second, typed

SCENARIO = "korea-1/2018-gas-pipeline"
ACTORS = ("US", "China", "Russia")  # the first so many of them have types
PRIOR = 0.3
ANSWERS, FORECAST = "answers", "forecast"


class Job(NamedTuple):
    """What is solved, and in which seconds and MB at most; ``ticks`` 0 for all of them."""

    what: str
    actors: int
    nodes: int
    ticks: int = 0
    seconds: float = 0.0
    memory: float = 0.0


class Cost(NamedTuple):
    """Seconds by the clock and of the processors, MB at most, lanes of the grid, ticks."""

    wall: float
    cpu: float
    memory: float
    lanes: int
    ticks: int


GOALS = (
    Job(ANSWERS, 1, 11, 0, 10),
    Job(ANSWERS, 2, 9),
    Job(ANSWERS, 2, 11, 0, 60, 600),
    Job(ANSWERS, 3, 7, 0, 300),
    Job(FORECAST, 1, 11, 0, 30, 2000),
    Job(FORECAST, 2, 11, 0, 180, 2000),
    Job(FORECAST, 3, 7, 0, 900, 2000),
)
LANES = tuple(Job(ANSWERS, 2, nodes) for nodes in (3, 5, 7, 9, 11, 15))
TICKS = tuple(Job(ANSWERS, 2, 7, ticks) for ticks in (13, 26, 52, 78))
QUICK = (Job(ANSWERS, 1, 3, 4), Job(FORECAST, 1, 3, 4))


def standoff_of(name: str, job: Job) -> Standoff:
    """The scenario, its first actors of two types, of which the second never blinks."""
    whole = compile_scenario(load(name)).standoff
    standoff = cut_off(whole, job.ticks) if job.ticks else whole
    names = whole.opening.actors
    who = [names.index(actor) for actor in ACTORS if actor in names] or list(range(len(names)))
    who = who[: job.actors]
    return typed(standoff, *(Second(actor, PRIOR, job.nodes, never=True) for actor in who))


def solve(name: str, job: Job) -> Cost:
    """Solve a job in this process, after a tiny one of its kind that loads the kernels."""
    tiny = standoff_of(name, job._replace(actors=1, nodes=3, ticks=1))
    standoff = standoff_of(name, job)
    _answer(job.what, tiny)
    wall, cpu = time.perf_counter(), time.process_time()
    _answer(job.what, standoff)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return Cost(wall, cpu, memory, job.nodes**job.actors, standoff.ticks)


def _answer(what: str, standoff: Standoff) -> None:
    if what == ANSWERS:
        blink_chances(standoff)
    else:
        hidden_forecast(standoff, solve_hidden(standoff))


def measured(name: str, job: Job) -> Cost:
    """Solve a job in a process of its own."""
    words = [sys.executable, __file__, name, "--job", json.dumps(job)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return Cost(*json.loads(done.stdout))


def section(name: str, quick: bool, picture: str | None) -> str:
    """The section of the page."""
    game = compile_scenario(load(name)).standoff.opening
    goals, lanes, ticks = (QUICK, QUICK[:1], QUICK[:1]) if quick else (GOALS, LANES, TICKS)
    by_lanes = [(job, measured(name, job)) for job in lanes]
    by_ticks = [(job, measured(name, job)) for job in ticks]
    rows = [
        "## Private types",
        "",
        f"{name}: {game.n_states:,} states; {', '.join(ACTORS)} (the first so many) are of two",
        "types, the second of which never blinks. *answers*: everybody's chance to blink first, by the pass",
        "backward alone. *forecast*: the solution and the whole forecast. Load of the machine at the start:",
        f"{os.getloadavg()[0]:.1f}.",
        "",
        "| what | typed | nodes | lanes | wall, s | processors, s | MB | to keep to |",
        "|---|---|---|---|---|---|---|---|",
        *_goal_rows(name, goals),
        "",
        "Seconds of the processors by lanes (the last column would not change if they were exactly linear):",
        "",
        "| nodes | lanes | processors, s | ms a lane |",
        "|---|---|---|---|",
        *(
            f"| {job.nodes} x {job.nodes} | {c.lanes} | {c.cpu:.2f} | {1e3 * c.cpu / c.lanes:.0f} |"
            for job, c in by_lanes
        ),
        "",
        "By ticks (7 x 7 nodes; near the horizon as everywhere, since all states are solved in every tick):",
        "",
        "| ticks | processors, s | ms a tick |",
        "|---|---|---|",
        *(f"| {c.ticks} | {c.cpu:.2f} | {1e3 * c.cpu / c.ticks:.0f} |" for _, c in by_ticks),
    ]
    if picture is not None:
        draw(by_lanes, by_ticks, picture)
    return "\n".join(rows)


def _goal_rows(name: str, goals: tuple[Job, ...]) -> Iterator[str]:
    for job in goals:
        cost = measured(name, job)
        kept = [f"{job.seconds:.0f} s"] * (job.seconds > 0) + [f"{job.memory:.0f} MB"] * (job.memory > 0)
        yield (
            f"| {job.what} | {job.actors} | {job.nodes} | {cost.lanes} | {cost.wall:.1f} | {cost.cpu:.1f} "
            f"| {cost.memory:.0f} | {', '.join(kept)} |"
        )


def draw(by_lanes: list[tuple[Job, Cost]], by_ticks: list[tuple[Job, Cost]], file: str) -> None:
    """Draw seconds of the processors by lanes and by ticks."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    for panel, costs, label in ((axes[0], by_lanes, "lanes"), (axes[1], by_ticks, "ticks")):
        x = [getattr(cost, label) for _, cost in costs]
        panel.plot(x, [cost.cpu for _, cost in costs], "o-", color="black", markersize=4)
        panel.set(xlabel=label, xlim=(0, None), ylim=(0, None))
    axes[0].set_ylabel("seconds of the processors")
    figure.savefig(file, dpi=150)


def main(words: list[str]) -> None:
    """Measure one job, or print the section."""
    named = [word for word in words if word.startswith(("korea", "textbook"))]
    name = named[0] if named else SCENARIO
    if "--job" in words:
        print(json.dumps(solve(name, Job(*json.loads(words[words.index("--job") + 1])))))
        return
    picture = words[words.index("--picture") + 1] if "--picture" in words else None
    print(section(name, "--quick" in words, picture))


if __name__ == "__main__":
    main(sys.argv[1:])
