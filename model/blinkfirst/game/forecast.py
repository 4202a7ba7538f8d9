"""The exact distribution of what happens in a stand-off."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, IntArray, PayoffColumn
from blinkfirst.short_repr import short_repr
from blinkfirst.sums import even_sum, even_sums

SOFT_INDEX, HARD_INDEX = 0, 1
NOBODY = "nobody"  # whose name the rest to one bears, wherever chances are by name
# probabilities that differ by less than this are equal: it is the rounding of sums over some million terms
SAME_CHANCE = 1e-9


@dataclass(frozen=True)
class Forecast:
    """The exact distribution of what happens in a standoff.

    Attributes
    ----------
    actors : A names.
    deeds : (actor index, move name) of every move of every actor, in scenario order: n of them.
    tick_months : D.
    first_blink : shape (T, n, 2), probability that the first blink of the run is this deed, in this tick,
        soft (0) or hard (1).
    first_soft, first_hard : shape (T, n), the same for the first soft blink of the run and for the first hard
        one.
    level_months : shape (K,), months after the start at which the world is reported: 0, 1, 2, ... and the
        horizon.
    levels : per variable, shape (K, number of levels), its distribution at those times.
    move_counts : shape (n,), expected number of times each deed is done up to the horizon.
    initiatives : shape (A,), expected number of initiatives.
    values : shape (A,), utils: expected discounted payoff, afterwards included.
    columns : C payoff columns.
    value_split : shape (C,), utils: how much of its actor's value each column brings; adds up to ``values``.
    answers : shape (W,), one per watch, in the order given.
    """

    actors: tuple[str, ...]
    deeds: tuple[tuple[int, str], ...]
    tick_months: float
    first_blink: FloatArray
    first_soft: FloatArray
    first_hard: FloatArray
    level_months: FloatArray
    levels: tuple[FloatArray, ...]
    move_counts: FloatArray
    initiatives: FloatArray
    values: FloatArray
    columns: tuple[PayoffColumn, ...]
    value_split: FloatArray
    answers: FloatArray

    __repr__ = short_repr

    @property
    def first_blink_by_actor(self) -> FloatArray:
        """P(actor blinks first by the horizon), shape (A,)."""
        return self._by_actor(self.first_blink.sum(axis=(0, 2)))

    @property
    def first_blink_course(self) -> FloatArray:
        """P(actor has blinked first before tick t), shape (T + 1, A), up to `first_blink_by_actor`."""
        by_deed = self.first_blink.sum(axis=2)
        by_actor = [even_sum(by_deed[:, self._owners == actor], axis=1) for actor in range(len(self.actors))]
        course = np.zeros((len(by_deed) + 1, len(self.actors)))
        np.cumsum(np.column_stack(by_actor), axis=0, out=course[1:])
        return course

    @property
    def first_soft_by_actor(self) -> FloatArray:
        """P(the first soft blink of the run is the actor's), shape (A,)."""
        return self._by_actor(self.first_soft.sum(axis=0))

    @property
    def first_hard_by_actor(self) -> FloatArray:
        """P(the first hard blink of the run is the actor's), shape (A,)."""
        return self._by_actor(self.first_hard.sum(axis=0))

    @property
    def first_blinkers(self) -> dict[str, float]:
        """`first_blink_by_actor` by name, and ``nobody``; adds up to one."""
        return by_name(self.actors, self.first_blink_by_actor)

    @property
    def first_soft_blinkers(self) -> dict[str, float]:
        """`first_soft_by_actor` by name, and ``nobody``; adds up to one."""
        return by_name(self.actors, self.first_soft_by_actor)

    @property
    def first_hard_blinkers(self) -> dict[str, float]:
        """`first_hard_by_actor` by name, and ``nobody``; adds up to one."""
        return by_name(self.actors, self.first_hard_by_actor)

    @property
    def nobody(self) -> float:
        """P(nobody blinks by the horizon)."""
        return float(1.0 - even_sum(self.first_blink.sum(axis=(0, 2))))

    @property
    def hazard(self) -> FloatArray:
        """P(first blink in a month | nobody blinked before it), shape (months,).

        The last month may be a part of one.

        A tick that straddles the end of a month counts in both, in proportion: months of four and five weekly
        ticks would otherwise show hazards that rise and fall with the calendar.
        """
        by_month = _by_month(even_sum(self.first_blink.sum(axis=2), axis=1), self.tick_months)
        return _given_that_nobody_blinked(by_month, by_month)

    @property
    def hazard_by_actor(self) -> FloatArray:
        """P(actor blinks first, in a month | nobody blinked before it), shape (months, A).

        Rows add up to `hazard`.
        """
        by_deed = self.first_blink.sum(axis=2)
        by_tick = [even_sum(by_deed[:, self._owners == actor], axis=1) for actor in range(len(self.actors))]
        by_month = np.column_stack([_by_month(ticks, self.tick_months) for ticks in by_tick])
        return _given_that_nobody_blinked(by_month, even_sum(by_month, axis=1))

    @property
    def worths(self) -> dict[tuple[str, str], float]:
        """Utils that each argument brings each actor, by names of both; an actor's sum to its value."""
        amounts: dict[tuple[str, str], list[float]] = {}
        for column, utils in zip(self.columns, self.value_split, strict=True):
            key = self.actors[column.actor], column.argument
            amounts.setdefault(key, []).append(float(utils))
        return {key: math.fsum(all_of_it) for key, all_of_it in amounts.items()}

    @property
    def _owners(self) -> IntArray:
        return np.array([actor for actor, _ in self.deeds])

    def unknown(self) -> Forecast:
        """Return the forecast with nan in place of everything that depends on choices."""
        given = ("tick_months", "level_months")
        unknown: dict[str, Any] = {
            field.name: np.full_like(getattr(self, field.name), np.nan)
            for field in fields(self)
            if isinstance(getattr(self, field.name), np.ndarray) and field.name not in given
        }
        return replace(self, levels=tuple(np.full_like(v, np.nan) for v in self.levels), **unknown)

    def _by_actor(self, by_deed: FloatArray) -> FloatArray:
        return even_sums(self._owners, by_deed, len(self.actors))


# linear in the probability of what happens, so that a pool has their mean
_LINEAR = ("first_blink", "first_soft", "first_hard", "move_counts", "initiatives", "answers")


def pooled(forecasts: Sequence[Forecast], shares: Sequence[float]) -> Forecast:
    """Return the forecast of somebody who holds that one of several is right, and does not know which one.

    Every probability, distribution and expected count is the mean by share of those of the forecasts: the
    linear opinion pool. What is a ratio or a median, as the hazard, is that of the pooled distribution.
    Payoffs of different readings are not one quantity and are nan; there are no columns.

    Parameters
    ----------
    forecasts : of one world, actors and clock, and of the same watches; at least one.
    shares : of each, sum to 1.

    Raises
    ------
    GameError
        When the forecasts are not of the same deeds, times or watches.

    Source
    ------
    [Stone1961], who names the linear pool. Departure from the source: none.
    """
    first = forecasts[0]
    if any(_outline(one) != _outline(first) for one in forecasts):
        raise GameError("pooled: expected forecasts of the same actors, moves, times, variables and watches")
    parts = {name: [getattr(one, name) for one in forecasts] for name in _LINEAR}
    means: dict[str, Any] = {name: mean_by_share(part, shares) for name, part in parts.items()}
    levels = tuple(mean_by_share(one, shares) for one in zip(*(f.levels for f in forecasts), strict=True))
    unknown = np.full(len(first.actors), np.nan)
    return replace(first, levels=levels, values=unknown, columns=(), value_split=np.empty(0), **means)


def mean_by_share(arrays: Sequence[FloatArray], shares: Sequence[float]) -> FloatArray:
    """Return the mean of arrays of one shape, weighted by shares that sum to 1."""
    found: FloatArray = np.sum([share * one for share, one in zip(shares, arrays, strict=True)], axis=0)
    return found


def pooled_chances(chances: Sequence[Mapping[str, float]], shares: Sequence[float]) -> dict[str, float]:
    """Return the mean by share of chances by name; all of the same names."""
    parts = list(zip(shares, chances, strict=True))
    return {name: sum(share * one[name] for share, one in parts) for name in chances[0]}


def _outline(forecast: Forecast) -> tuple[Any, ...]:
    shapes = tuple(getattr(forecast, name).shape for name in _LINEAR)
    worlds = tuple(levels.shape for levels in forecast.levels)
    return forecast.actors, forecast.deeds, forecast.tick_months, shapes, worlds


def by_name(actors: Sequence[str], chances: FloatArray) -> dict[str, float]:
    """Chances of the actors, shape (A,), by name; the rest to one is ``nobody``'s."""
    named = {name: float(p) for name, p in zip(actors, chances, strict=True)}
    rest = float(1 - even_sum(chances))
    return {**named, NOBODY: 0.0 if rest < 0.0 else rest}


def _by_month(by_tick: FloatArray, tick_months: float) -> FloatArray:
    """Sum over the ticks of each month, shape (months,)."""
    ends = np.arange(by_tick.size + 1) * tick_months
    # a horizon of 78 ticks of 12/52 is 18 months, not a rounding error more
    months = np.ceil(ends[-1] - 1e-9)
    bounds = np.minimum(np.arange(months + 1), ends[-1])
    return np.diff(np.interp(bounds, ends, np.concatenate([[0.0], np.cumsum(by_tick)])))


def _given_that_nobody_blinked(by_month: FloatArray, all_by_month: FloatArray) -> FloatArray:
    """Divide by the probability that nobody blinked before the month; rows are months."""
    standing = 1.0 - np.concatenate([[0.0], np.cumsum(all_by_month)[:-1]])
    standing = standing.reshape(-1, *[1] * (by_month.ndim - 1))
    hazards: FloatArray = np.divide(by_month, standing, out=np.zeros_like(by_month), where=~(standing <= 0))
    return hazards


def likeliest(chances: FloatArray) -> IntArray:
    """Return the places of the largest of some chances, shape (n,): all that tie for it, in their order.

    Chances tie that differ by less than `SAME_CHANCE` of the largest, which may be small.

    Examples
    --------
    >>> likeliest(np.array([0.25, 0.5 - 1e-12, 0.5])).tolist()
    [1, 2]
    """
    return np.flatnonzero(chances >= chances.max() * (1.0 - SAME_CHANCE))


def median_months(by_tick: FloatArray, tick_months: float) -> float:
    """Return the month by which half of some blinks have come, if they come; nan when they never do."""
    total = by_tick.sum()
    if total <= 0:
        return float("nan")
    return float((np.searchsorted(np.cumsum(by_tick), total / 2) + 1) * tick_months)
