"""Probabilities pushed forward: the recursion of `blinkfirst.solve.kernels` the other way round.

Every state asks what comes to it, instead of every move sending on what it takes: all that comes to a state
is at hand at once, so that it can be added up in no order at all (`blinkfirst.sums`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import inner_part, kernel, part
from blinkfirst.solve.kernels.even_sums import FEW, even_sum, even_total, room_for, split_sum
from blinkfirst.solve.kernels.vector8 import (
    LANES,
    blank,
    fill,
    larger,
    load,
    planes_for,
    put,
    read_back,
    smaller,
    spread,
    store,
    take,
)
from blinkfirst.solve.layout.vector_layout import BLOCK, IndexArray
from blinkfirst.solve.layout.watch_classes import WatchClasses
from blinkfirst.solve.layout.ways import Ways
from blinkfirst.sums import FINE_GRID


class _Sorted(NamedTuple):
    """Things in the order of their classes: ``offset``, one more than there are classes, and ``member``."""

    offset: IntArray
    member: IndexArray


class _Inflow(NamedTuple):
    """All that may come to each state.

    Attributes
    ----------
    offset : shape (S + 1,), rows of the next three.
    row : place of the row it comes from: a state's, or that of an edge that is looked for.
    edge : the edge it comes by; E where the row itself has come, or nobody moves.
    chance : how likely, given that edge.
    feeds : shape (B, B), whether anything may come to a block of states from another.
    """

    offset: IntArray
    row: IndexArray
    edge: IndexArray
    chance: FloatArray
    feeds: Any


@kernel
def carry_forward(
    ways: Ways, idle: FloatArray, nature: FloatArray, edge_turn: FloatArray, watched: WatchClasses,
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
    seen, arrived = _sorted(watched.edge, classes), _sorted(watched.state, classes)
    deeds = _sorted(move_class, passed.shape[1])
    looked = seen.offset[1]  # edges of class 0 come first and are looked for by nobody
    inflow = _inflow(ways, idle, nature, seen, blocks)
    plane = (states + edges - looked) * LANES
    here, after = blank(planes * plane), blank(planes * plane)
    fill(here, plane, mass, 1)
    class_plane = classes * LANES
    keep, gone = blank(planes * class_plane), blank(planes * class_plane)
    fill(keep, class_plane, watched.keep, 1)
    actor_plane = states * LANES
    actor_planes = planes_for(visits.shape[1])
    visited, discount = blank(actor_planes * actor_plane), blank(actor_planes * LANES)
    played = blank(edges + 1)
    played[edges] = 1.0
    active = np.zeros(blocks, dtype=np.uint8)
    spare = blank(max(_most(inflow.offset), _most(seen.offset), _most(arrived.offset)) * LANES)
    counts = blank(_most(deeds.offset) + 3 * LANES)
    sight = 0

    for tick in range(choice.shape[0]):
        for chain in range(chains):
            if closing[chain] == tick:
                _close_chain(here, (chain // LANES) * plane + chain % LANES, states)
        if sight < sight_ticks.size and sight_ticks[sight] == tick:
            _look_around(sights[sight], here)
            sight += 1
        fill(discount, LANES, discounts[tick : tick + 1], 1)
        _play(played, choice[tick], edge_turn)
        for block in range(blocks):
            first, end = block * BLOCK, min(block * BLOCK + BLOCK, states)
            active[block] = _anybody_there(here, first, end)
            if active[block]:
                for p in range(actor_planes):
                    _visit(visited, p * actor_plane, here, first, end, load(discount, p * LANES))
        _pass(passed[tick], here, played, ways.edge_state, deeds.offset, deeds.member, counts)
        for p in range(planes):
            base, class_base = p * plane, p * class_plane
            _see(
                here, base, states, played, ways.edge_state, seen.offset, seen.member, keep, gone, class_base,
                spare,
            )  # fmt: skip
            for block in range(blocks):
                _come(
                    after, here, base, block * BLOCK, min(block * BLOCK + BLOCK, states),
                    _any_source(inflow.feeds, block, active), played, inflow.offset, inflow.row, inflow.edge,
                    inflow.chance, spare,
                )  # fmt: skip
            _arrive(after, base, arrived.offset, arrived.member, keep, gone, class_base, spare)
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
def _sorted(number: IndexArray, classes: int) -> _Sorted:
    """Sort things by class."""
    offset = np.zeros(classes + 1, dtype=np.int64)
    for thing in range(number.size):
        offset[number[thing] + 1] += 1
    for one in range(classes):
        offset[one + 1] += offset[one]
    member, filled = np.empty(number.size, dtype=np.uint32), offset.copy()
    for thing in range(number.size):
        member[filled[number[thing]]] = thing
        filled[number[thing]] += 1
    return _Sorted(offset, member)


@part
def _inflow(ways: Ways, idle: FloatArray, nature: FloatArray, seen: _Sorted, blocks: int) -> _Inflow:
    states, edges, looked = idle.size, ways.edge_state.size, seen.offset[1]
    row_of = np.empty(edges, dtype=np.uint32)  # where what comes by an edge is to be found
    by_edge = np.empty(edges, dtype=np.uint32)
    for rank in range(edges):
        edge = seen.member[rank]
        row_of[edge] = (ways.edge_state[edge] if rank < looked else states + rank - looked) * LANES
        by_edge[edge] = edge if rank < looked else edges
    offset = np.zeros(states + 1, dtype=np.int64)
    for state in range(states):
        offset[state + 1] += 1
    for target in ways.drift_state:
        offset[target + 1] += 1
    for target in ways.outcome_state:
        offset[target + 1] += 1
    for state in range(states):
        offset[state + 1] += offset[state]
    filled = offset.copy()
    row, edge_of = np.empty(offset[states], dtype=np.uint32), np.empty(offset[states], dtype=np.uint32)
    chance, feeds = np.empty(offset[states]), np.zeros((blocks, blocks), dtype=np.uint8)
    for state in range(states):
        place = filled[state]
        row[place], edge_of[place], chance[place] = state * LANES, edges, idle[state]
        feeds[state // BLOCK, state // BLOCK] = 1
        filled[state] += 1
        for o in range(ways.drift_offset[state], ways.drift_offset[state + 1]):
            target = ways.drift_state[o]
            place = filled[target]
            row[place], edge_of[place], chance[place] = state * LANES, edges, nature[o]
            feeds[target // BLOCK, state // BLOCK] = 1
            filled[target] += 1
    for edge in range(edges):
        for o in range(ways.outcome_offset[edge], ways.outcome_offset[edge + 1]):
            target = ways.outcome_state[o]
            place = filled[target]
            row[place], edge_of[place], chance[place] = row_of[edge], by_edge[edge], ways.outcome_chance[o]
            feeds[target // BLOCK, ways.edge_state[edge] // BLOCK] = 1
            filled[target] += 1
    return _Inflow(offset, row, edge_of, chance, feeds)


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
def _play(played: FloatArray, choice: FloatArray, edge_turn: FloatArray) -> None:
    """Write down how likely every edge is played, given that one is in its state."""
    for edge in range(choice.size):
        put(played, edge, take(choice, edge) * take(edge_turn, edge))


@inner_part
def _pass(
    passed: FloatArray, here: FloatArray, played: FloatArray, edge_state: IndexArray, offset: IntArray,
    member: IndexArray, counts: FloatArray,
) -> None:  # fmt: skip
    """Count how often moves of each move class are played by the free chain."""
    for number in range(passed.size):
        first, count = take(offset, number), take(offset, number + 1) - take(offset, number)
        for k in range(count):
            edge = take(member, first + k)
            put(counts, k, take(here, take(edge_state, edge) * LANES) * take(played, edge))
        passed[number] = even_total(counts, count)


@inner_part
def _see(
    here: FloatArray, base: int, states: int, played: FloatArray, edge_state: IndexArray, offset: IntArray,
    member: IndexArray, keep: FloatArray, gone: FloatArray, class_base: int, spare: FloatArray,
) -> None:  # fmt: skip
    """Write down what comes by edges that are looked for, class by class; keep what goes on in their rows."""
    row = base + states * LANES
    for number in range(1, offset.size - 1):
        first, count = take(offset, number), take(offset, number + 1) - take(offset, number)
        look = class_base + number * LANES
        going_on = load(keep, look)
        for k in range(count):
            edge = take(member, first + k)
            came = load(here, base + take(edge_state, edge) * LANES) * spread(take(played, edge))
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
    played: FloatArray, offset: IntArray, row: IndexArray, edge: IndexArray, chance: FloatArray,
    spare: FloatArray,
) -> None:  # fmt: skip
    """Add up what comes to every state of a block."""
    for state in range(first, end):
        total = spread(0.0)
        if any_source:
            largest, least = total, total
            begin = take(offset, state)
            count = take(offset, state + 1) - begin
            for k in range(count):
                share = take(played, take(edge, begin + k)) * take(chance, begin + k)
                came = load(here, base + take(row, begin + k)) * spread(share)
                store(spare, k * LANES, came)
                largest, least = larger(largest, came), smaller(least, came)
            if count <= FEW:
                total = even_sum(spare, 0, count)
            else:
                total = split_sum(spare, 0, count, larger(largest, spread(0.0) - least))
        store(after, base + state * LANES, total)


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

    All variables go side by side: a sum with few bins for itself would wait for the sum before.

    Parameters
    ----------
    bins : shape (S, V), where each state's level of each variable is added.
    probabilities : shape (S,).
    sums : added to.
    """
    states, variables = bins.shape
    largest, fine_sums = np.zeros(sums.size), np.zeros(sums.size)
    for state in range(states):
        probability = abs(take(probabilities, state))
        for bin in range(state * variables, (state + 1) * variables):
            level = take(bins, bin)
            put(largest, level, max(take(largest, level), probability))
    room = room_for(states)
    for state in range(states):
        probability = take(probabilities, state)
        for bin in range(state * variables, (state + 1) * variables):
            level = take(bins, bin)
            grid = take(largest, level) * room
            coarse = (probability + grid) - grid
            fine_grid = grid * (room * FINE_GRID)
            fine = ((probability - coarse) + fine_grid) - fine_grid
            put(sums, level, take(sums, level) + coarse)
            put(fine_sums, level, take(fine_sums, level) + fine)
    for level in range(sums.size):
        put(sums, level, take(sums, level) + take(fine_sums, level))
