"""Values and answers carried backward over states and beliefs: the recursion of `blinkfirst.solve.hidden_resolve`.

A row holds everybody's values in one state at one point of the grid of beliefs (a *lane*): actors of two types
have two columns. In a tick one actor moves, so only what is believed of this one changes: interpolation is
along one axis. States do not depend on one another within a tick, so threads may share them and give the same
bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import inner_part, kernel
from blinkfirst.solve.kernels.signalling import (
    BOTH,
    FIRST_ONLY,
    SECOND_ONLY,
    segment_of,
    signal,
    signal_eight,
)
from blinkfirst.solve.kernels.vector8 import (
    FEW_LANES,
    LANES,
    exponential,
    larger,
    load,
    load4,
    spread,
    spread4,
    store,
)


class Moves(NamedTuple):
    """A game as the loops read it, edge by edge.

    Attributes
    ----------
    edge_offset : shape (S * A + 1,), as in `Game`.
    outcome_offset, outcome_state, outcome_chance : where an edge leads, as in `Game`.
    edge_lump : shape (E,), row of ``Worth.lump``.
    edge_class : shape (E,), row of ``Worth.keep`` and ``Worth.gain``.
    edge_allowed : shape (E,), which type may make the move: `signalling.BOTH`, and so on.
    initiative : shape (S, A), probability per tick that an actor may move.
    idle : shape (S,), that nothing happens.
    nature_offset, nature_state, nature_chance : outcomes of nature per tick, and nature_class, as edge_class.
    state_flow : shape (S,), row of ``Worth.flow``.
    """

    edge_offset: IntArray
    outcome_offset: IntArray
    outcome_state: IntArray
    outcome_chance: FloatArray
    edge_lump: IntArray
    edge_class: IntArray
    edge_allowed: IntArray
    initiative: FloatArray
    idle: FloatArray
    nature_offset: IntArray
    nature_state: IntArray
    nature_chance: FloatArray
    state_flow: IntArray


class Worth(NamedTuple):
    """What rows are paid, column by column; C columns, filled up to a multiple of four.

    Attributes
    ----------
    flow, lump : shape (patterns, C), utils per tick and at once; 0 for answers.
    keep, gain : shape (classes, C): a move of a class brings ``keep * what it leads to + gain``.
    discount : shape (C,), per tick; 1 for answers.
    precision : shape (A, 2), 1/utils, of either type.
    own : shape (A, 2), the columns of an actor's values; twice the same where it has one type.
    """

    flow: FloatArray
    lump: FloatArray
    keep: FloatArray
    gain: FloatArray
    discount: FloatArray
    precision: FloatArray
    own: IntArray


class Lanes(NamedTuple):
    """The grid of beliefs, laid out.

    Attributes
    ----------
    belief : shape (Q, most nodes), the nodes of each typed actor, from 0 to 1.
    nodes : shape (Q,), how many each has.
    stride : shape (Q,), lanes from one node to the next.
    axis : shape (A,), which of the Q axes is an actor's; -1 where it has one type.
    lanes : shape (1,), W: the product of the nodes.
    order : shape (Q, W filled up to a multiple of eight), the lanes line by line: the nodes of an axis one
        after the other.
    line : as ``order``, the place at which a place's line begins.
    prior : as ``order``, what is believed at a place.
    per_width : shape (Q, most nodes), one over the width of each segment.
    """

    belief: FloatArray
    nodes: IntArray
    stride: IntArray
    axis: IntArray
    lanes: IntArray
    order: IntArray
    line: IntArray
    prior: FloatArray
    per_width: FloatArray


@kernel
def believe_back(
    moves: Moves, worth: Worth, grid: Lanes, later: FloatArray, now: FloatArray, first: int, end: int,
    discounted: bool, start: int, ways: IntArray,
) -> None:  # fmt: skip
    """Fill rows of the states from ``first`` to before ``end`` with what they are worth a tick earlier.

    Parameters
    ----------
    later, now : shape (S, lanes, C), values as they are felt in this tick (times the discount), C a multiple
        of four and lanes * C of eight.
    discounted : whether to write them down as they will be felt a tick earlier still.
    start : which roots to look for, as in `signalling.signal`.
    ways : shape (4,), how often each way found a solution; added to.
    """
    actors = moves.initiative.shape[1]
    lanes, columns = later.shape[1], later.shape[2]
    size = lanes * columns
    flat_later, flat_now = later.reshape(-1), now.reshape(-1)
    flows, lumps, keep, gain = (
        worth.flow.reshape(-1), worth.lump.reshape(-1), worth.keep.reshape(-1), worth.gain.reshape(-1)
    )
    longest = 1
    for row in range(first * actors, end * actors):
        longest = max(longest, moves.edge_offset[row + 1] - moves.edge_offset[row])
    padded = (lanes + LANES - 1) // LANES * LANES
    q = np.zeros(longest * size)
    acc = np.zeros(size)
    sigma = np.zeros(longest * padded)
    most_nodes = grid.belief.shape[1]
    u, choice = np.zeros((2, longest, most_nodes)), np.zeros((2, longest))
    place, share = np.zeros(longest, dtype=np.int64), np.zeros(longest)
    allowed, work = np.zeros(longest, dtype=np.int64), np.zeros((16, longest + 2))
    weigh = np.zeros(longest * columns)
    lanes_used = grid.lanes[0]
    lined = np.zeros(2 * longest * padded)
    sigma8, image, work8 = np.zeros(2 * longest * LANES), np.zeros(longest * LANES), np.zeros((6 * longest + 8) * LANES)
    segment = np.zeros(longest * LANES, dtype=np.int64)
    low, high = np.zeros(LANES, dtype=np.uint32), np.zeros(LANES, dtype=np.uint32)
    inner = np.zeros(LANES, dtype=np.uint32)
    for state in range(first, end):
        _begin_row(moves, acc, flat_later, state, size, columns)
        for actor in range(actors):
            turn = moves.initiative[state, actor]
            if turn <= 0.0:
                continue
            edge, last = moves.edge_offset[state * actors + actor], moves.edge_offset[state * actors + actor + 1]
            count = last - edge
            for m in range(count):
                _lead(moves, lumps, keep, gain, q, m * size, flat_later, edge + m, size, columns)
            axis = grid.axis[actor]
            if axis < 0:
                own, precision = worth.own[actor, 0], worth.precision[actor, 0]
                _choose(q, sigma, own, precision, count, lanes, padded, columns, size)
                _add(acc, q, sigma, turn, count, lanes, padded, columns, size)
                continue
            nodes, stride = grid.nodes[axis], grid.stride[axis]
            belief = grid.belief[axis, :nodes]
            for m in range(count):
                allowed[m] = moves.edge_allowed[edge + m]
            _line_up(
                q, lined, worth.precision[actor], worth.own[actor], allowed, grid, axis, count, padded, columns,
                size,
            )  # fmt: skip
            for at in range(0, lanes_used, LANES):
                rough = 255
                if start == 0:
                    rough = signal_eight(
                        lined, padded, allowed, count, belief, grid.per_width[axis], grid.prior[axis],
                        grid.line[axis], at, sigma8, image, segment, low, high, inner, work8,
                    )  # fmt: skip
                for i in range(min(LANES, lanes_used - at)):
                    node = (at + i) % nodes
                    if rough >> i & 1 and 0 < node < nodes - 1 or start > 0:
                        begin = grid.line[axis, at + i]
                        for m in range(count):
                            for n in range(nodes):
                                u[0, m, n] = lined[m * padded + begin + n]
                                u[1, m, n] = lined[(count + m) * padded + begin + n]
                        way = signal(u, allowed, count, belief, node, start, choice, place, share, work)
                    else:
                        way = 0
                        for m in range(count):
                            choice[0, m], choice[1, m] = sigma8[m * LANES + i], sigma8[(count + m) * LANES + i]
                            g = segment[m * LANES + i]
                            w = 0.0
                            if allowed[m] == SECOND_ONLY:
                                w = 1.0
                            elif allowed[m] == BOTH:
                                b = belief[node] if node == 0 or node == nodes - 1 else image[m * LANES + i]
                                g = segment_of(belief, b, g)
                                w = (b - belief[g]) * grid.per_width[axis, g]
                            place[m], share[m] = g, w
                    ways[way] += 1
                    lane = grid.order[axis, at + i]
                    line = lane - node * stride
                    _weights(weigh, choice, belief[node], turn, count, columns, worth.own[actor])
                    _add_signalled(acc, q, weigh, place, share, line, lane, stride, count, columns, size)
        _close_row(flows, worth.discount, acc, flat_now, moves.state_flow[state], state, size, columns, discounted)


@inner_part
def _line_up(
    q: FloatArray, lined: FloatArray, precision: FloatArray, own: IntArray, allowed: IntArray, grid: Lanes,
    axis: int, count: int, padded: int, columns: int, size: int,
) -> None:  # fmt: skip
    """Write precision times worth to either type, the nodes of a line one after the other.

    A type with a single move has no choice; it is taken to be paid nothing, or its slopes would mislead.
    """
    for k in range(2):
        barred = SECOND_ONLY if k == 0 else FIRST_ONLY
        choices = 0
        for m in range(count):
            choices += allowed[m] != barred
        weight = precision[k] if choices > 1 else 0.0
        for m in range(count):
            for place in range(padded):
                lane = grid.order[axis, place]
                lined[(k * count + m) * padded + place] = weight * q[m * size + lane * columns + own[k]]


@inner_part
def _begin_row(
    moves: Moves, acc: FloatArray, later: FloatArray, state: int, size: int, columns: int
) -> None:
    """Write what comes when nothing happens, and by nature, which changes no belief."""
    idle = spread(moves.idle[state])
    for i in range(0, size, LANES):
        store(acc, i, load(later, state * size + i) * idle)
    for o in range(moves.nature_offset[state], moves.nature_offset[state + 1]):
        chance, base = spread(moves.nature_chance[o]), moves.nature_state[o] * size
        for i in range(0, size, LANES):
            store(acc, i, load(acc, i) + load(later, base + i) * chance)


@inner_part
def _lead(
    moves: Moves, lumps: FloatArray, keep: FloatArray, gain: FloatArray, q: FloatArray, at: int,
    later: FloatArray, edge: int, size: int, columns: int,
) -> None:
    """Write what a move is worth at every lane to every column."""
    first, last = moves.outcome_offset[edge], moves.outcome_offset[edge + 1]
    for o in range(first, last):
        chance, base = spread(moves.outcome_chance[o]), moves.outcome_state[o] * size
        if o == first:
            for i in range(0, size, LANES):
                store(q, at + i, load(later, base + i) * chance)
        else:
            for i in range(0, size, LANES):
                store(q, at + i, load(q, at + i) + load(later, base + i) * chance)
    lump, look = moves.edge_lump[edge] * columns, moves.edge_class[edge] * columns
    if look > 0:
        for lane in range(0, size, columns):
            for c in range(0, columns, FEW_LANES):
                i = at + lane + c
                reached = load4(q, i) * load4(keep, look + c) + load4(gain, look + c)
                store(q, i, reached + load4(lumps, lump + c))
    else:
        for lane in range(0, size, columns):
            for c in range(0, columns, FEW_LANES):
                store(q, at + lane + c, load4(q, at + lane + c) + load4(lumps, lump + c))


@inner_part
def _choose(
    q: FloatArray, sigma: FloatArray, own: int, precision: float, count: int, lanes: int, padded: int,
    columns: int, size: int,
) -> None:  # fmt: skip
    """Fill the choices of an actor of one type at every lane."""
    for m in range(count):
        for lane in range(lanes):
            sigma[m * padded + lane] = q[m * size + lane * columns + own]
    for i in range(0, padded, LANES):
        best = load(sigma, i)
        for m in range(1, count):
            best = larger(best, load(sigma, m * padded + i))
        total = spread(0.0)
        for m in range(count):
            chance = exponential((load(sigma, m * padded + i) - best) * spread(precision))
            store(sigma, m * padded + i, chance)
            total = total + chance
        for m in range(count):
            store(sigma, m * padded + i, load(sigma, m * padded + i) / total)


@inner_part
def _add(
    acc: FloatArray, q: FloatArray, sigma: FloatArray, turn: float, count: int, lanes: int, padded: int,
    columns: int, size: int,
) -> None:  # fmt: skip
    """Add what comes of the choices of an actor of one type."""
    for lane in range(lanes):
        for c in range(lane * columns, (lane + 1) * columns, FEW_LANES):
            got = load4(q, c) * spread4(sigma[lane])
            for m in range(1, count):
                got = got + load4(q, m * size + c) * spread4(sigma[m * padded + lane])
            store(acc, c, load4(acc, c) + got * spread4(turn))


@inner_part
def _weights(
    weigh: FloatArray, choice: FloatArray, prior: float, turn: float, count: int, columns: int, own: IntArray
) -> None:
    """Fill how likely each column holds each move: either type's own choices, and everybody else's mean."""
    for m in range(count):
        played = turn * ((1.0 - prior) * choice[0, m] + prior * choice[1, m])
        for c in range(columns):
            weigh[m * columns + c] = played
        weigh[m * columns + own[0]] = turn * choice[0, m]
        weigh[m * columns + own[1]] = turn * choice[1, m]


@inner_part
def _add_signalled(
    acc: FloatArray, q: FloatArray, weigh: FloatArray, place: IntArray, share: FloatArray, line: int, lane: int,
    stride: int, count: int, columns: int, size: int,
) -> None:  # fmt: skip
    """Add what comes of a typed actor's moves, each at the belief that it leads to."""
    for c in range(0, columns, FEW_LANES):
        got = load4(acc, lane * columns + c)
        for m in range(count):
            low = m * size + (line + place[m] * stride) * columns + c
            below, above = load4(q, low), load4(q, low + stride * columns)
            between = below * spread4(1.0 - share[m]) + above * spread4(share[m])
            got = got + between * load4(weigh, m * columns + c)
        store(acc, lane * columns + c, got)


@inner_part
def _close_row(
    flows: FloatArray, discounts: FloatArray, acc: FloatArray, now: FloatArray, pattern: int, state: int,
    size: int, columns: int, discounted: bool,
) -> None:  # fmt: skip
    """Add the flows, discount for the tick before, and write the row down."""
    for lane in range(0, size, columns):
        for c in range(0, columns, FEW_LANES):
            value = load4(acc, lane + c) + load4(flows, pattern * columns + c)
            if discounted:
                value = value * load4(discounts, c)
            store(now, state * size + lane + c, value)
