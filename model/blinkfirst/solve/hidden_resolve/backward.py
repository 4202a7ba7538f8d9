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
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.standoff import Span, Standoff
from blinkfirst.short_repr import short_repr
from blinkfirst.solve.hidden_resolve.beliefs import Grid
from blinkfirst.solve.hidden_resolve.tables import columns_of, end_values, moves_of, worth_of
from blinkfirst.solve.kernels.believing import believe_back
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
    answers : shape (S, W, A), chances to be the first to blink from there; (S, W, 0) if not asked for.
    ways : shape (4,), how many initiatives each way solved, by `kernels.signalling.NEWTON` and so on.
    start : which roots were looked for, as in `kernels.signalling.signal`.
    """

    standoff: Standoff
    grid: Grid
    columns: tuple[tuple[int, int], ...]
    values: FloatArray
    answers: FloatArray
    ways: IntArray
    start: int
    _kept: tuple[tuple[dict[int, FloatArray], ...], ...]

    __repr__ = short_repr

    def ticks(self, span: Span) -> Iterator[Tick]:
        """Go through the ticks of a stretch that are played, in order."""
        stretch = self.standoff.plans[span.plan].stretches[span.place]
        kept = self._kept[span.plan][span.place]
        number = stretch.first_tick
        while number < span.end:
            upto = min(tick for tick in kept if tick > number)
            for later in self._between(stretch.game, kept[upto], number, upto):
                yield Tick(number, later)
                number += 1

    def _between(self, game: Game, end: FloatArray, first: int, upto: int) -> list[FloatArray]:
        """Return what comes after the ticks from ``first`` to before ``upto``, in their order."""
        back = _Back(game, self.grid, self.answers.shape[2] > 0, self.start)
        found = [end]
        for _ in range(upto - first - 1):
            found.append(back.tick(found[-1], np.empty_like(end), felt=True))
        return found[::-1]


def solve_hidden(standoff: Standoff, answers: bool = False, start: int = 0) -> HiddenPolicy:
    """Solve a stand-off with private types backward from the horizon.

    Parameters
    ----------
    answers : carry everybody's chance to be the first to blink, too; a forecast does not need it.
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
    check_clock(standoff)
    _check(standoff)
    grid = Grid(standoff)
    ways = np.zeros(WAYS, dtype=np.int64)
    solved = [_plan(standoff, number, grid, answers, start, ways) for number in range(len(standoff.plans))]
    kept = tuple(kept for _, kept in solved)
    first, columns = solved[0][0], columns_of(standoff.opening)
    lanes, n = slice(grid.count), len(columns)
    actors = standoff.opening.n_actors if answers else 0
    values, chances = first[:, lanes, :n].copy(), first[:, lanes, n : n + actors].copy()
    return HiddenPolicy(standoff, grid, columns, values, chances, ways, start, kept)


def _check(standoff: Standoff) -> None:
    if standoff.stationary:
        raise GameError("horizon: with private types it has to end: beliefs settle at no stationary value")
    for plan in standoff.plans:
        for game in (stretch.game for stretch in plan.stretches):
            precisions = [*game.precision[: game.n_actors], *(second.precision for second in game.seconds)]
            if not np.isfinite(precisions).all():
                raise GameError("precision: has to be finite with private types")


def _plan(
    standoff: Standoff, number: int, grid: Grid, answers: bool, start: int, ways: IntArray
) -> tuple[FloatArray, tuple[dict[int, FloatArray], ...]]:
    """Return the values at the first tick of a plan, and what is kept of its stretches."""
    plan = standoff.plans[number]
    overtaken = standoff.plan_ends[number]
    last = plan.stretches[-1].game
    worth = worth_of(last, answers)
    width = worth.discount.size
    rows = grid.count + (grid.count * width % 8 != 0)
    ends = end_values(last, worth, rows, standoff.afterwards_months)
    stride = _stride(standoff, ends)
    kept: list[dict[int, FloatArray]] = []
    end = standoff.ticks
    for place in range(len(plan.stretches) - 1, -1, -1):
        stretch = plan.stretches[place]
        back = _Back(stretch.game, grid, answers, start)
        here: dict[int, FloatArray] = {}
        if end > stretch.first_tick:
            ends = _stretch(back, ends, (stretch.first_tick, end, overtaken), stride, here)
        ways += back.ways
        kept.append(here)
        if place > 0:
            ends = before_event(ends, stretch.carry)
        end = stretch.first_tick
    return ends, tuple(reversed(kept))


def _stride(standoff: Standoff, ends: FloatArray) -> int:
    """Return how many ticks apart values are kept."""
    return 1 if ends.nbytes * standoff.ticks <= KEPT_BYTES else math.ceil(math.sqrt(standoff.ticks))


def _stretch(
    back: _Back, ends: FloatArray, times: tuple[int, int, int], stride: int, kept: dict[int, FloatArray]
) -> FloatArray:
    """Return values at the first tick of a stretch; keep those felt after some of the ticks really played.

    ``times`` are the first tick, the one after the last, and the one from which on nothing is played.
    """
    first, end, overtaken = times
    played = min(end, overtaken)
    later, spare = ends * back.worth.discount, None
    for tick in range(end - 1, first - 1, -1):
        now = np.empty_like(later) if spare is None else spare
        back.tick(later, now, felt=tick > first)
        spare = later
        if tick < played and (tick + 1 == played or (tick + 1 - first) % stride == 0):
            kept[tick + 1], spare = later, None
        later = now
    return later


class _Back:
    """Steps back within one game."""

    def __init__(self, game: Game, grid: Grid, answers: bool, start: int) -> None:
        self.moves, self.worth = moves_of(game, answers), worth_of(game, answers)
        self.grid, self.start = grid, start
        self.bounds = np.linspace(0, game.n_states, PIECES + 1).astype(int)
        self._counted = np.zeros((PIECES, WAYS), dtype=np.int64)

    @property
    def ways(self) -> IntArray:
        return np.asarray(self._counted.sum(axis=0))

    def tick(self, later: FloatArray, now: FloatArray, felt: bool) -> FloatArray:
        """Fill ``now`` with the values a tick earlier, discounted for the tick before if ``felt``."""

        def piece(k: int) -> None:
            believe_back(
                self.moves, self.worth, self.grid.lanes, later, now, int(self.bounds[k]),
                int(self.bounds[k + 1]), felt, self.start, self._counted[k],
            )  # fmt: skip

        shared_out(piece, PIECES)
        return now


def shared_out(piece: Callable[[int], None], pieces: int) -> None:
    """Do pieces of work on all processors that may be used; what each does hangs on its number alone."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2) as pool:
        list(pool.map(piece, range(pieces)))
