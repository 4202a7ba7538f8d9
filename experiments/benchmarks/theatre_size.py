"""How long a theatre takes: values backward, probabilities forward, and how much memory.

Run ``python experiments/benchmarks/theatre_size.py [repeats]`` with ``model`` on the path.
Prints a section of `docs/benchmarks.md` in Markdown.
The scenario is made up (`synthetic_theatre`), the size is real. Medians over the repeats, in one thread.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from synthetic_theatre import synthetic_standoff

from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, REACH, Watch

QUESTIONS = 8


def main(repeats: int = 7) -> None:
    """Time every step and print the table."""
    standoff = synthetic_standoff()
    watches = _questions(standoff)
    bare = _megabytes()
    started = time.perf_counter()
    from blinkfirst.solve.kernels import kernels_are_cached
    from blinkfirst.solve.standoff.backward_induction import backward_induction
    from blinkfirst.solve.standoff.explanation import explain_choice
    from blinkfirst.solve.standoff.forecast import forecast

    cached = kernels_are_cached()
    policy = backward_induction(standoff)
    forecast(standoff, policy, watches)
    first = time.perf_counter() - started
    start = standoff.opening.start
    rows = [
        ("solve (backward)", _median(lambda: backward_induction(standoff), repeats)),
        ("forecast (forward), no questions", _median(lambda: forecast(standoff, policy), repeats)),
        (f"forecast, {QUESTIONS} questions", _median(lambda: forecast(standoff, policy, watches), repeats)),
        ("explain one choice", _median(lambda: explain_choice(standoff, policy, 0, start, 0), repeats)),
    ]
    _print_table(standoff, rows, first, cached, bare)


def _median(step: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        step()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _questions(standoff: Standoff) -> list[Watch]:
    game = standoff.opening
    nowhere = np.zeros(game.n_states, dtype=np.int64)
    by_deed = [
        (game.edge_actor == k % game.n_actors) & (game.edge_move == 1 + k % 3) for k in range(QUESTIONS)
    ]
    asked = [Watch(REACH, standoff.ticks, (deed.astype(np.int64),), (nowhere,)) for deed in by_deed[2:]]
    hot = (game.states[:, 0] > 2).astype(np.int64)
    asked.append(Watch(REACH, standoff.ticks // 2, (np.zeros(game.n_edges, dtype=np.int64),), (hot,)))
    asked.append(Watch(COUNT, standoff.ticks, (by_deed[0].astype(np.int64),), (nowhere,)))
    return asked


def _print_table(
    standoff: Standoff, rows: list[tuple[str, float]], first: float, cached: bool, bare: float
) -> None:
    game = standoff.opening
    print("## A synthetic theatre\n")
    print(
        f"{game.n_states:,} states, {game.n_actors} actors, {game.n_edges:,} moves in states "
        f"({game.n_edges / game.n_states / game.n_actors:.1f} per menu), "
        f"{len(game.outcome_state):,} outcomes, "
        f"{standoff.ticks} ticks\n"
    )
    print("| step | seconds |\n|---|---|")
    print(f"| first use, kernels {'from the cache' if cached else 'compiled'} | {first:.2f} |")
    for name, seconds in rows:
        print(f"| {name} | {seconds:.3f} |")
    print(f"\nPeak memory {_megabytes():.0f} MB, of which {bare:.0f} MB before solving.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
