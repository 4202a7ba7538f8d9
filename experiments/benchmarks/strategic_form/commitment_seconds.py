"""How long a 3 x 3 table of commitments takes, step by step, and what sharing solutions saves.

Run ``python experiments/benchmarks/strategic_form/commitment_seconds.py [REPEATS [SCENARIO ...]]`` with
``model`` on the path, on an otherwise idle machine. Prints a section of `docs/benchmarks.md` in Markdown.
Without a SCENARIO: the largest shipped one, by moves in states.

The sides are the players, each with three postures. In every repeat the shared way (as ``blinkfirst commit``
goes) and the separate one (every profile and every posture alone, one after the other, nothing shared but the
compiled game) take turns; both must find the same values. The whole command is timed in fresh processes.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from fresh_processes import BLINKFIRST, cost

from blinkfirst.compile.commitments import players_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.commitments import CommittedOutcome, Player
from blinkfirst.questions.commit.answer import commitments_of
from blinkfirst.scenario.library import shipped_scenarios
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.commitments import committed_outcome, games_of, kept_edges, restricted_standoff
from blinkfirst.solve.strategic_form.equilibria import equilibria

Made = TypeVar("Made")


def timed(job: Callable[[], Made]) -> tuple[float, Made]:
    begin = time.perf_counter()
    made = job()
    return time.perf_counter() - begin, made


def separately(compiled: Compiled, players: tuple[Player, ...]) -> list[CommittedOutcome]:
    """Every profile by itself, then every posture of every player alone, then nobody bound."""
    profiles = list(product(*(player.postures for player in players)))
    alone = [[(player, posture)] for player in players for posture in player.postures if not posture.free]
    bound = [list(zip(players, profile, strict=True)) for profile in profiles]
    holds = [actor.hold for actor in compiled.scenario.rules.actors]
    outcomes = []
    for together in [*bound, *alone, []]:
        kept = [
            np.logical_and.reduce(
                [
                    np.ones(game.n_edges, dtype=bool),
                    *(
                        kept_edges(game, player.actors, posture, holds)
                        for player, posture in together
                        if not posture.free
                    ),
                ]
            )
            for game in games_of(compiled.standoff)
        ]
        outcomes.append(committed_outcome(restricted_standoff(compiled.standoff, kept)))
    return outcomes


def row(name: str, repeats: int) -> str:
    """A line of the table."""
    compiled = compile_scenario(load(name))
    players = players_of(compiled.scenario, [], [], {})
    shared, apart, listing = [], [], []
    for counted in [False] + [True] * repeats:
        together, found = timed(partial(commitments_of, compiled, players))
        separate, outcomes = timed(partial(separately, compiled, found.outcomes.players))
        table = found.outcomes.values.reshape(-1, len(found.outcomes.actors))
        if not all(np.array_equal(a.values, b) for a, b in zip(outcomes, table, strict=False)):
            sys.exit(f"{name}: solutions that are shared differ from those that are not")
        if counted:
            shared.append(together)
            apart.append(separate)
            listing.append(timed(partial(equilibria, found.form))[0])
    whole = cost([*BLINKFIRST, "commit", name], repeats)
    sizes = " x ".join(str(len(player.postures)) for player in found.outcomes.players)
    game = compiled.standoff.opening
    ratio = statistics.median(b / a for a, b in zip(shared, apart, strict=True))
    return (
        f"| {name} | {game.n_states:,} | {game.n_edges:,} | {sizes} | {len(outcomes)} | {found.solved} "
        f"| {statistics.median(shared):.2f} | {statistics.median(apart):.2f} | {ratio:.1f} "
        f"| {1e3 * statistics.median(listing):.0f} | {whole.wall:.2f} | {whole.memory:.0f} |"
    )


def largest() -> str:
    """The shipped scenario with the most moves in states, of those without private types."""
    plain = [scenario for name in shipped_scenarios() if (scenario := load(name)).grid is None]
    return max(plain, key=lambda one: compile_scenario(one).standoff.opening.n_edges).name


def section(repeats: int, names: tuple[str, ...]) -> str:
    """The section of the page."""
    return "\n".join(
        [
            "## A table of commitments",
            "",
            "The scenario's sides bind themselves, each in one of three ways. *Asked for* are the profiles,",
            "every posture alone and nobody bound; *solved* are those of them that leave different menus.",
            "*Shared* is the way of `blinkfirst commit` from the compiled game to equilibria and dominance,",
            "solutions two at a time; *separate* solves everything asked for, one after the other, and lists",
            "no equilibria. The values are the same, bit for bit. Both take turns; medians, as of fresh",
            f"processes of the whole command. Rounds: {repeats}.",
            "",
            "| scenario | states | moves in states | postures | asked for | solved | shared, s | separate, s "
            "| ratio | equilibria, ms | whole command, s | MB |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|",
            *(row(name, repeats) for name in names),
        ]
    )


if __name__ == "__main__":
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else 5, tuple(sys.argv[2:]) or (largest(),)))
