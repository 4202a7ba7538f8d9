"""Values backward, and probabilities forward, over states and beliefs: see `blinkfirst.solve.hidden_resolve`.

A row holds everybody's values in one state at one point of the grid of beliefs (a *lane*): actors of two
types have two columns. In a tick one actor moves, so only what is believed of this one changes, and
interpolation is along one axis. States do not depend on one another within a tick, so threads may share them
and give the same bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import inner_part, is_cached, kernel, part
from blinkfirst.solve.kernels.signalling import (
    BOTH,
    FIRST_ONLY,
    NEWTON,
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
    edge_offset : shape (S * J + 1,), as in `Game`.
    outcome_offset, outcome_state, outcome_chance : where an edge leads, as in `Game`.
    edge_lump : shape (E,), row of ``Worth.lump``.
    edge_class : shape (E,), row of ``Worth.keep`` and ``Worth.gain``.
    edge_allowed : shape (E,), which type may make the move: `signalling.BOTH`, and so on.
    initiative : shape (S, J), probability per tick that a mover may move.
    idle : shape (S,), that nothing happens.
    nature_offset, nature_state, nature_chance : outcomes of nature per tick.
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
    """Pay of rows, column by column; C columns, filled up to a multiple of four.

    Attributes
    ----------
    flow, lump : shape (patterns, C), utils per tick and at once; 0 for answers.
    keep, gain : shape (classes, C): a move of a class brings ``keep * what it leads to + gain``.
    discount : shape (C,), per tick; 1 for answers.
    precision : shape (J, 2), 1/utils, of either type.
    own : shape (J, 4), the columns of a mover's values, by which it chooses, then those of what it gets after
        surprises; the same where nothing overtakes a plan, and where a mover has one type.
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
    axis : shape (J,), which of the Q axes is a mover's; -1 where it has one type.
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
        worth.flow.reshape(-1),
        worth.lump.reshape(-1),
        worth.keep.reshape(-1),
        worth.gain.reshape(-1),
    )
    longest = 1
    for row in range(first * actors, end * actors):
        longest = max(longest, moves.edge_offset[row + 1] - moves.edge_offset[row])
    padded = (lanes + LANES - 1) // LANES * LANES
    q = np.zeros(longest * size)
    acc = np.zeros(size)
    sigma = np.zeros(longest * padded)
    most_nodes = grid.belief.shape[1]
    u, choice1 = np.zeros((2, longest, most_nodes)), np.zeros((2, longest))
    place, share = np.zeros(longest, dtype=np.int64), np.zeros(longest)
    allowed, work = np.zeros(longest, dtype=np.int64), np.zeros((16, longest + 2))
    weigh = np.zeros(longest * columns)
    lanes_used = grid.lanes[0]
    lined = np.zeros(2 * longest * padded)
    choice, image, work8 = (
        np.zeros(2 * longest * LANES),
        np.zeros(longest * LANES),
        np.zeros((6 * longest + 8) * LANES),
    )
    segment, ways_of = np.zeros(longest * LANES, dtype=np.int64), np.zeros(LANES, dtype=np.int64)
    low, high = np.zeros(LANES, dtype=np.uint32), np.zeros(LANES, dtype=np.uint32)
    inner = np.zeros(LANES, dtype=np.uint32)
    for state in range(first, end):
        _begin_row(moves, acc, flat_later, state, size, columns)
        for actor in range(actors):
            turn = moves.initiative[state, actor]
            if turn <= 0.0:
                continue
            edge, last = (
                moves.edge_offset[state * actors + actor],
                moves.edge_offset[state * actors + actor + 1],
            )
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
                q, lined, worth.precision[actor], worth.own[actor], allowed, grid, axis, count, padded,
                columns, size,
            )  # fmt: skip
            for at in range(0, lanes_used, LANES):
                rough = 255
                if start == 0:
                    rough = signal_eight(
                        lined, padded, allowed, count, belief, grid.per_width[axis], grid.prior[axis],
                        grid.line[axis], at, choice, image, segment, low, high, inner, work8,
                    )  # fmt: skip
                    _place_octet(allowed, count, belief, grid.per_width[axis], at, image, segment)
                for i in range(min(LANES, lanes_used - at)):
                    node, ways_of[i] = (at + i) % nodes, NEWTON
                    if (rough >> i & 1 and 0 < node < nodes - 1) or start > 0:
                        ways_of[i] = _signal_alone(
                            lined, padded, grid.line[axis, at + i], allowed, count, belief, node, start, i,
                            choice, image, segment, u, choice1, place, share, work,
                        )  # fmt: skip
                for i in range(min(LANES, lanes_used - at)):
                    node = (at + i) % nodes
                    ways[ways_of[i]] += 1
                    lane = grid.order[axis, at + i]
                    line = lane - node * stride
                    _weights(weigh, choice, i, belief[node], turn, count, columns, worth.own[actor])
                    _add_signalled(acc, q, weigh, segment, image, i, line, lane, stride, count, columns, size)
        _close_row(
            flows, worth.discount, acc, flat_now, moves.state_flow[state], state, size, columns, discounted
        )


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
def _begin_row(moves: Moves, acc: FloatArray, later: FloatArray, state: int, size: int, columns: int) -> None:
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
    moves: Moves,
    lumps: FloatArray,
    keep: FloatArray,
    gain: FloatArray,
    q: FloatArray,
    at: int,
    later: FloatArray,
    edge: int,
    size: int,
    columns: int,
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
def _place_octet(
    allowed: IntArray, count: int, belief: FloatArray, per_width: FloatArray, at: int, share: FloatArray,
    segment: IntArray,
) -> None:  # fmt: skip
    """Turn beliefs after moves, as `signalling.signal_eight` leaves them, into shares of their segments."""
    nodes = belief.size
    for i in range(LANES):
        node = (at + i) % nodes
        for m in range(count):
            g = segment[m * LANES + i]
            w = 0.0
            if allowed[m] == SECOND_ONLY:
                w = 1.0
            elif allowed[m] == BOTH:
                b = belief[node] if node == 0 or node == nodes - 1 else share[m * LANES + i]
                g = segment_of(belief, b, g)
                w = (b - belief[g]) * per_width[g]
            segment[m * LANES + i], share[m * LANES + i] = g, w


@part
def _signal_alone(
    lined: FloatArray, plane: int, begin: int, allowed: IntArray, count: int, belief: FloatArray, node: int,
    start: int, i: int, choice: FloatArray, share: FloatArray, segment: IntArray, u: FloatArray,
    choice1: FloatArray, place1: IntArray, share1: FloatArray, work: FloatArray,
) -> int:  # fmt: skip
    """Solve the one of eight initiatives that did not settle beside the others; return what found it."""
    for m in range(count):
        for n in range(belief.size):
            u[0, m, n] = lined[m * plane + begin + n]
            u[1, m, n] = lined[(count + m) * plane + begin + n]
    way = signal(u, allowed, count, belief, belief[node], start, choice1, place1, share1, work)
    for m in range(count):
        choice[m * LANES + i], choice[(count + m) * LANES + i] = choice1[0, m], choice1[1, m]
        segment[m * LANES + i], share[m * LANES + i] = place1[m], share1[m]
    return way


@inner_part
def _weights(
    weigh: FloatArray, choice: FloatArray, i: int, prior: float, turn: float, count: int, columns: int,
    own: IntArray,
) -> None:  # fmt: skip
    """Fill how likely each column holds each move: either type's own choices, and everybody else's mean."""
    for m in range(count):
        first, second = choice[m * LANES + i], choice[(count + m) * LANES + i]
        played = turn * ((1.0 - prior) * first + prior * second)
        for c in range(columns):
            weigh[m * columns + c] = played
        for k in range(0, 4, 2):
            weigh[m * columns + own[k]] = turn * first
            weigh[m * columns + own[k + 1]] = turn * second


@inner_part
def _add_signalled(
    acc: FloatArray, q: FloatArray, weigh: FloatArray, segment: IntArray, share: FloatArray, i: int,
    line: int, lane: int, stride: int, count: int, columns: int, size: int,
) -> None:  # fmt: skip
    """Add what comes of a typed actor's moves, each at the belief that it leads to."""
    for c in range(0, columns, FEW_LANES):
        got = load4(acc, lane * columns + c)
        for m in range(count):
            w = share[m * LANES + i]
            low = m * size + (line + segment[m * LANES + i] * stride) * columns + c
            below, above = load4(q, low), load4(q, low + stride * columns)
            between = below * spread4(1.0 - w) + above * spread4(w)
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


class Marks(NamedTuple):
    """Edges as a walk looks at them, for K chains side by side, the free one first.

    Attributes
    ----------
    edge_move : shape (E,), move class, of P.
    edge_watch : shape (E,), watch class; ``keep`` is 1 where a chain goes on along an edge of the class.
    keep : shape (classes, K).
    """

    edge_move: IntArray
    edge_watch: IntArray
    keep: FloatArray


class Sums(NamedTuple):
    """Sums of one tick over what is played, in 1 + Q views: of all, then of each typed actor's second type.

    Attributes
    ----------
    passed : shape (1 + Q, P), how often the free chain plays moves of each class.
    gone : shape (1 + Q, classes, K), what of each chain plays moves of each watch class.
    before : shape (P,), belief about the mover before it moved, times how often; 0 for movers of one type.
    found : shape (4,), initiatives solved, by `signalling.NEWTON` and so on, times their probability.
    """

    passed: FloatArray
    gone: FloatArray
    before: FloatArray
    found: FloatArray


@kernel
def believe_on(
    moves: Moves, worth: Worth, grid: Lanes, marks: Marks, views: FloatArray, later: FloatArray,
    mass: FloatArray, after: FloatArray, sums: Sums, first: int, end: int, start: int, inside: int, kind: int,
) -> None:  # fmt: skip
    """Push what is in the states from ``first`` to before ``end`` on by a tick.

    A posterior between two nodes is split between them, so that its mean stays: the pass is the adjoint of
    `believe_back`.

    Parameters
    ----------
    views : shape (lanes, 1 + Q), 1 and the beliefs about all typed actors.
    later : shape (S, rows, C), values as they are felt in this tick.
    mass : shape (S, lanes, K), K a multiple of four.
    after : as ``mass``, added to.
    sums : added to.
    start : as in `signalling.signal`.
    inside : axis of a typed actor whose type is given, ``kind``: it plays as this type does, which nobody
        else knows; -1 for none. The pass is then the adjoint of that type's own column.
    """
    movers = moves.initiative.shape[1]
    lanes, chains = mass.shape[1], mass.shape[2]
    rows, columns = later.shape[1], later.shape[2]
    n_views = views.shape[1]
    flat_mass, flat_after, flat_later = mass.reshape(-1), after.reshape(-1), later.reshape(-1)
    keep, gone, passed = marks.keep.reshape(-1), sums.gone.reshape(-1), sums.passed
    watch_size = marks.keep.shape[0] * chains
    longest = 1
    for row in range(first * movers, end * movers):
        longest = max(longest, moves.edge_offset[row + 1] - moves.edge_offset[row])
    padded, lanes_used = (lanes + LANES - 1) // LANES * LANES, lanes
    size = padded * 2
    q, sigma = np.zeros(longest * size), np.zeros(longest * padded)
    most_nodes = grid.belief.shape[1]
    u, choice1 = np.zeros((2, longest, most_nodes)), np.zeros((2, longest))
    place, share = np.zeros(longest, dtype=np.int64), np.zeros(longest)
    allowed, work = np.zeros(longest, dtype=np.int64), np.zeros((16, longest + 2))
    lined = np.zeros(2 * longest * padded)
    choice, image, work8 = (
        np.zeros(2 * longest * LANES),
        np.zeros(longest * LANES),
        np.zeros((6 * longest + 8) * LANES),
    )
    segment, ways_of = np.zeros(longest * LANES, dtype=np.int64), np.zeros(LANES, dtype=np.int64)
    low, high = np.zeros(LANES, dtype=np.uint32), np.zeros(LANES, dtype=np.uint32)
    inner = np.zeros(LANES, dtype=np.uint32)
    both = np.array([0, 1])
    view = np.ones(n_views)
    for state in range(first, end):
        base = state * lanes * chains
        if not _anything(flat_mass, base, lanes, chains):
            continue
        _drift(moves, flat_mass, flat_after, state, lanes * chains)
        for mover in range(movers):
            turn = moves.initiative[state, mover]
            if turn <= 0.0:
                continue
            edge, last = (
                moves.edge_offset[state * movers + mover],
                moves.edge_offset[state * movers + mover + 1],
            )
            count, axis = last - edge, grid.axis[mover]
            for m in range(count):
                _lead_own(
                    moves, worth, q, m * size, flat_later, edge + m, worth.own[mover], lanes, rows, columns
                )
            if axis < 0:
                _choose(q, sigma, 0, worth.precision[mover, 0], count, padded, padded, 2, size)
                for lane in range(lanes):
                    here = flat_mass[base + lane * chains]
                    if here <= 0.0:
                        continue
                    for v in range(n_views):
                        view[v] = views[lane, v]
                    for m in range(count):
                        chance = turn * sigma[m * padded + lane]
                        _count(marks, keep, gone, passed, view, flat_mass, base + lane * chains, edge + m,
                               chance, chains, n_views, watch_size)  # fmt: skip
                        _send(moves, marks, keep, flat_mass, flat_after, base + lane * chains, edge + m,
                              chance, lane, lane, 0.0, lanes, chains)  # fmt: skip
                continue
            nodes, stride = grid.nodes[axis], grid.stride[axis]
            belief = grid.belief[axis, :nodes]
            for m in range(count):
                allowed[m] = moves.edge_allowed[edge + m]
            _line_up(q, lined, worth.precision[mover], both, allowed, grid, axis, count, padded, 2, size)
            for at in range(0, lanes, LANES):
                octet = 0.0
                for i in range(min(LANES, lanes - at)):
                    octet += flat_mass[base + grid.order[axis, at + i] * chains]
                if octet <= 0.0:
                    continue
                rough = 255
                if start == 0:
                    rough = signal_eight(
                        lined, padded, allowed, count, belief, grid.per_width[axis], grid.prior[axis],
                        grid.line[axis], at, choice, image, segment, low, high, inner, work8,
                    )  # fmt: skip
                    _place_octet(allowed, count, belief, grid.per_width[axis], at, image, segment)
                for i in range(min(LANES, lanes_used - at)):
                    node, ways_of[i] = (at + i) % nodes, NEWTON
                    if (rough >> i & 1 and 0 < node < nodes - 1) or start > 0:
                        ways_of[i] = _signal_alone(
                            lined, padded, grid.line[axis, at + i], allowed, count, belief, node, start, i,
                            choice, image, segment, u, choice1, place, share, work,
                        )  # fmt: skip
                for i in range(min(LANES, lanes - at)):
                    lane = grid.order[axis, at + i]
                    here = flat_mass[base + lane * chains]
                    if here <= 0.0:
                        continue
                    sums.found[ways_of[i]] += here * turn
                    node = (at + i) % nodes
                    prior, line = belief[node], lane - node * stride
                    for v in range(n_views):
                        view[v] = views[lane, v]
                    for m in range(count):
                        second = prior * choice[(count + m) * LANES + i]
                        played = (1.0 - prior) * choice[m * LANES + i] + second
                        known = second / played if played > 0.0 else prior
                        if axis == inside:
                            played, known = choice[(kind * count + m) * LANES + i], float(kind)
                        if played <= 0.0:
                            continue
                        view[1 + axis] = known
                        chance = turn * played
                        sums.before[marks.edge_move[edge + m]] += here * chance * prior
                        _count(marks, keep, gone, passed, view, flat_mass, base + lane * chains, edge + m,
                               chance, chains, n_views, watch_size)  # fmt: skip
                        under = line + segment[m * LANES + i] * stride
                        _send(moves, marks, keep, flat_mass, flat_after, base + lane * chains, edge + m,
                              chance, under, under + stride, image[m * LANES + i], lanes, chains)  # fmt: skip


@inner_part
def _anything(mass: FloatArray, base: int, lanes: int, chains: int) -> bool:
    """Return whether the free chain is anywhere in a state."""
    found = 0.0
    for lane in range(lanes):
        found += mass[base + lane * chains]
    return found > 0.0


@inner_part
def _drift(moves: Moves, mass: FloatArray, after: FloatArray, state: int, size: int) -> None:
    """Leave what idles, and carry on what nature moves."""
    base, idle = state * size, spread4(moves.idle[state])
    for i in range(0, size, FEW_LANES):
        store(after, base + i, load4(after, base + i) + load4(mass, base + i) * idle)
    for o in range(moves.nature_offset[state], moves.nature_offset[state + 1]):
        chance, there = spread4(moves.nature_chance[o]), moves.nature_state[o] * size
        for i in range(0, size, FEW_LANES):
            store(after, there + i, load4(after, there + i) + load4(mass, base + i) * chance)


@inner_part
def _lead_own(
    moves: Moves, worth: Worth, q: FloatArray, at: int, later: FloatArray, edge: int, own: IntArray,
    lanes: int, rows: int, columns: int,
) -> None:  # fmt: skip
    """Write what a move is worth to either type of its mover, two columns a lane."""
    for k in range(2):
        lump = worth.lump[moves.edge_lump[edge], own[k]]
        for lane in range(lanes):
            q[at + lane * 2 + k] = lump
        for o in range(moves.outcome_offset[edge], moves.outcome_offset[edge + 1]):
            chance, base = moves.outcome_chance[o], moves.outcome_state[o] * rows * columns + own[k]
            for lane in range(lanes):
                q[at + lane * 2 + k] += chance * later[base + lane * columns]


@inner_part
def _count(
    marks: Marks, keep: FloatArray, gone: FloatArray, passed: FloatArray, view: FloatArray, mass: FloatArray,
    at: int, edge: int, chance: float, chains: int, n_views: int, watch_size: int,
) -> None:  # fmt: skip
    """Add a move that is played to the sums."""
    for v in range(n_views):
        passed[v, marks.edge_move[edge]] += mass[at] * chance * view[v]
    look = marks.edge_watch[edge] * chains
    if look > 0:
        for v in range(n_views):
            for k in range(0, chains, FEW_LANES):
                i = v * watch_size + look + k
                store(gone, i, load4(gone, i) + load4(mass, at + k) * spread4(chance * view[v]))


@inner_part
def _send(
    moves: Moves, marks: Marks, keep: FloatArray, mass: FloatArray, after: FloatArray, at: int, edge: int,
    chance: float, under: int, over: int, share: float, lanes: int, chains: int,
) -> None:  # fmt: skip
    """Carry the chains along a move, to two neighbouring lanes."""
    look = marks.edge_watch[edge] * chains
    for o in range(moves.outcome_offset[edge], moves.outcome_offset[edge + 1]):
        going = chance * moves.outcome_chance[o]
        there = moves.outcome_state[o] * lanes
        for k in range(0, chains, FEW_LANES):
            moved = load4(mass, at + k) * load4(keep, look + k) * spread4(going)
            i = (there + under) * chains + k
            store(after, i, load4(after, i) + moved * spread4(1.0 - share))
            if share > 0.0:
                i = (there + over) * chains + k
                store(after, i, load4(after, i) + moved * spread4(share))


COMPILE_SECONDS = 45  # about what compiling takes, once on a machine; for the announcement
BACKWARD, FORWARD = "backward", "forward"
KERNELS = {BACKWARD: believe_back, FORWARD: believe_on}


def kernels_are_cached(*needed: str) -> bool:
    """Return whether some of `KERNELS` were compiled before on this machine, so that nobody need wait."""
    return all(is_cached(KERNELS[name]) for name in needed)
