"""Probabilities pushed forward through the choices, and everything that is added up on the way.

A *chain* is a copy of the run that ends at the first thing it looks for (a blink, the answer to a question);
what has ended is taken out of its probability, so the probability of each end is exact. Chain 0 is free: it
never ends and carries the payoffs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import CodeArray, FloatArray, Game, IntArray, PayoffColumn
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.kernels import push_forward
from blinkfirst.solve.layout.game_tables import discount_per_tick, lay_out
from blinkfirst.solve.layout.payoff_patterns import MoveClasses, lump_patterns_of, move_classes_of
from blinkfirst.solve.layout.watch_classes import absorbing_classes_of
from blinkfirst.sums import even_sum, even_sums


@dataclass(frozen=True)
class Leg:
    """A stretch of the way: a game, how one came into it, and the choices from tick ``first`` to ``end``.

    Attributes
    ----------
    game, first, end : the game in force in ticks ``first .. end - 1``.
    carry : where each state of the leg before goes; ``None`` at the start.
    choice : shape (end - first, E).
    """

    game: Game
    first: int
    end: int
    carry: IntArray | None
    choice: FloatArray


@dataclass(frozen=True)
class Chain:
    """A run that ends at the first edge or state it looks for.

    Attributes
    ----------
    deadline : tick at which it gives up; states of that tick still count.
    edge_codes, state_codes : per leg, shape (E,) and (S,): 0 go on, -1 end, n > 0 end and write to slot n -
        1.
    """

    deadline: int
    edge_codes: tuple[CodeArray, ...]
    state_codes: tuple[CodeArray, ...]


@dataclass(frozen=True)
class Count:
    """A sum over edges played before a deadline: what each edge adds, per leg, shape (E,)."""

    deadline: int
    edge_worth: tuple[FloatArray, ...]


@dataclass
class Record:
    """Sums of a walk; changed by `walk` only.

    Attributes
    ----------
    origin : tick of the first leg.
    deeds : (actor, move) of every move.
    columns : payoff columns of all legs.
    move_counts : shape (deeds,).
    split : shape (C,), utils.
    counts : shape (number of counts,).
    stops : shape (ticks, deeds, slots), probability that ended by a deed in a tick.
    arrivals : shape (slots,), probability that ended on arriving in a state.
    sights : tick -> probabilities of the states of the game then in force, for the ticks looked at.
    mass : shape (S, K), where the chains are.
    weight : shape (A,), what a util now is worth at the start.
    """

    origin: int
    deeds: tuple[tuple[int, str], ...]
    columns: tuple[PayoffColumn, ...]
    move_counts: FloatArray
    split: FloatArray
    counts: FloatArray
    stops: FloatArray
    arrivals: FloatArray
    mass: FloatArray
    weight: FloatArray
    sights: dict[int, tuple[Game, FloatArray]] = field(default_factory=dict)


def played_legs(standoff: Standoff, policy: Policy) -> tuple[Leg, ...]:
    """The legs that are really played, as ``Standoff.course``."""
    legs = []
    for span in standoff.played:
        stretch = standoff.plans[span.plan].stretches[span.place]
        solved = policy.plans[span.plan].stretches[span.place]
        legs.append(Leg(stretch.game, stretch.first_tick, span.end, stretch.carry, solved.choice))
    return tuple(legs)


def start_of(game: Game, state: int | None = None) -> FloatArray:
    """All probability in one state, that which a game starts from when none is given; shape (S,)."""
    start = np.zeros(game.n_states)
    start[game.start if state is None else state] = 1.0
    return start


def columns_of(legs: Sequence[Leg]) -> tuple[PayoffColumn, ...]:
    """Payoff columns of all legs, in order of first appearance."""
    return tuple(dict.fromkeys(column for leg in legs for column in leg.game.payoffs.columns))


class Route:
    """Plan of a walk: the ends, sums and ticks it looks at, made ready for the games it passes.

    Nothing of it depends on choices, weights, patience or chances, so one route serves all stand-offs in
    which the world moves alike.

    Raises `GameError` when the moves of the legs differ.

    Parameters
    ----------
    legs : of such a walk, at least one.
    chains : ends to watch for; each chain writes to slots of its own.
    counts : sums to keep.
    slots : number of slots the chains write to.
    look_at : ticks at which the free chain is written down (after a dated event of that tick).
    """

    def __init__(
        self,
        legs: Sequence[Leg],
        chains: Sequence[Chain] = (),
        counts: Sequence[Count] = (),
        slots: int = 0,
        look_at: Sequence[int] = (),
    ) -> None:
        for leg in legs:
            if leg.game.moves != legs[0].game.moves:
                message = f"stretch from tick {leg.first}: moves differ from those of the first stretch"
                raise GameError(message)
        self.chains, self.slots, self.look_at = chains, slots, sorted(set(look_at))
        self.deadlines = [count.deadline for count in counts]
        self.deeds = legs[0].game.deeds
        self.columns = columns_of(legs)
        self.edge_worths = [[count.edge_worth[n] for count in counts] for n in range(len(legs))]
        self.ends = []
        for n, leg in enumerate(legs):
            edge_codes = [chain.edge_codes[n] for chain in chains]
            state_codes = [chain.state_codes[n] for chain in chains]
            self.ends.append(absorbing_classes_of(leg.game, edge_codes, state_codes, slots))


def walk(legs: Sequence[Leg], start: FloatArray, route: Route) -> Record:
    """Walk the legs once, all chains side by side.

    Parameters
    ----------
    legs : at least one; the first is entered without its carry.
    start : shape (S,), probability of each state at the first tick of the first leg.
    route : made for these legs, or others in which the world moves alike.
    """
    record = empty_record(legs, start, route)
    for number, leg in enumerate(legs):
        if number > 0 and leg.carry is not None:
            record.mass = _carried(record.mass, leg.carry, leg.game.n_states)
        _walk_leg(leg, record, route, number)
    if legs[-1].end in route.look_at:
        record.sights[legs[-1].end] = (legs[-1].game, record.mass[:, 0].copy())
    return record


def _carried(mass: FloatArray, carry: IntArray, states: int) -> FloatArray:
    """The places of the chains, shape (S, K), once each state has become another."""
    chains = mass.shape[1]
    places = carry[:, np.newaxis] * chains + np.arange(chains)
    return even_sums(places.ravel(), mass.ravel(), states * chains).reshape(states, chains)


def one_tick_on(game: Game, mass: FloatArray, going: FloatArray) -> FloatArray:
    """Return the states a tick later, shape (S,), of what nature and idleness leave of ``mass`` and what
    goes along each edge, ``going``, shape (E,).
    """
    tables = lay_out(game)
    by_outcome = np.repeat(going, np.diff(game.outcome_offset)) * game.outcome_probability
    after = even_sums(game.outcome_state, by_outcome, game.n_states)
    drift = np.repeat(mass, np.diff(tables.nature_offset)) * tables.pace.nature
    after += even_sums(tables.nature_state, drift, game.n_states)
    return after + mass * tables.idle


def add_payoffs(record: Record, game: Game, visits: FloatArray) -> None:
    """Add the flows of ``visits``, shape (S, A), discounted expected ticks in every state, to the split."""
    payoffs = game.payoffs
    rows = _column_rows(record.columns, game)
    for features, column in zip(payoffs.flow_features, payoffs.flow_columns, strict=True):
        felt = even_sum(features * visits[:, payoffs.columns[column].actor])
        record.split[rows[column]] += game.tick_months * payoffs.weights[column] * felt


def add_lumps(record: Record, game: Game, passages: FloatArray) -> None:
    """Add the lumps of ``passages``, shape (E, A), discounted expected times an edge is played."""
    payoffs = game.payoffs
    rows = _column_rows(record.columns, game)
    for row, column in enumerate(payoffs.lump_columns):
        entries = slice(payoffs.lump_offset[row], payoffs.lump_offset[row + 1])
        passed = passages[payoffs.lump_edge[entries], payoffs.columns[column].actor]
        felt = even_sum(passed * payoffs.lump_worth[entries])
        record.split[rows[column]] += payoffs.weights[column] * felt


def empty_record(legs: Sequence[Leg], start: FloatArray, route: Route) -> Record:
    """Return the sums at the start of a walk from ``start``, shape (S,) or, by chain, (S, K)."""
    ticks = legs[-1].end - legs[0].first
    return Record(
        origin=legs[0].first,
        deeds=route.deeds,
        columns=route.columns,
        move_counts=np.zeros(len(route.deeds)),
        split=np.zeros(len(route.columns)),
        counts=np.zeros(len(route.deadlines)),
        stops=np.zeros((ticks, len(route.deeds), route.slots)),
        arrivals=np.zeros(route.slots),
        mass=np.repeat(start[:, np.newaxis], 1 + len(route.chains), axis=1),
        weight=np.ones(legs[0].game.n_movers),
    )


def _walk_leg(leg: Leg, record: Record, route: Route, number: int) -> None:
    game, ends, ticks = leg.game, route.ends[number], np.arange(leg.first, leg.end)
    ends.end_on_arrival(record.mass, record.arrivals)
    if ticks.size == 0:
        return  # two events on one day: nothing is played between them
    classes = move_classes_of(game, route.edge_worths[number])
    sights = [tick for tick in route.look_at if leg.first <= tick < leg.end]
    delta = discount_per_tick(game)
    discounts = record.weight * delta ** (ticks - leg.first)[:, np.newaxis]
    pushed = push_forward(
        lay_out(game),
        ends.watched,
        classes.edge_class,
        leg.choice,
        record.mass,
        np.array([leg.end, *(chain.deadline for chain in route.chains)]) - leg.first,
        np.array(sights, dtype=np.int64) - leg.first,
        discounts,
    )
    record.mass = pushed.mass
    record.sights.update((tick, (game, sight)) for tick, sight in zip(sights, pushed.sights, strict=True))
    here = slice(leg.first - record.origin, leg.end - record.origin)
    ends.add(record.stops[here], record.arrivals, pushed.gone)
    add_counts(record, route, classes, ticks, pushed.passed)
    add_moves(record, game, classes, pushed.passed, discounts)
    add_payoffs(record, game, pushed.visits)
    record.weight = record.weight * delta**ticks.size


def add_counts(
    record: Record, route: Route, classes: MoveClasses, ticks: IntArray, passed: FloatArray
) -> None:
    """Add what moves played in some ticks, shape (ticks, P), add to the counts."""
    for k, deadline in enumerate(route.deadlines):
        record.counts[k] += even_sum(passed[ticks < deadline].sum(axis=0) * classes.worth[:, k])


def add_moves(
    record: Record, game: Game, classes: MoveClasses, passed: FloatArray, discounts: FloatArray
) -> None:
    """Add moves played, shape (ticks, P), to the move counts and their lumps to the split."""
    payoffs, patterns = game.payoffs, lump_patterns_of(game)
    played = passed.sum(axis=0)
    record.move_counts += even_sums(classes.deed, played, len(record.deeds))
    by_pattern = np.zeros((game.n_movers, patterns.count))
    for actor in range(game.n_movers):
        felt = (discounts[:, actor, np.newaxis] * passed).sum(axis=0)  # tick by tick
        by_pattern[actor] = even_sums(classes.pattern, felt, patterns.count)
    owners = np.array([column.actor for column in payoffs.columns], dtype=np.int64)
    utils = by_pattern[owners[patterns.column], patterns.pattern]
    utils *= payoffs.weights[patterns.column] * patterns.worth
    rows = _column_rows(record.columns, game)[patterns.column]
    record.split += even_sums(rows, utils, record.split.size)


def _column_rows(columns: Sequence[PayoffColumn], game: Game) -> IntArray:
    """Row of the record for every payoff column of a game."""
    if columns == game.payoffs.columns:
        return np.arange(len(columns))
    places = {column: row for row, column in enumerate(columns)}
    return np.array([places[column] for column in game.payoffs.columns], dtype=np.int64)
