"""Many runs of one stand-off, or of many, counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from operator import add

import numpy as np

from blinkfirst.agents import engine
from blinkfirst.agents.engine import Sizes, Stage, sizes_of, stages_of
from blinkfirst.agents.event_log import EVENT, MOVE, NATURE, LogEntry
from blinkfirst.agents.frequencies import (
    Case,
    Frequencies,
    Playthrough,
    Tallies,
    empty_tallies,
    frequencies_of,
    playthrough_of,
)  # fmt: skip
from blinkfirst.agents.kernels import RunBlock, play_ticks
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.errors import StudyError
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.rng import KEY_LIMIT, key_word

BATCHES_AHEAD = 2  # per thread, so that none waits for the counting


def simulate(
    standoff: Standoff,
    policy: Policy,
    runs: int,
    seed: int,
    minds: Mapping[str, str] | None = None,
    watches: Sequence[Watch] = (),
    first_replicate: int = 0,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Frequencies:
    """Play many runs and count, as `blinkfirst.play_many` does, some hundred times as fast.

    Replicate r of a seed is the same run in both. Counts are equal, and so are payoffs but for rounding,
    because they are added up batch by batch.

    Parameters
    ----------
    runs : how many, at least 1; the memory needed does not grow with it.
    seed : root seed, 0 to 2**64 - 1.
    minds : actor -> name of its mind; strategic by default.
    watches : compiled questions.
    first_replicate : number of the first run; ``first_replicate + runs`` is at most 2**64.
    threads : how many to use, at least 1; the result does not depend on it.
    progress : called from time to time, and at the end, with the number of runs done.

    Raises
    ------
    StudyError
        When a number is out of range, an actor or a mind does not exist, or the engine does not play a mind.
    GameError
        When policy or watches are not of this stand-off.
    """
    case = Case(standoff, policy, watches)
    return next(simulate_many([case], runs, seed, minds, first_replicate, threads, progress))


def simulate_many(
    cases: Iterable[Case | tuple[Standoff, Policy]],
    runs: int,
    seed: int,
    minds: Mapping[str, str] | None = None,
    first_replicate: int = 0,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Frequencies]:
    """Play many runs of each of many cases, with the same random numbers in every case.

    Parameters
    ----------
    cases : `Case`, or (standoff, policy) where nothing is asked; taken one by one, and let go when counted.
    runs, seed, minds, first_replicate, threads : as in `simulate`, for every case.
    progress : called from time to time with the number of runs done, of all cases together.

    Returns
    -------
    Frequencies of the cases, in their order, each as soon as it is there.

    Raises
    ------
    StudyError, GameError
        As in `simulate`: for wrong numbers at once, for a wrong case when its turn comes.
    """
    if runs < 1:
        raise StudyError(f"runs: expected at least 1, got {runs}")
    if threads < 1:
        raise StudyError(f"threads: expected at least 1, got {threads}")
    seed, first_replicate = key_word("seed", seed), key_word("replicate", first_replicate)
    if first_replicate + runs > KEY_LIMIT:
        raise StudyError(
            f"replicates {first_replicate} to {first_replicate + runs - 1}: the last there is is 2**64 - 1"
        )
    return _counted(cases, runs, seed, minds or {}, first_replicate, threads, progress)


@dataclass(frozen=True)
class _Batch:
    case: Case
    stages: tuple[Stage, ...]
    sizes: Sizes
    seed: int
    first_replicate: int
    runs: int

    def play(self) -> Tallies:
        return engine.play_batch(self.stages, self.sizes, self.seed, self.first_replicate, self.runs)


def _counted(
    cases: Iterable[Case | tuple[Standoff, Policy]],
    runs: int,
    seed: int,
    minds: Mapping[str, str],
    first_replicate: int,
    threads: int,
    progress: Callable[[int], None] | None,
) -> Iterator[Frequencies]:
    played = done = 0
    total: Tallies | None = None
    for batch, tallies in _in_order(_batches(cases, runs, seed, minds, first_replicate), threads):
        total = tallies if total is None else Tallies._make(map(add, total, tallies))
        played += batch.runs
        done += batch.runs
        if progress is not None:
            progress(done)
        if played == runs:
            sample = play_through(batch.case.standoff, batch.stages, seed, first_replicate)
            names = mind_names(batch.case.standoff, minds)
            yield frequencies_of(batch.case, names, runs, total, sample)
            played, total = 0, None


def _batches(
    cases: Iterable[Case | tuple[Standoff, Policy]],
    runs: int,
    seed: int,
    minds: Mapping[str, str],
    first_replicate: int,
) -> Iterator[_Batch]:
    for case in (Case(*given) for given in cases):
        names = mind_names(case.standoff, minds)
        stages = stages_of(case.standoff, case.policy, names, case.watches)
        sizes = sizes_of(case.standoff, len(case.watches))
        for batch in engine.batches(runs):
            yield _Batch(case, stages, sizes, seed, first_replicate + batch.start, len(batch))


def _in_order(tasks: Iterator[_Batch], threads: int) -> Iterator[tuple[_Batch, Tallies]]:
    """Play batches, a few at a time, and hand them on in their order."""
    if threads == 1:
        for batch in tasks:
            yield batch, batch.play()
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[tuple[_Batch, Future[Tallies]]] = deque()
        try:
            for batch in tasks:
                waiting.append((batch, pool.submit(batch.play)))
                if len(waiting) > BATCHES_AHEAD * threads:
                    done, future = waiting.popleft()
                    yield done, future.result()
            for done, future in waiting:
                yield done, future.result()
        finally:
            for _, future in waiting:
                future.cancel()


def simulate_log(
    standoff: Standoff, policy: Policy, seed: int, replicate: int, minds: Mapping[str, str] | None = None
) -> tuple[LogEntry, ...]:
    """Simulate one run; return the log that `play` gives, entry by entry.

    Parameters and errors are those of `simulate`; ``seed`` and ``replicate`` say which run.
    """
    seed, replicate = key_word("seed", seed), key_word("replicate", replicate)
    stages = stages_of(standoff, policy, mind_names(standoff, minds or {}))
    return play_through(standoff, stages, seed, replicate).log


def play_through(standoff: Standoff, stages: Sequence[Stage], seed: int, replicate: int) -> Playthrough:
    """Play one run of a stand-off that is laid out already, and write its log."""
    sizes = sizes_of(standoff, stages[0].looks.kind.size)
    block = engine.empty_block(sizes, 1)
    log = tuple(_happenings(stages, sizes, block, seed, replicate))
    return playthrough_of(standoff, seed, replicate, log, block.payoffs[0].copy(), int(block.state[0]))


def _happenings(
    stages: Sequence[Stage], sizes: Sizes, block: RunBlock, seed: int, replicate: int
) -> Iterator[LogEntry]:
    engine.put_at_start(block, stages[0])
    unread = empty_tallies(sizes.ticks, sizes.deeds, sizes.watches, sizes.actors)
    for number, stage in enumerate(stages):
        before = int(block.state[0])
        engine.enter(stage, block)
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


def _happening(stage: Stage, block: RunBlock, tick: int, before: int) -> Iterator[LogEntry]:
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
