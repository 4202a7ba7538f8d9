"""Playing a stand-off: one run, or many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.agents.casting import DEFAULT
from blinkfirst.agents.event_log import MOVE, Blink, first_blink
from blinkfirst.agents.frequencies import Estimate, Frequencies, Playthrough, mean_of, wilson
from blinkfirst.agents.watching import answer
from blinkfirst.errors import StudyError
from blinkfirst.game.game import HARD, SOFT, FloatArray, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, Watch
from blinkfirst.rng import replicate_stream

if TYPE_CHECKING:
    from blinkfirst.agents.mesa_model import StandoffModel


def play(
    standoff: Standoff,
    policy: Policy,
    seed: int,
    replicate: int,
    minds: Mapping[str, str] | None = None,
) -> Playthrough:
    """Play one run.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
    seed, replicate : which stream of random numbers; the same two give the same run.
    minds : actor -> name of its mind; strategic where left out.

    Raises
    ------
    StudyError
        When the seed, an actor or a mind is none.
    """
    from blinkfirst.agents.mesa_model import StandoffModel  # Mesa takes a second to import

    stream = replicate_stream(seed, replicate)
    model = StandoffModel(standoff, policy, stream, minds, collect=False)
    return _played(model, seed, replicate)


def play_many(
    standoff: Standoff,
    policy: Policy,
    runs: int,
    seed: int,
    minds: Mapping[str, str] | None = None,
    watches: Sequence[Watch] = (),
    progress: Callable[[int], None] | None = None,
) -> Frequencies:
    """Play many runs and count.

    Replicates 0 to ``runs`` - 1 are played; more runs leave the earlier ones as they were. Only the first
    run's log is kept.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
    runs : how many, at least 1.
    seed : root seed.
    minds : actor -> name of its mind; strategic where left out.
    watches : compiled questions.
    progress : called after every run with the number of runs done.

    Raises
    ------
    StudyError
        When the number of runs, the seed, an actor or a mind is none.
    """
    from blinkfirst.agents.mesa_model import StandoffModel  # Mesa takes a second to import

    if runs < 1:
        raise StudyError(f"runs: expected at least 1, got {runs}")
    model = StandoffModel(standoff, policy, replicate_stream(seed, 0), minds, collect=False)
    tally = _Tally(standoff, watches)
    sample = _played(model, seed, 0)
    for replicate in range(runs):
        if replicate > 0:
            model.restart(replicate_stream(seed, replicate))
        tally.add(_played(model, seed, replicate) if replicate > 0 else sample)
        if progress is not None:
            progress(replicate + 1)
    return tally.frequencies(runs, seed, minds or {}, sample)


def _played(model: StandoffModel, seed: int, replicate: int) -> Playthrough:
    while model.running:
        model.step()
    log = tuple(model.log)
    return Playthrough(
        seed=seed,
        replicate=replicate,
        log=log,
        first_blink=first_blink(log, (SOFT, HARD)),
        first_soft=first_blink(log, (SOFT,)),
        first_hard=first_blink(log, (HARD,)),
        move_counts=_move_counts(model),
        payoffs=model.payoffs.copy(),
        final_state=model.state,
    )


def _deeds(standoff: Standoff) -> tuple[tuple[int, str], ...]:
    return tuple((actor, move) for actor, moves in enumerate(standoff.opening.moves) for move in moves)


def _deed_rows(standoff: Standoff) -> dict[tuple[str, str], int]:
    actors = standoff.opening.actors
    return {(actors[actor], move): row for row, (actor, move) in enumerate(_deeds(standoff))}


def _move_counts(model: StandoffModel) -> IntArray:
    rows = _deed_rows(model.standoff)
    counts = np.zeros(len(rows), dtype=np.int64)
    for entry in model.log:
        if entry.kind == MOVE:
            counts[rows[entry.actor, entry.move_or_event]] += 1
    return counts


class _Sums:
    """Sums and sums of squares over runs."""

    def __init__(self, size: int) -> None:
        self.totals = np.zeros(size)
        self.squares = np.zeros(size)

    def add(self, values: FloatArray | IntArray) -> None:
        self.totals += values
        self.squares += np.square(values)

    def means(self, runs: int) -> tuple[Estimate, ...]:
        pairs = zip(self.totals.tolist(), self.squares.tolist(), strict=True)
        return tuple(mean_of(total, squares, runs) for total, squares in pairs)


class _Tally:
    """Counts over runs, one run after the other."""

    def __init__(self, standoff: Standoff, watches: Sequence[Watch]) -> None:
        self.standoff = standoff
        self.watches = watches
        self.rows = _deed_rows(standoff)
        self.first_blink = np.zeros((standoff.ticks, len(self.rows), 2), dtype=np.int64)
        self.first_soft = np.zeros((standoff.ticks, len(self.rows)), dtype=np.int64)
        self.first_hard = np.zeros((standoff.ticks, len(self.rows)), dtype=np.int64)
        self.moves = _Sums(len(self.rows))
        self.payoffs = _Sums(standoff.opening.n_actors)
        self.answers = _Sums(len(watches))

    def add(self, run: Playthrough) -> None:
        if run.first_blink is not None:
            self.first_blink[(*self._place(run.first_blink), run.first_blink.degree - SOFT)] += 1
        if run.first_soft is not None:
            self.first_soft[self._place(run.first_soft)] += 1
        if run.first_hard is not None:
            self.first_hard[self._place(run.first_hard)] += 1
        self.moves.add(run.move_counts)
        self.payoffs.add(run.payoffs)
        start = self.standoff.opening.start
        self.answers.add(np.array([answer(watch, start, run.log) for watch in self.watches]))

    def frequencies(self, runs: int, seed: int, minds: Mapping[str, str], sample: Playthrough) -> Frequencies:
        opening = self.standoff.opening
        return Frequencies(
            runs=runs,
            seed=seed,
            minds=tuple(minds.get(actor, DEFAULT) for actor in opening.actors),
            actors=opening.actors,
            deeds=_deeds(self.standoff),
            tick_months=self.standoff.tick_months,
            first_blink=self.first_blink,
            first_soft=self.first_soft,
            first_hard=self.first_hard,
            move_counts=self.moves.means(runs),
            payoffs=self.payoffs.means(runs),
            answers=self._answers(runs),
            sample=sample,
        )

    def _place(self, blink: Blink) -> tuple[int, int]:
        return blink.tick, self.rows[blink.actor, blink.move]

    def _answers(self, runs: int) -> tuple[Estimate, ...]:
        means = self.answers.means(runs)
        return tuple(
            mean if watch.kind == COUNT else wilson(round(total), runs)
            for watch, mean, total in zip(self.watches, means, self.answers.totals.tolist(), strict=True)
        )
