"""The exact distribution of outcomes: one pass forward through everybody's choices, no sampling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.forecast import HARD_INDEX, SOFT_INDEX, Forecast
from blinkfirst.game.game import HARD, SOFT, CodeArray, FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, ON, REACH, Watch, check_watches
from blinkfirst.solve.kernels import add_marginals
from blinkfirst.solve.layout.memo import Memo
from blinkfirst.solve.layout.vector_layout import IndexArray, narrow
from blinkfirst.solve.layout.watch_classes import END_SILENTLY, GO_ON
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks
from blinkfirst.solve.standoff.forward_pass import (
    Chain,
    Count,
    Leg,
    Record,
    Route,
    add_payoffs,
    played_legs,
    start_of,
    walk,
)
from blinkfirst.solve.standoff.stationary import add_endless_payoffs
from blinkfirst.sums import even_sum, even_sums

FIRST_SOFT_SLOT, FIRST_HARD_SLOT = 2, 3  # slots 0 and 1 are the first blink of any kind, soft and hard
BLINK_SLOTS = 4
NO_CHOICE = np.empty((0, 0))  # of legs that nobody walks yet


class StateDistribution(NamedTuple):
    """The world at a tick: index in ``Standoff.course``, probability of each of its states."""

    stretch: int
    probabilities: FloatArray


class Itinerary:
    """All that a forecast looks at on its way, made ready for a stand-off and all in which the world moves
    alike: other weights, patience, precision, tempo, chances or starts need no other one.

    Raises `GameError` when a watch does not fit the stretches of the stand-off.
    """

    def __init__(self, standoff: Standoff, watches: Sequence[Watch] = ()) -> None:
        legs = tuple(
            Leg(stretch.game, stretch.first_tick, span.end, stretch.carry, NO_CHOICE)
            for stretch, span in zip(standoff.course, standoff.played, strict=True)
        )
        check_watches(watches, [leg.game for leg in legs])
        self.watches = tuple(watches)
        self.deadlines = [min(watch.deadline, standoff.ticks) for watch in watches]
        firsts = [leg.first for leg in legs]
        self.looked_in = [max(n for n, first in enumerate(firsts) if first <= d) for d in self.deadlines]
        self.months = report_months(standoff)
        self.report_ticks = [
            min(standoff.ticks, int(np.floor(month / standoff.tick_months + 0.5))) for month in self.months
        ]
        self.route = Route(
            legs,
            chains=[*_blink_chains(legs), *(_reach_chain(n, watches) for n in _of_kind(REACH, watches))],
            counts=[_count(watches[n]) for n in _of_kind(COUNT, watches)],
            slots=BLINK_SLOTS + len(watches),
            look_at=[*self.report_ticks, *(self.deadlines[n] for n in _of_kind(ON, watches))],
        )


def forecast(standoff: Standoff, policy: Policy, watches: Sequence[Watch] = ()) -> Forecast:
    """The exact distribution of what happens, and of who gets what from which argument.

    Parameters
    ----------
    standoff : the compiled scenario.
    policy : its solution, from `blinkfirst.solve.standoff.backward_induction.backward_induction`.
    watches : compiled questions.

    Returns
    -------
    Forecast
        Months are looked at in the tick nearest to them. After surprises ``values`` is the expected payoff
        along what really happens, which nobody expected at the start.

    Raises
    ------
    GameError
        When a watch does not fit the stretches of the stand-off.
    """
    return forecast_along(Itinerary(standoff, watches), standoff, policy)


def forecast_along(
    itinerary: Itinerary, standoff: Standoff, policy: Policy, start: int | None = None
) -> Forecast:
    """Do as `forecast`, along an itinerary that was made ready before.

    Parameters
    ----------
    itinerary : of this stand-off, or of another one in which the world moves alike.
    start : state of the opening game to start from; the game's own by default.
    """
    legs = played_legs(standoff, policy)
    record = walk(legs, start_of(legs[0].game, start), itinerary.route)
    add_what_follows(record, standoff, legs[-1])
    return forecast_of(standoff, record, itinerary)


def state_distribution(standoff: Standoff, policy: Policy, tick: int) -> StateDistribution:
    """Return the distribution of the world at a tick, after a dated event of that tick.

    Raises `GameError` when the tick lies outside the horizon.
    """
    return state_distributions(standoff, policy, [tick])[tick]


def state_distributions(
    standoff: Standoff, policy: Policy, ticks: Sequence[int]
) -> dict[int, StateDistribution]:
    """Return the distributions of the world at several ticks, in one walk.

    Raises `GameError` when a tick lies outside the horizon.
    """
    for tick in ticks:
        if not 0 <= tick <= standoff.ticks:
            raise GameError(f"tick {tick}: expected 0 to {standoff.ticks}, the horizon")
    legs = played_legs(standoff, policy)
    last = max(ticks, default=0)
    walked = [
        replace(leg, end=min(last, leg.end), choice=leg.choice[: last - leg.first])
        for leg in legs
        if leg.first <= last
    ]
    record = walk(walked, start_of(legs[0].game), Route(walked, look_at=ticks))
    stretches = {tick: max(n for n, leg in enumerate(legs) if leg.first <= tick) for tick in ticks}
    return {tick: StateDistribution(stretches[tick], record.sights[tick][1]) for tick in ticks}


def report_months(standoff: Standoff) -> FloatArray:
    """Months at which the world is reported: 0, 1, 2, ... below the horizon, and the horizon."""
    horizon = standoff.ticks * standoff.tick_months
    return np.append(np.arange(np.ceil(horizon - 1e-9)), horizon)


def add_what_follows(record: Record, standoff: Standoff, leg: Leg) -> None:
    """Add what comes after the horizon to the split: the afterwards, or all eternity."""
    if standoff.stationary:
        add_endless_payoffs(record, leg)
    else:
        ticks = afterwards_ticks(leg.game, standoff.afterwards_months)
        add_payoffs(record, leg.game, record.mass[:, :1] * record.weight * ticks)


def forecast_of(standoff: Standoff, record: Record, itinerary: Itinerary) -> Forecast:
    """Read the forecast from the sums of a walk along an itinerary."""
    game = standoff.opening
    movers = np.repeat(np.arange(game.n_movers), [len(moves) for moves in game.moves])
    owners = np.array([column.actor for column in record.columns], dtype=np.int64)
    return Forecast(
        actors=game.actors,
        deeds=record.deeds,
        tick_months=standoff.tick_months,
        first_blink=record.stops[:, :, :2].copy(),
        first_soft=record.stops[:, :, FIRST_SOFT_SLOT].copy(),
        first_hard=record.stops[:, :, FIRST_HARD_SLOT].copy(),
        level_months=itinerary.months.copy(),
        levels=_levels([record.sights[tick] for tick in itinerary.report_ticks]),
        move_counts=record.move_counts,
        initiatives=even_sums(movers, record.move_counts, game.n_movers)[: game.n_actors],
        values=even_sums(owners, record.split, game.n_actors),
        columns=record.columns,
        value_split=record.split,
        answers=_answers(itinerary, record),
    )


_BINS: Memo[IndexArray] = Memo()


def _levels(sights: Sequence[tuple[Game, FloatArray]]) -> tuple[FloatArray, ...]:
    """The distribution of every variable at every sight, shape (number of sights, number of levels)."""
    first_bin = np.cumsum([0, *(len(variable.levels) for variable in sights[0][0].variables)])
    sums = np.zeros((len(sights), first_bin[-1]))
    for row, (game, probabilities) in zip(sums, sights, strict=True):
        add_marginals(_bins(game, first_bin[:-1]), probabilities, row)
    return tuple(sums[:, first:end].copy() for first, end in pairwise(first_bin))


def _bins(game: Game, first_bin: IntArray) -> IndexArray:
    """Bin of every state's level of every variable, shape (S, V), row after row however the states lie."""
    return _BINS.of(
        (game.states,), lambda: np.ascontiguousarray(narrow(game.states + first_bin)), *map(int, first_bin)
    )


def _blink_chains(legs: Sequence[Leg]) -> list[Chain]:
    """The first blink of any degree, the first soft one and the first hard one."""
    slots = ({SOFT: SOFT_INDEX, HARD: HARD_INDEX}, {SOFT: FIRST_SOFT_SLOT}, {HARD: FIRST_HARD_SLOT})
    nowhere = tuple(np.zeros(leg.game.n_states, dtype=np.int16) for leg in legs)
    return [Chain(legs[-1].end, tuple(_blink_codes(leg.game, s) for leg in legs), nowhere) for s in slots]


def _blink_codes(game: Game, slots: dict[int, int]) -> CodeArray:
    codes = np.zeros(game.n_edges, dtype=np.int16)
    for degree, slot in slots.items():
        codes[game.edge_blink == degree] = slot + 1
    return codes


def _reach_chain(number: int, watches: Sequence[Watch]) -> Chain:
    meaning = np.array([GO_ON, BLINK_SLOTS + number + 1, END_SILENTLY], dtype=np.int16)
    watch = watches[number]
    return Chain(
        watch.deadline,
        tuple(meaning[classes] for classes in watch.edge_class),
        tuple(meaning[classes] for classes in watch.state_class),
    )


def _count(watch: Watch) -> Count:
    return Count(watch.deadline, tuple((classes == 1).astype(np.float64) for classes in watch.edge_class))


def _of_kind(kind: str, watches: Sequence[Watch]) -> list[int]:
    return [n for n, watch in enumerate(watches) if watch.kind == kind]


def _answers(itinerary: Itinerary, record: Record) -> FloatArray:
    watches = itinerary.watches
    stops = even_sum(record.stops[:, :, BLINK_SLOTS:], axis=1).sum(axis=0)
    answers = stops + record.arrivals[BLINK_SLOTS:]
    for row, number in enumerate(_of_kind(COUNT, watches)):
        answers[number] = record.counts[row]
    for number in _of_kind(ON, watches):
        classes = watches[number].state_class[itinerary.looked_in[number]]
        answers[number] = even_sum(record.sights[itinerary.deadlines[number]][1][classes == 1])
    return np.asarray(answers, dtype=np.float64)
