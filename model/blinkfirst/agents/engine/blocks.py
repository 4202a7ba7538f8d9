"""Rows of runs: room for them, their start, their way through the stages, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from blinkfirst.agents.engine.kernels import (
    WORD_BITS,
    WORDS_PER_DRAW,
    Block,
    Tallies,
    add_up,
    close,
    look_around,
    play_ticks,
)
from blinkfirst.agents.engine.stages import Stage
from blinkfirst.game.standoff import Standoff

RUNS_PER_BATCH = 8192  # fixed for good: the order in which payoffs are added up hangs on it
RUNS_SIDE_BY_SIDE = 1024  # what fits a core's own cache; of no consequence for the results
_EVERY_BIT = np.uint64(2**64 - 1)


class Sizes(NamedTuple):
    """Of a stand-off: ticks, actors, deeds, watches."""

    ticks: int
    actors: int
    deeds: int
    watches: int


def sizes_of(standoff: Standoff, watches: int) -> Sizes:
    """Measure a stand-off."""
    deeds = sum(len(moves) for moves in standoff.opening.moves)
    return Sizes(standoff.ticks, standoff.opening.n_actors, deeds, watches)


def batches(runs: int) -> Iterator[range]:
    """Cut runs, counted from 0, into batches."""
    return (
        range(first, min(first + RUNS_PER_BATCH, runs)) for first in range(0, runs, RUNS_PER_BATCH)
    )


def play_batch(stages: Sequence[Stage], sizes: Sizes, seed: int, first_replicate: int, runs: int) -> Tallies:
    """Play replicates in a row and add them up.

    Parameters
    ----------
    seed, first_replicate : 0 to 2**64 - 1.
    runs : how many.
    """
    tallies = empty_tallies(sizes)
    block = empty_block(sizes, min(runs, RUNS_SIDE_BY_SIDE))
    for begun in range(0, runs, RUNS_SIDE_BY_SIDE):
        if begun + block.state.size > runs:
            block = empty_block(sizes, runs - begun)
        put_at_start(block, stages[0])
        for stage in stages:
            enter(stage, block)
            play_ticks(
                stage.tables, stage.looks, block, tallies, stage.choice, stage.weights,
                stage.first_tick, np.uint64(seed), np.uint64(first_replicate + begun),
            )  # fmt: skip
        close(stages[-1].looks, block, sizes.ticks)
        add_up(stages[-1].looks, block, tallies)
    return tallies


def enter(stage: Stage, block: Block) -> None:
    """Bring every run into a stage, and look around there."""
    if stage.carry is not None:
        block.state[:] = stage.carry[block.state]
    look_around(stage.looks, block)


def put_at_start(block: Block, stage: Stage) -> None:
    """Forget the last runs."""
    block.state.fill(stage.game.start)
    for past in (block.payoffs, block.blinked, block.done, block.seen):
        past.fill(0)
    block.still_open.fill(_EVERY_BIT)


def empty_block(sizes: Sizes, runs: int) -> Block:
    """Room for some runs side by side."""

    def indices(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
        return np.zeros(shape, dtype=np.uint32)

    return Block(
        state=indices(runs),
        payoffs=np.zeros((runs, sizes.actors)),
        blinked=np.zeros(runs, dtype=np.uint8),
        done=indices(runs, sizes.deeds),
        seen=indices(runs, sizes.watches),
        still_open=np.zeros((runs, -(-sizes.watches // WORD_BITS)), dtype=np.uint64),
        uniforms=np.zeros((WORDS_PER_DRAW, runs)),
        drawn=indices(runs),
        movers=indices(runs),
        edges=indices(runs),
        natural=indices(runs),
        rows=indices(runs),
        acting=np.zeros(2, dtype=np.int64),
        first=indices(runs),
        end=indices(runs),
        picked=indices(runs),
        totals=np.zeros(runs),
        waiting=indices(runs),
    )


def empty_tallies(sizes: Sizes) -> Tallies:
    """Nothing added up yet."""

    def counts(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.zeros(shape, dtype=np.int64)

    return Tallies(
        first_blink=counts(sizes.ticks, sizes.deeds, 2),
        first_of_degree=counts(sizes.ticks, sizes.deeds, 2),
        moves=counts(sizes.deeds),
        move_squares=counts(sizes.deeds),
        answers=counts(sizes.watches),
        answer_squares=counts(sizes.watches),
        payoffs=np.zeros(sizes.actors),
        payoff_squares=np.zeros(sizes.actors),
    )
