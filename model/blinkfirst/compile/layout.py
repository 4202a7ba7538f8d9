"""Layout of a stretch: its states with every edge and nature event, in the order the solvers walk through.

No loop runs over states or edges: each move of each actor is followed from all states at once, and the
pieces are then sorted into the state-major order that the solvers walk through. A layout knows nothing of
tempo and payoffs, so scenarios that differ only there share it. Under other chances and rates the states and
edges stay, unless something becomes impossible, or possible, that was not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.evaluation import View, check_not_negative, holds, numbers
from blinkfirst.compile.successors import Branches, Coding, branches, chances_of, possible, view_of
from blinkfirst.errors import Place
from blinkfirst.game.game import HARD, NO_BLINK, SOFT, FloatArray, IntArray
from blinkfirst.scenario.scenario import Move, NatureEvent, Omission, Outcome, Rules


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

    Raises `ScenarioError` when chances do not sum to one or rates are negative.

    Parameters
    ----------
    codes : every reachable state's code, sorted.
    """
    view = view_of(rules, coding.states(codes))
    return Layout(codes, view.states, _edges(rules, coding, view, codes), _nature(rules, coding, view, codes))


def _blink(giving: Move | Omission, view: View) -> IntArray:
    degree = np.full(len(view), NO_BLINK, dtype=np.int64)
    for written, value in ((giving.soft, SOFT), (giving.hard, HARD)):
        if written is not None:
            degree[holds(written, view)] = value
    return degree


def omissions_of(rules: Rules) -> list[tuple[int, Omission]]:
    """Return the events of nature, by index, that are blinks by omission, and of whom.

    Each is a mover beside the actors: without a choice, with the initiative as often as the event happens.
    """
    return [(number, one) for number, event in enumerate(rules.nature) for one in event.omissions]


def _edges(rules: Rules, coding: Coding, view: View, codes: IntArray) -> Edges:
    pieces: list[Branches] = []
    keys: list[tuple[int, int]] = []
    degrees: list[IntArray] = []
    for a, actor in enumerate(rules.actors):
        mine = replace(view, me=actor.name)
        for m, move in enumerate(actor.moves):
            rows = possible(rules, mine, move.when, move.outcomes)
            pieces.append(branches(rules, coding, mine, codes, rows, move.outcomes, move.path, move.place))
            degrees.append(_blink(move, mine.at(rows)))
            keys.append((a, m))
    names = [(rules.actors[a].name, rules.actors[a].moves[m].name) for a, m in keys]
    omissions = omissions_of(rules)
    for mover, (number, omission) in enumerate(omissions, start=len(rules.actors)):
        event = rules.nature[number]
        rows, _ = _rates(event, view, possible(rules, view, event.when, event.outcomes))
        elsewhere = np.setdiff1d(np.arange(len(view)), rows, assume_unique=True)
        for here, outcomes in ((rows, event.outcomes), (elsewhere, ())):
            pieces.append(branches(rules, coding, view, codes, here, outcomes, event.path, event.place))
            keys.append((mover, 0))
            names.append(("", event.name))
        degrees += [_blink(omission, view.at(rows)), np.full(elsewhere.size, NO_BLINK)]
    movers = len(rules.actors) + len(omissions)
    sizes = [piece.rows.size for piece in pieces]
    state = np.concatenate([piece.rows for piece in pieces])
    actor_index = np.repeat(np.array([a for a, _ in keys]), sizes)
    move_index = np.repeat(np.array([m for _, m in keys]), sizes)
    order = np.lexsort((move_index, actor_index, state))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    rows_of_mover = state * movers + actor_index
    return Edges(
        offset=_offsets(rows_of_mover[order], len(view) * movers),
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
        rows, rate = _rates(event, view, possible(rules, view, event.when, event.outcomes))
        if event.omissions:  # it is somebody's, among the edges
            rows, rate = rows[:0], rate[:0]
        pieces.append(branches(rules, coding, view, codes, rows, event.outcomes, event.path, event.place))
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


def event_rate(rules: Rules, view: View, number: int) -> FloatArray:
    """Return how often an event happens in every state, per month; 0 where it cannot."""
    event = rules.nature[number]
    rows, rate = _rates(event, view, possible(rules, view, event.when, event.outcomes))
    everywhere = np.zeros(len(view))
    everywhere[rows] = rate
    return everywhere


def _rates(event: NatureEvent, view: View, rows: IntArray) -> tuple[IntArray, FloatArray]:
    """Return where, of some states, an event of nature can happen, and its rates there.

    Raises `ScenarioError` when a rate is negative.
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


class OtherSupportError(Exception):
    """Something has become possible or impossible: the layout is another one."""


def layout_under(
    layout: Layout, old: Rules, new: Rules, moves: Collection[tuple[int, int]], events: Collection[int]
) -> Layout:
    """Return a layout under other chances; what does not change is shared.

    Raises `OtherSupportError` when something becomes possible or impossible in some state. Raises
    `ScenarioError` when chances or rates are none.

    Parameters
    ----------
    layout : made from the old rules.
    old, new : rules that differ, as far as the layout goes, in chances and rates alone.
    moves : (actor, move) pairs whose chances are others.
    events : events of nature (by index) whose rate or chances are others.
    """
    before, after = view_of(old, layout.states), view_of(new, layout.states)
    if moves:
        edges = layout.edges
        found = [
            _followed(edges.blocks[index], *pair) for index, pair in _moves(old, new, before, after, moves)
        ]
        layout = replace(layout, edges=replace(edges, outcomes=_with_chances(edges.outcomes, found)))
    if events:
        layout = replace(layout, nature=_nature_under(layout.nature, old, new, before, after, events))
    return layout


@dataclass(frozen=True)
class _Turning:
    """Outcomes of a move or event, seen from all states."""

    outcomes: Sequence[Outcome]
    view: View
    path: str
    place: Place


@dataclass(frozen=True)
class _Chances:
    """New chances of the members of a block, per outcome; ``likely`` are those above 0, shape (K, n)."""

    block: Block
    likely: np.ndarray
    chances: np.ndarray


def _moves(
    old: Rules, new: Rules, before: View, after: View, moves: Collection[tuple[int, int]]
) -> Iterator[tuple[int, tuple[_Turning, _Turning]]]:
    """Yield the place of a move among the blocks, and how it can turn out before and after."""
    index = 0
    for a, actor in enumerate(old.actors):
        for m, move in enumerate(actor.moves):
            if (a, m) in moves:
                pair = (
                    _Turning(one.outcomes, replace(view, me=actor.name), one.path, one.place)
                    for one, view in ((move, before), (new.actors[a].moves[m], after))
                )
                yield index, (next(pair), next(pair))
            index += 1


def _followed(block: Block, before: _Turning, after: _Turning) -> _Chances:
    was, now = (
        np.array(chances_of(one.outcomes, one.view.at(block.rows), one.path, one.place))
        for one in (before, after)
    )
    if not np.array_equal(was > 0, now > 0):
        raise OtherSupportError
    return _Chances(block, now > 0, now)


def _with_chances(outcomes: Outcomes, found: Sequence[_Chances]) -> Outcomes:
    probability = outcomes.probability.copy()
    for one in found:
        place = outcomes.offset[one.block.members]
        for likely, chances in zip(one.likely, one.chances, strict=True):
            probability[place[likely]] = chances[likely]
            place = place + likely
    return replace(outcomes, probability=probability)


def _nature_under(
    nature: Nature, old: Rules, new: Rules, before: View, after: View, events: Collection[int]
) -> Nature:
    rate, found = nature.rate.copy(), []
    for index in events:
        block, event = nature.blocks[index], new.nature[index]
        if event.omissions:
            raise OtherSupportError
        rows, rates = _rates(event, after, possible(new, after, event.when, event.outcomes))
        if not np.array_equal(rows, block.rows):
            raise OtherSupportError
        rate[block.members] = rates
        if event.outcomes:
            was = old.nature[index]
            found.append(
                _followed(
                    block,
                    _Turning(was.outcomes, before, was.path, was.place),
                    _Turning(event.outcomes, after, event.path, event.place),
                )
            )
    return replace(nature, rate=rate, outcomes=_with_chances(nature.outcomes, found))
