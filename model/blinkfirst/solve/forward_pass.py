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
from blinkfirst.solve.tables import Tables, discount_per_tick, lay_out, rows_to_offset

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


def walk(
    legs: Sequence[Leg],
    start: FloatArray,
    chains: Sequence[Chain] = (),
    counts: Sequence[Count] = (),
    slots: int = 0,
    look_at: Sequence[int] = (),
) -> Record:
    """Walk the legs once, all chains side by side.

    Parameters
    ----------
    legs : at least one; the first is entered without its carry.
    start : shape (S,), probability of each state at the first tick of the first leg.
    chains : ends to watch for; each chain writes to slots of its own.
    counts : sums to keep.
    slots : number of slots the chains write to.
    look_at : ticks at which the free chain is written down (after a dated event of that tick).
    """
    record = _empty_record(legs, start, len(chains), len(counts), slots)
    breaks = sorted({*look_at, *(chain.deadline for chain in chains), *(count.deadline for count in counts)})
    for number, leg in enumerate(legs):
        if leg.game.moves != legs[0].game.moves:
            raise GameError(f"stretch from tick {leg.first}: moves differ from those of the first stretch")
        if number > 0 and leg.carry is not None:
            record.mass = _carried(record.mass, leg.carry, leg.game.n_states)
        _walk_leg(number, leg, record, chains, counts, breaks, set(look_at))
    if legs[-1].end in look_at:
        record.sights[legs[-1].end] = (legs[-1].game, record.mass[:, 0].copy())
    return record


def add_payoffs(record: Record, game: Game, visits: FloatArray) -> None:
    """Add the flows of ``visits``, shape (S, A), discounted expected ticks in every state, to the split."""
    payoffs = game.payoffs
    rows = _column_rows(record, game)
    for features, column in zip(payoffs.flow_features, payoffs.flow_columns, strict=True):
        # not `@`: a threaded BLAS spends more time waking its threads than multiplying here
        felt = np.einsum("s,s->", features, visits[:, payoffs.columns[column].actor])
        record.split[rows[column]] += game.tick_months * payoffs.weights[column] * felt


def add_lumps(record: Record, game: Game, passages: FloatArray) -> None:
    """Add the lumps of ``passages``, shape (E, A), discounted expected times an edge is played."""
    payoffs = game.payoffs
    rows = _column_rows(record, game)
    for row, column in enumerate(payoffs.lump_columns):
        entries = slice(payoffs.lump_offset[row], payoffs.lump_offset[row + 1])
        passed = passages[payoffs.lump_edge[entries], payoffs.columns[column].actor]
        felt = np.einsum("e,e->", passed, payoffs.lump_worth[entries])
        record.split[rows[column]] += payoffs.weights[column] * felt


def _empty_record(legs: Sequence[Leg], start: FloatArray, chains: int, counts: int, slots: int) -> Record:
    deeds, columns = deeds_of(legs[0].game), columns_of(legs)
    ticks = legs[-1].end - legs[0].first
    return Record(
        origin=legs[0].first,
        deeds=deeds,
        columns=columns,
        move_counts=np.zeros(len(deeds)),
        split=np.zeros(len(columns)),
        counts=np.zeros(counts),
        stops=np.zeros((ticks, len(deeds), slots)),
        arrivals=np.zeros(slots),
        mass=np.repeat(start[:, np.newaxis], 1 + chains, axis=1),
        weight=np.ones(legs[0].game.n_actors),
    )


def _carried(mass: FloatArray, carry: IntArray, states: int) -> FloatArray:
    after = np.zeros((states, mass.shape[1]))
    np.add.at(after, carry, mass)
    return after


def _walk_leg(
    number: int,
    leg: Leg,
    record: Record,
    chains: Sequence[Chain],
    counts: Sequence[Count],
    breaks: Sequence[int],
    look_at: set[int],
) -> None:
    tables = lay_out(leg.game)
    marks = _marks(number, leg.game, record, chains, counts)
    arrival = _arrival_codes(number, leg.game, chains)
    _end_on_arrival(record, arrival)
    visits = np.zeros((leg.game.n_states, leg.game.n_actors))
    inner = [tick for tick in breaks if leg.first < tick < leg.end]
    edges = [leg.first, *inner, leg.end]
    for first, end in pairwise(edges):
        if first == end:
            continue  # two events on one day: nothing is played between them
        if first in look_at:
            record.sights[first] = (leg.game, record.mass[:, 0].copy())
        for k, chain in enumerate(chains):
            if chain.deadline <= first:
                record.mass[:, 1 + k] = 0.0
        open_counts = np.array([first < count.deadline for count in counts], dtype=np.float64)
        _push(leg, tables, marks, arrival, record, visits, first, end, open_counts)
    add_payoffs(record, leg.game, visits)


def _push(
    leg: Leg,
    tables: Tables,
    marks: Marks,
    arrival: CodeArray,
    record: Record,
    visits: FloatArray,
    first: int,
    end: int,
    open_counts: FloatArray,
) -> None:
    choice = leg.choice[first - leg.first : end - leg.first]
    delta = discount_per_tick(leg.game)
    discounts = record.weight * delta ** np.arange(end - first)[:, np.newaxis]
    felt_by = np.array([column.actor for column in record.columns], dtype=np.int64)
    counting = np.repeat(open_counts[np.newaxis], end - first, axis=0)
    weights = np.ascontiguousarray(
        np.hstack([discounts[:, felt_by], counting])
    )  # one layout, one compiled kernel
    tallies = np.zeros(weights.shape[1])
    stops = record.stops[first - record.origin : end - record.origin]
    record.mass = push_forward(
        tables, marks, choice, record.mass, discounts, weights, visits, record.move_counts, tallies,
        stops, record.arrivals, arrival,
    )  # fmt: skip
    record.split += tallies[: len(record.columns)]
    record.counts += tallies[len(record.columns) :]
    record.weight = record.weight * delta ** (end - first)


def _end_on_arrival(record: Record, arrival: CodeArray) -> None:
    """End chains in states they look for, at the start and after a dated event.

    After every other tick `push_forward` does so itself.
    """
    for state, chain in zip(*np.nonzero(arrival), strict=True):
        if arrival[state, chain] > 0:
            record.arrivals[arrival[state, chain] - 1] += record.mass[state, chain]
        record.mass[state, chain] = 0.0


def _arrival_codes(number: int, game: Game, chains: Sequence[Chain]) -> CodeArray:
    codes = np.zeros((game.n_states, 1 + len(chains)), dtype=np.int32)
    for k, chain in enumerate(chains):
        codes[:, 1 + k] = chain.state_codes[number]
    return codes if codes.any() else np.zeros((0, 0), dtype=np.int32)


def _column_rows(record: Record, game: Game) -> IntArray:
    """Row of the record for every payoff column of a game."""
    places = {column: row for row, column in enumerate(record.columns)}
    return np.array([places[column] for column in game.payoffs.columns], dtype=np.int64)


def _marks(
    number: int, game: Game, record: Record, chains: Sequence[Chain], counts: Sequence[Count]
) -> Marks:
    tally_edge, tally_row, tally_worth = _tallies(number, game, record, counts)
    stop_edge, stop_chain, stop_code = _stops(number, chains)
    moves_before = np.cumsum([0, *(len(moves) for moves in game.moves)])
    return Marks(
        deed=(moves_before[game.edge_actor] + game.edge_move).astype(np.uint32),
        tally_offset=rows_to_offset(tally_edge, game.n_edges),
        tally_row=tally_row.astype(np.uint32),
        tally_worth=tally_worth,
        stop_offset=rows_to_offset(stop_edge, game.n_edges),
        stop_chain=stop_chain.astype(np.uint32),
        stop_slot=np.where(stop_code > 0, stop_code - 1, -1).astype(np.int32),
    )


def _tallies(
    number: int, game: Game, record: Record, counts: Sequence[Count]
) -> tuple[IntArray, IntArray, FloatArray]:
    payoffs = game.payoffs
    sizes = np.diff(payoffs.lump_offset)
    columns = np.repeat(payoffs.lump_columns, sizes)
    edges, worths = [payoffs.lump_edge], [payoffs.weights[columns] * payoffs.lump_worth]
    rows = [_column_rows(record, game)[columns] if columns.size else np.zeros(0, dtype=np.int64)]
    for k, count in enumerate(counts):
        counted = np.flatnonzero(count.edge_worth[number])
        edges.append(counted)
        rows.append(np.full(counted.size, len(record.columns) + k))
        worths.append(count.edge_worth[number][counted])
    return _sorted_by_edge(np.concatenate(edges), np.concatenate(rows), np.concatenate(worths))


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
