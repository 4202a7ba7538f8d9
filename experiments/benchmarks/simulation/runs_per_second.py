"""How many runs a second: our engine, the Mesa model of the same game, Mesa's batch_run, and a C loop.

Run ``python experiments/benchmarks/simulation/runs_per_second.py [ROUNDS]`` with ``model`` on the path, on an
otherwise idle machine with gcc; about a minute. Prints a section of `docs/benchmarks.md` in Markdown.

In every round each peer plays replicates that no other round has, one peer after the other, so that what
slows the machine down slows all of them; figures are medians over the rounds, ratios medians of the rounds'
ratios. Whoever plays on one thread is measured in seconds of the processor, so that being kept waiting does
not count; two threads in seconds of the clock. Before anything is timed, the peers' runs are compared: all
play the same ones.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import mesa
from c_loop import FLAGS, CLoop

from blinkfirst.agents.engine import play_batch, simulate_log, sizes_of, stages_of
from blinkfirst.agents.mesa_model import StandoffModel
from blinkfirst.agents.runs import simulate
from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.compile.questions import watch_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.rng import replicate_stream
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction

SEED = 2018
SCENARIOS = ("textbook/two-sided-standoff", "korea-1/2018-report-hold", "korea-1/2018-race-to-invest")
SLICE_SECONDS = 0.3  # how long a peer plays in a round, about
LEAST_RUNS = 20  # so many times what a single run takes, which with us is laying out the tables
HEAD = """## Simulation

Whole runs of a scenario, up to its horizon. All peers play the same runs, draw for draw (but `play_many`,
which always begins with run 0, gets another seed in every round). The engine is `simulate`, laying out the
tables included; it, `play_many` and the C loop count first blinks, moves and payoffs. The C loop is the same
game over the same tables, written run after run (`play.c`, gcc {flags});
its counts and payoffs are those of the engine, bit for bit. The engine takes its runs through the ticks side
by side, which is how it can be ahead. `batch_run` makes a new model for every run and keeps all results,
parameters included, in memory until the end; its `max_steps` allows one step more than it says.

Peers take turns in each of {rounds} rounds; medians, of seconds of the processor for one thread, of the clock
for two.
"""
ENGINE = "engine, one thread"
MESA = "Mesa model, stepped"
C_LOOP = "C loop"


class BatchedModel(StandoffModel):
    """The Mesa model as batch_run wants it: made from parameters, with something collected in every step."""

    def __init__(self, standoff: Standoff, policy: Policy, replicate: int) -> None:
        super().__init__(standoff, policy, replicate_stream(SEED, replicate), collect=False)
        self.datacollector = mesa.DataCollector(model_reporters={"first_blinker": "first_blinker"})

    def step(self) -> None:
        """Play one tick; batch_run asks for the last row, so every step must have one."""
        super().step()
        self.datacollector.collect(self)


@dataclass
class Peer:
    """Somebody who plays ``runs`` replicates from ``first`` on; ``size`` of them take about a slice."""

    play: Callable[[int, int], object]
    threads: int = 1
    size: int = 1
    seconds: list[float] = field(default_factory=list)  # of the clock, or of the processor, per run and round

    def settle(self) -> None:
        """Find out how many runs take a slice."""
        self.play(0, 1)
        enough = max(SLICE_SECONDS, LEAST_RUNS * self._timed(0, 1)) / 2
        while self._timed(0, self.size) < enough:
            self.size *= 2

    def round(self, number: int) -> None:
        """Play a slice of runs nobody has played in an earlier round."""
        self.seconds.append(self._timed((number + 1) * self.size, self.size) / self.size)

    @property
    def runs_per_second(self) -> float:
        """The median of the rounds."""
        return 1.0 / statistics.median(self.seconds)

    def times_as_fast_as(self, other: Peer) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(b / a for a, b in zip(self.seconds, other.seconds, strict=True))

    def _timed(self, first: int, runs: int) -> float:
        clock = time.process_time if self.threads == 1 else time.perf_counter
        began = clock()
        self.play(first, runs)
        return clock() - began


def peers_of(name: str) -> tuple[Standoff, dict[str, Peer]]:
    """Everybody who plays a scenario, after they have been seen to play the same runs."""
    compiled = compile_scenario(load(name))
    standoff = compiled.standoff
    policy = backward_induction(standoff)
    watches = [watch_of(question.ask, compiled) for question in compiled.scenario.questions]
    minds = ("strategic",) * standoff.opening.n_actors
    stages, sizes = stages_of(standoff, policy, minds), sizes_of(standoff, 0)
    c_loop = CLoop(stages, sizes)
    model = StandoffModel(standoff, policy, replicate_stream(SEED, 0), collect=False)
    _check_same_runs(standoff, policy, model, c_loop)

    def stepped(first: int, runs: int) -> None:
        for replicate in range(first, first + runs):
            model.restart(replicate_stream(SEED, replicate))
            while model.running:
                model.step()

    def simulated(threads: int, asked: bool) -> Callable[[int, int], object]:
        return lambda first, runs: simulate(
            standoff, policy, runs, SEED,
            watches=watches if asked else (), first_replicate=first, threads=threads,
        )  # fmt: skip

    return standoff, {
        ENGINE: Peer(simulated(1, False)),
        f"engine, one thread, {len(watches)} questions": Peer(simulated(1, True)),
        "engine, two threads": Peer(simulated(2, False), threads=2),
        C_LOOP: Peer(lambda first, runs: c_loop.play(SEED, first, runs)),
        MESA: Peer(stepped),
        "Mesa model, counted": Peer(lambda first, runs: play_many(standoff, policy, runs, SEED + first)),
        "Mesa's batch_run": Peer(lambda first, runs: _batch_run(standoff, policy, first, runs)),
    }


def _batch_run(standoff: Standoff, policy: Policy, first: int, runs: int) -> list[dict[str, Any]]:
    parameters = {"standoff": standoff, "policy": policy, "replicate": range(first, first + runs)}
    found: list[dict[str, Any]] = mesa.batch_run(
        BatchedModel, parameters, number_processes=1, max_steps=standoff.ticks, display_progress=False
    )
    return found


def _check_same_runs(standoff: Standoff, policy: Policy, model: StandoffModel, c_loop: CLoop) -> None:
    for replicate in range(20):
        model.restart(replicate_stream(SEED, replicate))
        model.run_model()
        if tuple(model.log) != simulate_log(standoff, policy, SEED, replicate):
            sys.exit(f"{standoff.name}: replicate {replicate} is another run in the engine")
    ours = play_batch(c_loop.stages, c_loop.sizes, SEED, 0, 5000)
    if not all((a == b).all() for a, b in zip(ours, c_loop.play(SEED, 0, 5000), strict=True)):
        sys.exit(f"{standoff.name}: the C loop counts otherwise")


def section(rounds: int) -> str:
    """The section of the page."""
    parts = [HEAD.format(rounds=rounds, flags=" ".join(FLAGS[:3]))]
    for name in SCENARIOS:
        parts += [*_table(name, rounds), ""]
    return "\n".join(parts)


def _table(name: str, rounds: int) -> list[str]:
    standoff, peers = peers_of(name)
    for peer in peers.values():
        peer.settle()
    for number in range(rounds):
        for peer in peers.values():
            peer.round(number)
    engine = peers[ENGINE]
    game = standoff.opening
    rows = [
        f"{name}: {game.n_states:,} states, {game.n_edges:,} moves in states, {standoff.ticks} ticks",
        "",
        "| | runs per second | ticks per second | engine on one thread is |",
        "|---|---|---|---|",
    ]
    for label, peer in peers.items():
        ratio = engine.times_as_fast_as(peer)
        times = "" if peer is engine else f"{ratio:,.0f} x" if ratio >= 10 else f"{ratio:.2f} x"
        speed = peer.runs_per_second
        rows.append(f"| {label} | {_rounded(speed)} | {_rounded(speed * standoff.ticks)} | {times} |")
    return rows


def _rounded(number: float) -> str:
    """Three digits are more than the machine is steady."""
    return f"{float(f'{number:.3g}'):,.0f}"


if __name__ == "__main__":
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else 9))
