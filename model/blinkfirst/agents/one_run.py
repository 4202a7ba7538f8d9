"""One run of the engine, with the log that the Mesa model writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from blinkfirst.agents.engine.blocks import (
    Sizes,
    empty_block,
    empty_tallies,
    enter,
    put_at_start,
    sizes_of,
)
from blinkfirst.agents.engine.kernels import Block, play_ticks
from blinkfirst.agents.engine.stages import Stage, stages_of
from blinkfirst.agents.event_log import EVENT, MOVE, NATURE, LogEntry
from blinkfirst.agents.frequencies import Playthrough, playthrough_of
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.rng import key_word


def simulate_log(
    standoff: Standoff,
    policy: Policy,
    seed: int,
    replicate: int,
    minds: Mapping[str, str] | None = None,
) -> tuple[LogEntry, ...]:
    """Simulate one run; return the log that `play` gives, entry by entry.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
    seed, replicate : which stream of random numbers, 0 to 2**64 - 1 each.
    minds : actor -> name of its mind; strategic by default.

    Raises
    ------
    StudyError
        When the seed, an actor or a mind is none, or a mind not one the engine knows.
    """
    seed, replicate = key_word("seed", seed), key_word("replicate", replicate)
    stages = stages_of(standoff, policy, mind_names(standoff, minds or {}))
    return play_through(standoff, stages, seed, replicate).log


def play_through(standoff: Standoff, stages: Sequence[Stage], seed: int, replicate: int) -> Playthrough:
    """Play one run of a stand-off that is laid out already, and write its log."""
    sizes = sizes_of(standoff, stages[0].looks.kind.size)
    block = empty_block(sizes, 1)
    log = tuple(_happenings(stages, sizes, block, seed, replicate))
    return playthrough_of(
        standoff, seed, replicate, log, block.payoffs[0].copy(), int(block.state[0])
    )


def _happenings(
    stages: Sequence[Stage], sizes: Sizes, block: Block, seed: int, replicate: int
) -> Iterator[LogEntry]:
    put_at_start(block, stages[0])
    unread = empty_tallies(sizes)
    for number, stage in enumerate(stages):
        before = int(block.state[0])
        enter(stage, block)
        if number > 0:
            yield LogEntry(stage.first_tick, EVENT, "", stage.event, before, int(block.state[0]))
        for step in range(stage.choice.shape[0]):
            tick, before = stage.first_tick + step, int(block.state[0])
            this = slice(step, step + 1)
            play_ticks(
                stage.tables, stage.looks, block, unread, stage.choice[this], stage.weights[this],
                tick, np.uint64(seed), np.uint64(replicate),
            )  # fmt: skip
            yield from _happening(stage, block, tick, before)


def _happening(stage: Stage, block: Block, tick: int, before: int) -> Iterator[LogEntry]:
    """The entry of the tick that the one run of a block has just played; none when nothing happened."""
    game, after = stage.game, int(block.state[0])
    moves, natural = block.acting.tolist()
    if moves:
        edge = int(block.edges[0])
        actor, move = game.edge_label(edge)
        yield LogEntry(tick, MOVE, actor, move, before, after, int(game.edge_blink[edge]), edge)
    elif natural:
        row = int(block.rows[0])
        event = game.nature[int(game.nature_event[row])]
        yield LogEntry(tick, NATURE, "", event, before, after, nature_row=row)
