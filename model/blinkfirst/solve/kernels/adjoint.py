"""The forecast's derivatives: what it would change if a value were another, for every value at once.

Let P_k be probabilities of first blinks, one per *lane*. Backward, `trace_back` follows choices that are
known already and keeps, tick by tick, what they look ahead at: D, everybody's values as they are felt a tick
earlier, and a_k(s), the probability that the first blink is still to come and is one of lane k. Forward,
`carry_influence` carries the mass m of runs without a blink and the *influence*
u_t(s, b, k) = dP_k / dV_t(s, b). With U as in `blinkfirst.solve.kernels` a menu of mover j in state s has

    h(m, k) = p_j(s) sigma(m) ( m(s) (a_k(m) - mean of a_k) + sum_b u(s, b, k) (U_b(m) - mean of U_b) )

where means are over the menu. lambda_j h(m, k) = dP_k / dQ(m), and all goes on to where moves lead, the sum
over movers j and their moves m and the same for nature:

    u_t+1(s', b, k) = delta_b sum of P(s' | m) ( p_j sigma(m) u(s, b, k) + [b = j] lambda_j h(m, k) )

Plain loops over states, menus and moves, in the order of the game. All lanes are one vector.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.backward import TIE_TOLERANCE
from blinkfirst.solve.kernels.compiling import kernel, part, written_in
from blinkfirst.solve.kernels.vector8 import LANES, larger, load, most, put, spread, store, take
from blinkfirst.solve.layout.vector_layout import IndexArray

UNIT = 2.0**-53  # largest relative error of one rounding
VALUE_ROUNDINGS = 4.0  # of a value in a tick, in units of `UNIT` times the size of what it is the sum of
CHOICE_ROUNDINGS = 4.0  # of a choice: exponential, sum, share
SAFETY = 100.0  # sampled errors that an exact maximiser's choice must be away from a tie, to be sure
THOUSANDTH = 1e-3


class Frame(NamedTuple):
    """A game as these loops read it; offsets as in `blinkfirst.game.game.Game`, P patterns of payoffs.

    Attributes
    ----------
    edge_target : shape (E,), the state a move leads to for sure; S + e where it is one of several.
    edge_gain : shape (E,), row of ``gain`` of a blink, 0 of all else.
    gain : shape (A + 1, 8), 1 in the lanes that count the blinks of the actor of the row before.
    turn : shape (S * A,), probability per tick that an actor may move.
    """

    edge_offset: IntArray
    edge_target: IndexArray
    outcome_offset: IntArray
    outcome_state: IntArray
    outcome_chance: FloatArray
    edge_gain: IndexArray
    gain: FloatArray
    turn: FloatArray
    idle: FloatArray
    nature_offset: IntArray
    nature_state: IntArray
    nature_chance: FloatArray
    state_flow: IntArray
    flow: FloatArray
    edge_lump: IndexArray
    lump: FloatArray
    discount: FloatArray
    precision: FloatArray


class Trace(NamedTuple):
    """Prospects that the choices of n ticks are made by; flat arrays that end with eight numbers more.

    Attributes
    ----------
    ahead : shape (n, S, A), utils, discounted: D.
    chances : shape (n, S, 8), a: what of each lane is still to come.
    strain : shape (n, S), how far rounding may move the choices of a state, a sample of its size.
    """

    ahead: FloatArray
    chances: FloatArray
    strain: FloatArray


@kernel
def trace_back(
    frame: Frame, choice: FloatArray, rows: FloatArray, signs: FloatArray, trace: Trace
) -> FloatArray:
    """Return ``rows`` as they are before the ticks of ``choice``, and fill the trace.

    Parameters
    ----------
    choice : shape (n, E).
    rows : shape (S, 2 * planes + 1, 8): values, utils, a sample of their rounding errors, chances.
    signs : shape (2 * S * A + 8,), 1 or -1 by lot.
    """
    (
        edge_offset, edge_target, outcome_offset, outcome_state, outcome_chance, edge_gain, gain, turn, idle,
        nature_offset, nature_state, nature_chance, state_flow, flow, edge_lump, lump, discount, precision,
    ) = frame  # fmt: skip
    ahead, chances, strain = trace
    states, actors = idle.size, discount.size
    width = rows.shape[1] * LANES
    half = (rows.shape[1] - 1) // 2 * LANES  # columns of values, and of errors
    changes = np.zeros(most(edge_offset))
    total = np.zeros(width)
    largest = np.zeros(half)
    delta = np.ones(half)
    delta[:actors] = discount
    flow_rows, lump_rows = _padded(flow, half), _padded(lump, half)
    gains = gain.reshape(-1)
    later, now = rows.copy().reshape(-1), np.empty(rows.size)
    for state in range(states):
        _discount(later, state * width, half, delta, largest)
    for tick in range(choice.shape[0] - 1, -1, -1):
        sigma = choice[tick]
        for state in range(states):
            for b in range(actors):
                put(ahead, (tick * states + state) * actors + b, take(later, state * width + b))
            store(chances, (tick * states + state) * LANES, load(later, state * width + 2 * half))
        most_before = largest.copy()
        largest[:] = 0.0
        shift = (tick * 7919) % (states * actors)
        for state in range(states):
            here = state * width
            for c in range(0, width, LANES):
                store(total, c, load(later, here + c) * spread(take(idle, state)))
            for o in range(nature_offset[state], nature_offset[state + 1]):
                _add_row(total, later, nature_state[o] * width, width, nature_chance[o])
            tight = 0.0
            for actor in range(actors):
                likely = take(turn, state * actors + actor)
                if likely == 0.0:
                    continue
                first = take(edge_offset, state * actors + actor)
                end = take(edge_offset, state * actors + actor + 1)
                mean = 0.0
                for edge in range(first, end):
                    error = _entry(
                        later, half + actor, width, edge, edge_target, states,
                        outcome_offset, outcome_state, outcome_chance,
                    )  # fmt: skip
                    put(changes, edge - first, error)
                    mean += error * take(sigma, edge)
                sharpness = take(precision, actor)
                if sharpness == np.inf:
                    if end - first > 1:
                        worth = np.empty(end - first)
                        for edge in range(first, end):
                            worth[edge - first] = lump[edge_lump[edge], actor] + _entry(
                                later, actor, width, edge, edge_target, states,
                                outcome_offset, outcome_state, outcome_chance,
                            )  # fmt: skip
                        tight = max(tight, _unsure(worth, changes, most_before[actor]))
                    sharpness = 0.0
                moved = 0.0
                for m in range(end - first):
                    exponent = sharpness * (take(changes, m) - mean)
                    change = take(sigma, first + m) * exponent
                    moved += abs(change) * max(1.0, abs(exponent))
                    put(changes, m, change)
                tight = max(tight, moved)
                coming = spread(0.0)
                for c in range(0, half, LANES):
                    value, error = spread(0.0), spread(0.0)
                    for edge in range(first, end):
                        target, weight = take(edge_target, edge), spread(take(sigma, edge))
                        if target < states:
                            reached = load(later, target * width + c)
                            erring = load(later, target * width + half + c)
                        else:
                            reached, erring = spread(0.0), spread(0.0)
                            for o in range(take(outcome_offset, edge), take(outcome_offset, edge + 1)):
                                row, share = take(outcome_state, o) * width, spread(take(outcome_chance, o))
                                reached = reached + load(later, row + c) * share
                                erring = erring + load(later, row + half + c) * share
                        reached = reached + load(lump_rows, take(edge_lump, edge) * half + c)
                        value = value + reached * weight
                        error = error + erring * weight + reached * spread(take(changes, edge - first))
                    store(total, c, load(total, c) + value * spread(likely))
                    store(total, half + c, load(total, half + c) + error * spread(likely))
                for edge in range(first, end):
                    target, blink = take(edge_target, edge), take(edge_gain, edge)
                    if blink > 0:
                        reached = load(gains, blink * LANES)
                    elif target < states:
                        reached = load(later, target * width + 2 * half)
                    else:
                        reached = spread(0.0)
                        for o in range(take(outcome_offset, edge), take(outcome_offset, edge + 1)):
                            row, share = take(outcome_state, o) * width, spread(take(outcome_chance, o))
                            reached = reached + load(later, row + 2 * half) * share
                    coming = coming + reached * spread(take(sigma, edge))
                store(total, 2 * half, load(total, 2 * half) + coming * spread(likely))
            for c in range(0, half, LANES):
                value = load(total, c) + load(flow_rows, take(state_flow, state) * half + c)
                size = larger(value, spread(0.0) - value)
                error = size * load(signs, shift + state * actors + c) * spread(VALUE_ROUNDINGS * UNIT)
                store(now, here + c, value)
                store(now, here + half + c, load(total, half + c) + error)
            store(now, here + 2 * half, load(total, 2 * half))
            _discount(now, here, half, delta, largest)
            put(strain, tick * states + state, tight)
        later, now = now, later
    for state in range(states):
        for c in range(half):
            later[state * width + c] /= delta[c]
            later[state * width + half + c] /= delta[c]
    return later.reshape(rows.shape)


@part
def _padded(table: FloatArray, columns: int) -> FloatArray:
    """A table's rows, each filled up with zeros to so many columns."""
    result = np.zeros(table.shape[0] * columns)
    for row in range(table.shape[0]):
        for c in range(table.shape[1]):
            result[row * columns + c] = table[row, c]
    return result


@written_in
def _discount(rows: FloatArray, row: int, half: int, delta: FloatArray, largest: FloatArray) -> None:
    """Note the largest values, and discount a row for the tick before."""
    for c in range(0, half, LANES):
        value = load(rows, row + c)
        store(largest, c, larger(load(largest, c), larger(value, spread(0.0) - value)))
        store(rows, row + c, value * load(delta, c))
        store(rows, row + half + c, load(rows, row + half + c) * load(delta, c))


@written_in
def _add_row(sums: FloatArray, rows: FloatArray, row: int, width: int, chance: float) -> None:
    for c in range(0, width, LANES):
        store(sums, c, load(sums, c) + load(rows, row + c) * spread(chance))


@written_in
def _entry(
    later: FloatArray, column: int, width: int, edge: int, edge_target: IndexArray, states: int,
    outcome_offset: IntArray, outcome_state: IntArray, outcome_chance: FloatArray,
) -> float:  # fmt: skip
    """One column of what an edge leads to."""
    target = take(edge_target, edge)
    expected = 0.0
    if target < states:
        expected = take(later, target * width + column)
    else:
        for o in range(take(outcome_offset, edge), take(outcome_offset, edge + 1)):
            expected += take(outcome_chance, o) * take(later, take(outcome_state, o) * width + column)
    return expected


@part
def _unsure(worth: FloatArray, errors: FloatArray, largest: float) -> float:
    """1 where rounding may decide which moves an exact maximiser holds for the best, else 0."""
    best = worth.argmax()
    for m in range(worth.size):
        behind, error = worth[best] - worth[m], abs(errors[best] - errors[m])
        room = abs(behind - TIE_TOLERANCE * largest)
        if behind > 0.0 and room <= SAFETY * error + VALUE_ROUNDINGS * UNIT * largest:
            return 1.0
    return 0.0


class Influence(NamedTuple):
    """Sums of what `carry_influence` passes; the last axis is the lanes.

    Attributes
    ----------
    by_flow, by_lump : shape (P, A, 8), dP_k by what the states, and the moves, of a pattern bring an actor.
    rounding : shape (8,), bound on what roundings do to P_k.
    close : shape (2,), probability that an exact maximiser meets a close call before anybody has blinked, and
        the largest strain on choices that bear on the answer.
    """

    by_flow: FloatArray
    by_lump: FloatArray
    rounding: FloatArray
    close: FloatArray


@kernel
def carry_influence(
    frame: Frame, choice: FloatArray, trace: Trace, mass: FloatArray, influence: FloatArray, sums: Influence
) -> None:
    """Carry mass, shape (S,), and influence, shape (S, A, 8), over the ticks of ``choice``; fill ``sums``."""
    (
        edge_offset, edge_target, outcome_offset, outcome_state, outcome_chance, edge_gain, _gain, turn, idle,
        nature_offset, nature_state, nature_chance, state_flow, flow, edge_lump, lump, discount, precision,
    ) = frame  # fmt: skip
    ahead, chances, strain = trace
    by_flow, by_lump, rounding, close = sums
    gain = _gain.reshape(-1)
    flow_sums, lump_sums = by_flow.reshape(-1), by_lump.reshape(-1)
    states, actors = idle.size, discount.size
    wide = actors * LANES
    longest = most(edge_offset)
    worth, chance_of = np.zeros(longest * actors), np.zeros(longest * LANES)
    mean, size = np.zeros(actors), np.zeros(actors)
    later, after = influence.reshape(-1), mass
    here, now = np.empty(later.size), np.empty(states)
    for tick in range(choice.shape[0]):
        sigma, rows = choice[tick], tick * states
        here[:], now[:] = later, after
        later[:], after[:] = 0.0, 0.0
        for state in range(states):
            if now[state] == 0.0 and _is_blank(here, state * wide, wide):
                continue
            if take(strain, rows + state) > close[1]:
                close[1] = take(strain, rows + state)
            seen = (rows + state) * actors
            for b in range(actors):
                size[b] = abs(flow[state_flow[state], b]) + idle[state] * abs(take(ahead, seen + b))
            _pass_on(later, after, here, now, state, state, wide, idle[state])
            for o in range(nature_offset[state], nature_offset[state + 1]):
                for b in range(actors):
                    size[b] += nature_chance[o] * abs(take(ahead, (rows + nature_state[o]) * actors + b))
                _pass_on(later, after, here, now, state, nature_state[o], wide, nature_chance[o])
            for actor in range(actors):
                likely = turn[state * actors + actor]
                if likely == 0.0:
                    continue
                first, end = edge_offset[state * actors + actor], edge_offset[state * actors + actor + 1]
                for b in range(actors):
                    mean[b] = 0.0
                expected = spread(0.0)
                best = -np.inf
                for edge in range(first, end):
                    m, target, weight = edge - first, take(edge_target, edge), take(sigma, edge)
                    at_once = take(edge_lump, edge)
                    for b in range(actors):
                        if target < states:
                            reached = take(ahead, (rows + target) * actors + b)
                        else:
                            reached = 0.0
                            for o in range(outcome_offset[edge], outcome_offset[edge + 1]):
                                there = (rows + outcome_state[o]) * actors + b
                                reached += outcome_chance[o] * take(ahead, there)
                        brings = reached + lump[at_once, b]
                        worth[m * actors + b] = brings
                        mean[b] += weight * brings
                        size[b] += likely * weight * abs(brings)
                    best = max(best, worth[m * actors + actor])
                    if take(edge_gain, edge) > 0:
                        coming = load(gain, take(edge_gain, edge) * LANES)
                    elif target < states:
                        coming = load(chances, (rows + target) * LANES)
                    else:
                        coming = spread(0.0)
                        for o in range(outcome_offset[edge], outcome_offset[edge + 1]):
                            there = (rows + outcome_state[o]) * LANES
                            coming = coming + load(chances, there) * spread(outcome_chance[o])
                    store(chance_of, m * LANES, coming)
                    expected = expected + coming * spread(weight)
                sharpness = precision[actor]
                if np.isinf(sharpness):
                    if now[state] > 0.0 and _is_close(worth, chance_of, end - first, actors, actor):
                        close[0] += now[state] * likely
                    sharpness = 0.0
                weighs = end - first > 1 and sharpness > 0.0
                for edge in range(first, end):
                    m, target, played = edge - first, take(edge_target, edge), likely * take(sigma, edge)
                    at_once = take(edge_lump, edge)
                    pushed = spread(0.0)
                    if weighs:
                        pushed = (load(chance_of, m * LANES) - expected) * spread(now[state])
                        for b in range(actors):
                            off = worth[m * actors + b] - mean[b]
                            pushed = pushed + load(here, state * wide + b * LANES) * spread(off)
                        pushed = pushed * spread(played)
                        own = worth[m * actors + actor]
                        few = _roundings(own, lump[at_once, actor], target >= states)
                        exponent = sharpness * (best - own)
                        room = (sharpness * few + 2.0 * exponent + CHOICE_ROUNDINGS) * UNIT
                        absolute = larger(pushed, spread(0.0) - pushed)
                        store(rounding, 0, load(rounding, 0) + absolute * spread(room))
                        pushed = pushed * spread(sharpness)
                    if at_once > 0:
                        place = at_once * wide
                        for c in range(0, wide, LANES):
                            more = load(here, state * wide + c) * spread(played)
                            store(lump_sums, place + c, load(lump_sums, place + c) + more)
                        place += actor * LANES
                        store(lump_sums, place, load(lump_sums, place) + pushed)
                    goes_on = take(edge_gain, edge) == 0
                    if target < states:
                        _arrive(later, here, state, target, wide, played, pushed, actor, 1.0)
                        if goes_on:
                            after[target] += now[state] * played
                    else:
                        for o in range(outcome_offset[edge], outcome_offset[edge + 1]):
                            there, share = outcome_state[o], outcome_chance[o]
                            _arrive(later, here, state, there, wide, played, pushed, actor, share)
                            if goes_on:
                                after[there] += now[state] * played * share
            place = state_flow[state] * wide
            for b in range(actors):
                influences = load(here, state * wide + b * LANES)
                absolute = larger(influences, spread(0.0) - influences)
                room = absolute * spread(size[b] * VALUE_ROUNDINGS * UNIT)
                store(rounding, 0, load(rounding, 0) + room)
                flow_at = place + b * LANES
                store(flow_sums, flow_at, load(flow_sums, flow_at) + influences)
        for state in range(states):
            for b in range(actors):
                row = state * wide + b * LANES
                store(later, row, load(later, row) * spread(discount[b]))


@written_in
def _is_blank(rows: FloatArray, row: int, width: int) -> bool:
    blank = True
    for c in range(width):
        blank = blank and take(rows, row + c) == 0.0
    return blank


@written_in
def _pass_on(
    later: FloatArray, after: FloatArray, here: FloatArray, now: FloatArray, state: int, there: int,
    wide: int, chance: float,
) -> None:  # fmt: skip
    """Carry mass and influence from a state to another one that nobody chooses."""
    after[there] += now[state] * chance
    for c in range(0, wide, LANES):
        row = there * wide + c
        store(later, row, load(later, row) + load(here, state * wide + c) * spread(chance))


@written_in
def _arrive(
    later: FloatArray, here: FloatArray, state: int, there: int, wide: int, played: float, pushed: Any,
    actor: int, share: float,
) -> None:  # fmt: skip
    """Carry influence along a move: on everybody's values, and on the mover's by what it chooses."""
    for c in range(0, wide, LANES):
        row = there * wide + c
        store(later, row, load(later, row) + load(here, state * wide + c) * spread(played * share))
    row = there * wide + actor * LANES
    store(later, row, load(later, row) + pushed * spread(share))


@written_in
def _roundings(worth: float, lump: float, mixed: bool) -> float:
    """Size of what is rounded when the worth of a move is summed up."""
    size = 0.0
    if lump != 0.0:
        size += abs(worth) + abs(lump)
    if mixed:
        size += 2.0 * (abs(worth) + abs(lump))
    return size


@written_in
def _is_close(worth: FloatArray, chance_of: FloatArray, moves: int, actors: int, actor: int) -> bool:
    """Return whether a thousandth of its worth would make another move the best one, which would matter."""
    best = 0
    for m in range(1, moves):
        if worth[m * actors + actor] > worth[best * actors + actor]:
            best = m
    own = worth[best * actors + actor]
    for m in range(moves):
        other = worth[m * actors + actor]
        if own - other <= THOUSANDTH * (abs(own) + abs(other)):
            for b in range(actors):
                if worth[m * actors + b] != worth[best * actors + b]:
                    return True
            for k in range(LANES):
                if take(chance_of, m * LANES + k) != take(chance_of, best * LANES + k):
                    return True
    return False
