"""Layout of a stretch: its states with every edge and nature event, in the order the solvers walk through.

No loop runs over states or edges: each move of each actor is followed from all states at once, and the
pieces are then sorted into the state-major order that the solvers walk through. A layout knows nothing of
tempo and payoffs, so scenarios that differ only there share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.evaluation import View, check_not_negative, holds, numbers
from blinkfirst.compile.successors import Branches, Coding, branches, possible, view_of
from blinkfirst.game.game import HARD, NO_BLINK, SOFT, FloatArray, IntArray
from blinkfirst.scenario.scenario import Move, NatureEvent, Rules


@dataclass(frozen=True)
class Block:
    """The edges of one move of one actor, or the rows of one event of nature.

    Attributes
    ----------
    mover, move : names; of an event no mover.
    members : shape (n,), edges or nature rows, increasing.
    rows : shape (n,), the states they leave.
    """

    mover: str
    move: str
    members: IntArray
    rows: IntArray


@dataclass(frozen=True)
class Outcomes:
    """Outcomes of edges or nature rows; ``offset`` as in `Game`."""

    offset: IntArray
    state: IntArray
    probability: FloatArray


@dataclass(frozen=True)
class Edges:
    """Every (state, actor, move), as in `Game`; ``blocks`` are the same move by move, in the order of the
    rules.
    """

    offset: IntArray
    state: IntArray
    actor: IntArray
    move: IntArray
    blink: IntArray
    outcomes: Outcomes
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Nature:
    """Every (state, nature event), as in `Game`; ``state`` is each row's state, ``blocks`` are the same event
    by event.
    """

    offset: IntArray
    state: IntArray
    event: IntArray
    rate: FloatArray
    outcomes: Outcomes
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Layout:
    """States, edges and nature of a stretch.

    Attributes
    ----------
    codes : shape (S,), code of every reachable state, sorted.
    states : shape (S, V), level indices.
    """

    codes: IntArray
    states: IntArray
    edges: Edges
    nature: Nature


def layout_of(rules: Rules, coding: Coding, codes: IntArray) -> Layout:
    """Lay out how the world can move.

    Parameters
    ----------
    codes : every reachable state's code, sorted.

    Raises
    ------
    ScenarioError
        When chances do not sum to one or rates are negative.
    """
    view = view_of(rules, coding.states(codes))
    return Layout(codes, view.states, _edges(rules, coding, view, codes), _nature(rules, coding, view, codes))


def _blink(move: Move, view: View) -> IntArray:
    degree = np.full(len(view), NO_BLINK, dtype=np.int64)
    for written, value in ((move.soft, SOFT), (move.hard, HARD)):
        if written is not None:
            degree[holds(written, view)] = value
    return degree


def _edges(rules: Rules, coding: Coding, view: View, codes: IntArray) -> Edges:
    pieces: list[Branches] = []
    keys: list[tuple[int, int]] = []
    degrees: list[IntArray] = []
    for a, actor in enumerate(rules.actors):
        mine = replace(view, me=actor.name)
        for m, move in enumerate(actor.moves):
            rows = possible(rules, mine, move.when, move.outcomes)
            pieces.append(branches(rules, coding, mine, rows, move.outcomes, move.path, move.place))
            degrees.append(_blink(move, mine.at(rows)))
            keys.append((a, m))
    sizes = [piece.rows.size for piece in pieces]
    state = np.concatenate([piece.rows for piece in pieces])
    actor_index = np.repeat(np.array([a for a, _ in keys]), sizes)
    move_index = np.repeat(np.array([m for _, m in keys]), sizes)
    order = np.lexsort((move_index, actor_index, state))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    names = [(rules.actors[a].name, rules.actors[a].moves[m].name) for a, m in keys]
    rows_of_actor = state * len(rules.actors) + actor_index
    return Edges(
        offset=_offsets(rows_of_actor[order], len(view) * len(rules.actors)),
        state=state[order],
        actor=actor_index[order],
        move=move_index[order],
        blink=np.concatenate(degrees)[order],
        outcomes=_gathered(pieces, rank, codes),
        blocks=_blocks(names, pieces, rank),
    )


def _blocks(
    names: Sequence[tuple[str, str]], pieces: Sequence[Branches], rank: IntArray
) -> tuple[Block, ...]:
    ends = np.cumsum([piece.rows.size for piece in pieces])
    return tuple(
        Block(*name, rank[end - piece.rows.size : end], piece.rows)
        for name, piece, end in zip(names, pieces, ends, strict=True)
    )


def _nature(rules: Rules, coding: Coding, view: View, codes: IntArray) -> Nature:
    pieces: list[Branches] = []
    rates: list[FloatArray] = []
    for event in rules.nature:
        rows, rate = rates_of(event, view, possible(rules, view, event.when, event.outcomes))
        pieces.append(branches(rules, coding, view, rows, event.outcomes, event.path, event.place))
        rates.append(rate)
    sizes = [piece.rows.size for piece in pieces]
    state = np.concatenate([np.empty(0, np.int64), *(piece.rows for piece in pieces)])
    event_index = np.repeat(np.arange(len(pieces)), sizes)
    order = np.lexsort((event_index, state))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return Nature(
        offset=_offsets(state[order], len(view)),
        state=state[order],
        event=event_index[order],
        rate=np.concatenate([np.empty(0), *rates])[order],
        outcomes=_gathered(pieces, rank, codes),
        blocks=_blocks([("", event.name) for event in rules.nature], pieces, rank),
    )


def rates_of(event: NatureEvent, view: View, rows: IntArray) -> tuple[IntArray, FloatArray]:
    """Return where, of some states, an event of nature can happen, and its rates there.

    Raises
    ------
    ScenarioError
        When a rate is negative.
    """
    here = view.at(rows)
    rate = numbers(event.rate, here)
    check_not_negative(rate, here, event.rate.place, event.rate.path, "a rate >= 0 per month")
    return rows[rate > 0], rate[rate > 0]


def _offsets(rows: IntArray, count: int) -> IntArray:
    """Return where each row's members begin, given the sorted row of every member; shape (count + 1,)."""
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))]).astype(np.int64)


def _gathered(pieces: list[Branches], rank: IntArray, codes: IntArray) -> Outcomes:
    """Lay the possible outcomes of all pieces out by their owner's rank; outcomes of chance zero are left
    out.
    """
    owners, targets, chances, begin = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)], 0
    for piece in pieces:
        end = begin + piece.rows.size
        for chance, code in zip(piece.chances, piece.codes, strict=True):
            likely = chance > 0
            owners.append(rank[begin:end][likely])
            targets.append(code[likely])
            chances.append(chance[likely])
        begin = end
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return Outcomes(
        offset=_offsets(owner[order], rank.size),
        state=np.searchsorted(codes, np.concatenate(targets)[order]),
        probability=np.concatenate(chances)[order],
    )
