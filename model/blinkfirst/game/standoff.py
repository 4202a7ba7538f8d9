"""A stand-off over its whole horizon: games between dated events, and what everybody expects of them.

Time is cut at the dated events. Between two cuts the game is stationary (a `Stretch`). A *foreseen* event is
part of what everybody plans with, so one `Plan` holds the stretches before and after it. A *surprise* is not:
until its tick the plan in force runs to the horizon without it, from its tick on a new plan is in force. Plan
p rules the ticks from its own ``first_tick`` up to the next plan's (the last one up to the horizon); the
stretches of plan p that lie beyond that are what was expected, not what happens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from blinkfirst.errors import GameError
from blinkfirst.game.game import Game, IntArray
from blinkfirst.game.hidden_resolve import Beliefs, TypedActor
from blinkfirst.short_repr import short_repr


@dataclass(frozen=True)
class Stretch:
    """A game from a tick on, until the next stretch of the same plan or the horizon.

    Attributes
    ----------
    first_tick : tick at which this game begins.
    game : the game in force.
    carry : shape (S of the game that ran before,), the state of this game that each earlier state turns into
        when the event strikes; ``None`` for the very first stretch of the first plan. For the first stretch
        of a later plan the game that ran before is the one in force under the previous plan at that tick.
    event : name of the dated event that opens the stretch; empty for the first.
    """

    first_tick: int
    game: Game
    carry: IntArray | None
    event: str

    __repr__ = short_repr


@dataclass(frozen=True)
class Plan:
    """The stretches that everybody expects from ``first_tick`` to the horizon; at least one."""

    first_tick: int
    stretches: tuple[Stretch, ...]

    __repr__ = short_repr

    def ends(self, horizon: int) -> tuple[int, ...]:
        """The tick up to which each stretch is expected to last."""
        return (*(stretch.first_tick for stretch in self.stretches[1:]), horizon)


class Span(NamedTuple):
    """A stretch that is played: index of its plan, its place in the plan, first tick after it."""

    plan: int
    place: int
    end: int


@dataclass(frozen=True)
class Standoff:
    """A compiled scenario.

    Attributes
    ----------
    name, title : of the scenario.
    start : calendar date of tick 0.
    ticks : horizon T in ticks (for ``stationary``: how far the forecast looks).
    tick_months : D, months.
    afterwards_months : how many months the last state lasts in everybody's reckoning after the horizon.
    stationary : whether the horizon is endless; values at T then come from the stationary solution, not from
        ``afterwards``.
    plans : in the order in which they come into force; more than one only after surprises.
    beliefs : who has private types, and what is believed of them at the start; ``None`` when everybody knows
        everybody.
    """

    name: str
    title: str
    start: date
    ticks: int
    tick_months: float
    afterwards_months: float
    stationary: bool
    plans: tuple[Plan, ...]
    beliefs: Beliefs | None = None

    __repr__ = short_repr

    @property
    def typed(self) -> tuple[TypedActor, ...]:
        """The actors that have private types; none where everybody knows everybody."""
        return () if self.beliefs is None else self.beliefs.typed

    @property
    def plan_ends(self) -> tuple[int, ...]:
        """The tick up to which each plan is in force."""
        return (*(plan.first_tick for plan in self.plans[1:]), self.ticks)

    @property
    def played(self) -> tuple[Span, ...]:
        """Places in the plans of the stretches really played, and the tick up to which each lasts."""
        return tuple(
            Span(number, place, min(end, overtaken))
            for number, (plan, overtaken) in enumerate(zip(self.plans, self.plan_ends, strict=True))
            for place, end in enumerate(plan.ends(self.ticks))
            if plan.stretches[place].first_tick < overtaken
        )

    @property
    def course(self) -> tuple[Stretch, ...]:
        """The stretches that are really played, in order."""
        return tuple(self.plans[span.plan].stretches[span.place] for span in self.played)

    @property
    def opening(self) -> Game:
        """The game at the first tick."""
        return self.plans[0].stretches[0].game


def check_untyped(standoff: Standoff) -> None:
    """Refuse private types, which what everybody knows of everybody does not answer.

    Raises `GameError`.
    """
    if standoff.beliefs is not None:
        names = ", ".join(standoff.opening.actors[one.actor] for one in standoff.typed)
        raise GameError(
            f"{standoff.name}: there are private types of {names}, and this is answered only where everybody "
            "knows everybody; with types it is for `blinkfirst.solve.hidden_resolve`"
        )


def starting_at(standoff: Standoff, state: int) -> Standoff:
    """Return a stand-off that starts from a state of its opening game; all else is shared."""
    first = standoff.plans[0]
    if state == standoff.opening.start:
        return standoff
    opening = replace(first.stretches[0], game=replace(standoff.opening, start=state))
    plan = replace(first, stretches=(opening, *first.stretches[1:]))
    return replace(standoff, plans=(plan, *standoff.plans[1:]))


def cut_off(standoff: Standoff, ticks: int) -> Standoff:
    """Return the stand-off as if its horizon were this many ticks away; all else is shared.

    What the last state is worth afterwards stays what it is, but comes sooner. Dated events from then on are
    gone.

    Raises `GameError` when that is no tick within the horizon.
    """
    if not 1 <= ticks <= standoff.ticks:
        raise GameError(f"horizon: expected 1 to {standoff.ticks} ticks, got {ticks}")
    plans = tuple(
        replace(plan, stretches=tuple(s for s in plan.stretches if s.first_tick < ticks))
        for plan in standoff.plans
        if plan.first_tick < ticks
    )
    return replace(standoff, ticks=ticks, plans=plans)
