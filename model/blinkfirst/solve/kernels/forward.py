"""Probabilities pushed forward: the recursion of `blinkfirst.solve.kernels` the other way round.

Every state asks what comes to it, instead of every move sending on what it takes: all that comes to a state
is at hand at once, so that it can be added up in no order at all (`blinkfirst.solve.kernels.even_sums`).
First, everything that leads from one state to another is added up to one share, once for all chains.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import inner_part, kernel, part
from blinkfirst.solve.kernels.even_sums import even_sum, left_over
from blinkfirst.solve.kernels.vector8 import (
    LANES,
    blank,
    fill,
    load,
    planes_for,
    put,
    read_back,
    spread,
    store,
    take,
)
from blinkfirst.solve.layout.inflow import Inflow
from blinkfirst.solve.layout.vector_layout import BLOCK, IndexArray
from blinkfirst.solve.layout.watch_classes import WatchClasses


@kernel
def carry_forward(
    inflow: Inflow, idle: FloatArray, nature: FloatArray, edge_turn: FloatArray, watched: WatchClasses,
    move_class: IndexArray, choice: FloatArray, mass: FloatArray, closing: IntArray, sight_ticks: IntArray,
    discounts: FloatArray, visits: FloatArray, passed: FloatArray, ended: FloatArray, sights: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return ``mass`` after the ticks of ``choice``, and fill the last four arguments.

    Arguments as of `blinkfirst.solve.kernels.push_forward`; ``idle`` and ``nature`` as in
    `blinkfirst.solve.layout.game_tables.Pace`, ``edge_turn`` the initiative of every edge's mover, per tick.
    """
    states, chains = mass.shape
    edges, classes, planes = choice.shape[1], watched.keep.shape[0], planes_for(chains)
    blocks = (states + BLOCK - 1) // BLOCK
    plane = (states + inflow.seen_edge.size) * LANES
    here, after = blank(planes * plane), blank(planes * plane)
    fill(here, plane, mass, 1)
    class_plane = classes * LANES
    keep, gone = blank(planes * class_plane), blank(planes * class_plane)
    fill(keep, class_plane, watched.keep, 1)
    actor_plane = states * LANES
    actor_planes = planes_for(visits.shape[1])
    visited, discount = blank(actor_planes * actor_plane), blank(actor_planes * LANES)
    played = np.concatenate((np.zeros(edges), idle, nature, np.ones(1)))
    share = blank(inflow.row.size)
    _share_out(share, played, inflow, inflow.looked_pair, inflow.place.size)
    rest = np.zeros(passed.shape[1])
    active = np.zeros(blocks, dtype=np.uint8)
    spare = blank(max(_most(inflow.seen_offset), _most(inflow.arrived_offset)) * LANES)
    sight = 0

    for tick in range(choice.shape[0]):
        for chain in range(chains):
            if closing[chain] == tick:
                _close_chain(here, (chain // LANES) * plane + chain % LANES, states)
        if sight < sight_ticks.size and sight_ticks[sight] == tick:
            _look_around(sights[sight], here)
            sight += 1
        fill(discount, LANES, discounts[tick : tick + 1], 1)
        passed[tick] = 0.0
        rest[:] = 0.0
        for block in range(blocks):
            first, end = block * BLOCK, min(block * BLOCK + BLOCK, states)
            active[block] = _anybody_there(here, first, end)
            if active[block]:
                for p in range(actor_planes):
                    _visit(visited, p * actor_plane, here, first, end, load(discount, p * LANES))
                _play(
                    played, passed[tick], rest, here, choice[tick], edge_turn, move_class,
                    inflow.edge_offset, first, end,
                )  # fmt: skip
                _share_out(share, played, inflow, inflow.pair_offset[first], inflow.pair_offset[end])
        passed[tick] += rest
        for p in range(planes):
            base, class_base = p * plane, p * class_plane
            _see(
                here, base, states, played, inflow.seen_state, inflow.seen_offset, inflow.seen_edge, keep,
                gone, class_base, spare,
            )  # fmt: skip
            for block in range(blocks):
                _come(
                    after, here, base, block * BLOCK, min(block * BLOCK + BLOCK, states),
                    _any_source(inflow.feeds, block, active), share, inflow.offset, inflow.row,
                )  # fmt: skip
            _arrive(
                after, base, inflow.arrived_offset, inflow.arrived_state, keep, gone, class_base, spare
            )  # fmt: skip
        read_back(gone, class_plane, ended[tick])
        here, after = after, here

    for state in range(states):
        for actor in range(visits.shape[1]):
            place = (actor // LANES) * actor_plane + state * LANES + actor % LANES
            visits[state, actor] += visited[place]
    result = np.empty_like(mass)
    read_back(here, plane, result)
    return result


@part
def _most(offset: IntArray) -> int:
    """The most members that any row has; at least 1."""
    longest = 1
    for row in range(offset.size - 1):
        longest = max(longest, offset[row + 1] - offset[row])
    return longest


@inner_part
def _close_chain(here: FloatArray, lane: int, states: int) -> None:
    for state in range(states):
        put(here, lane + state * LANES, 0.0)


@inner_part
def _look_around(sight: FloatArray, here: FloatArray) -> None:
    """Write down where the free chain is."""
    for state in range(sight.size):
        sight[state] = take(here, state * LANES)


@inner_part
def _anybody_there(here: FloatArray, first: int, end: int) -> bool:
    """Return whether the free chain, which holds more than all others, may be in some state of a block."""
    largest = 0.0
    for state in range(first, end):
        largest = max(largest, abs(take(here, state * LANES)))
    return largest != 0.0


@inner_part
def _visit(visited: FloatArray, base: int, here: FloatArray, first: int, end: int, discount: Any) -> None:
    """Count a tick spent in each state as what it is worth to everybody."""
    for state in range(first, end):
        row = state * LANES
        store(visited, base + row, load(visited, base + row) + discount * spread(take(here, row)))


@inner_part
def _play(
    played: FloatArray, passed: FloatArray, rest: FloatArray, here: FloatArray, choice: FloatArray,
    edge_turn: FloatArray, move_class: IndexArray, edge_offset: IntArray, first: int, end: int,
) -> None:  # fmt: skip
    """Write down how likely every edge is played, given that one is in its state, for a block of states.

    Count how often the free chain plays moves of each move class, and in ``rest`` what the counts left over.
    """
    for state in range(first, end):
        mass = take(here, state * LANES)
        if mass != 0.0:
            for edge in range(take(edge_offset, state), take(edge_offset, state + 1)):
                turn = take(choice, edge) * take(edge_turn, edge)
                put(played, edge, turn)
                number, term = take(move_class, edge), mass * turn
                count = take(passed, number)
                total = count + term
                put(passed, number, total)
                put(rest, number, take(rest, number) + left_over(count, term, total))


@inner_part
def _share_out(share: FloatArray, played: FloatArray, inflow: Inflow, first: int, end: int) -> None:
    """Add up, for pairs of a state and another it leads to, the chances of all ways there."""
    for pair in range(first, end):
        begin, stop = take(inflow.part_offset, pair), take(inflow.part_offset, pair + 1)
        total, rest = take(played, take(inflow.part, begin)) * take(inflow.chance, begin), 0.0
        for k in range(begin + 1, stop):
            term = take(played, take(inflow.part, k)) * take(inflow.chance, k)
            before, total = total, total + term
            rest += left_over(before, term, total)
        put(share, take(inflow.place, pair), total + rest)


@inner_part
def _see(
    here: FloatArray, base: int, states: int, played: FloatArray, seen_state: IndexArray, offset: IntArray,
    member: IndexArray, keep: FloatArray, gone: FloatArray, class_base: int, spare: FloatArray,
) -> None:  # fmt: skip
    """Write down what comes by edges that are looked for, class by class; keep what goes on in their rows."""
    row = base + states * LANES
    for number in range(1, offset.size - 1):
        first, count = take(offset, number), take(offset, number + 1) - take(offset, number)
        look = class_base + number * LANES
        going_on = load(keep, look)
        for k in range(count):
            from_state = load(here, base + take(seen_state, first + k) * LANES)
            came = from_state * spread(take(played, take(member, first + k)))
            store(spare, k * LANES, came)
            store(here, row, came * going_on)
            row += LANES
        store(gone, look, spread(0.0))
        if count > 0:
            store(gone, look, even_sum(spare, 0, count))


@inner_part
def _any_source(feeds: Any, block: int, active: Any) -> bool:
    """Return whether anything may come to a block from where anybody is."""
    found = False
    for source in range(active.size):
        found = found or (feeds[block, source] != 0 and active[source] != 0)
    return found


@inner_part
def _come(
    after: FloatArray, here: FloatArray, base: int, first: int, end: int, any_source: bool,
    share: FloatArray, offset: IntArray, row: IndexArray,
) -> None:  # fmt: skip
    """Add up what comes to every state of a block, and in each sum what the additions left over."""
    for state in range(first, end):
        total, rest = spread(0.0), spread(0.0)
        if any_source:
            for k in range(take(offset, state), take(offset, state + 1)):
                came = load(here, base + take(row, k)) * spread(take(share, k))
                before, total = total, total + came
                rest = rest + left_over(before, came, total)
        store(after, base + state * LANES, total + rest)


@inner_part
def _arrive(
    after: FloatArray, base: int, offset: IntArray, member: IndexArray, keep: FloatArray, gone: FloatArray,
    class_base: int, spare: FloatArray,
) -> None:  # fmt: skip
    """Write down what comes into states that are looked for; leave what goes on."""
    for number in range(1, offset.size - 1):
        first, count = take(offset, number), take(offset, number + 1) - take(offset, number)
        look = class_base + number * LANES
        for k in range(count):
            row = base + take(member, first + k) * LANES
            came = load(after, row)
            store(spare, k * LANES, came)
            store(after, row, came * load(keep, look))
        if count > 0:
            store(gone, look, even_sum(spare, 0, count))


@kernel
def add_marginals(bins: IndexArray, probabilities: FloatArray, sums: FloatArray) -> None:
    """Add the probability of every state to the levels of the state.

    All variables go side by side: a sum with few bins for itself would wait for the sum before. What
    additions leave over is added at the end, so that states may come in any order.

    Parameters
    ----------
    bins : shape (S, V), where each state's level of each variable is added.
    probabilities : shape (S,).
    sums : added to.
    """
    states, variables = bins.shape
    rest = np.zeros(sums.size)
    for state in range(states):
        probability = take(probabilities, state)
        if probability != 0.0:
            for bin in range(state * variables, (state + 1) * variables):
                level = take(bins, bin)
                before = take(sums, level)
                total = before + probability
                put(sums, level, total)
                put(rest, level, take(rest, level) + left_over(before, probability, total))
    for level in range(sums.size):
        put(sums, level, take(sums, level) + take(rest, level))
