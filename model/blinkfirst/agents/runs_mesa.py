"""Playing a stand-off: one run, or many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.agents.event_log import Blink, answer
from blinkfirst.agents.frequencies import (
    Frequencies,
    Playthrough,
    Totals,
    deed_rows,
    frequencies_of,
    playthrough_of,
)
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.errors import StudyError
from blinkfirst.game.game import SOFT
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
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
    minds : actor -> name of its mind; strategic by default.

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
    """Play many runs with the Mesa model, one after the other, and count.

    Any mind will do; `blinkfirst.agents.runs.simulate` gives the same for those it knows, and much
    faster.

    Replicates 0 to ``runs`` - 1 are played; more runs leave the earlier ones as they were. Only the first
    run's log is kept.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
    runs : how many, at least 1.
    seed : root seed.
    minds : actor -> name of its mind; strategic by default.
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
    return frequencies_of(standoff, mind_names(standoff, minds or {}), watches, tally.totals(runs), sample)


def _played(model: StandoffModel, seed: int, replicate: int) -> Playthrough:
    while model.running:
        model.step()
    log = tuple(model.log)
    return playthrough_of(model.standoff, seed, replicate, log, model.payoffs.copy(), model.state)


class _Tally:
    """Counts over runs, one run after the other."""

    def __init__(self, standoff: Standoff, watches: Sequence[Watch]) -> None:
        self.standoff = standoff
        self.watches = watches
        self.rows = deed_rows(standoff)
        self.first_blink = np.zeros((standoff.ticks, len(self.rows), 2), dtype=np.int64)
        self.first_soft = np.zeros((standoff.ticks, len(self.rows)), dtype=np.int64)
        self.first_hard = np.zeros((standoff.ticks, len(self.rows)), dtype=np.int64)
        self.moves, self.move_squares = np.zeros((2, len(self.rows)))
        self.payoffs, self.payoff_squares = np.zeros((2, standoff.opening.n_actors))
        self.answers, self.answer_squares = np.zeros((2, len(watches)))

    def add(self, run: Playthrough) -> None:
        if run.first_blink is not None:
            self.first_blink[(*self._place(run.first_blink), run.first_blink.degree - SOFT)] += 1
        if run.first_soft is not None:
            self.first_soft[self._place(run.first_soft)] += 1
        if run.first_hard is not None:
            self.first_hard[self._place(run.first_hard)] += 1
        self.moves += run.move_counts
        self.move_squares += np.square(run.move_counts)
        self.payoffs += run.payoffs
        self.payoff_squares += np.square(run.payoffs)
        start = self.standoff.opening.start
        answers = np.array([answer(watch, start, run.log) for watch in self.watches])
        self.answers += answers
        self.answer_squares += np.square(answers)

    def totals(self, runs: int) -> Totals:
        return Totals(
            runs=runs,
            first_blink=self.first_blink,
            first_soft=self.first_soft,
            first_hard=self.first_hard,
            moves=self.moves,
            move_squares=self.move_squares,
            payoffs=self.payoffs,
            payoff_squares=self.payoff_squares,
            answers=self.answers,
            answer_squares=self.answer_squares,
        )

    def _place(self, blink: Blink) -> tuple[int, int]:
        return blink.tick, self.rows[blink.actor, blink.move]
