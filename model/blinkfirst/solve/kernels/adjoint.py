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
from blinkfirst.solve.kernels.compiling import kernel, part
from blinkfirst.solve.kernels.vector8 import (
    LANES,
    larger,
    load,
    most,
    planes_for,
    put,
    spread,
    store,
    take,
)
from blinkfirst.solve.layout.vector_layout import IndexArray

UNIT = 2.0**-53  # largest relative error of one rounding
VALUE_ROUNDINGS = 4.0  # of a value in a tick, in units of `UNIT` times the size of what it is the sum of
CHOICE_ROUNDINGS = 4.0  # of a choice: exponential, sum, share
SAFETY = 100.0  # sampled errors that an exact maximiser's choice must be away from a tie, to be sure
THOUSANDTH = 1e-3


class Frame(NamedTuple):
    """A game as these loops read it; offsets as in `blinkfirst.game.game.Game`, P patterns of payoffs.

    Tables have a row for each of S states, then M rows for the moves of the state being worked on that can
    end in several states, then one for the blinks of each actor.

    Attributes
    ----------
    edge_actor : shape (E,).
    edge_target : shape (E,), row of what a move leads to.
    edge_coming : shape (E,), the same, of a blink the row of its actor's blinks.
    mixture_offset : shape (S + 1,), moves of each state that can end in several states.
    mixture_edge : which edges these are; M is the most that a state has.
    blinks : shape (A, 8), 1 in the lanes that count the blinks of an actor.
    turn : shape (S * A,), probability per tick that an actor may move.
    """

    edge_offset: IntArray
    edge_actor: IndexArray
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
        edge_offset, edge_actor, edge_target, edge_coming, mixture_offset, mixture_edge,
        outcome_offset, outcome_state, outcome_chance, blinks, turn, idle,
        nature_offset, nature_state, nature_chance, state_flow, flow, edge_lump, lump, discount, precision,
    ) = frame  # fmt: skip
    ahead, chances, strain = trace
    states, actors, mixtures = idle.size, discount.size, most(mixture_offset)
    width = rows.shape[1] * LANES
    half = (rows.shape[1] - 1) // 2 * LANES  # columns of values, and of errors
    longest = _most_edges(edge_offset, actors)
    errors, weights, changes = np.zeros(longest), np.zeros(longest), np.zeros(longest)
    mean, moved, total = np.zeros(actors), np.zeros(actors), np.zeros(width)
    largest, most_before, delta = np.zeros(half), np.zeros(half), np.ones(half)
    sharpness, any_exact = np.zeros(actors), False
    for actor in range(actors):
        delta[actor] = discount[actor]
        any_exact = any_exact or precision[actor] == np.inf
        sharpness[actor] = 0.0 if precision[actor] == np.inf else precision[actor]
    flow_rows, lump_rows = _padded(flow, half), _padded(lump, half)
    size = (states + mixtures + actors) * width
    later, now = np.zeros(size), np.zeros(size)
    later[: rows.size] = rows.reshape(-1)
    for actor in range(actors):
        for lane in range(LANES):
            place = (states + mixtures + actor) * width + 2 * half + lane
            later[place] = now[place] = blinks[actor, lane]
    for state in range(states):
        _discount(later, state * width, half, delta, largest)
    for tick in range(choice.shape[0] - 1, -1, -1):
        sigma = choice[tick]
        for state in range(states):
            for b in range(actors):
                put(ahead, (tick * states + state) * actors + b, take(later, state * width + b))
            store(chances, (tick * states + state) * LANES, load(later, state * width + 2 * half))
        most_before[:] = largest
        largest[:] = 0.0
        shift = (tick * 7919) % (states * actors)
        for state in range(states):
            here = state * width
            for c in range(0, width, LANES):
                store(total, c, load(later, here + c) * spread(take(idle, state)))
            for o in range(take(nature_offset, state), take(nature_offset, state + 1)):
                _add_row(total, 0, later, take(nature_state, o) * width, width, take(nature_chance, o))
            _mix(
                later, states * width, width, take(mixture_offset, state), take(mixture_offset, state + 1),
                mixture_edge, outcome_offset, outcome_state, outcome_chance,
            )  # fmt: skip
            first, end = take(edge_offset, state * actors), take(edge_offset, (state + 1) * actors)
            for actor in range(actors):
                put(mean, actor, 0.0)
                put(moved, actor, 0.0)
            for k in range(end - first):
                actor = take(edge_actor, first + k)
                error = take(later, take(edge_target, first + k) * width + half + actor)
                put(errors, k, error)
                put(mean, actor, take(mean, actor) + error * take(sigma, first + k))
            for k in range(end - first):
                actor, weight = take(edge_actor, first + k), take(sigma, first + k)
                exponent = take(sharpness, actor) * (take(errors, k) - take(mean, actor))
                change, likely = weight * exponent, take(turn, state * actors + actor)
                much = abs(change) * max(1.0, abs(exponent))
                put(moved, actor, take(moved, actor) + (much if likely > 0.0 else 0.0))
                put(weights, k, likely * weight)
                put(changes, k, likely * change)
            tight = 0.0
            for actor in range(actors):
                tight = max(tight, take(moved, actor))
            if any_exact:
                for actor in range(actors):
                    begin, stop = edge_offset[state * actors + actor], edge_offset[state * actors + actor + 1]
                    if precision[actor] == np.inf and stop - begin > 1 and turn[state * actors + actor] > 0.0:
                        worth = np.empty(stop - begin)
                        for edge in range(begin, stop):
                            reached = later[edge_target[edge] * width + actor]
                            worth[edge - begin] = reached + lump[edge_lump[edge], actor]
                        tight = max(tight, _unsure(worth, errors[begin - first :], most_before[actor]))
            for c in range(0, half, LANES):
                value, error_sum = load(total, c), load(total, half + c)
                for k in range(end - first):
                    row, weight = take(edge_target, first + k) * width + c, spread(take(weights, k))
                    reached = load(later, row) + load(lump_rows, take(edge_lump, first + k) * half + c)
                    value = value + reached * weight
                    erring = load(later, row + half) * weight
                    error_sum = error_sum + erring + reached * spread(take(changes, k))
                value = value + load(flow_rows, take(state_flow, state) * half + c)
                absolute = larger(value, spread(0.0) - value)
                error = absolute * load(signs, shift + state * actors + c) * spread(VALUE_ROUNDINGS * UNIT)
                store(now, here + c, value)
                store(now, here + half + c, error_sum + error)
            coming = load(total, 2 * half)
            for k in range(end - first):
                row = take(edge_coming, first + k) * width + 2 * half
                coming = coming + load(later, row) * spread(take(weights, k))
            store(now, here + 2 * half, coming)
            _discount(now, here, half, delta, largest)
            put(strain, tick * states + state, tight)
        later, now = now, later
    result = later[: rows.size].reshape(rows.shape)
    for state in range(states):
        for c in range(half):
            result[state, c // LANES, c % LANES] /= delta[c]
            result[state, (half + c) // LANES, c % LANES] /= delta[c]
    return result


@part
def _most_edges(edge_offset: IntArray, actors: int) -> int:
    """Most edges that a state has."""
    longest = 0
    for row in range(0, edge_offset.size - 1, actors):
        longest = max(longest, edge_offset[row + actors] - edge_offset[row])
    return longest


@part
def _mix(
    rows: FloatArray, place: int, width: int, first: int, end: int, mixture_edge: IntArray,
    outcome_offset: IntArray, outcome_state: IntArray, outcome_chance: FloatArray,
) -> None:  # fmt: skip
    """Mix what moves lead to that can end in several states, from a place on."""
    for m in range(first, end):
        edge = take(mixture_edge, m)
        for c in range(0, width, LANES):
            mixed = spread(0.0)
            for o in range(take(outcome_offset, edge), take(outcome_offset, edge + 1)):
                reached = load(rows, take(outcome_state, o) * width + c)
                mixed = mixed + reached * spread(take(outcome_chance, o))
            store(rows, place + (m - first) * width + c, mixed)


@part
def _padded(table: FloatArray, columns: int) -> FloatArray:
    """A table's rows, each filled up with zeros to so many columns."""
    result = np.zeros(table.shape[0] * columns)
    for row in range(table.shape[0]):
        for c in range(table.shape[1]):
            result[row * columns + c] = table[row, c]
    return result


@part
def _discount(rows: FloatArray, row: int, half: int, delta: FloatArray, largest: FloatArray) -> None:
    """Note the largest values, and discount a row for the tick before."""
    for c in range(0, half, LANES):
        value = load(rows, row + c)
        store(largest, c, larger(load(largest, c), larger(value, spread(0.0) - value)))
        store(rows, row + c, value * load(delta, c))
        store(rows, row + half + c, load(rows, row + half + c) * load(delta, c))


@part
def _add_row(
    sums: FloatArray, place: int, rows: FloatArray, row: int, width: int, chance: float
) -> None:
    """Add a row, as likely as it is reached, to the sums from a place on."""
    for c in range(0, width, LANES):
        store(sums, place + c, load(sums, place + c) + load(rows, row + c) * spread(chance))


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
        edge_offset, edge_actor, edge_target, edge_coming, mixture_offset, mixture_edge,
        outcome_offset, outcome_state, outcome_chance, blinks, turn, idle,
        nature_offset, nature_state, nature_chance, state_flow, flow, edge_lump, lump, discount, precision,
    ) = frame  # fmt: skip
    ahead, chances, strain = trace
    by_flow, by_lump, rounding, close = sums
    flow_sums, lump_sums = by_flow.reshape(-1), by_lump.reshape(-1)
    states, actors, mixtures = idle.size, discount.size, most(mixture_offset)
    wide, half = actors * LANES, planes_for(actors) * LANES
    longest = _most_edges(edge_offset, actors)
    worth, off = np.zeros(longest * half), np.zeros(half)
    mean, expected, best = np.zeros(actors * half), np.zeros(actors * LANES), np.zeros(actors)
    sharpness, any_exact, size = np.zeros(actors), False, np.zeros(half)
    for actor in range(actors):
        any_exact = any_exact or precision[actor] == np.inf
        sharpness[actor] = 0.0 if precision[actor] == np.inf else precision[actor]
    flow_rows, lump_rows = _padded(flow, half), _padded(lump, half)
    felt = np.zeros((states + mixtures) * half)  # what the ticks look ahead at, everybody's column and lane
    coming = np.zeros((states + mixtures + actors) * LANES)
    for actor in range(actors):
        for lane in range(LANES):
            coming[(states + mixtures + actor) * LANES + lane] = blinks[actor, lane]
    here, now = np.zeros(states * wide), np.zeros(states)
    later, after = np.zeros((states + mixtures) * wide), np.zeros(states + mixtures + actors)
    later[: influence.size] = influence.reshape(-1)
    after[:states] = mass
    for tick in range(choice.shape[0]):
        sigma = choice[tick]
        for state in range(states):
            for b in range(actors):
                put(felt, state * half + b, take(ahead, (tick * states + state) * actors + b))
            store(coming, state * LANES, load(chances, (tick * states + state) * LANES))
        here[:], now[:] = later[: here.size], after[:states]
        later[:], after[:] = 0.0, 0.0
        bound = load(rounding, 0)
        for state in range(states):
            standing = take(now, state)
            if standing == 0.0 and _is_blank(here, state * wide, wide):
                continue
            close[1] = max(close[1], take(strain, tick * states + state))
            rest = take(idle, state)
            _pass_on(later, after, here, standing, state, state, wide, rest)
            for c in range(0, half, LANES):
                store(size, c, _absolute(load(flow_rows, take(state_flow, state) * half + c)))
                store(size, c, load(size, c) + _absolute(load(felt, state * half + c)) * spread(rest))
            for o in range(take(nature_offset, state), take(nature_offset, state + 1)):
                there, chance = take(nature_state, o), take(nature_chance, o)
                _pass_on(later, after, here, standing, state, there, wide, chance)
                for c in range(0, half, LANES):
                    reached = _absolute(load(felt, there * half + c))
                    store(size, c, load(size, c) + reached * spread(chance))
            mixture, last_mixture = take(mixture_offset, state), take(mixture_offset, state + 1)
            _mix(
                felt, states * half, half, mixture, last_mixture,
                mixture_edge, outcome_offset, outcome_state, outcome_chance,
            )  # fmt: skip
            _mix(
                coming, states * LANES, LANES, mixture, last_mixture,
                mixture_edge, outcome_offset, outcome_state, outcome_chance,
            )  # fmt: skip
            first, end = take(edge_offset, state * actors), take(edge_offset, (state + 1) * actors)
            for c in range(0, actors * half, LANES):
                store(mean, c, spread(0.0))
            for actor in range(actors):
                store(expected, actor * LANES, spread(0.0))
                put(best, actor, -np.inf)
            for c in range(0, half, LANES):
                total = load(size, c)
                for k in range(end - first):
                    edge = first + k
                    actor, weight = take(edge_actor, edge), take(sigma, edge)
                    brings = load(felt, take(edge_target, edge) * half + c)
                    brings = brings + load(lump_rows, take(edge_lump, edge) * half + c)
                    store(worth, k * half + c, brings)
                    row = actor * half + c
                    store(mean, row, load(mean, row) + brings * spread(weight))
                    likely = take(turn, state * actors + actor)
                    total = total + _absolute(brings) * spread(likely * weight)
                store(size, c, total)
            for k in range(end - first):
                edge = first + k
                actor = take(edge_actor, edge)
                put(best, actor, max(take(best, actor), take(worth, k * half + actor)))
                row, chance = actor * LANES, load(coming, take(edge_coming, edge) * LANES)
                store(expected, row, load(expected, row) + chance * spread(take(sigma, edge)))
            if any_exact and standing > 0.0:
                for actor in range(actors):
                    begin, stop = edge_offset[state * actors + actor], edge_offset[state * actors + actor + 1]
                    if precision[actor] == np.inf and _is_close(
                        worth, coming, edge_coming, begin, stop, begin - first, half, actor
                    ):
                        close[0] += standing * turn[state * actors + actor]
            staying = 0.0
            for k in range(end - first):
                edge = first + k
                actor, target = take(edge_actor, edge), take(edge_target, edge)
                at_once = take(edge_lump, edge)
                played = take(turn, state * actors + actor) * take(sigma, edge)
                for c in range(0, half, LANES):
                    store(off, c, load(worth, k * half + c) - load(mean, actor * half + c))
                pushed = load(coming, take(edge_coming, edge) * LANES) - load(expected, actor * LANES)
                pushed = pushed * spread(standing)
                for b in range(actors):
                    pushed = pushed + load(here, state * wide + b * LANES) * spread(take(off, b))
                pushed = pushed * spread(played)
                own, sharp = take(worth, k * half + actor), take(sharpness, actor)
                added = abs(take(lump_rows, at_once * half + actor))
                times = (1.0 if at_once > 0 else 0.0) + (2.0 if target >= states else 0.0)
                exponent = sharp * (take(best, actor) - own)
                room = sharp * times * (abs(own) + added) + 2.0 * exponent + CHOICE_ROUNDINGS
                bound = bound + _absolute(pushed) * spread(room * UNIT)
                pushed = pushed * spread(sharp)
                if target == state:  # a hold, as a rule; all of them at once below
                    staying += played
                else:
                    _add_row(later, target * wide, here, state * wide, wide, played)
                row = target * wide + actor * LANES
                store(later, row, load(later, row) + pushed)
                # a blink's mass comes to a row that nobody goes on from
                goes = take(edge_coming, edge)
                put(after, goes, take(after, goes) + standing * played)
                if at_once > 0:
                    _add_row(lump_sums, at_once * wide, here, state * wide, wide, played)
                    row = at_once * wide + actor * LANES
                    store(lump_sums, row, load(lump_sums, row) + pushed)
            _pass_on(later, after, here, 0.0, state, state, wide, staying)
            for m in range(mixture, last_mixture):
                edge, row = take(mixture_edge, m), states + m - mixture
                arrived = take(after, row)
                put(after, row, 0.0)
                for o in range(take(outcome_offset, edge), take(outcome_offset, edge + 1)):
                    there, share = take(outcome_state, o), take(outcome_chance, o)
                    put(after, there, take(after, there) + arrived * share)
                    _add_row(later, there * wide, later, row * wide, wide, share)
                for c in range(0, wide, LANES):
                    store(later, row * wide + c, spread(0.0))
            place = take(state_flow, state) * wide
            for b in range(actors):
                influences, row = load(here, state * wide + b * LANES), place + b * LANES
                room = take(size, b) * (VALUE_ROUNDINGS * UNIT)
                bound = bound + _absolute(influences) * spread(room)
                store(flow_sums, row, load(flow_sums, row) + influences)
        store(rounding, 0, bound)
        for state in range(states):
            for b in range(actors):
                row = state * wide + b * LANES
                store(later, row, load(later, row) * spread(take(discount, b)))
    influence.reshape(-1)[:] = later[: influence.size]
    mass[:] = after[:states]


@part
def _absolute(vector: Any) -> Any:
    return larger(vector, spread(0.0) - vector)


@part
def _is_blank(rows: FloatArray, row: int, width: int) -> bool:
    blank = True
    for c in range(width):
        blank = blank and take(rows, row + c) == 0.0
    return blank


@part
def _pass_on(
    later: FloatArray, after: FloatArray, here: FloatArray, standing: float, state: int, there: int,
    wide: int, chance: float,
) -> None:  # fmt: skip
    """Carry mass and influence from a state to another one that nobody chooses."""
    put(after, there, take(after, there) + standing * chance)
    _add_row(later, there * wide, here, state * wide, wide, chance)


@part
def _is_close(
    worth: FloatArray, coming: FloatArray, edge_coming: IndexArray, first: int, end: int, skipped: int,
    half: int, actor: int,
) -> bool:  # fmt: skip
    """Return whether a thousandth of its worth would make another move the best one, which would matter.

    ``skipped`` rows of ``worth`` are those of other menus.
    """
    best = first
    for edge in range(first, end):
        if worth[(skipped + edge - first) * half + actor] > worth[(skipped + best - first) * half + actor]:
            best = edge
    own_row = (skipped + best - first) * half
    own = worth[own_row + actor]
    for edge in range(first, end):
        row = (skipped + edge - first) * half
        if own - worth[row + actor] <= THOUSANDTH * (abs(own) + abs(worth[row + actor])):
            for b in range(half):
                if worth[row + b] != worth[own_row + b]:
                    return True
            for lane in range(LANES):
                ours, others = edge_coming[best] * LANES + lane, edge_coming[edge] * LANES + lane
                if coming[ours] != coming[others]:
                    return True
    return False
