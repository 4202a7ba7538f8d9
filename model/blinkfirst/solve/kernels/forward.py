"""Probabilities pushed forward: the recursion of `blinkfirst.solve.kernels` the other way round."""

from __future__ import annotations

from typing import Any

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import kernel, part
from blinkfirst.solve.kernels.vector8 import (
    LANES,
    blank,
    fill,
    gather,
    load,
    most,
    planes_for,
    put,
    read_back,
    spread,
    store,
    take,
)
from blinkfirst.solve.layout.game_tables import Pace
from blinkfirst.solve.layout.vector_layout import IndexArray, VectorLayout
from blinkfirst.solve.layout.watch_classes import WatchClasses, WatchPlaces


@kernel
def carry_forward(
    layout: VectorLayout, pace: Pace, watched: WatchClasses, seen: WatchPlaces, slot_class: IndexArray,
    choice: FloatArray, mass: FloatArray, closing: IntArray, sight_ticks: IntArray, discounts: FloatArray,
    visits: FloatArray, passed: FloatArray, ended: FloatArray, sights: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return ``mass`` after the ticks of ``choice``, and fill the last four arguments.

    Arguments as of `blinkfirst.solve.kernels.push_forward`.
    """
    (
        block_state, block_edge, mixture_offset, mixture_place, mixture_kind, chances,
        wide_offset, wide_row, wide_outcome, wide_state, wide_chance,
        group_offset, group_moves, slot_offset, _own_offset, menu_state, _menu_row, _menu_place, _slot_own,
        edge_slot, drift_offset, drift_target,
    ) = layout  # fmt: skip
    idle, menu_kind, _kind_actor, kind_turn, nature = pace
    seen_place, seen_offset, seen_from, seen_class = seen

    states, chains = mass.shape
    classes, blocks = watched.keep.shape[0], block_state.size - 1
    planes = planes_for(chains)
    mixed_place = (states + 1) * LANES  # of the first mixture
    plane = mixed_place + (most(mixture_offset) + most(seen_offset)) * LANES
    here, after = blank(planes * plane), blank(planes * plane)
    fill(here, plane, mass, 1)
    class_plane = classes * LANES
    keep, gone = blank(planes * class_plane), blank(planes * class_plane)
    fill(keep, class_plane, watched.keep, 1)
    actor_plane = states * LANES
    actor_planes = planes_for(visits.shape[1])
    visited, discount = blank(actor_planes * actor_plane), blank(actor_planes * LANES)
    through = blank(LANES * passed.shape[1])
    weight, played = blank(most(slot_offset)), blank(most(slot_offset))
    sight = 0

    for tick in range(choice.shape[0]):
        for chain in range(chains):
            if closing[chain] == tick:
                _close_chain(here, (chain // LANES) * plane + chain % LANES, states)
        if sight < sight_ticks.size and sight_ticks[sight] == tick:
            _look_around(sights[sight], here)
            sight += 1
        fill(discount, LANES, discounts[tick : tick + 1], 1)
        after[:] = 0.0
        through[:] = 0.0
        gone[:] = 0.0
        for block in range(blocks):
            first, end = block_state[block], block_state[block + 1]
            if not _anybody_there(here, first, end):
                continue
            slot, group, last_group = slot_offset[block], group_offset[block], group_offset[block + 1]
            mixture, last_mixture = mixture_offset[block], mixture_offset[block + 1]
            for p in range(actor_planes):
                _visit(visited, p * actor_plane, here, first, end, load(discount, p * LANES))
            _read_choice(weight, choice[tick], block_edge[block], block_edge[block + 1], slot, edge_slot)
            _pass(
                through, played, here, weight, slot, group, last_group, group_moves, menu_state, menu_kind,
                kind_turn, slot_class,
            )  # fmt: skip
            for p in range(planes):
                base = p * plane
                _stay(after, here, base, first, end, idle)
                _drift(after, here, base, first, end, drift_offset, drift_target, nature)
                _go(
                    after, here, base, weight, slot, group, last_group, group_moves, menu_state, menu_kind,
                    kind_turn, seen_place,
                )  # fmt: skip
                _end(
                    after, base, mixed_place + (last_mixture - mixture) * LANES,
                    seen_offset[block], seen_offset[block + 1], seen_from, seen_class,
                    keep, gone, p * class_plane,
                )  # fmt: skip
                _part_wide(
                    after, base, wide_offset[block], wide_offset[block + 1],
                    wide_row, wide_outcome, wide_state, wide_chance,
                )  # fmt: skip
                _part(after, base, mixed_place, mixture, last_mixture, mixture_place, mixture_kind, chances)
        if watched.state.size > 0:
            for p in range(planes):
                _arrive(after, p * plane, watched.state, keep, gone, p * class_plane)
        _add_up(passed[tick], through)
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
def _close_chain(here: FloatArray, lane: int, states: int) -> None:
    for state in range(states):
        put(here, lane + state * LANES, 0.0)


@part
def _look_around(sight: FloatArray, here: FloatArray) -> None:
    """Write down where the free chain is."""
    for state in range(sight.size):
        sight[state] = take(here, state * LANES)


@part
def _anybody_there(here: FloatArray, first: int, end: int) -> bool:
    """Return whether the free chain, which holds more than all others, may be in some state of a block."""
    largest = 0.0
    for state in range(first, end):
        largest = max(largest, abs(take(here, state * LANES)))
    return largest != 0.0


@part
def _visit(visited: FloatArray, base: int, here: FloatArray, first: int, end: int, discount: Any) -> None:
    """Count a tick spent in each state as what it is worth to everybody."""
    for state in range(first, end):
        row = state * LANES
        store(visited, base + row, load(visited, base + row) + discount * spread(take(here, row)))


@part
def _read_choice(
    weight: FloatArray, choice: FloatArray, first: int, end: int, slot: int, edge_slot: IndexArray
) -> None:
    """Put the choices of a block into its slots."""
    for edge in range(first, end):
        put(weight, take(edge_slot, edge) - slot, take(choice, edge))


@part
def _pass(
    through: FloatArray, played: FloatArray, here: FloatArray, weight: FloatArray, slot: int, first: int,
    end: int, group_moves: IndexArray, menu_state: IndexArray, menu_kind: IndexArray, kind_turn: FloatArray,
    slot_class: IndexArray,
) -> None:  # fmt: skip
    """Count how often moves of each move class are played by the free chain.

    Every lane keeps its own count, so that one need not wait for the next.
    """
    begin = 0
    for group in range(first, end):
        stop = begin + take(group_moves, group) * LANES
        menu = group * LANES
        turn = gather(here, menu_state, menu) * gather(kind_turn, menu_kind, menu)
        for j in range(begin, stop, LANES):
            store(played, j, load(weight, j) * turn)
        begin = stop
    for j in range(begin):
        count = take(slot_class, slot + j)
        put(through, count, take(through, count) + take(played, j))


@part
def _stay(after: FloatArray, here: FloatArray, base: int, first: int, end: int, idle: FloatArray) -> None:
    for state in range(first, end):
        row = base + state * LANES
        store(after, row, load(after, row) + load(here, row) * spread(take(idle, state)))


@part
def _drift(
    after: FloatArray, here: FloatArray, base: int, first: int, end: int, drift_offset: IntArray,
    drift_target: IndexArray, nature: FloatArray,
) -> None:  # fmt: skip
    for state in range(first, end):
        for o in range(take(drift_offset, state), take(drift_offset, state + 1)):
            left = load(here, base + state * LANES) * spread(take(nature, o))
            _add(after, base + take(drift_target, o), left)


@part
def _go(
    after: FloatArray, here: FloatArray, base: int, weight: FloatArray, slot: int, first: int, end: int,
    group_moves: IndexArray, menu_state: IndexArray, menu_kind: IndexArray, kind_turn: FloatArray,
    seen_place: IndexArray,
) -> None:  # fmt: skip
    """Go where moves lead: into states, mixtures and the rows of what is looked for."""
    begin = slot
    for group in range(first, end):
        stop = slot + take(group_moves, group) * LANES
        for menu in range(group * LANES, group * LANES + LANES, 4):
            from0 = _turn(here, base, menu, menu_state, menu_kind, kind_turn)
            from1 = _turn(here, base, menu + 1, menu_state, menu_kind, kind_turn)
            from2 = _turn(here, base, menu + 2, menu_state, menu_kind, kind_turn)
            from3 = _turn(here, base, menu + 3, menu_state, menu_kind, kind_turn)
            for j in range(slot + menu % LANES, stop, LANES):
                _add(after, base + take(seen_place, j), from0 * spread(take(weight, j - begin)))
                _add(after, base + take(seen_place, j + 1), from1 * spread(take(weight, j - begin + 1)))
                _add(after, base + take(seen_place, j + 2), from2 * spread(take(weight, j - begin + 2)))
                _add(after, base + take(seen_place, j + 3), from3 * spread(take(weight, j - begin + 3)))
        slot = stop


@part
def _turn(
    here: FloatArray, base: int, menu: int, menu_state: IndexArray, menu_kind: IndexArray,
    kind_turn: FloatArray,
) -> Any:  # fmt: skip
    """Compute the share of the chains that comes to a menu."""
    return load(here, base + take(menu_state, menu)) * spread(take(kind_turn, take(menu_kind, menu)))


@part
def _add(rows: FloatArray, row: int, more: Any) -> None:
    store(rows, row, load(rows, row) + more)


@part
def _end(
    after: FloatArray, base: int, row: int, first: int, end: int, seen_from: IndexArray,
    seen_class: IndexArray, keep: FloatArray, gone: FloatArray, class_base: int,
) -> None:  # fmt: skip
    """Write down what comes by moves that are looked for, from place ``row`` on; send on what goes on."""
    for o in range(first, end):
        look = class_base + take(seen_class, o) * LANES
        came = load(after, base + row)
        store(after, base + row, spread(0.0))
        _add(gone, look, came)
        _add(after, base + take(seen_from, o), came * load(keep, look))
        row += LANES


@part
def _part_wide(
    after: FloatArray, base: int, first: int, end: int, wide_row: IndexArray, wide_outcome: IntArray,
    wide_state: IndexArray, wide_chance: FloatArray,
) -> None:  # fmt: skip
    """Send on what has come into mixtures that lead to more than two states."""
    for wide in range(first, end):
        came = load(after, base + take(wide_row, wide))
        for o in range(take(wide_outcome, wide), take(wide_outcome, wide + 1)):
            _add(after, base + take(wide_state, o), came * spread(take(wide_chance, o)))


@part
def _part(
    after: FloatArray, base: int, row: int, first: int, end: int, mixture_place: IndexArray,
    mixture_kind: IndexArray, chances: FloatArray,
) -> None:  # fmt: skip
    """Send on what has come into the mixtures of a block, from place ``row`` on."""
    for mixture in range(first, end):
        kind = 2 * take(mixture_kind, mixture)
        came = load(after, base + row)
        store(after, base + row, spread(0.0))
        _add(after, base + take(mixture_place, 2 * mixture), came * spread(take(chances, kind)))
        _add(after, base + take(mixture_place, 2 * mixture + 1), came * spread(take(chances, kind + 1)))
        row += LANES


@part
def _arrive(
    after: FloatArray, base: int, state_class: IndexArray, keep: FloatArray, gone: FloatArray, class_base: int
) -> None:
    """Write down what comes into states that are looked for."""
    for state in range(state_class.size):
        look = take(state_class, state)
        if look > 0:
            row, place = base + state * LANES, class_base + look * LANES
            came = load(after, row)
            _add(gone, place, came)
            store(after, row, came * load(keep, place))


@part
def _add_up(passed: FloatArray, through: FloatArray) -> None:
    for number in range(passed.size):
        total = 0.0
        for lane in range(LANES):
            total += through[number * LANES + lane]
        passed[number] = total


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
    for state in range(states):
        probability = take(probabilities, state)
        for bin in range(state * variables, (state + 1) * variables):
            level = take(bins, bin)
            put(sums, level, take(sums, level) + probability)
