"""Probabilities pushed forward through the choices, and everything that is added up on the way.

A *chain* is a copy of the run that ends at the first thing it looks for (a blink, the answer to a question);
what has ended is taken out of its probability, so the probability of each end is exact. Chain 0 is free: it
never ends and carries the payoffs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, IntArray, PayoffColumn
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.kernels import CodeArray, Marks, push_forward
from blinkfirst.solve.tables import discount_per_tick, lay_out, rows_to_offset

Number = TypeVar("Number", bound=np.generic)

GO_ON, END_SILENTLY = 0, -1  # codes of a chain's ends; n > 0 ends and writes to slot n - 1


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
    """A run that ends at the first thing it looks for.

    Attributes
    ----------
    deadline : tick at which it gives up; states of that tick still count.
    edge_codes, state_codes : per leg, shape (E,) and (S,): 0 go on, -1 end, n > 0 end and write to slot n -
        1.
    """

    deadline: int
    edge_codes: tuple[IntArray, ...]
    state_codes: tuple[IntArray, ...]


@dataclass(frozen=True)
class Count:
    """A sum over edges played before a deadline: what each edge adds, per leg, shape (E,)."""

    deadline: int
    edge_worth: tuple[FloatArray, ...]


@dataclass
class Record:
    """What a walk adds up; changed by `walk` only.

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


def deeds_of(game: Game) -> tuple[tuple[int, str], ...]:
    """(actor index, move name) of every move of every actor, in scenario order."""
    return tuple((actor, move) for actor, moves in enumerate(game.moves) for move in moves)


def columns_of(legs: Sequence[Leg]) -> tuple[PayoffColumn, ...]:
    """Payoff columns of all legs, in order of first appearance."""
    return tuple(dict.fromkeys(column for leg in legs for column in leg.game.payoffs.columns))


class Route:
    """What a walk looks at on its way: ends, sums and ticks, made ready for the games it passes.

    Nothing of it depends on choices, weights, patience or chances, so one route serves all stand-offs in
    which the world moves alike.

    Parameters
    ----------
    legs : of such a walk, at least one.
    chains : ends to watch for; each chain writes to slots of its own.
    counts : sums to keep.
    slots : number of slots the chains write to.
    look_at : ticks at which the free chain is written down (after a dated event of that tick).

    Raises
    ------
    GameError
        When the moves of the legs differ.
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
        self.chains, self.slots, self.look_at = chains, slots, set(look_at)
        self.deadlines = np.array([count.deadline for count in counts], dtype=np.int64)
        self.breaks = sorted({*look_at, *(c.deadline for c in chains), *(c.deadline for c in counts)})
        self.deeds, self.columns = deeds_of(legs[0].game), columns_of(legs)
        self.felt_by = np.array([column.actor for column in self.columns], dtype=np.int64)
        self.signs = [_Signs(n, leg.game, self.columns, chains, counts) for n, leg in enumerate(legs)]


def walk(legs: Sequence[Leg], start: FloatArray, route: Route) -> Record:
    """Walk the legs once, all chains side by side.

    Parameters
    ----------
    legs : at least one; the first is entered without its carry.
    start : shape (S,), probability of each state at the first tick of the first leg.
    route : made for these legs, or others in which the world moves alike.
    """
    record = _empty_record(legs, start, route)
    for number, leg in enumerate(legs):
        if number > 0 and leg.carry is not None:
            record.mass = _carried(record.mass, leg.carry, leg.game.n_states)
        _walk_leg(leg, record, route, route.signs[number])
    if legs[-1].end in route.look_at:
        record.sights[legs[-1].end] = (legs[-1].game, record.mass[:, 0].copy())
    return record


def add_payoffs(record: Record, game: Game, visits: FloatArray) -> None:
    """Add the flows of ``visits``, shape (S, A), discounted expected ticks in every state, to the split."""
    payoffs = game.payoffs
    rows = _column_rows(record.columns, game)
    for features, column in zip(payoffs.flow_features, payoffs.flow_columns, strict=True):
        # not `@`: a threaded BLAS spends more time waking its threads than multiplying here
        felt = np.einsum("s,s->", features, visits[:, payoffs.columns[column].actor])
        record.split[rows[column]] += game.tick_months * payoffs.weights[column] * felt


def add_lumps(record: Record, game: Game, passages: FloatArray) -> None:
    """Add the lumps of ``passages``, shape (E, A), discounted expected times an edge is played."""
    payoffs = game.payoffs
    rows = _column_rows(record.columns, game)
    for row, column in enumerate(payoffs.lump_columns):
        entries = slice(payoffs.lump_offset[row], payoffs.lump_offset[row + 1])
        passed = passages[payoffs.lump_edge[entries], payoffs.columns[column].actor]
        felt = np.einsum("e,e->", passed, payoffs.lump_worth[entries])
        record.split[rows[column]] += payoffs.weights[column] * felt


def _empty_record(legs: Sequence[Leg], start: FloatArray, route: Route) -> Record:
    ticks = legs[-1].end - legs[0].first
    return Record(
        origin=legs[0].first,
        deeds=route.deeds,
        columns=route.columns,
        move_counts=np.zeros(len(route.deeds)),
        split=np.zeros(len(route.columns)),
        counts=np.zeros(route.deadlines.size),
        stops=np.zeros((ticks, len(route.deeds), route.slots)),
        arrivals=np.zeros(route.slots),
        mass=np.repeat(start[:, np.newaxis], 1 + len(route.chains), axis=1),
        weight=np.ones(legs[0].game.n_actors),
    )


def _carried(mass: FloatArray, carry: IntArray, states: int) -> FloatArray:
    after = np.zeros((states, mass.shape[1]))
    np.add.at(after, carry, mass)
    return after


def _walk_leg(leg: Leg, record: Record, route: Route, signs: _Signs) -> None:
    tables, marks, arrival = lay_out(leg.game), signs.marks(leg.game), signs.arrival
    signs.end_on_arrival(record)
    visits = np.zeros((leg.game.n_states, leg.game.n_actors))
    ticks = np.arange(leg.first, leg.end)[:, np.newaxis]
    delta = discount_per_tick(leg.game)
    discounts = record.weight * delta ** (ticks - leg.first)
    weights = np.hstack([discounts[:, route.felt_by], (ticks < route.deadlines).astype(np.float64)])
    tallies = np.zeros(weights.shape[1])
    inner = [tick for tick in route.breaks if leg.first < tick < leg.end]
    for first, end in pairwise([leg.first, *inner, leg.end]):
        if first == end:
            continue  # two events on one day: nothing is played between them
        if first in route.look_at:
            record.sights[first] = (leg.game, record.mass[:, 0].copy())
        for k, chain in enumerate(route.chains):
            if chain.deadline <= first:
                record.mass[:, 1 + k] = 0.0
        now = slice(first - leg.first, end - leg.first)
        stops = record.stops[first - record.origin : end - record.origin]
        record.mass = push_forward(
            tables, marks, leg.choice[now], record.mass, discounts[now], weights[now], visits,
            record.move_counts, tallies, stops, record.arrivals, arrival,
        )  # fmt: skip
    record.split += tallies[: len(route.columns)]
    record.counts += tallies[len(route.columns) :]
    record.weight = record.weight * delta ** (leg.end - leg.first)
    add_payoffs(record, leg.game, visits)


class _Signs:
    """What a route looks at in one leg."""

    def __init__(
        self,
        number: int,
        game: Game,
        columns: Sequence[PayoffColumn],
        chains: Sequence[Chain],
        counts: Sequence[Count],
    ) -> None:
        self.columns = columns
        self.counted = [count.edge_worth[number] for count in counts]
        moves_before = np.cumsum([0, *(len(moves) for moves in game.moves)])
        self.deed = (moves_before[game.edge_actor] + game.edge_move).astype(np.uint32)
        stop_edge, stop_chain, stop_code = _stops(number, chains)
        self.stop_offset = rows_to_offset(stop_edge, game.n_edges)
        self.stop_chain = stop_chain.astype(np.uint32)
        self.stop_slot = np.where(stop_code > 0, stop_code - 1, -1).astype(np.int32)
        self.arrival = _arrival_codes(number, game, chains)
        self._ends = np.nonzero(self.arrival)
        self._tallies = _Tallies(game, columns, self.counted)

    def marks(self, game: Game) -> Marks:
        """Marks for a game that moves like the one the signs were made for."""
        if not self._tallies.fit(game):
            self._tallies = _Tallies(game, self.columns, self.counted)
        return Marks(
            deed=self.deed,
            tally_offset=self._tallies.offset,
            tally_row=self._tallies.row,
            tally_worth=self._tallies.worth(game),
            stop_offset=self.stop_offset,
            stop_chain=self.stop_chain,
            stop_slot=self.stop_slot,
        )

    def end_on_arrival(self, record: Record) -> None:
        """End chains in states they look for, at the start and after a dated event.

        After every other tick `push_forward` does so itself.
        """
        if self._ends[0].size:
            codes = self.arrival[self._ends]
            written = codes > 0
            np.add.at(record.arrivals, codes[written] - 1, record.mass[self._ends][written])
            record.mass[self._ends] = 0.0


class _Tallies:
    """The sums kept along the edges of a game: what each payoff column lumps, and what is counted."""

    def __init__(self, game: Game, columns: Sequence[PayoffColumn], counted: Sequence[FloatArray]) -> None:
        payoffs = game.payoffs
        self.lump_edge = payoffs.lump_edge
        self.lump_column = np.repeat(payoffs.lump_columns, np.diff(payoffs.lump_offset))
        places = [np.flatnonzero(worth) for worth in counted]
        edges = np.concatenate([payoffs.lump_edge, *places])
        sums = [np.full(edge.size, len(columns) + k) for k, edge in enumerate(places)]
        rows = np.concatenate([_column_rows(columns, game)[self.lump_column], *sums])
        self.counted = np.concatenate(
            [np.zeros(0), *(worth[edge] for worth, edge in zip(counted, places, strict=True))]
        )
        self.order = np.argsort(edges, kind="stable")
        self.offset = rows_to_offset(edges, game.n_edges)
        self.row = rows[self.order].astype(np.uint32)

    def fit(self, game: Game) -> bool:
        """Whether a game has its lumps on the same edges; told by the array, which such games share."""
        return game.payoffs.lump_edge is self.lump_edge

    def worth(self, game: Game) -> FloatArray:
        """What one passage of an edge adds."""
        payoffs = game.payoffs
        lumps = payoffs.weights[self.lump_column] * payoffs.lump_worth
        return np.concatenate([lumps, self.counted])[self.order]


def _column_rows(columns: Sequence[PayoffColumn], game: Game) -> IntArray:
    """Row of the record for every payoff column of a game."""
    if columns == game.payoffs.columns:
        return np.arange(len(columns))
    places = {column: row for row, column in enumerate(columns)}
    return np.array([places[column] for column in game.payoffs.columns], dtype=np.int64)


def _arrival_codes(number: int, game: Game, chains: Sequence[Chain]) -> CodeArray:
    codes = np.zeros((game.n_states, 1 + len(chains)), dtype=np.int32)
    for k, chain in enumerate(chains):
        codes[:, 1 + k] = chain.state_codes[number]
    return codes if codes.any() else np.zeros((0, 0), dtype=np.int32)


def _stops(number: int, chains: Sequence[Chain]) -> tuple[IntArray, IntArray, IntArray]:
    nothing = np.zeros(0, dtype=np.int64)
    ends = [np.flatnonzero(chain.edge_codes[number]) for chain in chains]
    owners = [np.full(edges.size, 1 + k) for k, edges in enumerate(ends)]
    codes = [chain.edge_codes[number][edges] for chain, edges in zip(chains, ends, strict=True)]
    return _sorted_by_edge(*(np.concatenate([nothing, *parts]) for parts in (ends, owners, codes)))


def _sorted_by_edge(
    edges: IntArray, rows: IntArray, values: NDArray[Number]
) -> tuple[IntArray, IntArray, NDArray[Number]]:
    order = np.argsort(edges, kind="stable")
    return edges[order], rows[order], values[order]
