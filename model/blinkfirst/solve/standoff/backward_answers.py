"""Answers without a forecast: questions carried backward beside the values.

The forecast needs everybody's choices at every tick twice: once to be found, going backward, and once to be
played, going forward. When only a few numbers are wanted there is a shorter road. Let u_t(s) be the answer to
a question in state s at the beginning of tick t, nothing having happened before. It obeys the
recursion of the values, without discount and flow:

    u_t(s) = sum_j p_j(s) sum_m sigma_t,j(m|s) * ( gain(s, j, m) + E[u_t+1(s') | s, m] ) + nature and idleness

where a class 1 deed gains 1. In a question of kind ``reach`` the run ends there, and with nothing gained at a
class 2 deed; in a class 1 state u is 1 and in a class 2 state 0. At the deadline u is whether the state is of
class 1; beyond it there is nothing. So an answer is a column more in the table that the values are found in,
no choice is kept longer than its menu is looked at, and u_0 at the start is the forecast's answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import HARD, SOFT, CodeArray, FloatArray, Game, IntArray
from blinkfirst.game.standoff import Standoff, check_untyped
from blinkfirst.game.watch import COUNT, ON, REACH, Watch, check_watches
from blinkfirst.solve.kernels import pull_back, pull_back_watching
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.layout.watch_classes import Column, watch_classes_of
from blinkfirst.solve.standoff.backward_induction import before_event, check_clock, end_values

ANY_DEGREE = (SOFT, HARD)
DEGREES = (ANY_DEGREE, (SOFT,), (HARD,))  # of blinks asked about, unless others are wanted


class AnswersAndValues(NamedTuple):
    """Answers, shape (W,), one per watch; values, shape (A,), utils, as `Forecast.values`.

    Of `answers_everywhere`: shape (S, W) and (S, A), a row for every state of the opening game to start from.
    """

    answers: FloatArray
    values: FloatArray


def backward_answers(standoff: Standoff, watches: Sequence[Watch]) -> FloatArray:
    """Return the answers of `blinkfirst.solve.standoff.forecast.forecast`, from one pass backward.

    Raises `GameError` when a watch does not fit the stretches of the stand-off, or the stand-off is not well
    formed. Raises `SolverError` when the horizon is endless and the stationary solution is not reached.

    Parameters
    ----------
    standoff : the compiled scenario; it need not be solved before.
    watches : compiled questions, W of them.

    Returns
    -------
    shape (W,), probabilities or expected counts
        Equal to the forecast's up to rounding. A watch's answer does not depend on what else is watched, to
        the last bit.

    Source
    ------
    The backward (Kolmogorov) equation of the Markov chain that the logit equilibrium of [McKelvey1998] makes
    of the stand-off; the forecast solves the forward one.
    """
    return _at_start(standoff, watches, with_values=False).answers


def backward_answers_and_values(standoff: Standoff, watches: Sequence[Watch]) -> AnswersAndValues:
    """The answers, and what everybody gets, afterwards included; arguments and errors as `backward_answers`.

    After surprises the values are those along what really happens, which nobody expected at the start: they
    are then carried backward in columns of their own, beside the values that choices are made by.
    """
    return _at_start(standoff, watches, with_values=True)


def first_blink_watches(
    standoff: Standoff, degrees: Sequence[tuple[int, ...]] = DEGREES
) -> tuple[Watch, ...]:
    """Watches for "this actor blinks first by the horizon": for every kind of blink, every actor.

    The rest to 1 of a kind's answers is the probability that nobody blinks so.

    Parameters
    ----------
    degrees : kinds of blinks, each the degrees that count; by default any, soft, hard.
    """
    games = [stretch.game for stretch in standoff.course]
    nowhere = tuple(np.zeros(game.n_states, dtype=np.int8) for game in games)
    return tuple(
        Watch(REACH, standoff.ticks, tuple(_first_blink_classes(g, actor, counting) for g in games), nowhere)
        for counting in degrees
        for actor in range(standoff.opening.n_actors)
    )


def _first_blink_classes(game: Game, actor: int, counting: tuple[int, ...]) -> CodeArray:
    """Class 1 for the actor's blinks, class 2 for everybody else's, shape (E,)."""
    whose = np.where(game.mover_actor[game.edge_actor] == actor, np.int8(1), np.int8(2))
    return np.where(np.isin(game.edge_blink, counting), whose, np.int8(0))


@dataclass(frozen=True)
class _PlayedStretch:
    """A stretch as it is really played: its place in the course, ticks ``first .. end - 1``."""

    number: int
    game: Game
    first: int
    end: int


class _Sight(NamedTuple):
    """States of a stretch that settle one column: row numbers of those that yield 1 and 0."""

    column: int
    kind: str
    ones: IntArray
    noughts: IntArray


class Watching:
    """Watches made ready for a stand-off, and for every other one in which the world moves alike.

    What is looked for on edges and in states does not depend on weights, patience, precision, tempo or
    chances, so a sweep over these makes its watches ready once. Columns stand in the order of their
    deadlines, latest first, so that the open ones come first.

    Raises `GameError` when a watch does not fit the stretches of the stand-off.

    Parameters
    ----------
    standoff : the compiled scenario.
    watches : compiled questions, W of them.
    """

    def __init__(self, standoff: Standoff, watches: Sequence[Watch]) -> None:
        course = standoff.course
        games = [stretch.game for stretch in course]
        check_watches(watches, games)
        deadlines = [min(watch.deadline, standoff.ticks) for watch in watches]
        self.order = sorted(range(len(watches)), key=lambda n: -deadlines[n])
        self.deadlines = [deadlines[n] for n in self.order]
        ordered = [watches[n] for n in self.order]
        firsts = [stretch.first_tick for stretch in course]
        # of several stretches that begin at a tick the last one has the last word about its state
        self.looked_in = [max(n for n, first in enumerate(firsts) if first <= d) for d in self.deadlines]
        self.watched = tuple(
            watch_classes_of([_column(watch, n, game) for watch in ordered], game.n_edges, game.n_states)
            for n, game in enumerate(games)
        )
        self._sights = tuple(tuple(_sights(ordered, number)) for number in range(len(games)))

    def __len__(self) -> int:
        return len(self.order)

    def open_after(self, tick: int) -> int:
        """Number of columns that look for something in later ticks than this."""
        return sum(deadline > tick for deadline in self.deadlines)

    def in_asked_order(self, columns: FloatArray) -> FloatArray:
        """Columns, the last axis, in the order in which the watches were given."""
        answers = np.empty_like(columns)
        answers[..., self.order] = columns
        return answers

    def look_at_states(self, rows: FloatArray, number: int, tick: int) -> None:
        """Settle, in the states of the course's stretch ``number`` at a tick, what the states themselves
        settle; changes ``rows``, whose first axis are the states and the last the columns.

        As in the forecast, questions of kind ``reach`` look both before and after a dated event, those of
        kind ``on`` only after it.
        """
        for column, kind, ones, noughts in self._sights[number]:
            deadline = self.deadlines[column]
            if kind == REACH and deadline >= tick:
                rows[ones, ..., column] = 1.0
                rows[noughts, ..., column] = 0.0
            elif kind == ON and deadline == tick and self.looked_in[column] == number:
                rows[..., column] = 0.0
                rows[ones, ..., column] = 1.0


def _column(watch: Watch, number: int, game: Game) -> Column:
    deeds, states = watch.edge_class[number], watch.state_class[number]
    if watch.kind == REACH:
        return Column(deeds, states, keep=(1, 0, 0), gain=(0, 1, 0))
    counted = ((deeds == 1) & (watch.kind == COUNT)).astype(np.int8)
    return Column(counted, np.zeros(game.n_states, dtype=np.int8), keep=(1, 1), gain=(0, 1))


def _sights(watches: Sequence[Watch], number: int) -> Iterator[_Sight]:
    for column, watch in enumerate(watches):
        classes = watch.state_class[number]
        if watch.kind == ON or (watch.kind == REACH and classes.any()):
            yield _Sight(column, watch.kind, np.flatnonzero(classes == 1), np.flatnonzero(classes == 2))


def answers_everywhere(standoff: Standoff, watching: Watching, with_values: bool) -> AnswersAndValues:
    """The answers, and what everybody gets, for every state of the opening game that one may start from.

    One pass backward does for all starts: what is best later does not depend on how one came there. Answers
    have shape (S, W), values shape (S, A); errors as `backward_answers`.

    Parameters
    ----------
    standoff : moves like the one that the watches were made ready for.
    with_values : without them ``values`` has no columns.
    """
    check_untyped(standoff)
    check_clock(standoff)
    apart = with_values and len(standoff.plans) > 1  # what is got is not what was expected
    layers = int(with_values or _anybody_weighs(standoff)) + int(apart)
    here = None
    for number in range(len(standoff.plans) - 1, -1, -1):  # what is played after a surprise is known by then
        here = _plan_pulled_back(standoff, number, watching, layers, here)
    assert here is not None  # a standoff has at least one plan
    answers = watching.in_asked_order(here.rows[:, here.rows.shape[1] - len(watching) :])
    values = (here.rows if apart else here.values)[:, : standoff.opening.n_actors]
    return AnswersAndValues(answers, values if with_values else values[:, :0])


def _at_start(standoff: Standoff, watches: Sequence[Watch], with_values: bool) -> AnswersAndValues:
    everywhere = answers_everywhere(standoff, Watching(standoff, watches), with_values)
    start = standoff.opening.start
    return AnswersAndValues(everywhere.answers[start], everywhere.values[start])


class _Place(NamedTuple):
    """A place on the way back: the first tick of a stretch that is really played.

    Attributes
    ----------
    number, entry : the stretch's place in the course, and its carry.
    values : shape (S, A), what the plan in force expects; shape (S, 0) when nobody weighs anything.
    rows : shape (S, A + W) or (S, W), what really comes: payoffs where they are asked for, then answers.
    """

    number: int
    entry: IntArray | None
    values: FloatArray
    rows: FloatArray


def _plan_pulled_back(
    standoff: Standoff, number: int, watching: Watching, layers: int, after: _Place | None
) -> _Place:
    """Go back through one plan; ``after`` is where the plan that overtakes it begins.

    The values look to the plan's whole expected future. The rows come from the plan that overtakes it,
    through the surprise.
    """
    plan = standoff.plans[number]
    until = standoff.plan_ends[number]
    values, _ = end_values(standoff, plan.stretches[-1].game)
    values = values if layers else values[:, :0]
    ends = plan.ends(standoff.ticks)
    for k in range(len(plan.stretches) - 1, -1, -1):
        stretch, end = plan.stretches[k], ends[k]
        if k + 1 < len(plan.stretches):
            values = before_event(values, plan.stretches[k + 1].carry)
        overtaken = min(end, max(until, stretch.first_tick))
        if layers and overtaken < end:  # expected, but never played: nobody asks about it
            nothing = np.empty((0, stretch.game.n_edges))
            values = pull_back(lay_out(stretch.game), values, end - overtaken, nothing)
        if stretch.first_tick < until:
            if after is None:
                place = len(standoff.course) - 1
                got = values if layers == 2 else values[:, :0]
                rows = np.hstack([got, np.zeros((stretch.game.n_states, len(watching)))])
            else:
                place = after.number - 1
                rows = before_event(after.rows, after.entry)
            leg = _PlayedStretch(place, stretch.game, stretch.first_tick, overtaken)
            values, rows = _played(watching, leg, values, rows, layers)
            after = _Place(place, stretch.carry, values, rows)
    assert after is not None
    return after


def _played(
    watching: Watching, leg: _PlayedStretch, values: FloatArray, rows: FloatArray, layers: int
) -> tuple[FloatArray, FloatArray]:
    """Values and rows at the first tick of a leg, given those at its end (after an event there)."""
    tables, watched = lay_out(leg.game), watching.watched[leg.number]
    paid = layers * leg.game.n_movers
    table = np.hstack([values, rows])
    watching.look_at_states(table[:, paid:], leg.number, leg.end)
    breaks = sorted({leg.first, leg.end, *(d for d in watching.deadlines if leg.first < d < leg.end)})
    for low, high in reversed(list(pairwise(breaks))):
        columns = paid + watching.open_after(low)
        later = np.ascontiguousarray(table[:, :columns])
        table[:, :columns] = pull_back_watching(tables, watched, later, layers, high - low)
        watching.look_at_states(table[:, paid:], leg.number, low)
    split = values.shape[1]
    return np.ascontiguousarray(table[:, :split]), np.ascontiguousarray(table[:, split:])


def _anybody_weighs(standoff: Standoff) -> bool:
    """Return whether any choice depends on the worth of moves; coin tosses do not."""
    return any(stretch.game.precision.any() for plan in standoff.plans for stretch in plan.stretches)
