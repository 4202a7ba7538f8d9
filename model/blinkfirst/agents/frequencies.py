"""Results of many runs, with their confidence intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from blinkfirst.agents.event_log import MOVE, Blink, LogEntry, first_blink
from blinkfirst.game.game import HARD, SOFT, FloatArray, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, Watch
from blinkfirst.short_repr import short_repr

if TYPE_CHECKING:  # solvers take their time to import
    from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy

Z95 = 1.959963984540054  # the normal distribution's 97.5% point


class Case(NamedTuple):
    """One of many stand-offs to be played: compiled, solved, and with its own compiled questions."""

    standoff: Standoff
    policy: Policy | HiddenPolicy
    watches: Sequence[Watch] = ()


class Estimate(NamedTuple):
    """A number found by sampling, with its 95% confidence interval."""

    value: float
    low: float
    high: float


class TypedRuns(NamedTuple):
    """Runs in which an actor with private types was of one of them.

    Attributes
    ----------
    actor, name : index of the actor, name of the type.
    runs : how many.
    first_blink : shape (A + 1,), in how many of them each actor blinks first, and nobody.
    belief : mean over them of what is believed of the actor at the end, the probability of its second type.
    """

    actor: int
    name: str
    runs: int
    first_blink: IntArray
    belief: Estimate


@dataclass(frozen=True)
class Playthrough:
    """One run.

    Attributes
    ----------
    log : all that happened, holds included.
    first_blink, first_soft, first_hard : the first blink of any degree, of each; ``None`` when there is none.
    move_counts : shape (n,), how often each deed was done; deeds as in the forecast, every move of every
        actor in scenario order.
    payoffs : shape (A,), utils up to the horizon, discounted to the start, without the afterwards.
    final_state : index in the last game of the course.
    types : of every typed actor, drawn at the start: 0 for the first, 1 for the second.
    beliefs : shape (entries of the log, Q), afterwards, about each typed actor: the probability of its second
        type, by Bayes' rule.
    """

    seed: int
    replicate: int
    log: tuple[LogEntry, ...]
    first_blink: Blink | None
    first_soft: Blink | None
    first_hard: Blink | None
    move_counts: IntArray
    payoffs: FloatArray
    final_state: int
    types: tuple[int, ...] = ()
    beliefs: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))

    __repr__ = short_repr


@dataclass(frozen=True)
class Frequencies:
    """Results of many runs; arrays as in `Forecast`, counts in place of probabilities.

    Attributes
    ----------
    runs, seed : replicates ``first_replicate`` to ``first_replicate + runs - 1`` of a root seed.
    minds : name of every actor's mind.
    first_blink : shape (T, n, 2), runs whose first blink is this deed in this tick, soft (0) or hard (1).
    first_soft, first_hard : shape (T, n), the same for the first soft, and the first hard, blink of the run.
    move_counts : n means of how often each deed is done in a run.
    payoffs : A means, utils, of what a run pays up to the horizon.
    answers : one per watch: a share of runs (Wilson's interval), or a mean for a count.
    sample : the first replicate.
    first_replicate : its number.
    types : of every typed actor, the runs in which it was of its first type, and of its second one.
    """

    runs: int
    seed: int
    minds: tuple[str, ...]
    actors: tuple[str, ...]
    deeds: tuple[tuple[int, str], ...]
    tick_months: float
    first_blink: IntArray
    first_soft: IntArray
    first_hard: IntArray
    move_counts: tuple[Estimate, ...]
    payoffs: tuple[Estimate, ...]
    answers: tuple[Estimate, ...]
    sample: Playthrough
    first_replicate: int = 0
    types: tuple[tuple[TypedRuns, TypedRuns], ...] = ()

    __repr__ = short_repr

    @property
    def first_blinks(self) -> IntArray:
        """Runs in which each actor blinks first, shape (A,)."""
        owners = np.array([actor for actor, _ in self.deeds])
        counts = np.zeros(len(self.actors), dtype=np.int64)
        np.add.at(counts, owners, self.first_blink.sum(axis=(0, 2)))
        return counts

    @property
    def nobody(self) -> int:
        """Runs in which nobody blinks by the horizon."""
        return self.runs - int(self.first_blink.sum())

    @property
    def first_blink_by_actor(self) -> tuple[Estimate, ...]:
        """Share of runs in which each actor blinks first."""
        return tuple(wilson(int(count), self.runs) for count in self.first_blinks)

    @property
    def nobody_blinks(self) -> Estimate:
        """Share of runs in which nobody blinks by the horizon."""
        return wilson(self.nobody, self.runs)


class Tallies(NamedTuple):
    """Results of runs, added up.

    Attributes
    ----------
    first_blink : shape (T, deeds, 2), runs by tick, deed and degree of their first blink.
    first_of_degree : shape (T, deeds, 2), runs by tick and deed of their first soft, and first hard, blink.
    moves, move_squares : shape (deeds,), sums over runs of how often each was done, and of the squares.
    answers, answer_squares : shape (W,), sums of the answers (1 for yes, or what was counted) and squares.
    payoffs, payoff_squares : shape (A,), sums of the payoffs, utils, and of their squares.
    by_type : shape (Q, 2, A + 1), runs by type of a typed actor and by who blinks first, or nobody.
    beliefs, belief_squares : shape (Q, 2), sums of what is believed of it at the end, and of the squares.
    """

    first_blink: IntArray
    first_of_degree: IntArray
    moves: IntArray
    move_squares: IntArray
    answers: IntArray
    answer_squares: IntArray
    payoffs: FloatArray
    payoff_squares: FloatArray
    by_type: IntArray
    beliefs: FloatArray
    belief_squares: FloatArray


def empty_tallies(ticks: int, deeds: int, watches: int, actors: int, typed: int = 0) -> Tallies:
    """Nothing added up yet."""
    first_blink, first_of_degree = np.zeros((2, ticks, deeds, 2), dtype=np.int64)
    moves, answers = np.zeros((2, deeds), dtype=np.int64), np.zeros((2, watches), dtype=np.int64)
    by_type, beliefs = np.zeros((typed, 2, actors + 1), dtype=np.int64), np.zeros((2, typed, 2))
    payoffs = np.zeros((2, actors))
    return Tallies._make((first_blink, first_of_degree, *moves, *answers, *payoffs, by_type, *beliefs))


def frequencies_of(
    case: Case, minds: tuple[str, ...], runs: int, tallies: Tallies, sample: Playthrough
) -> Frequencies:
    """Shares and means with their intervals, given every actor's mind and the first of the runs."""
    standoff = case.standoff
    means = _means(tallies.answers, tallies.answer_squares, runs)
    answers = (
        mean if watch.kind == COUNT else wilson(round(float(total)), runs)
        for watch, mean, total in zip(case.watches, means, tallies.answers, strict=True)
    )
    return Frequencies(
        runs=runs,
        seed=sample.seed,
        minds=minds,
        actors=standoff.opening.actors,
        deeds=deeds_of(standoff),
        tick_months=standoff.tick_months,
        first_blink=tallies.first_blink,
        first_soft=tallies.first_of_degree[:, :, 0].copy(),
        first_hard=tallies.first_of_degree[:, :, 1].copy(),
        move_counts=_means(tallies.moves, tallies.move_squares, runs),
        payoffs=_means(tallies.payoffs, tallies.payoff_squares, runs)[: standoff.opening.n_actors],
        answers=tuple(answers),
        sample=sample,
        first_replicate=sample.replicate,
        types=_typed_runs(standoff, tallies),
    )


def _typed_runs(standoff: Standoff, tallies: Tallies) -> tuple[tuple[TypedRuns, TypedRuns], ...]:
    """Return the runs of each typed actor by its type."""
    actors = standoff.opening.n_actors
    found = []
    for typed, *rows in zip(
        standoff.typed, tallies.by_type, tallies.beliefs, tallies.belief_squares, strict=True
    ):
        first, second = (
            TypedRuns(
                typed.actor, name, int(counts.sum()), np.append(counts[:actors], counts[-1]),
                mean_of(float(total), float(square), int(counts.sum())),
            )
            for name, counts, total, square in zip(typed.types, *rows, strict=True)
        )  # fmt: skip
        found.append((first, second))
    return tuple(found)


def playthrough_of(
    standoff: Standoff,
    seed: int,
    replicate: int,
    log: tuple[LogEntry, ...],
    payoffs: FloatArray,
    end: int,
    types: Sequence[int] = (),
    beliefs: FloatArray | None = None,
) -> Playthrough:
    """Return the record of a run from its log."""
    rows = deed_rows(standoff)
    counts = np.zeros(len(rows), dtype=np.int64)
    for entry in log:
        if entry.kind == MOVE:
            counts[rows[entry.actor, entry.move_or_event]] += 1
    return Playthrough(
        seed=seed,
        replicate=replicate,
        log=log,
        first_blink=first_blink(log, (SOFT, HARD)),
        first_soft=first_blink(log, (SOFT,)),
        first_hard=first_blink(log, (HARD,)),
        move_counts=counts,
        payoffs=payoffs[: standoff.opening.n_actors],
        final_state=end,
        types=tuple(types),
        beliefs=np.zeros((len(log), 0)) if beliefs is None else beliefs,
    )


def deeds_of(standoff: Standoff) -> tuple[tuple[int, str], ...]:
    """(actor index, move name) of every move of every actor, in scenario order."""
    return standoff.opening.deeds


def deed_rows(standoff: Standoff) -> dict[tuple[str, str], int]:
    """Place of a deed among `deeds_of`, by names of actor and move."""
    actors = standoff.opening.actors
    return {(actors[actor], move): row for row, (actor, move) in enumerate(deeds_of(standoff))}


def _means(totals: FloatArray | IntArray, squares: FloatArray | IntArray, runs: int) -> tuple[Estimate, ...]:
    pairs = zip(totals.tolist(), squares.tolist(), strict=True)
    return tuple(mean_of(float(total), float(square), runs) for total, square in pairs)


def wilson(count: int, runs: int) -> Estimate:
    """A share with Wilson's 95% score interval, which stays inside [0, 1].

    Source
    ------
    [Wilson1927]; in the form of [Brown2001], equation 4.

    Examples
    --------
    >>> [round(x, 4) for x in wilson(0, 10)]
    [0.0, 0.0, 0.2775]
    >>> [round(x, 4) for x in wilson(5, 10)]
    [0.5, 0.2366, 0.7634]
    """
    share = count / runs
    spread = 1.0 + Z95**2 / runs
    middle = (share + Z95**2 / (2 * runs)) / spread
    half = Z95 / spread * math.sqrt(share * (1.0 - share) / runs + Z95**2 / (4 * runs**2))
    return Estimate(share, 0.0 if count == 0 else middle - half, 1.0 if count == runs else middle + half)


def mean_of(total: float, squares: float, runs: int) -> Estimate:
    """A mean with its normal 95% interval, from the sum and the sum of squares; nan of no runs.

    Examples
    --------
    Four runs that gave 1, 2, 3 and 4:

    >>> [round(x, 3) for x in mean_of(10.0, 30.0, 4)]
    [2.5, 1.235, 3.765]
    """
    if runs == 0:
        return Estimate(math.nan, math.nan, math.nan)
    mean = total / runs
    if runs == 1:
        return Estimate(mean, -math.inf, math.inf)
    variance = max(0.0, (squares - runs * mean**2) / (runs - 1))
    half = Z95 * math.sqrt(variance / runs)
    return Estimate(mean, mean - half, mean + half)
