"""Many runs of one stand-off, or of many, counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from operator import add
from typing import NamedTuple, TypeAlias

import numpy as np

from blinkfirst.agents import engine
from blinkfirst.agents.event_log import Happenings
from blinkfirst.agents.frequencies import Case, Frequencies, Playthrough, Tallies, frequencies_of
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.errors import StudyError
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.rng import KEY_LIMIT, key_word
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy

_Result: TypeAlias = tuple[Tallies, Playthrough | None]
BATCHES_AHEAD = 2  # per thread, so that none waits for the counting


def simulate(
    standoff: Standoff,
    policy: Policy | HiddenPolicy,
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
    cases: Iterable[Case | tuple[Standoff, Policy | HiddenPolicy]],
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
    tasks = _batches(cases, range(first_replicate, first_replicate + runs), seed, minds or {})
    return _counted(_in_order(tasks, threads), progress)


def matching_runs(
    case: Case, runs: int, seed: int, minds: Mapping[str, str] | None = None, wanted: bool = True
) -> Iterator[int]:
    """Yield the runs whose answer to the one watch of a case is yes; with ``wanted`` off, no.

    Replicates 0 to ``runs`` - 1 of the seed are played, as many as are asked for.
    """
    for first, stages, here in _blocks(case, runs, seed, minds):
        seen = engine.answers_of(stages, engine.sizes_of(case.standoff, 1), seed, first, here)[:, 0]
        yield from (first + int(place) for place in np.flatnonzero(seen == wanted))


def logged_runs(
    case: Case, runs: int, seed: int, minds: Mapping[str, str] | None = None
) -> Iterator[Happenings]:
    """Yield all that happens in replicates 0 to ``runs`` - 1 of a seed, some hundred runs at a time."""
    sizes = engine.sizes_of(case.standoff, len(case.watches))
    for first, stages, here in _blocks(case, runs, seed, minds):
        yield engine.play_logged(stages, sizes, seed, first, here)


def _blocks(
    case: Case, runs: int, seed: int, minds: Mapping[str, str] | None
) -> Iterator[tuple[int, tuple[engine.Stage, ...], int]]:
    names = mind_names(case.standoff, minds or {})
    stages = engine.stages_of(case.standoff, case.policy, names, case.watches)
    at_once = engine.side_by_side(engine.sizes_of(case.standoff, 0))
    for first in range(0, runs, at_once):
        yield first, stages, min(at_once, runs - first)


class _Batch(NamedTuple):
    case: Case
    minds: tuple[str, ...]
    stages: tuple[engine.Stage, ...]
    seed: int
    all_runs: range
    here: range

    def play(self) -> tuple[Tallies, Playthrough | None]:
        """Play the runs; with private types return the first of all runs as well, which has to be played."""
        standoff, first = self.case.standoff, self.here.start
        if standoff.beliefs is not None and first == self.all_runs.start:
            return engine.play_and_follow(standoff, self.stages, self.seed, first, len(self.here))
        sizes = engine.sizes_of(standoff, len(self.case.watches))
        return engine.play_batch(self.stages, sizes, self.seed, first, len(self.here)), None


def _batches(
    cases: Iterable[Case | tuple[Standoff, Policy | HiddenPolicy]],
    replicates: range,
    seed: int,
    minds: Mapping[str, str],
) -> Iterator[_Batch]:
    for case in (Case(*given) for given in cases):
        names = mind_names(case.standoff, minds)
        stages = engine.stages_of(case.standoff, case.policy, names, case.watches)
        for first in range(0, len(replicates), engine.RUNS_PER_BATCH):
            here = replicates[first : first + engine.RUNS_PER_BATCH]
            yield _Batch(case, names, stages, seed, replicates, here)


def _counted(
    played: Iterator[tuple[_Batch, _Result]], progress: Callable[[int], None] | None
) -> Iterator[Frequencies]:
    done = 0
    total: Tallies | None = None
    sample: Playthrough | None = None
    for batch, (tallies, followed) in played:
        sample = followed or sample
        total = tallies if total is None else Tallies._make(map(add, total, tallies))
        done += len(batch.here)
        if progress is not None:
            progress(done)
        if batch.here.stop == batch.all_runs.stop:
            first = batch.all_runs.start
            if sample is None:
                sample = engine.play_through(batch.case.standoff, batch.stages, batch.seed, first)
            yield frequencies_of(batch.case, batch.minds, len(batch.all_runs), total, sample)
            total = sample = None


def _in_order(tasks: Iterator[_Batch], threads: int) -> Iterator[tuple[_Batch, _Result]]:
    """Play batches, a few at a time, and hand them on in their order."""
    if threads == 1:
        for batch in tasks:
            yield batch, batch.play()
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[tuple[_Batch, Future[_Result]]] = deque()
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
