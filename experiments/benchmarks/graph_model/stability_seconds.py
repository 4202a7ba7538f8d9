"""How long the Graph Model stability of a large game takes.

Run ``python experiments/benchmarks/graph_model/stability_seconds.py [REPEATS]`` with ``model`` on the path,
on an otherwise idle machine; a minute. Prints a section of `docs/benchmarks.md` in Markdown.

Figures are medians in one process. On the line an answer may take as many moves as there are states: what
would take a pass over all moves for every step would take a long time there.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from synthetic_theatre import synthetic_standoff

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.game import Game
from blinkfirst.game.graph_model import GraphModel, UnilateralMoves
from blinkfirst.scenario.loading import load
from blinkfirst.solve.graph_model.from_game import graph_model_of
from blinkfirst.solve.graph_model.stability import improvements, stability

CHAIN_STATES = 10_000
SHIPPED = "korea-1/2019-hanoi"


def median_seconds(repeats: int, job: Callable[[], object]) -> float:
    """Median wall time of a job."""
    took = []
    for _ in range(repeats):
        begin = time.perf_counter()
        job()
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


def chain(n_states: int) -> GraphModel:
    """Three actors who may each push the world one step along a line; the farther, the worse for all."""
    here = np.arange(n_states)
    moves = UnilateralMoves(np.minimum(np.arange(n_states + 1), n_states - 1), here[1:])
    return GraphModel(("a", "b", "c"), np.column_stack([here[::-1]] * 3), (moves,) * 3)


def row(name: str, model: GraphModel, building: str, repeats: int) -> str:
    """A line of the table."""
    moves = sum(int(one.target.size) for one in model.moves)
    stable = median_seconds(repeats, lambda: stability(model))
    found = stability(model)
    actors = range(len(model.actors))
    told = median_seconds(repeats, lambda: [improvements(model, found, 0, a) for a in actors])
    return (
        f"| {name} | {model.n_states:,} | {len(model.actors)} | {moves:,} | {building} | {stable:.2f} s | "
        f"{1000 * told:.0f} ms |"
    )


def from_game(name: str, game: Game, repeats: int) -> str:
    """The line of a compiled game."""
    built = median_seconds(repeats, lambda: graph_model_of(game))
    return row(name, graph_model_of(game), f"{1000 * built:.0f} ms", repeats)


def section(repeats: int) -> Iterator[str]:
    """The section, line by line."""
    yield "## Graph Model stability"
    yield ""
    yield "Nash, GMR, SMR and SEQ stability of every state for every actor; then the reasons in one state."
    yield ""
    yield "| game | states | actors | unilateral moves | model from game | stability | reasons |"
    yield "|---|---|---|---|---|---|---|"
    yield from_game(SHIPPED, compile_scenario(load(SHIPPED)).standoff.opening, repeats)
    yield from_game("synthetic theatre", synthetic_standoff().opening, repeats)
    yield row("a line, moves in turn", chain(CHAIN_STATES), "", repeats)


if __name__ == "__main__":
    for line in section(int(sys.argv[1]) if len(sys.argv) > 1 else 5):
        print(line, flush=True)
