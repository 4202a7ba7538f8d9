"""One stretch's rules and reachable states, laid out as a `Game`.

No loop runs over states or edges: each move of each actor is followed from all states at once, and the pieces
are then sorted into the state-major order that the solvers walk through.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.evaluation import View, holds, numbers
from blinkfirst.compile.payoffs import EdgeBlock, payoffs_of
from blinkfirst.compile.successors import Branches, Coding, branches, view_of
from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.game.game import HARD, NO_BLINK, SOFT, FloatArray, Game, IntArray, Variable
from blinkfirst.scenario.scenario import Move, Rules

TOTAL_TOLERANCE = 1e-12


def game_of(
    rules: Rules, coding: Coding, codes: IntArray, start: int, tick_months: float, place: Place
) -> Game:
    """Lay out a game.

    Parameters
    ----------
    codes : every reachable state's code, sorted.
    start : code of the first state.
    place : of the tick, for errors about its length.

    Raises
    ------
    ScenarioError
        When rates are negative or add up to more than one per tick.
    """
    view = view_of(rules, coding.states(codes))
    tempo = _tempo(rules, view)
    edges = _edges(rules, coding, view, codes)
    nature = _nature(rules, coding, view, codes)
    _check_total(rules, view, tempo, nature, tick_months, place)
    return Game(
        actors=tuple(actor.name for actor in rules.actors),
        moves=tuple(tuple(move.name for move in actor.moves) for actor in rules.actors),
        variables=tuple(Variable(v.name, v.levels) for v in rules.variables),
        nature=tuple(event.name for event in rules.nature),
        states=view.states,
        start=int(np.searchsorted(codes, start)),
        tick_months=tick_months,
        tempo=tempo,
        patience=np.array([actor.patience for actor in rules.actors]),
        precision=np.array([actor.precision for actor in rules.actors]),
        edge_offset=edges.offset,
        edge_state=edges.state,
        edge_actor=edges.actor,
        edge_move=edges.move,
        edge_blink=edges.blink,
        outcome_offset=edges.outcomes.offset,
        outcome_state=edges.outcomes.state,
        outcome_probability=edges.outcomes.probability,
        nature_offset=nature.offset,
        nature_event=nature.event,
        nature_rate=nature.rate,
        nature_outcome_offset=nature.outcomes.offset,
        nature_outcome_state=nature.outcomes.state,
        nature_outcome_probability=nature.outcomes.probability,
        payoffs=payoffs_of(rules, view, edges.blocks),
    )


@dataclass(frozen=True)
class _Outcomes:
    offset: IntArray
    state: IntArray
    probability: FloatArray


@dataclass(frozen=True)
class _Edges:
    offset: IntArray
    state: IntArray
    actor: IntArray
    move: IntArray
    blink: IntArray
    outcomes: _Outcomes
    blocks: tuple[EdgeBlock, ...]


@dataclass(frozen=True)
class _Nature:
    offset: IntArray
    state: IntArray
    event: IntArray
    rate: FloatArray
    outcomes: _Outcomes


def _tempo(rules: Rules, view: View) -> FloatArray:
    tempo = np.zeros((view.states.shape[0], len(rules.actors)))
    for index, actor in enumerate(rules.actors):
        tempo[:, index] = numbers(actor.tempo, replace(view, me=actor.name))
        _check_not_negative(
            tempo[:, index], view, actor.tempo.place, actor.tempo.path, "a tempo >= 0 (initiatives per month)"
        )
    return tempo


def _check_not_negative(values: FloatArray, view: View, place: Place, path: str, expected: str) -> None:
    bad = np.flatnonzero(values < 0)
    if bad.size:
        message = f"expected {expected}, got {values[bad[0]]:g} where {view.described(int(bad[0]))}"
        raise ScenarioError([Problem(place, path, message)])


def _blink(move: Move, view: View) -> IntArray:
    degree = np.full(view.states.shape[0], NO_BLINK, dtype=np.int64)
    for written, value in ((move.soft, SOFT), (move.hard, HARD)):
        if written is not None:
            degree[holds(written, view)] = value
    return degree


def _edges(rules: Rules, coding: Coding, view: View, codes: IntArray) -> _Edges:
    pieces: list[Branches] = []
    keys: list[tuple[int, int]] = []
    degrees: list[IntArray] = []
    for a, actor in enumerate(rules.actors):
        mine = replace(view, me=actor.name)
        for m, move in enumerate(actor.moves):
            rows = np.flatnonzero(holds(move.when, mine))
            pieces.append(branches(rules, coding, mine, rows, move.outcomes, move.path, move.place))
            degrees.append(_blink(move, replace(mine, states=view.states[rows])))
            keys.append((a, m))
    sizes = [piece.rows.size for piece in pieces]
    state = np.concatenate([piece.rows for piece in pieces])
    actor_index = np.repeat(np.array([a for a, _ in keys]), sizes)
    move_index = np.repeat(np.array([m for _, m in keys]), sizes)
    order = np.lexsort((move_index, actor_index, state))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    blocks = tuple(
        EdgeBlock(
            rules.actors[a].name,
            rules.actors[a].moves[m].name,
            rank[starts[k] : starts[k + 1]],
            view.states[pieces[k].rows],
        )
        for k, (a, m) in enumerate(keys)
    )
    rows_of_actor = state * len(rules.actors) + actor_index
    return _Edges(
        offset=_offsets(rows_of_actor[order], view.states.shape[0] * len(rules.actors)),
        state=state[order],
        actor=actor_index[order],
        move=move_index[order],
        blink=np.concatenate(degrees)[order],
        outcomes=_gathered(pieces, rank, codes),
        blocks=blocks,
    )


def _nature(rules: Rules, coding: Coding, view: View, codes: IntArray) -> _Nature:
    pieces: list[Branches] = []
    rates: list[FloatArray] = []
    for event in rules.nature:
        rows = np.flatnonzero(holds(event.when, view))
        here = replace(view, states=view.states[rows])
        rate = numbers(event.rate, here)
        _check_not_negative(rate, here, event.rate.place, event.rate.path, "a rate >= 0 per month")
        rows, rate = rows[rate > 0], rate[rate > 0]
        pieces.append(branches(rules, coding, view, rows, event.outcomes, event.path, event.place))
        rates.append(rate)
    sizes = [piece.rows.size for piece in pieces]
    state = np.concatenate([np.empty(0, np.int64), *(piece.rows for piece in pieces)])
    event_index = np.repeat(np.arange(len(pieces)), sizes)
    order = np.lexsort((event_index, state))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return _Nature(
        offset=_offsets(state[order], view.states.shape[0]),
        state=state[order],
        event=event_index[order],
        rate=np.concatenate([np.empty(0), *rates])[order],
        outcomes=_gathered(pieces, rank, codes),
    )


def _offsets(rows: IntArray, count: int) -> IntArray:
    """Return where each row's members begin, given the sorted row of every member; shape (count + 1,)."""
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))]).astype(np.int64)


def _gathered(pieces: list[Branches], rank: IntArray, codes: IntArray) -> _Outcomes:
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
    return _Outcomes(
        offset=_offsets(owner[order], rank.size),
        state=np.searchsorted(codes, np.concatenate(targets)[order]),
        probability=np.concatenate(chances)[order],
    )


def _three_digits_below(value: float) -> float:
    """Round down to three significant digits."""
    digits = 10.0 ** (2 - np.floor(np.log10(value)))
    return float(np.floor(value * digits) / digits)


def _check_total(
    rules: Rules, view: View, tempo: FloatArray, nature: _Nature, tick_months: float, place: Place
) -> None:
    rates = np.bincount(nature.state, weights=nature.rate, minlength=view.states.shape[0])
    total = tempo.sum(axis=1) + rates
    worst = int(np.argmax(total))
    if total[worst] * tick_months <= 1 + TOTAL_TOLERANCE:
        return
    message = (
        f"initiatives and nature's rates add up to {total[worst]:.4g} per month, more than one per tick of "
        f"{tick_months:.4g} months, where {view.described(worst)}; "
        f"a tick of {_three_digits_below(1 / total[worst]):g} months or less would do"
    )
    raise ScenarioError([Problem(place, "tick", message)])
