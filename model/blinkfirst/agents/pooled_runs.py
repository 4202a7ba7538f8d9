"""Runs of a pool: each draws which of the readings is right, then plays that one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from blinkfirst.agents import engine
from blinkfirst.agents.frequencies import Case, Estimate, mean_of, wilson
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.errors import StudyError
from blinkfirst.game.game import IntArray
from blinkfirst.game.watch import COUNT
from blinkfirst.rng import KEY_LIMIT, key_word, pick, reading_stream, running_totals


class PooledBlock(NamedTuple):
    """Some runs in a row.

    Attributes
    ----------
    first : number of the first run.
    readings : shape (n,), the reading that each drew.
    seen : shape (n, W), how often each saw what a watch looks for: 0 or 1, more where the watch counts.
    """

    first: int
    readings: IntArray
    seen: IntArray


def pooled_blocks(
    cases: Sequence[Case],
    shares: Sequence[float],
    runs: int,
    seed: int,
    minds: Mapping[str, str] | None = None,
) -> Iterator[PooledBlock]:
    """Play replicates 0 to ``runs`` - 1 of a pool, some at a time.

    Replicate r of a reading is the same run as without a pool: the reading is drawn from a stream of its own,
    and the run plays what it plays there.

    Parameters
    ----------
    cases : a reading each, solved, all with the same watches.
    shares : of the readings, sum to 1.
    minds : actor -> name of its mind; strategic by default. Of those that the engine plays.

    Raises
    ------
    StudyError
        When a number is out of range, or an actor or a mind does not exist or is not played by the engine.
    """
    if not 1 <= runs <= KEY_LIMIT:
        raise StudyError(f"runs: expected 1 to 2**64, got {runs}")
    seed, totals = key_word("seed", seed), running_totals(shares)
    laid_out = [
        engine.stages_of(case.standoff, case.policy, mind_names(case.standoff, minds or {}), case.watches)
        for case in cases
    ]
    at_once = max(engine.side_by_side(engine.sizes_of(case.standoff, 0)) for case in cases)
    for first in range(0, runs, at_once):
        here = min(at_once, runs - first)
        readings = np.array([_reading(totals, seed, first + run) for run in range(here)], dtype=np.int64)
        seen = np.zeros((here, len(cases[0].watches)), dtype=np.int64)
        for number in np.unique(readings).tolist():
            sizes = engine.sizes_of(cases[number].standoff, len(cases[number].watches))
            played = engine.counts_of(laid_out[number], sizes, seed, first, here)
            seen[readings == number] = played[readings == number]
        yield PooledBlock(first, readings, seen)


def drawn_reading(shares: Sequence[float], seed: int, replicate: int) -> int:
    """Return the number of the reading that a run of a pool draws."""
    return _reading(running_totals(shares), seed, replicate)


def _reading(totals: Sequence[float], seed: int, replicate: int) -> int:
    return pick(totals, float(reading_stream(seed, replicate).random()))


def pooled_estimates(case: Case, seen: IntArray) -> tuple[Estimate, ...]:
    """Return what each watch of a case saw in all runs, shape (runs, W): shares, or means of what counts."""
    runs = len(seen)
    return tuple(
        mean_of(float(column.sum()), float((column**2).sum()), runs)
        if watch.kind == COUNT
        else wilson(int(column.sum()), runs)
        for watch, column in zip(case.watches, seen.T, strict=True)
    )
