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

Plain loops over states, menus and moves, in the order of the game. Four lanes are one vector: a fifth
probability would cost as much as four more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.backward import TIE_TOLERANCE
from blinkfirst.solve.kernels.compiling import inner_part, kernel, part
from blinkfirst.solve.kernels.vector8 import (
    FEW_LANES,
    larger,
    load4,
    most,
    put,
    spread4,
    store,
    take,
)
from blinkfirst.solve.layout.vector_layout import IndexArray

UNIT = 2.0**-53  # largest relative error of one rounding
VALUE_ROUNDINGS = 4.0  # of a value in a tick, in units of `UNIT` times the size of what it is the sum of
CHOICE_ROUNDINGS = 4.0  # of a choice: exponential, sum, share
SAFETY = 100.0  # sampled errors that an exact maximiser's choice must be away from a tie, to be sure
THOUSANDTH = 1e-3
USUAL_ACTORS = 5  # loops over so many are written out: stand-offs that take long are theatres of five
_HALF = (USUAL_ACTORS + FEW_LANES - 1) // FEW_LANES * FEW_LANES
_WIDTH = 2 * _HALF + FEW_LANES


class Frame(NamedTuple):
    """A game as these loops read it; offsets as in `blinkfirst.game.game.Game`, P patterns of payoffs.

    Tables have a row for each of S states, then M rows for the moves of the state being worked on that can
    end in several states, then one for the blinks of each actor.

    Attributes
    ----------
    edge_target : shape (E,), row of what a move leads to.
    edge_coming : shape (E,), the same, of a blink the row of its actor's blinks.
    mixture_offset : shape (S + 1,), moves of each state that can end in several states.
    mixture_edge : which edges these are; M is the most that a state has.
    blinks : shape (A, 4), 1 in the lanes that count the blinks of an actor.
    turn : shape (S * A,), probability per tick that an actor may move.
    """

    edge_offset: IntArray
    edge_target: IndexArray
    edge_coming: IndexArray
    mixture_offset: IntArray
    mixture_edge: IntArray
    outcome_offset: IntArray
    outcome_state: IntArray
    outcome_chance: FloatArray
    blinks: FloatArray
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
    """Prospects that the choices of n ticks are made by; flat arrays that end with four numbers more.

    Attributes
    ----------
    brief : whether the next two hold twice as many numbers of 32 bits instead.
    ahead : shape (n, S, A), utils, discounted: D.
    chances : shape (n, S, 4), a: what of each lane is still to come.
    strain : shape (n, S), how far rounding may move the choices of a state, a sample of its size.
    """

    brief: bool
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
    rows : shape (S, 2 * planes + 1, 4): values, utils, a sample of their rounding errors, chances.
    signs : shape (2 * S * A + 4,), 1 or -1 by lot.
    """
    states, actors, mixtures = frame.idle.size, frame.discount.size, most(frame.mixture_offset)
    width = rows.shape[1] * FEW_LANES
    half = (rows.shape[1] - 1) // 2 * FEW_LANES  # columns of values, and of errors
    longest = _most_edges(frame.edge_offset, actors)
    weights, changes = np.zeros(longest), np.zeros(longest)
    total, largest, most_before, delta = np.zeros(width), np.zeros(half), np.zeros(half), np.ones(half)
    delta[:actors] = frame.discount
    flow_rows, lump_rows = _padded(frame.flow, half), _padded(frame.lump, half)
    size = (states + mixtures + actors) * width
    later, now = np.zeros(size), np.zeros(size)
    later[: rows.size] = rows.reshape(-1)
    for actor in range(actors):
        for lane in range(FEW_LANES):
            place = (states + mixtures + actor) * width + 2 * half + lane
            later[place] = now[place] = frame.blinks[actor, lane]
    for state in range(states):
        _discount(later, state * width, half, delta, largest)
    for tick in range(choice.shape[0] - 1, -1, -1):
        _write_down(trace, tick, later, states, actors, width, 2 * half)
        most_before[:] = largest
        largest[:] = 0.0
        scratch = (weights, changes, total)
        worth = (flow_rows, lump_rows, most_before, delta, largest)
        if actors == USUAL_ACTORS:
            _trace_tick(
                frame, choice[tick], signs, trace.strain, tick, later, now, scratch, worth,
                USUAL_ACTORS, _WIDTH, _HALF,
            )  # fmt: skip
        else:
            _trace_tick(
                frame, choice[tick], signs, trace.strain, tick, later, now, scratch, worth,
                actors, width, half,
            )  # fmt: skip
        later, now = now, later
    result = later[: rows.size].reshape(rows.shape)
    for state in range(states):
        for c in range(half):
            result[state, c // FEW_LANES, c % FEW_LANES] /= delta[c]
            result[state, (half + c) // FEW_LANES, c % FEW_LANES] /= delta[c]
    return result


@inner_part
def _trace_tick(
    frame: Frame, sigma: FloatArray, signs: FloatArray, strain: FloatArray, tick: int,
    later: FloatArray, now: FloatArray, scratch: Any, worth: Any, actors: int, width: int, half: int,
) -> None:  # fmt: skip
    """Carry all rows back over one tick."""
    weights, changes, total = scratch
    flow_rows, lump_rows, most_before, delta, largest = worth
    states = frame.idle.size
    shift = (tick * 7919) % (states * actors)
    for state in range(states):
        here, menu = state * width, state * actors
        _set_row(total, 0, later, here, width, take(frame.idle, state))
        for o in range(take(frame.nature_offset, state), take(frame.nature_offset, state + 1)):
            there = take(frame.nature_state, o) * width
            _add_row(total, 0, later, there, width, take(frame.nature_chance, o))
        _mix(later, states * width, width, frame, state)
        first, end, tight = take(frame.edge_offset, menu), take(frame.edge_offset, menu + actors), 0.0
        for actor in range(actors):
            begin, stop = take(frame.edge_offset, menu + actor), take(frame.edge_offset, menu + actor + 1)
            likely, sharp = take(frame.turn, menu + actor), take(frame.precision, actor)
            if sharp == np.inf and stop - begin > 1 and likely > 0.0:
                tight = max(tight, _unsure(
                    later, frame.edge_target, begin, stop, width, half, actor, lump_rows, frame.edge_lump,
                    take(most_before, actor),
                ))  # fmt: skip
            moved = _strain(
                weights, changes, first, later, frame.edge_target, begin, stop, width, half + actor, sigma,
                0.0 if sharp == np.inf else sharp, likely,
            )  # fmt: skip
            tight = max(tight, moved)
        put(strain, tick * states + state, tight)
        for c in range(0, half, FEW_LANES):
            value, error_sum = load4(total, c), load4(total, half + c)
            for edge in range(first, end):
                row, weight = take(frame.edge_target, edge) * width + c, spread4(take(weights, edge - first))
                reached = load4(later, row) + load4(lump_rows, take(frame.edge_lump, edge) * half + c)
                value = value + reached * weight
                changed = reached * spread4(take(changes, edge - first))
                error_sum = error_sum + load4(later, row + half) * weight + changed
            value = value + load4(flow_rows, take(frame.state_flow, state) * half + c)
            error = _absolute(value) * load4(signs, shift + menu + c) * spread4(VALUE_ROUNDINGS * UNIT)
            store(now, here + c, value)
            store(now, here + half + c, error_sum + error)
        coming = load4(total, 2 * half)
        for edge in range(first, end):
            row = take(frame.edge_coming, edge) * width + 2 * half
            coming = coming + load4(later, row) * spread4(take(weights, edge - first))
        store(now, here + 2 * half, coming)
        _discount(now, here, half, delta, largest)


@part
def _write_down(
    trace: Trace, tick: int, rows: FloatArray, states: int, actors: int, width: int, coming: int
) -> None:
    ahead, chances = trace.ahead.view(np.float32), trace.chances.view(np.float32)
    for state in range(states):
        place, row = tick * states + state, state * width
        if trace.brief:
            for b in range(actors):
                put(ahead, place * actors + b, take(rows, row + b))
            for lane in range(FEW_LANES):
                put(chances, place * FEW_LANES + lane, take(rows, row + coming + lane))
        else:
            for b in range(actors):
                put(trace.ahead, place * actors + b, take(rows, row + b))
            store(trace.chances, place * FEW_LANES, load4(rows, row + coming))


@inner_part
def _strain(
    weights: FloatArray, changes: FloatArray, first: int, later: FloatArray, edge_target: IndexArray,
    begin: int, stop: int, width: int, column: int, sigma: FloatArray, sharp: float, likely: float,
) -> float:  # fmt: skip
    """Return how far the sampled errors move the choice of one menu.

    Also write down how likely its moves are, and how that changes, from the state's edge ``first`` on.
    """
    mean, moved = 0.0, 0.0
    for edge in range(begin, stop):
        error = take(later, take(edge_target, edge) * width + column)
        put(changes, edge - first, error)
        mean += error * take(sigma, edge)
    for edge in range(begin, stop):
        weight, exponent = take(sigma, edge), sharp * (take(changes, edge - first) - mean)
        change = weight * exponent
        moved += abs(change) * max(1.0, abs(exponent))
        put(weights, edge - first, likely * weight)
        put(changes, edge - first, likely * change)
    return moved if likely > 0.0 else 0.0


@inner_part
def _unsure(
    later: FloatArray, edge_target: IndexArray, begin: int, stop: int, width: int, half: int, actor: int,
    lump_rows: FloatArray, edge_lump: IndexArray, largest: float,
) -> float:  # fmt: skip
    """1 where rounding may decide which moves an exact maximiser holds for the best, else 0."""
    best, best_error = -np.inf, 0.0
    for edge in range(begin, stop):
        row = take(edge_target, edge) * width + actor
        worth = take(later, row) + take(lump_rows, take(edge_lump, edge) * half + actor)
        if worth > best:
            best, best_error = worth, take(later, row + half)
    unsure = 0.0
    for edge in range(begin, stop):
        row = take(edge_target, edge) * width + actor
        behind = best - (take(later, row) + take(lump_rows, take(edge_lump, edge) * half + actor))
        error = abs(best_error - take(later, row + half))
        room = abs(behind - TIE_TOLERANCE * largest)
        if behind > 0.0 and room <= SAFETY * error + VALUE_ROUNDINGS * UNIT * largest:
            unsure = 1.0
    return unsure


@part
def _most_edges(edge_offset: IntArray, actors: int) -> int:
    """Most edges that a state has."""
    longest = 0
    for row in range(0, edge_offset.size - 1, actors):
        longest = max(longest, edge_offset[row + actors] - edge_offset[row])
    return longest


@inner_part
def _mix(rows: FloatArray, place: int, width: int, frame: Frame, state: int) -> None:
    """Mix what moves of a state lead to that can end in several states, from a place on."""
    for m in range(take(frame.mixture_offset, state), take(frame.mixture_offset, state + 1)):
        edge = take(frame.mixture_edge, m)
        first, end = take(frame.outcome_offset, edge), take(frame.outcome_offset, edge + 1)
        row, chance = take(frame.outcome_state, first) * width, take(frame.outcome_chance, first)
        _set_row(rows, place, rows, row, width, chance)
        for o in range(first + 1, end):
            row, chance = take(frame.outcome_state, o) * width, take(frame.outcome_chance, o)
            _add_row(rows, place, rows, row, width, chance)
        place += width


@part
def _padded(table: FloatArray, columns: int) -> FloatArray:
    """A table's rows, each filled up with zeros to so many columns."""
    result = np.zeros(table.shape[0] * columns)
    for row in range(table.shape[0]):
        for c in range(table.shape[1]):
            result[row * columns + c] = table[row, c]
    return result


@inner_part
def _discount(rows: FloatArray, row: int, half: int, delta: FloatArray, largest: FloatArray) -> None:
    """Note the largest values, and discount a row for the tick before."""
    for c in range(0, half, FEW_LANES):
        value = load4(rows, row + c)
        store(largest, c, larger(load4(largest, c), _absolute(value)))
        store(rows, row + c, value * load4(delta, c))
        store(rows, row + half + c, load4(rows, row + half + c) * load4(delta, c))


@inner_part
def _set_row(sums: FloatArray, place: int, rows: FloatArray, row: int, width: int, chance: float) -> None:
    """Begin sums, from a place on, with a row, as likely as it is reached."""
    for c in range(0, width, FEW_LANES):
        store(sums, place + c, load4(rows, row + c) * spread4(chance))


@inner_part
def _add_row(sums: FloatArray, place: int, rows: FloatArray, row: int, width: int, chance: float) -> None:
    """Add a row, as likely as it is reached, to the sums from a place on."""
    for c in range(0, width, FEW_LANES):
        store(sums, place + c, load4(sums, place + c) + load4(rows, row + c) * spread4(chance))


class Influence(NamedTuple):
    """Sums of what `carry_influence` passes; the last axis is the lanes.

    Attributes
    ----------
    by_flow, by_lump : shape (P, A, 4), dP_k by what the states, and the moves, of a pattern bring an actor.
    rounding : shape (4,), bound on what roundings do to P_k.
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
    """Carry mass, shape (S,), and influence, shape (S, A, 4), over the ticks of ``choice``; fill ``sums``."""
    states, actors, mixtures = frame.idle.size, frame.discount.size, most(frame.mixture_offset)
    wide, half = actors * FEW_LANES, (actors + FEW_LANES - 1) // FEW_LANES * FEW_LANES
    scratch = np.zeros(most(frame.edge_offset) * half), np.zeros(half), np.zeros(half), np.zeros(half)
    worth = _padded(frame.flow, half), _padded(frame.lump, half)
    felt = np.zeros((states + mixtures) * half)  # what the ticks look ahead at, everybody's column and lane
    coming = np.zeros((states + mixtures + actors) * FEW_LANES)
    coming[(states + mixtures) * FEW_LANES :] = frame.blinks.reshape(-1)
    here, later = np.zeros(states * wide), influence.reshape(-1).copy()
    now, after = np.zeros(states + mixtures + actors), np.zeros(states + mixtures + actors)
    after[:states] = mass
    discount, undiscounted = frame.discount, np.ones(actors)
    added = sums.by_flow.reshape(-1), sums.by_lump.reshape(-1), sums.rounding, sums.close
    for tick in range(choice.shape[0]):
        _read_back(trace, tick, felt, coming, states, actors, half)
        here, later = later, here
        now, after = after, now
        later[:], after[:] = 0.0, 0.0
        felt_earlier = undiscounted if tick == 0 else discount
        if actors == USUAL_ACTORS:
            _carry_tick(
                frame, choice[tick], felt_earlier, trace.strain, tick, felt, coming, here, now, later, after,
                scratch, worth, added, USUAL_ACTORS, _HALF,
            )  # fmt: skip
        else:
            _carry_tick(
                frame, choice[tick], felt_earlier, trace.strain, tick, felt, coming, here, now, later, after,
                scratch, worth, added, actors, half,
            )  # fmt: skip
    if choice.shape[0] > 0:
        for state in range(states):
            _scale(later, state * wide, discount, actors)
    influence.reshape(-1)[:] = later
    mass[:] = after[:states]


@part
def _read_back(
    trace: Trace, tick: int, felt: FloatArray, coming: FloatArray, states: int, actors: int, half: int
) -> None:
    ahead, chances = trace.ahead.view(np.float32), trace.chances.view(np.float32)
    for state in range(states):
        place = tick * states + state
        if trace.brief:
            for b in range(actors):
                put(felt, state * half + b, take(ahead, place * actors + b))
            for lane in range(FEW_LANES):
                put(coming, state * FEW_LANES + lane, take(chances, place * FEW_LANES + lane))
        else:
            for b in range(actors):
                put(felt, state * half + b, take(trace.ahead, place * actors + b))
            store(coming, state * FEW_LANES, load4(trace.chances, place * FEW_LANES))


@inner_part
def _carry_tick(
    frame: Frame, sigma: FloatArray, discount: FloatArray, strain: FloatArray, tick: int, felt: FloatArray,
    coming: FloatArray, here: FloatArray, now: FloatArray, later: FloatArray, after: FloatArray,
    scratch: Any, worths: Any, added: Any, actors: int, half: int,
) -> None:  # fmt: skip
    """Carry mass and influence, which ``here`` still has to be discounted, over one tick."""
    (worth, mean, off, size), (flow_rows, lump_rows) = scratch, worths
    flow_sums, lump_sums, rounding, close = added
    states, wide = frame.idle.size, actors * FEW_LANES
    bound = load4(rounding, 0)
    for state in range(states):
        standing, own = take(now, state), state * wide
        if standing == 0.0 and _is_blank(here, own, wide):
            continue
        _scale(here, own, discount, actors)
        put(close, 1, max(take(close, 1), take(strain, tick * states + state)))
        rest, staying = take(frame.idle, state), 0.0
        _pass_on(later, after, here, standing, state, state, wide, rest)
        for c in range(0, half, FEW_LANES):
            flowing = _absolute(load4(flow_rows, take(frame.state_flow, state) * half + c))
            store(size, c, flowing + _absolute(load4(felt, state * half + c)) * spread4(rest))
        for o in range(take(frame.nature_offset, state), take(frame.nature_offset, state + 1)):
            there, chance = take(frame.nature_state, o), take(frame.nature_chance, o)
            _pass_on(later, after, here, standing, state, there, wide, chance)
            for c in range(0, half, FEW_LANES):
                reached = _absolute(load4(felt, there * half + c))
                store(size, c, load4(size, c) + reached * spread4(chance))
        _mix(felt, states * half, half, frame, state)
        _mix(coming, states * FEW_LANES, FEW_LANES, frame, state)
        for actor in range(actors):
            menu = state * actors + actor
            begin, stop = take(frame.edge_offset, menu), take(frame.edge_offset, menu + 1)
            likely, sharp = take(frame.turn, menu), take(frame.precision, actor)
            if likely == 0.0:
                continue
            _look_ahead(
                worth, mean, size, felt, frame.edge_target, lump_rows, frame.edge_lump, begin, stop, half,
                sigma, likely,
            )  # fmt: skip
            best, expected = -np.inf, spread4(0.0)
            for edge in range(begin, stop):
                best = max(best, take(worth, (edge - begin) * half + actor))
                chance_of = load4(coming, take(frame.edge_coming, edge) * FEW_LANES)
                expected = expected + chance_of * spread4(take(sigma, edge))
            if sharp == np.inf:
                sharp = 0.0
                if standing > 0.0 and _is_close(
                    worth, coming, frame.edge_coming, begin, stop, half, actor, best
                ):
                    put(close, 0, take(close, 0) + standing * likely)
            for edge in range(begin, stop):
                target, at_once = take(frame.edge_target, edge), take(frame.edge_lump, edge)
                goes, played, line = take(frame.edge_coming, edge), likely * take(sigma, edge), edge - begin
                for c in range(0, half, FEW_LANES):
                    store(off, c, load4(worth, line * half + c) - load4(mean, c))
                pushed = (load4(coming, goes * FEW_LANES) - expected) * spread4(standing)
                for b in range(actors):
                    pushed = pushed + load4(here, own + b * FEW_LANES) * spread4(take(off, b))
                pushed = pushed * spread4(played)
                brings = take(worth, line * half + actor)
                lump = abs(take(lump_rows, at_once * half + actor))
                times = (1.0 if at_once > 0 else 0.0) + (2.0 if target >= states else 0.0)
                room = sharp * (times * (abs(brings) + lump) + 2.0 * (best - brings)) + CHOICE_ROUNDINGS
                bound = bound + _absolute(pushed) * spread4(room * UNIT)
                pushed = pushed * spread4(sharp)
                if at_once > 0:
                    _add_row(lump_sums, at_once * wide, here, own, wide, played)
                    _add(lump_sums, at_once * wide + actor * FEW_LANES, pushed)
                # a blink's mass comes to a row that nobody goes on from
                if target < states:
                    put(after, goes, take(after, goes) + standing * played)
                    _add(later, target * wide + actor * FEW_LANES, pushed)
                    if target == state:  # a hold, as a rule; all of them at once below
                        staying += played
                    else:
                        _add_row(later, target * wide, here, own, wide, played)
                else:
                    running = standing if goes == target else 0.0
                    for o in range(take(frame.outcome_offset, edge), take(frame.outcome_offset, edge + 1)):
                        there, share = take(frame.outcome_state, o), take(frame.outcome_chance, o)
                        _pass_on(later, after, here, running, state, there, wide, played * share)
                        _add(later, there * wide + actor * FEW_LANES, pushed * spread4(share))
        _pass_on(later, after, here, 0.0, state, state, wide, staying)
        place = take(frame.state_flow, state) * wide
        for b in range(actors):
            influences = load4(here, own + b * FEW_LANES)
            bound = bound + _absolute(influences) * spread4(take(size, b) * (VALUE_ROUNDINGS * UNIT))
            _add(flow_sums, place + b * FEW_LANES, influences)
    store(rounding, 0, bound)


@inner_part
def _scale(rows: FloatArray, row: int, factor: FloatArray, actors: int) -> None:
    """Multiply a row by a factor for every actor."""
    for b in range(actors):
        place = row + b * FEW_LANES
        store(rows, place, load4(rows, place) * spread4(take(factor, b)))


@inner_part
def _look_ahead(
    worth: FloatArray, mean: FloatArray, size: FloatArray, felt: FloatArray, edge_target: IndexArray,
    lump_rows: FloatArray, edge_lump: IndexArray, begin: int, stop: int, half: int, sigma: FloatArray,
    likely: float,
) -> None:  # fmt: skip
    """Write down what every move of a menu brings everybody, and the mean; add its size to ``size``."""
    for c in range(0, half, FEW_LANES):
        expected, total = spread4(0.0), spread4(0.0)
        for edge in range(begin, stop):
            brings = load4(felt, take(edge_target, edge) * half + c)
            brings = brings + load4(lump_rows, take(edge_lump, edge) * half + c)
            store(worth, (edge - begin) * half + c, brings)
            weighed = brings * spread4(take(sigma, edge))
            expected = expected + weighed
            total = total + _absolute(weighed)
        store(mean, c, expected)
        store(size, c, load4(size, c) + total * spread4(likely))


@inner_part
def _add(sums: FloatArray, place: int, vector: Any) -> None:
    store(sums, place, load4(sums, place) + vector)


@inner_part
def _absolute(vector: Any) -> Any:
    return larger(vector, spread4(0.0) - vector)


@inner_part
def _is_blank(rows: FloatArray, row: int, width: int) -> bool:
    column = 0
    while column < width and take(rows, row + column) == 0.0:
        column += 1
    return column == width


@inner_part
def _pass_on(
    later: FloatArray, after: FloatArray, here: FloatArray, standing: float, state: int, there: int,
    wide: int, chance: float,
) -> None:  # fmt: skip
    """Carry mass and influence from a state to another one that nobody chooses."""
    put(after, there, take(after, there) + standing * chance)
    _add_row(later, there * wide, here, state * wide, wide, chance)


@inner_part
def _is_close(
    worth: FloatArray, coming: FloatArray, edge_coming: IndexArray, begin: int, stop: int, half: int,
    actor: int, best: float,
) -> bool:  # fmt: skip
    """Return whether a thousandth of its worth would make another move the best one, which would matter."""
    first = begin
    while take(worth, (first - begin) * half + actor) < best:
        first += 1
    close = False
    for edge in range(begin, stop):
        row, own_row = (edge - begin) * half, (first - begin) * half
        own = take(worth, row + actor)
        if best - own <= THOUSANDTH * (abs(best) + abs(own)):
            for b in range(half):
                close = close or take(worth, row + b) != take(worth, own_row + b)
            ours, others = take(edge_coming, first) * FEW_LANES, take(edge_coming, edge) * FEW_LANES
            for lane in range(FEW_LANES):
                close = close or take(coming, ours + lane) != take(coming, others + lane)
    return close
