"""Many runs of one stand-off, or of many, counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

from blinkfirst.agents.engine.blocks import Sizes, batches, play_batch, sizes_of
from blinkfirst.agents.engine.kernels import Tallies
from blinkfirst.agents.engine.stages import Stage, stages_of
from blinkfirst.agents.frequencies import Frequencies, Totals, frequencies_of
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.agents.one_run import play_through
from blinkfirst.errors import StudyError
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.rng import KEY_LIMIT, key_word

BATCHES_AHEAD = 2  # per thread, so that none waits for the counting


class Case(NamedTuple):
    """One of many stand-offs to be played: compiled, solved, and with its own compiled questions."""

    standoff: Standoff
    policy: Policy
    watches: Sequence[Watch] = ()


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
    """Play many runs and count: what `blinkfirst.play_many` gives, some hundred times as fast.

    Replicate r of a seed is the same run in both, to the last entry of its log. What is counted is equal, and
    so are payoffs but for rounding, because they are added up batch by batch.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
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
        When a number is out of range, an actor or a mind does not exist, or the engine does not know a mind
        (`blinkfirst.agents.minds.assignment.engine_plays` tells beforehand).
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
    cases : `Case`, or (standoff, policy) where nothing is asked; taken one after the other as they are
        needed, so that they can be made on the way, and let go when they are counted.
    runs, seed, minds, first_replicate, threads : as in `simulate`, for every case.
    progress : called from time to time with the number of runs done, of all cases together.

    Returns
    -------
    Frequencies of the cases, in their order, each as soon as it is there.

    Raises
    ------
    StudyError, GameError
        As in `simulate`; what is wrong with the numbers is said at once, what is wrong with a case when its
        turn comes.
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
    """Some runs of a case, ready to be played.

    Attributes
    ----------
    stages, sizes : the case laid out.
    seed, first_replicate, runs : which runs.
    """

    case: Case
    stages: tuple[Stage, ...]
    sizes: Sizes
    seed: int
    first_replicate: int
    runs: int

    def play(self) -> Tallies:
        return play_batch(self.stages, self.sizes, self.seed, self.first_replicate, self.runs)


def _counted(
    cases: Iterable[Case | tuple[Standoff, Policy]],
    runs: int,
    seed: int,
    minds: Mapping[str, str],
    first_replicate: int,
    threads: int,
    progress: Callable[[int], None] | None,
) -> Iterator[Frequencies]:
    played = told = 0
    total: Tallies | None = None
    for batch, tallies in _in_order(_batches(cases, runs, seed, minds, first_replicate), threads):
        total = tallies if total is None else _sum(total, tallies)
        played += batch.runs
        told += batch.runs
        if progress is not None:
            progress(told)
        if played == runs:
            yield _frequencies(batch, total, runs, minds, first_replicate)
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
        for batch in batches(runs):
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


def _sum(one: Tallies, other: Tallies) -> Tallies:
    return Tallies._make(a + b for a, b in zip(one, other, strict=True))


def _frequencies(
    batch: _Batch, total: Tallies, runs: int, minds: Mapping[str, str], first_replicate: int
) -> Frequencies:
    standoff = batch.case.standoff
    counted = Totals(
        runs=runs,
        first_blink=total.first_blink,
        first_soft=total.first_of_degree[:, :, 0].copy(),
        first_hard=total.first_of_degree[:, :, 1].copy(),
        moves=total.moves,
        move_squares=total.move_squares,
        payoffs=total.payoffs,
        payoff_squares=total.payoff_squares,
        answers=total.answers,
        answer_squares=total.answer_squares,
    )
    sample = play_through(standoff, batch.stages, batch.seed, first_replicate)
    return frequencies_of(standoff, mind_names(standoff, minds), batch.case.watches, counted, sample)
