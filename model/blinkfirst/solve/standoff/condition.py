"""The condition of a forecast: how much of it is rounding, and how sharp its knife-edge is.

Backward induction can magnify a difference between the sides by a factor per tick, so that the last bit of a
sum, or a thousandth of a weight, decides who blinks. One pass backward and one forward
(`blinkfirst.solve.kernels.adjoint`) give the derivatives of every actor's P(blinks first) by every value of
every actor in every state and tick. With them

* the **rounding** is the sum over all values and choices of |derivative| times what rounding can have done to
  that one: a bound on the error of the probability, to the first order;
* the **thousandth** is the sum over all arguments and actors of |derivative by the weight| times a thousandth
  of the weight: how far the probability may move when no weight is known better than that.

The first order says nothing once an error has grown so large on the way that it decides choices; what it did
then is no longer seen in derivatives at the answer. A sample of the errors is therefore carried along with
the values: where it moves a choice by more than `MOST_STRAIN`, the rounding is said to be everything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from blinkfirst.game.forecast import mean_by_share
from blinkfirst.game.game import NO_BLINK, FloatArray, Game, IntArray, PayoffColumn
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.kernels import pull_back
from blinkfirst.solve.kernels.adjoint import UNIT, Frame, Influence, Trace, carry_influence, trace_back
from blinkfirst.solve.kernels.vector8 import FEW_LANES, LANES
from blinkfirst.solve.layout.game_tables import flow_patterns_of, lay_out
from blinkfirst.solve.layout.payoff_patterns import lump_patterns_of
from blinkfirst.solve.layout.vector_layout import narrow
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, backward_answers, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import (
    afterwards_ticks,
    backward_induction,
    before_event,
    end_values,
)
from blinkfirst.solve.standoff.stationary import stationary_values

THOUSANDTH = 1e-3  # nobody knows a weight better
SURE = 1e-6  # a smaller rounding is not worth a word
UNSURE = 1e-2  # of a larger one not even the whole per cents that a page prints would be sure
WORTH_SOLVING = 5e-3  # of a probability; what moves less is as straight as its derivative
MOST_ALONE = 7  # actors whose chances are followed one by one
LARGE = 5_000_000  # numbers of a trace; of more only 32 bits each are kept
VERY_LARGE = 20_000_000  # more are made again when they are needed, rather than kept
SMALL = 2_000_000  # edges times ticks that are solved again to find a knife-edge: hundredths of a second
MOST_STRAIN = 1e-2  # of a choice probability; beyond it derivatives no longer say what rounding did
PUSH_ROUNDINGS = 8.0  # of a path's probability in a tick, going forward, in units of `UNIT`
PAYOFF_ROUNDINGS = 4.0  # of a flow or a lump, which are sums of weights times worths
MOST_SWEEPS = 5_000  # of an endless game's influence, when to give up
STRAY = 1e-10  # of what equals do not share, how much may come to be counted as shared
SETTLED = 1e-3  # relative change of the influence's direction at which its series is geometric


class Weightiest(NamedTuple):
    """The weight of which a thousandth matters most.

    Attributes
    ----------
    argument, actor : whose weight: id of the argument, and index of the actor who feels it.
    blinker : index of the actor whose chance to blink first it moves.
    slope : change of that chance per relative change of the weight.
    """

    argument: str
    actor: int
    blinker: int
    slope: float


@dataclass(frozen=True)
class Condition:
    """Trust that the probabilities of a forecast deserve.

    Attributes
    ----------
    rounding : shape (A,), bound on the rounding error of every actor's P(blinks first), at most 1.
    nobody : the same for P(nobody blinks).
    thousandth : how far some P(blinks first) may move when every weight is known to a thousandth only, to
        the first order; at most 1.
    slopes : change of every actor's P(blinks first), shape (A,), per relative change of a weight; by argument
        and actor who feels it.
    weightiest : the weight of which a thousandth matters most; ``None`` where none matters.
    tied : indices of actors that are alike to the last bit although rounding could decide between them.
    of_grid : the error is that of a grid of beliefs, not of rounding; of a thousandth nothing is known.
    """

    rounding: FloatArray
    nobody: float
    thousandth: float
    slopes: dict[tuple[str, int], FloatArray]
    weightiest: Weightiest | None
    tied: tuple[int, ...]
    of_grid: bool = False

    @property
    def is_unsure(self) -> bool:
        """True where no probability can be given: rounding could have made any of them."""
        return self.worst > UNSURE and not self.of_grid

    @property
    def worst(self) -> float:
        """The largest rounding error of any of the probabilities."""
        return max(float(self.rounding.max()), self.nobody)


def condition_of(standoff: Standoff, policy: Policy, chances: FloatArray) -> Condition:
    """Measure the condition of a forecast.

    Parameters
    ----------
    standoff, policy : the stand-off and its solution.
    chances : shape (A,), P(blinks first) of the forecast.

    Returns
    -------
    Condition
        Of more than seven actors who can blink only the seven likeliest are measured one by one; the others
        get the largest rounding of these.

    Source
    ------
    Reverse accumulation of derivatives, as in [Griewank2008]. Departures from the source: errors of choices
    are counted by their logarithms, and the strain, which is ours.
    """
    lanes = _lanes_of(standoff, chances)
    sums = _joined([
        _carried(standoff, _all_traced(standoff, policy, followed)) for followed in lanes.passes
    ])
    pushed = PUSH_ROUNDINGS * UNIT * (standoff.ticks + 1) * (lanes.counts.T @ chances)
    sums.rounding += pushed
    return _condition(chances, lanes, sums, pushed)


class KnifeEdge(NamedTuple):
    """A thousandth of a weight, and what it does, solved again with it.

    Attributes
    ----------
    lens : of a pool, the reading whose weight it is; empty otherwise.
    argument, actor : whose weight: id of the argument, and index of the actor who feels it.
    factor : 1.001 for a thousandth more, 0.999 for one less.
    blinker : index of the actor whose chance to blink first it moves most.
    before, after : that chance.
    """

    argument: str
    actor: int
    factor: float
    blinker: int
    before: float
    after: float
    lens: str = ""


def knife_edge(standoff: Standoff, chances: FloatArray, condition: Condition) -> KnifeEdge | None:
    """Solve again with a thousandth more and less of a weight; return what moves a chance most.

    Of a small game all weights are tried: near a tie that is past, derivatives no longer show it. Of a large
    one only a thousandth more of the weightiest is, and where that moves next to nothing its derivative says
    by how much. ``None`` where nothing matters, or rounding leaves nothing to compare with.

    Parameters
    ----------
    chances : shape (A,), P(blinks first) of the forecast.
    """
    if condition.weightiest is None or condition.is_unsure:
        return None
    argument, actor, blinker, slope = condition.weightiest
    edge_ticks = sum(s.game.n_edges for plan in standoff.plans for s in plan.stretches) * standoff.ticks
    weights, factors = list(condition.slopes), [1.0 + THOUSANDTH, 1.0 - THOUSANDTH]
    if 2 * len(weights) * edge_ticks > SMALL:
        weights, factors = [(argument, actor)], factors[:1]
        if THOUSANDTH * abs(slope) < WORTH_SOLVING:
            before = float(chances[blinker])
            return KnifeEdge(argument, actor, factors[0], blinker, before, before + THOUSANDTH * slope)
    found: KnifeEdge | None = None
    for argument, actor in weights:
        for factor in factors:
            after = first_blinks_with(standoff, argument, actor, factor)
            blinker = int(np.abs(after - chances).argmax())
            edge = KnifeEdge(argument, actor, factor, blinker, float(chances[blinker]), float(after[blinker]))
            if found is None or abs(edge.after - edge.before) > abs(found.after - found.before):
                found = edge
    return found


def nudged(standoff: Standoff, argument: str, actor: int, factor: float) -> Standoff:
    """Return the stand-off with the weights of an argument, as an actor feels them, times a factor."""

    def game_of(game: Game) -> Game:
        columns = game.payoffs.columns
        meant = [column.argument == argument and column.actor == actor for column in columns]
        return game.with_weights(np.where(meant, factor * game.payoffs.weights, game.payoffs.weights))

    plans = tuple(
        replace(plan, stretches=tuple(replace(s, game=game_of(s.game)) for s in plan.stretches))
        for plan in standoff.plans
    )
    return replace(standoff, plans=plans)


def first_blinks_with(standoff: Standoff, argument: str, actor: int, factor: float) -> FloatArray:
    """P(blinks first), shape (A,), solved again with a weight times a factor."""
    other = nudged(standoff, argument, actor, factor)
    return backward_answers(other, first_blink_watches(other, [ANY_DEGREE]))


@dataclass(frozen=True)
class Trust:
    """The condition of a forecast with its knife-edge, and the names of the actors."""

    actors: tuple[str, ...]
    condition: Condition
    edge: KnifeEdge | None

    @property
    def is_unsure(self) -> bool:
        """True where rounding could have made any probability, so that none can be given."""
        return self.condition.is_unsure

    @property
    def reason(self) -> str | None:
        """Why no probability is given, and what to do; ``None`` where they are given."""
        if not self.is_unsure:
            return None
        worst = self.condition.worst
        moved = "as much as all of it" if worst >= 1.0 else f"up to {worst:.1g}"
        return (
            "No probability is given: rounding decides who blinks first. It may have moved a probability by "
            f"{moved}, where at most {UNSURE:g} is allowed: values this far from the horizon depend on the "
            "last digits of those near it. Take a shorter horizon or a lower precision, or break the tie by "
            "an argument."
        )

    @property
    def row(self) -> tuple[float | str | None, ...]:
        """The row of the table ``condition``."""
        edge = self.edge
        known: tuple[float | str | None, ...] = (None,) * 6
        if edge is not None:
            weight = edge.argument, self.actors[edge.actor], edge.factor
            known = (*weight, self.actors[edge.blinker], edge.before, edge.after)
        return (self.condition.worst, self.thousandth, *known, self.reason)

    @property
    def thousandth(self) -> float:
        """The most that some P(blinks first) may move when every weight is known to a thousandth only."""
        moved = 0.0 if self.edge is None else abs(self.edge.after - self.edge.before)
        return max(self.condition.thousandth, moved)


def trust_in_grid(actors: tuple[str, ...], error: FloatArray) -> Trust:
    """Return the trust that the error of a grid of beliefs leaves, shape (A,) of every P(blinks first)."""
    size, nobody = np.abs(error), abs(float(error.sum()))
    return Trust(actors, Condition(size, nobody, math.nan, {}, None, (), of_grid=True), None)


def trust_in(standoff: Standoff, policy: Policy, chances: FloatArray) -> Trust:
    """Measure the condition of a forecast and solve again for its knife-edge; arguments of `condition_of`."""
    condition = condition_of(standoff, policy, chances)
    return Trust(standoff.opening.actors, condition, knife_edge(standoff, chances, condition))


def trust_in_pool(readings: Mapping[str, Trust], shares: Sequence[float], chances: FloatArray) -> Trust:
    """Return the trust in a pooled forecast, whose errors are at most the mean by share of those pooled.

    Where one of the readings is unsure, so is the pool. Of the knife-edges the one that moves the pool most
    is kept, as it moves the pool.

    Parameters
    ----------
    readings : the trust in each by its lens, in the order of the shares.
    chances : shape (A,), P(blinks first) of the pool.
    """
    conditions = [trust.condition for trust in readings.values()]
    unsure = any(condition.is_unsure for condition in conditions)
    roundings = [condition.rounding for condition in conditions]
    nobody = [condition.nobody for condition in conditions]
    condition = Condition(
        rounding=np.max(roundings, axis=0) if unsure else mean_by_share(roundings, shares),
        nobody=max(nobody) if unsure else float(np.dot(shares, nobody)),
        thousandth=float(np.dot(shares, [condition.thousandth for condition in conditions])),
        slopes={},
        weightiest=None,
        tied=tuple(sorted(set.intersection(*(set(condition.tied) for condition in conditions)))),
    )
    edges = [
        trust.edge._replace(
            before=float(chances[trust.edge.blinker]),
            after=float(chances[trust.edge.blinker] + share * (trust.edge.after - trust.edge.before)),
            lens=lens,
        )
        for (lens, trust), share in zip(readings.items(), shares, strict=True)
        if trust.edge is not None and not unsure
    ]
    edge = max(edges, key=lambda edge: abs(edge.after - edge.before), default=None)
    return Trust(next(iter(readings.values())).actors, condition, edge)


def strain_of(standoff: Standoff, policy: Policy) -> float:
    """Return the most that a sample of rounding errors moves a choice anywhere; cheaper than the condition.

    Above `MOST_STRAIN` rounding decides choices; so it does between two sides that are alike in everything,
    where it decides nothing.
    """
    nobody = np.zeros((standoff.opening.n_actors, FEW_LANES))
    return max(leg.strain for leg in _all_traced(standoff, policy, _Followed(nobody, brief=True)))


def strain_where_solved(standoff: Standoff) -> float:
    """Solve a stand-off, of which no policy is at hand, and return its strain, as `strain_of` does."""
    return strain_of(standoff, backward_induction(standoff))


class _Followed(NamedTuple):
    """First blinks that one pass follows.

    Attributes
    ----------
    counts : shape (A, 4), as in `_Lanes`.
    brief : whether 32 bits are enough. Not where actors are equals: what they share is small beside what they
        do not.
    """

    counts: FloatArray
    brief: bool


class _Lanes(NamedTuple):
    """First blinks that are followed, n sums of them, as many at a time as kernels take lanes.

    Attributes
    ----------
    counts : shape (A, n), 1 where a lane counts the actor's; n is a multiple of `FEW_LANES`.
    alone : lanes of the likeliest actors, one by one.
    anybody : the lane that counts everybody's; ``None`` where those of ``alone`` say enough about it.
    equals : lanes of actors that are exactly as likely as one another, together.
    """

    counts: FloatArray
    alone: dict[int, int]
    anybody: int | None
    equals: dict[tuple[int, ...], int]

    @property
    def passes(self) -> list[_Followed]:
        """As many lanes at a time as the kernels take."""
        parts = np.split(self.counts, self.counts.shape[1] // FEW_LANES, axis=1)
        return [_Followed(part.copy(), brief=not self.equals) for part in parts]


def _lanes_of(standoff: Standoff, chances: FloatArray) -> _Lanes:
    games = [stretch.game for stretch in standoff.course]
    able = {
        int(a)
        for game in games
        for a in np.unique(game.mover_actor[game.edge_actor[game.edge_blink != NO_BLINK]])
    }
    ranked = sorted(able, key=lambda actor: -chances[actor])[:MOST_ALONE]
    alone = {actor: lane for lane, actor in enumerate(ranked)}
    groups = _equals(chances)
    # four who can blink fill one pass; a second one for what they do together would cost as much again
    spared = not groups and len(ranked) == len(able) == FEW_LANES
    taken = len(ranked) + (0 if spared else 1)
    anybody = None if spared else len(ranked)
    equals = {group: taken + number for number, group in enumerate(groups)}
    counts = np.zeros((chances.size, -(-(taken + len(groups)) // FEW_LANES) * FEW_LANES))
    if anybody is not None:
        counts[:, anybody] = 1.0
    for group, lane in [*(((actor,), lane) for actor, lane in alone.items()), *equals.items()]:
        counts[list(group), lane] = 1.0
    return _Lanes(counts, alone, anybody, equals)


def _equals(chances: FloatArray) -> list[tuple[int, ...]]:
    """Return the groups of actors with the same positive chance to the last bit."""
    groups: dict[float, list[int]] = {}
    for actor, chance in enumerate(chances.tolist()):
        if chance > 0.0:
            groups.setdefault(chance, []).append(actor)
    return [tuple(group) for group in groups.values() if len(group) > 1]


class _Leg(NamedTuple):
    """Ticks of one plan in one game, with what their choices look ahead at.

    Attributes
    ----------
    carry : leads into the leg.
    played : whether the ticks are played, or only expected.
    rows : as `trace_back` has them, after the last tick.
    strain : the largest in these ticks.
    trace : of these ticks; ``None`` where it is made again from the rows when it is needed.
    """

    plan: int
    game: Game
    carry: IntArray | None
    played: bool
    choice: FloatArray
    frame: Frame
    rows: FloatArray
    strain: float
    trace: Trace | None


def _all_traced(standoff: Standoff, policy: Policy, followed: _Followed) -> list[_Leg]:
    """Trace all plans backward, the last one first; return their legs in order."""
    legs: list[_Leg] = []
    coming: FloatArray | None = None  # what the plan that overtakes another one leaves to come
    for number in range(len(standoff.plans) - 1, -1, -1):
        traced, rows = _traced_plan(standoff, policy, number, followed, coming)
        legs = traced + legs
        entry = standoff.plans[number].stretches[0].carry
        coming = rows[:, -1] if entry is None else before_event(rows[:, -1], entry)
    return legs


def _traced_plan(
    standoff: Standoff, policy: Policy, number: int, followed: _Followed, coming: FloatArray | None
) -> tuple[list[_Leg], FloatArray]:
    """Trace one plan over its whole expected future; also return the rows at its first tick."""
    plan, until = standoff.plans[number], standoff.plan_ends[number]
    legs: list[_Leg] = []
    last = plan.stretches[-1].game
    if standoff.stationary:
        leg, rows = _for_ever(number, last, _frame_of(last, followed.counts))
        legs.append(leg)
    else:
        rows = _rows_of(end_values(standoff, last)[0])
    ends = plan.ends(standoff.ticks)
    for k in range(len(plan.stretches) - 1, -1, -1):
        stretch, end = plan.stretches[k], ends[k]
        game, played = stretch.game, policy.plans[number].stretches[k].choice
        if k + 1 < len(plan.stretches):
            rows = before_event(rows, plan.stretches[k + 1].carry)
        overtaken = min(end, max(until, stretch.first_tick))
        if overtaken < end:
            expected = _choices(game, rows, end - overtaken)
            parts, rows = _traced_legs(number, game, False, expected, followed, rows)
            legs.extend(parts)
        if coming is not None and stretch.first_tick < until <= end:
            rows[:, -1] = coming
        parts, rows = _traced_legs(number, game, True, played, followed, rows)
        parts[-1] = parts[-1]._replace(carry=stretch.carry)
        legs.extend(parts)
    return legs[::-1], rows


def _traced_legs(
    plan: int, game: Game, played: bool, choice: FloatArray, followed: _Followed, rows: FloatArray
) -> tuple[list[_Leg], FloatArray]:
    """Trace ticks backward, a block of them at a time, so that of a large game no more than the rows between
    blocks has to be kept; return the blocks, the last one first, and the rows before them.
    """
    ticks, frame = choice.shape[0], _frame_of(game, followed.counts)
    size = ticks * game.n_states * (game.n_movers + FEW_LANES)
    brief = followed.brief and LARGE < size <= VERY_LARGE
    kept = brief or size <= LARGE
    block = ticks if kept else math.isqrt(ticks) + 1
    legs: list[_Leg] = []
    for end in range(ticks, 0, -block) if ticks else [0]:
        part = choice[max(end - block, 0) : end]
        trace, before = _traced(game, part, frame, rows, brief)
        strain = float(trace.strain.max(initial=0.0))
        legs.append(_Leg(plan, game, None, played, part, frame, rows, strain, trace if kept else None))
        rows = before
    return legs, rows


def _traced(
    game: Game, choice: FloatArray, frame: Frame, rows: FloatArray, brief: bool = False
) -> tuple[Trace, FloatArray]:
    ticks, states = choice.shape[0], game.n_states
    ahead, chances = ticks * states * game.n_movers + FEW_LANES, ticks * states * FEW_LANES
    parts = 2 if brief else 1
    trace = Trace(brief, np.empty(-(-ahead // parts)), np.empty(chances // parts), np.empty(ticks * states))
    signs = _signs(2 * states * game.n_movers + rows.shape[1] * FEW_LANES)
    return trace, trace_back(frame, choice, rows, signs, trace)


def _for_ever(plan: int, game: Game, frame: Frame) -> tuple[_Leg, FloatArray]:
    """Trace the tick that an endless game repeats, and before it the sweeps that lead there: in the first of
    them rounding may have chosen between several stationary solutions.
    """
    half = -(-game.n_movers // FEW_LANES)
    errors: list[FloatArray] = []
    strain = 0.0

    def swept(values: FloatArray, choice: FloatArray) -> None:
        nonlocal strain
        rows = _rows_of(values)
        if errors:
            rows[:, half:-1] = errors.pop()
        trace, before = _traced(game, choice, frame, rows)
        strain = max(strain, float(trace.strain.max()))
        errors.append(before[:, half:-1])

    values, residual = stationary_values(game, swept=swept)
    rows = _rows_of(values, residual)
    choice = _choices(game, rows, 1)
    trace, _ = _traced(game, choice, frame, rows)
    trace.strain[:] = strain
    return _Leg(plan, game, None, False, choice, frame, rows, strain, trace), rows


def _choices(game: Game, rows: FloatArray, ticks: int) -> FloatArray:
    """Return the choices of so many ticks before ``rows``, shape (ticks, E)."""
    choice = np.empty((ticks, game.n_edges))
    values = rows.reshape(game.n_states, -1)[:, : game.n_movers]
    pull_back(lay_out(game), np.ascontiguousarray(values), ticks, choice)
    return choice


def _rows_of(values: FloatArray, residual: float = 0.0) -> FloatArray:
    """Rows with such values, with a sample of their errors and nothing to come."""
    states, actors = values.shape
    half = -(-actors // FEW_LANES) * FEW_LANES
    rows = np.zeros((states, 2 * half + FEW_LANES))
    errors = PAYOFF_ROUNDINGS * UNIT * np.abs(values) + residual
    rows[:, :actors] = values
    rows[:, half : half + actors] = errors * _signs(values.size).reshape(values.shape)
    return rows.reshape(states, -1, FEW_LANES)


def _signs(count: int) -> FloatArray:
    """Return signs by lot, the same ones every time."""
    return np.where(np.random.default_rng(0).random(count) < 0.5, -1.0, 1.0)


def _frame_of(game: Game, counts: FloatArray) -> Frame:
    tables = lay_out(game)
    target = game.outcome_state[game.outcome_offset[:-1]].copy()
    sure = (np.diff(game.outcome_offset) == 1) & (game.outcome_probability[game.outcome_offset[:-1]] == 1.0)
    mixed = np.flatnonzero(~sure)
    mixture_offset = np.searchsorted(game.edge_state[mixed], np.arange(game.n_states + 1))
    target[mixed] = game.n_states + np.arange(mixed.size) - mixture_offset[game.edge_state[mixed]]
    first_blink = game.n_states + int(np.diff(mixture_offset).max())
    coming = np.where(game.edge_blink != NO_BLINK, first_blink + game.edge_actor, target)
    return Frame(
        edge_offset=game.edge_offset,
        edge_target=narrow(target),
        edge_coming=narrow(coming),
        mixture_offset=np.asarray(mixture_offset, dtype=np.int64),
        mixture_edge=mixed,
        outcome_offset=game.outcome_offset,
        outcome_state=game.outcome_state,
        outcome_chance=game.outcome_probability,
        blinks=counts[game.mover_actor],
        turn=tables.initiative.ravel(),
        idle=tables.idle,
        nature_offset=tables.nature_offset,
        nature_state=tables.nature_state,
        nature_chance=tables.pace.nature,
        state_flow=np.asarray(tables.worths.state_flow // LANES, dtype=np.int64),
        flow=tables.worths.flow,
        edge_lump=narrow(lump_patterns_of(game).edge_pattern),
        lump=tables.worths.lump,
        discount=tables.worths.discount,
        precision=tables.worths.precision,
    )


class _Sums:
    """All that is added up on the way forward.

    Attributes
    ----------
    rounding : shape (n,), as in `Influence`.
    by_weight : by argument and actor, shape (n,): change of the lanes per relative change of the weight.
    close, strain : as in `Influence`.
    """

    def __init__(self) -> None:
        self.rounding = np.zeros(FEW_LANES)
        self.by_weight: dict[tuple[str, int], FloatArray] = {}
        self.close = 0.0
        self.strain = 0.0

    def add(self, game: Game, influence: Influence) -> None:
        """Add what was passed in one game."""
        self.rounding += influence.rounding
        self.close += float(influence.close[0])
        self.strain = max(self.strain, float(influence.close[1]))
        worths, payoffs = lay_out(game).worths, game.payoffs
        for payoff, by in ((worths.flow, influence.by_flow), (worths.lump, influence.by_lump)):
            size = np.abs(payoff)[..., np.newaxis] * np.abs(by)
            self.rounding += PAYOFF_ROUNDINGS * UNIT * size.sum(axis=(0, 1))
        flows, lumps = flow_patterns_of(payoffs), lump_patterns_of(game)
        for row, column in enumerate(payoffs.flow_columns):
            felt = flows.features[row] @ influence.by_flow[:, payoffs.columns[column].actor]
            self._add(payoffs.columns[column], game.tick_months * payoffs.weights[column] * felt)
        for pattern, column, worth in zip(lumps.pattern, lumps.column, lumps.worth, strict=True):
            felt = worth * influence.by_lump[pattern, payoffs.columns[column].actor]
            self._add(payoffs.columns[column], payoffs.weights[column] * felt)

    def _add(self, column: PayoffColumn, slope: FloatArray) -> None:
        key = column.argument, column.actor
        self.by_weight[key] = self.by_weight.get(key, np.zeros(FEW_LANES)) + slope


def _joined(parts: Sequence[_Sums]) -> _Sums:
    """Put sums of several passes, some lanes each, side by side."""
    whole = _Sums()
    whole.rounding = np.concatenate([part.rounding for part in parts])
    whole.by_weight = {key: np.concatenate([p.by_weight[key] for p in parts]) for key in parts[0].by_weight}
    whole.close, whole.strain = (max(getattr(p, name) for p in parts) for name in ("close", "strain"))
    return whole


def _carried(standoff: Standoff, legs: Sequence[_Leg]) -> _Sums:
    """Carry influence forward through all legs, and on where their plans end."""
    sums = _Sums()
    start = legs[0].game.start
    last_played = np.zeros(legs[0].game.n_states)
    last_played[start] = 1.0
    influence, mass = np.zeros((0, 0, 0)), last_played
    for number, leg in enumerate(legs):
        game = leg.game
        if number == 0 or leg.plan != legs[number - 1].plan:
            mass = last_played if number == 0 else _landed(last_played, leg.carry, game)
            influence = np.zeros((game.n_states, game.n_movers, FEW_LANES))
        else:
            influence, mass = _landed(influence, leg.carry, game), _landed(mass, leg.carry, game)
        passed = _nothing_passed(leg.frame)
        last_of_plan = number + 1 == len(legs) or legs[number + 1].plan != leg.plan
        if last_of_plan and standoff.stationary:
            _carry_for_ever(leg, influence, passed)
        else:
            mass = mass if leg.played else np.zeros_like(mass)
            trace = leg.trace or _traced(game, leg.choice, leg.frame, leg.rows)[0]
            carry_influence(leg.frame, leg.choice, trace, mass, influence, passed)
            if leg.played and leg.choice.shape[0] > 0:
                last_played = mass
            if last_of_plan:
                _end_with(standoff, leg, influence, passed)
        sums.add(game, passed)
    return sums


def _landed(rows: FloatArray, carry: IntArray | None, game: Game) -> FloatArray:
    """Rows by state after a dated event."""
    if carry is None:
        return rows
    landed = np.zeros((game.n_states, *rows.shape[1:]))
    np.add.at(landed, carry, rows)
    return landed


def _nothing_passed(frame: Frame) -> Influence:
    return Influence(
        np.zeros((*frame.flow.shape, FEW_LANES)), np.zeros((*frame.lump.shape, FEW_LANES)),
        np.zeros(FEW_LANES), np.zeros(2),
    )  # fmt: skip


def _end_with(standoff: Standoff, leg: _Leg, influence: FloatArray, passed: Influence) -> None:
    """Let influence act on what the last state is worth afterwards."""
    ticks = afterwards_ticks(leg.game, standoff.afterwards_months)
    np.add.at(passed.by_flow, leg.frame.state_flow, influence * ticks[:, np.newaxis])
    worth = np.abs(ticks * leg.frame.flow[leg.frame.state_flow])
    roundings = PAYOFF_ROUNDINGS + np.abs(ticks)
    passed.rounding[:] += UNIT * np.einsum("sa,sak->k", roundings * worth, np.abs(influence))


def _carry_for_ever(leg: _Leg, influence: FloatArray, passed: Influence) -> None:
    """Carry influence on through the tick that an endless game repeats, until its series is geometric.

    It acts on the residual of the stationary values, too. Where the series does not settle or does not fall,
    the rounding is infinite.
    """
    assert leg.trace is not None
    values = np.ascontiguousarray(leg.rows.reshape(leg.game.n_states, -1)[:, : leg.game.n_movers])
    residual = pull_back(lay_out(leg.game), values, 1, np.empty((1, leg.game.n_edges))) - values
    residual -= (residual.max(axis=0) + residual.min(axis=0)) / 2.0  # what is alike in all moves no choice
    whole = influence.copy()
    nobody = np.zeros(leg.game.n_states)
    for _ in range(MOST_SWEEPS):
        before, one = influence.copy(), _nothing_passed(leg.frame)
        carry_influence(leg.frame, leg.choice, leg.trace, nobody, influence, one)
        size, was = float(np.abs(influence).sum()), float(np.abs(before).sum())
        ratio = size / was if was > 0.0 else 0.0
        turned = float(np.abs(influence - ratio * before).sum())
        settled = turned <= SETTLED * size and ratio < 1.0
        rest = 1.0 / (1.0 - ratio) if settled else 1.0
        for total, more in zip(passed[:3], one[:3], strict=True):
            total += rest * more
        passed.close[1] = max(passed.close[1], one.close[1])
        if settled:
            whole += influence * rest
            passed.rounding[:] += np.einsum("sa,sak->k", np.abs(residual), np.abs(whole))
            return
        whole += influence
    passed.rounding[:] = np.inf


def _condition(chances: FloatArray, lanes: _Lanes, sums: _Sums, pushed: FloatArray) -> Condition:
    bounds = np.where(np.isnan(sums.rounding), np.inf, sums.rounding)
    alone = bounds[list(lanes.alone.values())]
    most = float(alone.max(initial=0.0))
    rounding = np.full(chances.size, 0.0 if len(lanes.alone) < MOST_ALONE else most)
    for actor, lane in lanes.alone.items():
        rounding[actor] = bounds[lane]
    nobody = alone.sum() if lanes.anybody is None else bounds[lanes.anybody]
    tied = [group for group in lanes.equals if rounding[list(group)].max() > SURE]
    if tied and lanes.anybody is not None:
        nobody = _without_stray(nobody, most, pushed[lanes.anybody])
    elif sums.strain > MOST_STRAIN:
        rounding[:], nobody = 1.0, 1.0
    for group in tied:
        lane = lanes.equals[group]
        rounding[list(group)] = _without_stray(bounds[lane], most, pushed[lane]) / len(group)
    slopes = {
        key: np.array([of_lanes[lanes.alone[a]] if a in lanes.alone else 0.0 for a in range(chances.size)])
        for key, of_lanes in sums.by_weight.items()
    }
    moved = THOUSANDTH * np.abs(list(slopes.values())).sum(axis=0).max() if slopes else 0.0
    thousandth = float(moved) + sums.close
    return Condition(
        rounding=np.minimum(rounding, 1.0),
        nobody=min(float(nobody), 1.0),
        thousandth=1.0 if np.isnan(thousandth) else min(thousandth, 1.0),
        slopes=slopes,
        weightiest=_weightiest(slopes),
        tied=tuple(sorted(actor for group in tied for actor in group)),
    )


def _without_stray(bound: float, most: float, pushed: float) -> float:
    """Return a bound on what equals share, without what strayed into it from the differences between them.

    Derivatives by what they share are small, but are found in numbers with rounding errors of their own, and
    of these some part is a difference between the equals, which grows.
    """
    return pushed if bound <= STRAY * most else bound


def _weightiest(slopes: dict[tuple[str, int], FloatArray]) -> Weightiest | None:
    found: Weightiest | None = None
    for (argument, actor), slope in slopes.items():
        blinker = int(np.abs(slope).argmax())
        if found is None or abs(slope[blinker]) > abs(found.slope):
            found = Weightiest(argument, actor, blinker, float(slope[blinker]))
    return found if found is not None and found.slope != 0.0 else None
