r"""Values over states and beliefs, by backward induction.

With private types the state of a stand-off is (s, b): where the world is, and what everybody believes of each
typed actor. In a tick one actor moves; what it does is a signal about it alone (`kernels.signalling`). With
what either type of it does, sigma_0 and sigma_1, values go back by

    V_c(s, b) = flow_c + quiet V'_c(s, b) + sum_j p_j sum_m f_c(m) (lump_c + V'_c(s'_m, b'_m))

where f_c is sigma_0 or sigma_1 in the mover's own columns and (1 - b) sigma_0 + b sigma_1 in all others, and
V' are the values a tick later, discounted. They are kept at the nodes of a grid of beliefs and are linear
between them.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.standoff import Span, Standoff
from blinkfirst.game.watch import Watch
from blinkfirst.short_repr import short_repr
from blinkfirst.solve.hidden_resolve.beliefs import Grid
from blinkfirst.solve.hidden_resolve.tables import (
    UNWATCHED,
    columns_of,
    end_values,
    moves_of,
    unwatched,
    worth_of,
)
from blinkfirst.solve.kernels.believing import believe_back
from blinkfirst.solve.layout.watch_classes import WatchClasses
from blinkfirst.solve.standoff.backward_answers import AnswersAndValues, Watching
from blinkfirst.solve.standoff.backward_induction import before_event, check_clock

WAYS = 4  # as many as `kernels.signalling` counts
KEPT_BYTES = 256_000_000  # values of all ticks are kept up to here; beyond, some, and the others found anew
PIECES = 8  # of the states, shared by threads


class Tick(NamedTuple):
    """A tick that is played.

    Attributes
    ----------
    number : from the start of the stand-off.
    later : shape (S, rows, C), what comes after it, as it is felt in it; lanes are the first W rows.
    """

    number: int
    later: FloatArray


@dataclass(frozen=True, eq=False)
class HiddenPolicy:
    """The solution of a stand-off with private types.

    Attributes
    ----------
    standoff, grid : what was solved, and where beliefs are kept.
    columns : (actor, type) of each column of payoffs.
    values : shape (S, W, C), utils: of the states of the opening game at the start.
    ways : shape (4,), how many initiatives each way solved, by `kernels.signalling.NEWTON` and so on.
    start : which roots were looked for, as in `kernels.signalling.signal`.
    """

    standoff: Standoff
    grid: Grid
    columns: tuple[tuple[int, int], ...]
    values: FloatArray
    ways: IntArray
    start: int
    _kept: tuple[tuple[dict[int, FloatArray], ...], ...]

    __repr__ = short_repr

    def ticks(self, span: Span) -> Iterator[Tick]:
        """Go through the ticks of a stretch that are played, in order."""
        stretch = self.standoff.plans[span.plan].stretches[span.place]
        kept = self._kept[span.plan][span.place]
        back = _Back(stretch.game, self.grid, self.start)
        number = stretch.first_tick
        while number < span.end:
            upto = min(tick for tick in kept if tick > number)
            for later in back.in_order(kept[upto], upto - number):
                yield Tick(number, later)
                number += 1


def solve_hidden(standoff: Standoff, start: int = 0) -> HiddenPolicy:
    """Solve a stand-off with private types backward from the horizon.

    Parameters
    ----------
    start : which roots to look for where there are several, as in `kernels.signalling.signal`.

    Raises
    ------
    GameError
        When nobody has types, the horizon is endless, a precision is infinite, or time is out of order.

    Source
    ------
    Beliefs by Bayes' rule and choices by logit: the agent quantal response equilibrium of a signalling game
    [McKelvey1998]. Where several exist, its principal branch.
    """
    way_back = _WayBack(standoff, start, None)
    solved = [way_back.plan(number, None) for number in range(len(standoff.plans))]
    values = solved[0].values[:, : way_back.grid.count, : len(way_back.columns)].copy()
    kept = tuple(one.kept for one in solved)
    return HiddenPolicy(standoff, way_back.grid, way_back.columns, values, way_back.ways, start, kept)


def hidden_answers(standoff: Standoff, watches: Sequence[Watch], start: int = 0) -> FloatArray:
    """Return the answers of the forecast, shape (W,), from one pass backward; nothing is kept on the way.

    Parameters
    ----------
    watches : compiled questions, W of them.
    start : as of `solve_hidden`.

    Raises `GameError` as `solve_hidden`, and when a watch does not fit the stretches of the stand-off.
    """
    everywhere = hidden_answers_everywhere(standoff, Watching(standoff, watches), start)
    return np.asarray(everywhere.answers[standoff.opening.start])


def hidden_answers_everywhere(standoff: Standoff, watching: Watching, start: int = 0) -> AnswersAndValues:
    """Return answers, shape (S, W), and values, shape (S, A), for every state that one may start from.

    Values are those along what really happens, surprises included; a typed actor's is the mean of those of
    its types. Answers and values of actors of one type are the forecast's up to rounding. A typed actor's
    values are up to the error of the grid: between two nodes the pass backward knows what each type expects
    there, and the forecast knows which of the nodes that type is likelier to be believed at. Parameters and
    errors as of `hidden_answers`.
    """
    way_back = _WayBack(standoff, start, watching)
    found: _Plan | None = None
    for number in range(len(standoff.plans) - 1, -1, -1):  # what is played after a surprise is known by then
        found = way_back.plan(number, found)
    if found is None or standoff.beliefs is None:
        raise GameError("a stand-off without a plan")
    there, n = found.values[:, way_back.grid.opening], way_back.paid
    priors = {typed.actor: typed.prior for typed in standoff.typed}
    values = np.zeros((there.shape[0], standoff.opening.n_actors))
    for column, (actor, kind) in zip(there.T[n - len(way_back.columns) :], way_back.columns, strict=False):
        prior = priors.get(actor, 0.0)
        values[:, actor] += column * (prior if kind else 1.0 - prior)
    return AnswersAndValues(watching.in_asked_order(there[:, n : n + len(watching)]), values)


def _check(standoff: Standoff) -> None:
    if standoff.stationary:
        raise GameError("horizon: with private types it has to end: beliefs settle at no stationary value")
    for plan in standoff.plans:
        for game in (stretch.game for stretch in plan.stretches):
            precisions = [*game.precision[: game.n_actors], *(second.precision for second in game.seconds)]
            if not np.isfinite(precisions).all():
                raise GameError("precision: has to be finite with private types")


class _Plan(NamedTuple):
    """A plan gone back through.

    Attributes
    ----------
    number, entry : the place of its first stretch in the course, and that stretch's carry.
    values : shape (S, rows, C), at its first tick: payoffs expected, payoffs got, answers.
    kept : per stretch, what comes after some ticks, as it is felt in them.
    """

    number: int
    entry: IntArray | None
    values: FloatArray
    kept: tuple[dict[int, FloatArray], ...]


class _WayBack:
    """The way back through a stand-off; with something to watch for, nothing is kept.

    ``paid`` : number of columns of payoffs. After surprises those of what is got stand behind those that were
    expected, by which choices are made.
    """

    def __init__(self, standoff: Standoff, start: int, watching: Watching | None) -> None:
        check_clock(standoff)
        _check(standoff)
        self.standoff, self.start, self.watching = standoff, start, watching
        self.grid, self.columns = Grid(standoff), columns_of(standoff.opening)
        self.apart = watching is not None and len(standoff.plans) > 1
        self.paid = len(self.columns) * (1 + self.apart)
        self.ways = np.zeros(WAYS, dtype=np.int64)

    def plan(self, number: int, after: _Plan | None) -> _Plan:
        """Go back through a plan; answers come from the one that overtakes it."""
        standoff, grid, plan = self.standoff, self.grid, self.standoff.plans[number]
        course = [place for place, span in enumerate(standoff.played) if span.plan == number]
        last = plan.stretches[-1].game
        worth = worth_of(last, self._watched(None), self.apart)
        width = worth.discount.size
        rows = grid.count + (grid.count * width % 8 != 0)
        ends = end_values(last, worth, rows, standoff.afterwards_months, self.apart)
        kept: list[dict[int, FloatArray]] = []
        for place in range(len(plan.stretches) - 1, -1, -1):
            stretch, end = plan.stretches[place], plan.ends(standoff.ticks)[place]
            if place + 1 < len(plan.stretches):
                ends = before_event(ends, plan.stretches[place + 1].carry)
            played = min(end, max(standoff.plan_ends[number], stretch.first_tick))
            seen = course[place] if place < len(course) else None
            back = _Back(stretch.game, grid, self.start, self._watched(seen), self.apart)
            if played < end:  # expected, but never played
                ends = self._back(back, ends, (played, end), None, {})
            here: dict[int, FloatArray] = {}
            if place < len(course):
                if place + 1 == len(course) and after is not None and self.watching is not None:
                    n = len(self.columns)
                    ends[:, :, n:] = before_event(after.values, after.entry)[:, :, n:]
                ends = self._back(back, ends, (stretch.first_tick, played), seen, here)
            kept.append(here)
            self.ways += back.ways
        return _Plan(course[0], plan.stretches[0].carry, ends, tuple(reversed(kept)))

    def _watched(self, number: int | None) -> WatchClasses:
        if self.watching is None:
            return UNWATCHED
        return unwatched(len(self.watching)) if number is None else self.watching.watched[number]

    def _back(
        self, back: _Back, ends: FloatArray, ticks: tuple[int, int], seen: int | None,
        kept: dict[int, FloatArray],
    ) -> FloatArray:  # fmt: skip
        """Return values at the first of some ticks, from those after the last; keep what is to be kept.

        ``seen`` : the stretch's place in the course, if it is played.
        """
        first, end = ticks
        self._look(ends, seen, end)
        if first >= end:
            return ends
        stride = 1 if ends.nbytes * (end - first) <= KEPT_BYTES else math.ceil(math.sqrt(end - first))
        later, spare = np.multiply(ends, back.worth.discount, out=ends), None
        for tick in range(end - 1, first - 1, -1):
            now = np.empty_like(later) if spare is None else spare
            if self.watching is not None:
                back.watch_only(self.paid, self.watching.open_after(tick))
            back.tick(later, now, felt=tick > first)
            self._look(now, seen, tick)
            spare = later
            keeps = self.watching is None and seen is not None
            if keeps and (tick + 1 == end or (tick + 1 - first) % stride == 0):
                kept[tick + 1], spare = later, None
            later = now
        return later

    def _look(self, values: FloatArray, seen: int | None, tick: int) -> None:
        """Settle what states themselves settle."""
        if self.watching is not None and seen is not None:
            self.watching.look_at_states(values[:, :, self.paid :], seen, tick)


class _Back:
    """Steps back within one game."""

    def __init__(
        self, game: Game, grid: Grid, start: int, watched: WatchClasses = UNWATCHED, apart: bool = False
    ) -> None:
        self.moves, self.worth = moves_of(game, watched), worth_of(game, watched, apart)
        self.grid, self.start, self._gain = grid, start, self.worth.gain
        self.bounds = np.linspace(0, game.n_states, PIECES + 1).astype(int)
        self._counted = np.zeros((PIECES, WAYS), dtype=np.int64)

    @property
    def ways(self) -> IntArray:
        return np.asarray(self._counted.sum(axis=0))

    def watch_only(self, first: int, count: int) -> None:
        """Have nothing gained in columns behind ``count`` from ``first`` on: their deadlines have passed."""
        open_ones = np.arange(self._gain.shape[1]) < first + count
        self.worth = self.worth._replace(gain=self._gain * open_ones)

    def tick(self, later: FloatArray, now: FloatArray, felt: bool) -> FloatArray:
        """Fill ``now`` with the values a tick earlier, discounted for the tick before if ``felt``."""

        def piece(k: int) -> None:
            believe_back(
                self.moves, self.worth, self.grid.lanes, later, now, int(self.bounds[k]),
                int(self.bounds[k + 1]), felt, self.start, self._counted[k],
            )  # fmt: skip

        shared_out(piece, PIECES)
        return now


    def in_order(self, end: FloatArray, count: int) -> Iterator[FloatArray]:
        """Find what comes after some ticks, in their order, from what comes after the last of them.

        What is too large to be kept is found once more for each half.
        """
        if count > 2 and end.nbytes * count > KEPT_BYTES:
            half = count // 2
            yield from self.in_order(self._earlier(end, count - half), half)
            yield from self.in_order(end, count - half)
            return
        found = [end]
        for _ in range(count - 1):
            found.append(self.tick(found[-1], np.empty_like(end), felt=True))
        yield from found[::-1]

    def _earlier(self, end: FloatArray, count: int) -> FloatArray:
        """Go back by some ticks; keep nothing on the way."""
        later, now = self.tick(end, np.empty_like(end), felt=True), np.empty_like(end)
        for _ in range(count - 1):
            later, now = self.tick(later, now, felt=True), later
        return later


def shared_out(piece: Callable[[int], None], pieces: int) -> None:
    """Do pieces of work on all processors that may be used; what each does hangs on its number alone."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2) as pool:
        list(pool.map(piece, range(pieces)))
