"""Everything one run of a scenario finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from blinkfirst.game.forecast import Forecast
from blinkfirst.game.game import FloatArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.scenario import Claim, Scenario

# a probability that moves by less than this has not moved: it is the rounding of sums over some million terms
SAME_TOLERANCE = 1e-9


@dataclass(frozen=True)
class QuestionAnswer:
    """A question and its answer: a probability, or an expected count where the question counts."""

    name: str
    ask: str
    counts: bool
    answer: float


@dataclass(frozen=True)
class LensVerdict:
    """Whether a claim follows under one lens.

    Attributes
    ----------
    lens : name; empty in a theatre without lenses.
    role : ``"author"``, ``"rival"`` or empty.
    before : the answer without the change; ``None`` for a claim that compares nothing.
    answer : the answer (after the change).
    """

    lens: str
    role: str
    before: float | None
    answer: float
    expect: str

    @property
    def margin(self) -> float:
        """By how much the answer lies on the expected side: against one half, or against the answer without
        the change.
        """
        against = 0.5 if self.before is None else self.before
        return self.answer - against if self.expect in ("likely", "higher") else against - self.answer

    @property
    def follows(self) -> bool:
        """Whether the conclusion follows from the arguments as coded."""
        return self.margin > SAME_TOLERANCE


@dataclass(frozen=True)
class ClaimAnswer:
    """A claim with its verdict under every lens, the author's first."""

    claim: Claim
    verdicts: tuple[LensVerdict, ...]


@dataclass(frozen=True)
class Reason:
    """What one argument adds to the difference between two moves, utils."""

    argument: str
    utils: float


@dataclass(frozen=True)
class TellingChoice:
    """The moment at which an actor would most likely blink first, and why it mostly does not (or does).

    Attributes
    ----------
    actor, move, instead : the blink, and the likeliest move that is none.
    degree : ``soft`` or ``hard``.
    day, world : when and in which state.
    probability, instead_probability : chances of the two at such an initiative.
    difference : Q(blink) - Q(instead), utils; the sum of all reasons.
    reasons : by argument, largest first in size.
    """

    actor: str
    move: str
    instead: str
    degree: str
    day: date
    world: Mapping[str, str]
    probability: float
    instead_probability: float
    difference: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Outlook:
    """The forecast of a scenario with all that puts it into proportion.

    Attributes
    ----------
    scenario, standoff : what was asked.
    forecast : the exact answer.
    coin_toss : P(blinks first) by actor, and ``nobody``, when nobody weighs anything (all precisions 0): what
        choice noise alone adds up to.
    sharper : the same when everybody's precision is doubled: what is left when noise shrinks.
    positions : what each actor declares at the start, by name.
    questions, claims, telling : answers, verdicts and reasons.
    """

    scenario: Scenario
    standoff: Standoff
    forecast: Forecast
    coin_toss: Mapping[str, float]
    sharper: Mapping[str, float]
    positions: Mapping[str, str]
    questions: tuple[QuestionAnswer, ...]
    claims: tuple[ClaimAnswer, ...]
    telling: tuple[TellingChoice, ...]


def first_blinkers(forecast: Forecast, ticks_of_blinks: FloatArray | None = None) -> dict[str, float]:
    """P(actor blinks first) by name, and ``nobody``; adds up to one.

    Parameters
    ----------
    ticks_of_blinks : shape (T, n) or (T, n, 2), e.g. ``forecast.first_hard``; the first blink of any degree
        when left out.
    """
    blinks = forecast.first_blink if ticks_of_blinks is None else ticks_of_blinks
    return by_name(forecast.actors, first_blink_by_actor(forecast, blinks))


def first_blink_by_actor(forecast: Forecast, ticks_of_blinks: FloatArray) -> FloatArray:
    """P(actor blinks first), shape (A,); ``ticks_of_blinks`` as in `first_blinkers`."""
    by_deed = ticks_of_blinks.sum(axis=tuple(axis for axis in range(ticks_of_blinks.ndim) if axis != 1))
    owners = np.array([actor for actor, _ in forecast.deeds])
    return np.asarray(np.bincount(owners, weights=by_deed, minlength=len(forecast.actors)), dtype=np.float64)


def by_name(actors: Sequence[str], chances: FloatArray) -> dict[str, float]:
    """Chances of the actors, shape (A,), by name; the rest to one is ``nobody``'s."""
    named = {name: float(p) for name, p in zip(actors, chances, strict=True)}
    return {**named, "nobody": max(float(1 - chances.sum()), 0.0)}


def hazard_per_month(forecast: Forecast) -> FloatArray:
    """P(first blink in a month | nobody blinked before it), shape (months,); the last month may be a part of
    one.

    A tick that straddles the end of a month counts in both, in proportion: months of four and five weekly
    ticks would otherwise show hazards that rise and fall with the calendar.
    """
    by_month = _by_month(forecast, forecast.first_blink.sum(axis=(1, 2)))
    return _given_that_it_stands(by_month, by_month)


def hazard_by_actor(forecast: Forecast) -> FloatArray:
    """P(an actor's first blink comes in a month, and is the first of all | nobody blinked before it), shape
    (months, A); adds up to `hazard_per_month`.
    """
    owners = np.array([actor for actor, _ in forecast.deeds])
    by_deed = forecast.first_blink.sum(axis=2)
    by_tick = [by_deed[:, owners == actor].sum(axis=1) for actor in range(len(forecast.actors))]
    by_month = np.column_stack([_by_month(forecast, ticks) for ticks in by_tick])
    return _given_that_it_stands(by_month, by_month.sum(axis=1))


def _by_month(forecast: Forecast, by_tick: FloatArray) -> FloatArray:
    """Sum over the ticks of each month, shape (months,)."""
    ends = np.arange(by_tick.size + 1) * forecast.tick_months
    # a horizon of 78 ticks of 12/52 is 18 months, not a rounding error more
    months = np.ceil(ends[-1] - 1e-9)
    bounds = np.minimum(np.arange(months + 1), ends[-1])
    return np.diff(np.interp(bounds, ends, np.concatenate([[0.0], np.cumsum(by_tick)])))


def _given_that_it_stands(by_month: FloatArray, all_by_month: FloatArray) -> FloatArray:
    """Divide by the probability that nobody blinked before the month; rows are months."""
    standing = 1 - np.concatenate([[0.0], np.cumsum(all_by_month)[:-1]])
    standing = standing.reshape(-1, *[1] * (by_month.ndim - 1))
    hazards: FloatArray = np.divide(by_month, standing, out=np.zeros_like(by_month), where=standing > 0)
    return hazards


def median_months(by_tick: FloatArray, tick_months: float) -> float:
    """Return the month by which half of some blinks have come, given that they come at all; nan when they
    never do.
    """
    total = by_tick.sum()
    if total <= 0:
        return float("nan")
    return float((np.searchsorted(np.cumsum(by_tick), total / 2) + 1) * tick_months)
