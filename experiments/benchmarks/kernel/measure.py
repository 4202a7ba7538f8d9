"""How fast the kernels are: beside C loops of the same recursion, two at once, and what else a case takes.

Run ``python experiments/benchmarks/kernel/measure.py [ROUNDS]`` with ``model`` on the path, on an otherwise
idle machine with a C compiler; about a minute. Prints a section of `docs/benchmarks.md` in Markdown. Without
a compiler it says so and measures the rest.

In every round the peers go one after the other, so that what slows the machine down slows all of them;
figures are medians over the rounds, ratios medians of the rounds' ratios. What runs on one thread is measured
in seconds of the processor, so that being kept waiting does not count; two threads in seconds of the clock.
Before anything is timed, the loops' values and choices are compared with the kernel's.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

import c_loops

from blinkfirst.compile.questions import watch_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.game import FloatArray, Game
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.scenario.loading import load
from blinkfirst.solve.kernels import pull_back
from blinkfirst.solve.kernels.compiling import part
from blinkfirst.solve.kernels.vector8 import LANES, LOWEST, exponential, store
from blinkfirst.solve.kernels.vector8 import load as load_octet
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.standoff.backward_answers import Watching, answers_everywhere, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import backward_induction, end_values
from blinkfirst.solve.standoff.condition import trust_in
from blinkfirst.solve.standoff.forecast import Itinerary, forecast_along

SCENARIOS = ("korea-1/2018-gas-pipeline", "korea-1/2017-unity")
SMALL = "textbook/two-sided-standoff"
AGREEMENT = 1e-12  # utils and probabilities
KERNEL, C_LOOP, C_IN_LANES = "the kernel", "C loop", "C in lanes"
HEAD = """## The kernels

Backward induction over the whole horizon, all choices kept, on one thread. The C loop is the same recursion
written by hand, state by state and menu by menu (`backward_induction.c`); *C in lanes* is laid out as the
kernel is (`backward_induction_in_lanes.c`, vectors of eight, products and sums fused; the kernel fuses
nothing, so that every processor gives the same bits). Values and choices of all three agree to {agreement}.
Peers take turns in each of {rounds} rounds; medians, of seconds of the processor for one thread, of the clock
for two.
"""

Timed = Mapping[str, list[float]]


def main(rounds: int = 15) -> None:
    """Measure everything and print the section."""
    compiled = {name: compile_scenario(load(name)) for name in SCENARIOS}
    print(HEAD.format(rounds=rounds, agreement=AGREEMENT))
    print(_beside_c(compiled, rounds))
    print(_two_at_once(compiled, rounds))
    print(_cases(compiled, rounds))
    print(_exponentials(rounds))


def take_turns(peers: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float]) -> Timed:
    """Seconds of every peer in every round, after one that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in peers}
    for counted in [False] + [True] * rounds:
        for name, peer in peers.items():
            began = clock()
            peer()
            if counted:
                seconds[name].append(clock() - began)
    return seconds


def ratio(of: list[float], to: list[float]) -> float:
    """The median of the rounds' ratios."""
    return statistics.median(a / b for a, b in zip(of, to, strict=True))


def _beside_c(compiled: Mapping[str, Compiled], rounds: int) -> str:
    if c_loops.compiler() is None:
        return "No C compiler was found (`CC`, `gcc`, `cc`): nothing to compare the kernel with.\n"
    rows = [
        f"C compiled with `{' '.join(c_loops.FLAGS)}`.",
        "",
        "| scenario | states | edges | ticks | kernel, s | C loop, s | C in lanes, s | C loop / kernel "
        "| C in lanes / kernel |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        library = c_loops.compiled(Path(folder))
        for name, found in compiled.items():
            standoff, game = found.standoff, found.standoff.opening
            loops = {
                KERNEL: partial(pull_back, lay_out(game)),
                C_LOOP: c_loops.plain_loop(library, game),
                C_IN_LANES: c_loops.loop_in_lanes(library, game),
            }
            seconds = _timed_loops(standoff, loops, rounds)
            times = [f"{statistics.median(seconds[peer]):.3f}" for peer in loops]
            ratios = [f"{ratio(seconds[peer], seconds[KERNEL]):.1f}" for peer in (C_LOOP, C_IN_LANES)]
            sizes = [f"{size:,}" for size in (game.n_states, game.n_edges, standoff.ticks)]
            rows.append("| " + " | ".join([name, *sizes, *times, *ratios]) + " |")
    return "\n".join(rows) + "\n"


def _timed_loops(standoff: Standoff, loops: Mapping[str, c_loops.Loop], rounds: int) -> Timed:
    values, _ = end_values(standoff, standoff.opening)
    choices = {name: np.zeros((standoff.ticks, standoff.opening.n_edges)) for name in loops}
    ends = {name: loop(values, standoff.ticks, choices[name]) for name, loop in loops.items()}
    for name in loops:
        apart = max(np.abs(ends[name] - ends[KERNEL]).max(), np.abs(choices[name] - choices[KERNEL]).max())
        if apart > AGREEMENT:
            sys.exit(f"{name} differs from {KERNEL} by {apart:.2g}")
    peers = {
        name: partial(loop, values, standoff.ticks, choices[name]) for name, loop in loops.items()
    }
    return take_turns(peers, rounds, time.thread_time)


def _two_at_once(compiled: Mapping[str, Compiled], rounds: int) -> str:
    """Two cases that differ in their weights, one after the other and side by side."""
    rows = [
        "Two cases of a sweep over weights, answered backward, one after the other and on two threads:",
        "",
        "| scenario | one after the other, s | two threads, s | ratio |",
        "|---|---|---|---|",
    ]
    for name, found in compiled.items():
        watching = _watching(found)
        cases = [_reweighted(found.standoff, factor) for factor in (1.0, 1.1)]
        with ThreadPoolExecutor(2) as pool:
            peers = {
                "one": partial(_answered, map, cases, watching),
                "two": partial(_answered, pool.map, cases, watching),
            }
            seconds = take_turns(peers, rounds, time.perf_counter)
        one, two = (statistics.median(seconds[peer]) for peer in peers)
        rows.append(f"| {name} | {one:.3f} | {two:.3f} | {ratio(seconds['one'], seconds['two']):.2f} |")
    return "\n".join(rows) + "\n"


def _answered(mapped: Callable[..., Iterable[object]], cases: list[Standoff], watching: Watching) -> None:
    """Answer cases by a way of mapping a function over them."""
    list(mapped(lambda case: answers_everywhere(case, watching, True), cases))


def _cases(compiled: Mapping[str, Compiled], rounds: int) -> str:
    """What one case of a sweep over weights takes, step by step."""
    rows = [
        "One case of a sweep over weights on one thread, milliseconds. *Laid out* is what has to be worked",
        "out for other weights; *answers* are the scenario's questions and everybody's first blinks, for",
        "every state to start from, without a forecast; *condition* is what a run adds for its rounding and",
        "its knife-edge.",
        "",
        "| scenario | laid out at first | laid out | solve | forecast | answers | condition |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, found in [*compiled.items(), (SMALL, compile_scenario(load(SMALL)))]:
        standoff, watching = found.standoff, _watching(found)
        policy = backward_induction(standoff)
        itinerary = Itinerary(standoff, _questions(found))
        chances = forecast_along(itinerary, standoff, policy).first_blink_by_actor
        peers: dict[str, Callable[[], object]] = {
            "at first": partial(_laid_out_apart, standoff.opening),
            "under other weights": partial(_laid_out_known, standoff.opening),
            "solve": partial(backward_induction, standoff),
            "forecast": partial(forecast_along, itinerary, standoff, policy),
            "answers": partial(answers_everywhere, standoff, watching, True),
            "condition": partial(trust_in, standoff, policy, chances),
        }
        seconds = take_turns(peers, rounds, time.thread_time)
        times = [f"{1000 * statistics.median(seconds[step]):.3g}" for step in peers]
        rows.append("| " + " | ".join([name, *times]) + " |")
    return "\n".join(rows) + "\n"


def _questions(compiled: Compiled) -> list[Watch]:
    return [watch_of(question.ask, compiled) for question in compiled.scenario.questions]


def _watching(compiled: Compiled) -> Watching:
    return Watching(compiled.standoff, [*_questions(compiled), *first_blink_watches(compiled.standoff)])


def _reweighted(standoff: Standoff, factor: float) -> Standoff:
    plans = tuple(
        replace(
            plan,
            stretches=tuple(
                replace(s, game=s.game.with_weights(s.game.payoffs.weights * factor)) for s in plan.stretches
            ),
        )
        for plan in standoff.plans
    )
    return replace(standoff, plans=plans)


def _laid_out_known(game: Game) -> None:
    lay_out(game.with_weights(game.payoffs.weights))


def _laid_out_apart(game: Game) -> None:
    """Lay out a game with offsets and payoffs of its own: nothing known fits."""
    payoffs = replace(
        game.payoffs,
        flow_features=game.payoffs.flow_features.copy(),
        lump_edge=game.payoffs.lump_edge.copy(),
    )
    lay_out(replace(game, edge_offset=game.edge_offset.copy(), payoffs=payoffs))


@part
def _exponentials_of(numbers: FloatArray, results: FloatArray) -> None:
    for at in range(0, numbers.size, LANES):
        store(results, at, exponential(load_octet(numbers, at)))


def _exponentials(rounds: int) -> str:
    grid = np.linspace(LOWEST, 0.0, 8 * 100_000)
    found = np.empty_like(grid)
    _exponentials_of(grid, found)
    exact = np.exp(grid.astype(np.longdouble))
    worst = float(np.max(np.abs(found - exact) / exact))
    near = np.linspace(-20.0, 0.0, 8 * 200)  # stays in the first cache
    results = np.empty_like(near)
    peers = {"ours": lambda: _exponentials_of(near, results), "numpy": lambda: np.exp(near, results)}
    seconds = take_turns(peers, 200 * rounds, time.perf_counter)
    ours, numpys = (1e9 * statistics.median(seconds[peer]) / near.size for peer in peers)
    return (
        f"Exponentials: largest relative error {worst:.2g} on {grid.size:,} numbers from {LOWEST:.0f} to 0, "
        f"{ours:.2f} nanoseconds each;\nnumpy's take {numpys:.2f}.\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
