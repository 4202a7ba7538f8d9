"""Playing a stand-off: one run, or many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from blinkfirst.agents.event_log import Blink, Happenings, answer, happenings_of
from blinkfirst.agents.frequencies import (
    Case,
    Frequencies,
    Playthrough,
    Tallies,
    deed_rows,
    empty_tallies,
    frequencies_of,
    playthrough_of,
)  # fmt: skip
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.errors import StudyError, check_installed
from blinkfirst.game.game import SOFT
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.rng import replicate_stream

if TYPE_CHECKING:
    from blinkfirst.agents.mesa_model import StandoffModel
    from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy


def play(
    standoff: Standoff,
    policy: Policy | HiddenPolicy,
    seed: int,
    replicate: int,
    minds: Mapping[str, str] | None = None,
) -> Playthrough:
    """Play one run.

    Parameters
    ----------
    seed, replicate : which stream of random numbers; the same two give the same run.
    minds : actor -> name of its mind; strategic by default.

    Raises
    ------
    StudyError
        When the seed, an actor or a mind is none.
    """
    check_installed("mesa", "agents", "play()")
    from blinkfirst.agents.mesa_model import StandoffModel  # Mesa takes a second to import

    stream = replicate_stream(seed, replicate)
    model = StandoffModel(standoff, policy, stream, minds, collect=False)
    return _played(model, seed, replicate)


def play_many(
    standoff: Standoff,
    policy: Policy | HiddenPolicy,
    runs: int,
    seed: int,
    minds: Mapping[str, str] | None = None,
    watches: Sequence[Watch] = (),
    progress: Callable[[int], None] | None = None,
) -> Frequencies:
    """Play many runs with the Mesa model, one after the other, and count.

    Any mind will do; `blinkfirst.agents.runs.simulate` gives the same for those it knows, and much faster.
    Replicates 0 to ``runs`` - 1 are played. Only the first run's log is kept.

    Parameters
    ----------
    standoff, policy, runs, seed, minds, watches : as in `simulate`.
    progress : called after every run with the number of runs done.

    Raises
    ------
    StudyError
        When the number of runs, the seed, an actor or a mind is none.
    """
    check_installed("mesa", "agents", "play_many()")
    from blinkfirst.agents.mesa_model import StandoffModel  # Mesa takes a second to import

    if runs < 1:
        raise StudyError(f"runs: expected at least 1, got {runs}")
    model = StandoffModel(standoff, policy, replicate_stream(seed, 0), minds, collect=False)
    case = Case(standoff, policy, watches)
    opening = standoff.opening
    deeds = sum(map(len, opening.moves))
    typed = len(standoff.typed)
    tallies = empty_tallies(standoff.ticks, deeds, len(watches), opening.n_actors, typed)
    sample = _played(model, seed, 0)
    for replicate in range(runs):
        if replicate > 0:
            model.restart(replicate_stream(seed, replicate))
        _add(case, tallies, _played(model, seed, replicate) if replicate > 0 else sample)
        if progress is not None:
            progress(replicate + 1)
    return frequencies_of(case, mind_names(standoff, minds or {}), runs, tallies, sample)


def matching_runs(
    case: Case, runs: int, seed: int, minds: Mapping[str, str] | None = None, wanted: bool = True
) -> Iterator[int]:
    """Yield what `blinkfirst.agents.runs.matching_runs` does, for any mind."""
    (watch,) = case.watches
    for run in _each(case, runs, seed, minds):
        if (answer(watch, case.standoff.opening.start, run.log) > 0) == wanted:
            yield run.replicate


def logged_runs(
    case: Case, runs: int, seed: int, minds: Mapping[str, str] | None = None
) -> Iterator[Happenings]:
    """Yield what `blinkfirst.agents.runs.logged_runs` does, for any mind, a run at a time."""
    for run in _each(case, runs, seed, minds):
        yield happenings_of(run.replicate, run.log, run.types, run.beliefs)


def _each(case: Case, runs: int, seed: int, minds: Mapping[str, str] | None) -> Iterator[Playthrough]:
    from blinkfirst.agents.mesa_model import StandoffModel  # Mesa takes a second to import

    model = StandoffModel(case.standoff, case.policy, replicate_stream(seed, 0), minds, collect=False)
    for replicate in range(runs):
        model.restart(replicate_stream(seed, replicate))
        yield _played(model, seed, replicate)


def _played(model: StandoffModel, seed: int, replicate: int) -> Playthrough:
    while model.running:
        model.step()
    log = tuple(model.log)
    held = np.array(model.held, dtype=np.float64).reshape(len(log), len(model.types))
    return playthrough_of(
        model.standoff, seed, replicate, log, model.payoffs.copy(), model.state, model.types, held
    )


def _add(case: Case, tallies: Tallies, run: Playthrough) -> None:
    rows = deed_rows(case.standoff)
    if run.first_blink is not None:
        tallies.first_blink[_entry(rows, run.first_blink)] += 1
    for blink in (run.first_soft, run.first_hard):
        if blink is not None:
            tallies.first_of_degree[_entry(rows, blink)] += 1
    answers = [answer(watch, case.standoff.opening.start, run.log) for watch in case.watches]
    for total, squares, new in (
        (tallies.moves, tallies.move_squares, run.move_counts),
        (tallies.answers, tallies.answer_squares, np.array(answers, dtype=np.int64)),
        (tallies.payoffs, tallies.payoff_squares, run.payoffs),
    ):
        total += new
        squares += np.square(new)
    _add_types(case.standoff, tallies, run)


def _add_types(standoff: Standoff, tallies: Tallies, run: Playthrough) -> None:
    actors = standoff.opening.actors
    blinker = -1 if run.first_blink is None else actors.index(run.first_blink.actor)
    priors = (typed.prior for typed in standoff.typed)
    ends = run.beliefs[-1].tolist() if len(run.log) else priors
    for q, (kind, belief) in enumerate(zip(run.types, ends, strict=True)):
        tallies.by_type[q, kind, blinker] += 1
        tallies.beliefs[q, kind] += belief
        tallies.belief_squares[q, kind] += belief**2


def _entry(rows: dict[tuple[str, str], int], blink: Blink) -> tuple[int, int, int]:
    return blink.tick, rows[blink.actor, blink.move], blink.degree - SOFT
