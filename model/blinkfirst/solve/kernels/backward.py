"""Values, and answers beside them, carried backward: the recursion of `blinkfirst.solve.kernels`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import inner_part, kernel
from blinkfirst.solve.kernels.even_sums import even_sum, sum_of_3, sum_of_4, sum_of_5, sum_of_many
from blinkfirst.solve.kernels.vector8 import (
    LANES,
    blank,
    exponential,
    fill,
    gather,
    larger,
    load,
    most,
    planes_for,
    put,
    put_away,
    read_back,
    spread,
    store,
    take,
    unless_below,
)
from blinkfirst.solve.layout.game_tables import Pace, Worths
from blinkfirst.solve.layout.vector_layout import BLOCK, IndexArray, VectorLayout
from blinkfirst.solve.layout.watch_classes import WatchClasses, WatchPlaces

TIE_TOLERANCE = 1e-11  # exact maximisers: moves this close, relative to the actor's largest value, are ties

CACHED = 2**22  # numbers; of more choices than these no cache keeps the first until the last are written

_PLACE = -LANES  # the bits of a slot's place that name the row, not the mover's lane


@kernel
def carry_back(
    layout: VectorLayout, pace: Pace, worths: Worths, watched: WatchClasses, seen: WatchPlaces,
    table: FloatArray, layers: int, ticks: int, choice: FloatArray,
) -> FloatArray:  # fmt: skip
    """Return ``table`` as it is ``ticks`` ticks earlier, and fill ``choice``.

    Arguments as of `blinkfirst.solve.kernels.pull_back_watching` and `blinkfirst.solve.kernels.pull_back`.
    """
    (
        block_state, block_edge, mixture_offset, mixture_place, mixture_kind, chances,
        wide_offset, wide_row, wide_outcome, wide_state, wide_chance,
        group_offset, group_moves, slot_offset, own_offset, _menu_state, _menu_row, menu_place, slot_own,
        edge_slot, drift_offset, drift_target,
    ) = layout  # fmt: skip
    idle, menu_kind, kind_actor, kind_turn, nature = pace
    flows, state_flow, lumps, slot_lump, discounts, precisions = worths
    seen_place, seen_offset, seen_from, seen_class = seen

    blocks = block_state.size - 1
    states, actors = table.shape[0], flows.shape[1]
    paid, classes = layers * actors, watched.keep.shape[0]
    answers = table.shape[1] - paid
    pay_planes = planes_for(paid)
    # answers share a plane with payoffs where that makes one plane less
    joined = planes_for(paid + answers) < pay_planes + planes_for(answers)
    look_column = paid if joined else pay_planes * LANES
    planes, look_plane = planes_for(look_column + answers), look_column // LANES
    mixed_place = (states + 1) * LANES  # of the first mixture
    plane = mixed_place + (most(mixture_offset) + most(seen_offset)) * LANES
    later, now = blank(planes * plane), blank(planes * plane)
    fill(later, plane, table[:, :paid], 1)
    fill(later, plane, table[:, paid:], 1, look_column)
    lump_plane = lumps.shape[0] * LANES
    lump = blank(pay_planes * lump_plane)
    fill(lump, lump_plane, lumps, layers)
    discount, undiscounted = blank(pay_planes * LANES), blank(pay_planes * LANES)
    discount[:], undiscounted[:] = 1.0, 1.0
    fill(discount, LANES, discounts.reshape((1, actors)), layers)
    class_plane = classes * LANES
    keep, gain = blank((planes - look_plane) * class_plane), blank((planes - look_plane) * class_plane)
    keep[:] = 1.0
    fill(keep, class_plane, watched.keep[:, :answers], 1, look_column % LANES)
    fill(gain, class_plane, watched.gain[:, :answers], 1, look_column % LANES)

    flow_plane = flows.shape[0] * LANES
    flow, largest = blank(pay_planes * flow_plane), blank(pay_planes * LANES)
    for p in range(pay_planes):  # the flows are still nothing
        _close(later, p * plane, 0, states, flow, p * flow_plane, state_flow, discount, largest, p * LANES)
    fill(flow, flow_plane, flows, layers)

    # element by element: numba's functions for whole arrays would have to be read to load the machine code
    exact, sharp = np.empty(precisions.size, dtype=np.bool_), False
    for actor in range(precisions.size):
        exact[actor] = precisions[actor] == np.inf
        sharp = sharp or (layers > 0 and exact[actor])
    kind_precision, kind_slack = np.empty(kind_actor.size), np.empty(kind_actor.size)
    for kind in range(kind_actor.size):
        actor = kind_actor[kind]
        kind_precision[kind] = 0.0 if exact[actor] else precisions[actor]
    sigma = blank(most(slot_offset))
    own_planes = planes_for(actors)
    brought = blank((BLOCK * actors + 1) * LANES)
    longest = max(most(wide_outcome), most(drift_offset))
    for group in range(group_moves.size):
        longest = max(longest, take(group_moves, group))
    spare = blank(longest * LANES)

    for tick in range(ticks - 1, -1, -1):
        if sharp:
            _set_slack(kind_slack, kind_actor, exact, largest)
        largest[:] = 0.0
        for block in range(blocks):
            first, end = block_state[block], block_state[block + 1]
            slot, slots = slot_offset[block], slot_offset[block + 1] - slot_offset[block]
            group, last_group = group_offset[block], group_offset[block + 1]
            mixture, last_mixture = mixture_offset[block], mixture_offset[block + 1]
            for base in range(0, later.size, plane):
                _mix(later, base, mixed_place, mixture, last_mixture, mixture_place, mixture_kind, chances)
                _mix_wide(
                    later, base, wide_offset[block], wide_offset[block + 1],
                    wide_row, wide_outcome, wide_state, wide_chance, spare,
                )  # fmt: skip
            if layers > 0:
                for p in range(own_planes):
                    own = block * own_planes + p
                    _weigh(
                        sigma, slot, own_offset[own], own_offset[own + 1], later, p * plane, slot_own,
                        lump, p * lump_plane, slot_lump,
                    )  # fmt: skip
            else:
                sigma[:] = 0.0  # all is one to everybody
            _compare(sigma, group, last_group, group_moves, menu_kind, kind_precision, kind_slack, sharp)
            for j in range(0, slots, LANES):
                store(sigma, j, exponential(load(sigma, j)))
            _share_out(sigma, group, last_group, group_moves)
            if tick < choice.shape[0]:
                edge, last_edge = block_edge[block], block_edge[block + 1]
                _write_down(choice[tick], edge, last_edge, sigma, slot, edge_slot, choice.size > CACHED)
            for p in range(planes):
                base, look = p * plane, (p - look_plane) * class_plane
                if p >= look_plane:
                    _see(
                        later, base, mixed_place + (last_mixture - mixture) * LANES,
                        seen_offset[block], seen_offset[block + 1], seen_from, seen_class, keep, gain, look,
                    )  # fmt: skip
                if p < pay_planes:
                    places = seen_place if p >= look_plane else slot_own
                    paid_for = (later, base, sigma, slot, places, lump, p * lump_plane, slot_lump)
                    _bring(
                        _paid, paid_for, brought, slot, group, last_group, group_moves, menu_place, menu_kind,
                        kind_turn, spare,
                    )  # fmt: skip
                else:
                    _bring(
                        _followed, (later, base, sigma, slot, seen_place), brought, slot, group, last_group,
                        group_moves, menu_place, menu_kind, kind_turn, spare,
                    )  # fmt: skip
                _come_together(
                    now, later, base, first, end, brought, actors, idle, drift_offset, drift_target, nature,
                    spare,
                )  # fmt: skip
                if p < pay_planes:
                    factor = discount if tick > 0 else undiscounted
                    _close(
                        now, base, first, end, flow, p * flow_plane, state_flow, factor, largest, p * LANES
                    )
                if p >= look_plane and watched.state.size > 0:
                    _settle(now, base, first, end, watched.state, keep, gain, look)
        later, now = now, later

    result = table.copy()
    if ticks > 0:
        read_back(later, plane, result[:, :paid])
        read_back(later, plane, result[:, paid:], look_column)
    return result


@inner_part
def _mix(
    rows: FloatArray, base: int, row: int, first: int, end: int, mixture_place: IndexArray,
    mixture_kind: IndexArray, chances: FloatArray,
) -> None:  # fmt: skip
    """Mix what the moves of a block lead to, from place ``row`` on."""
    for mixture in range(first, end):
        kind = 2 * take(mixture_kind, mixture)
        one = load(rows, base + take(mixture_place, 2 * mixture))
        other = load(rows, base + take(mixture_place, 2 * mixture + 1))
        store(rows, base + row, one * spread(take(chances, kind)) + other * spread(take(chances, kind + 1)))
        row += LANES


@inner_part
def _mix_wide(
    rows: FloatArray, base: int, first: int, end: int, wide_row: IndexArray, wide_outcome: IntArray,
    wide_state: IndexArray, wide_chance: FloatArray, spare: FloatArray,
) -> None:  # fmt: skip
    """Mix what leads to more than two states."""
    for wide in range(first, end):
        outcome, count = wide_outcome[wide], wide_outcome[wide + 1] - wide_outcome[wide]
        mixed = _mixed(rows, base, wide_state, wide_chance, outcome, count, spare)
        store(rows, base + take(wide_row, wide), mixed)


@inner_part
def _mixed(
    rows: FloatArray, base: int, place: IndexArray, chance: FloatArray, first: int, count: int,
    spare: FloatArray,
) -> Any:  # fmt: skip
    """Rows from all over a table, each times its chance, added up."""
    mixed = _row(rows, base, place, chance, first)
    if count == 2:
        mixed = mixed + _row(rows, base, place, chance, first + 1)
    elif count == 3:
        b, c = _row(rows, base, place, chance, first + 1), _row(rows, base, place, chance, first + 2)
        mixed = sum_of_3(mixed, b, c)
    elif count > 3:
        for k in range(count):
            store(spare, k * LANES, _row(rows, base, place, chance, first + k))
        mixed = even_sum(spare, 0, count)
    return mixed


@inner_part
def _row(rows: FloatArray, base: int, place: IndexArray, chance: FloatArray, outcome: int) -> Any:
    return load(rows, base + take(place, outcome)) * spread(take(chance, outcome))


@inner_part
def _come_together(
    now: FloatArray, later: FloatArray, base: int, first: int, end: int, brought: FloatArray, actors: int,
    idle: FloatArray, drift_offset: IntArray, drift_target: IndexArray, nature: FloatArray, spare: FloatArray,
) -> None:  # fmt: skip
    """Fill the rows of a block: what comes when nothing happens, by nature, and by everybody's moves."""
    for state in range(first, end):
        row = base + state * LANES
        value = load(later, row) * spread(take(idle, state))
        drift = take(drift_offset, state)
        count = take(drift_offset, state + 1) - drift
        if count > 0:
            value = value + _mixed(later, base, drift_target, nature, drift, count, spare)
        store(now, row, value + even_sum(brought, (state - first) * actors * LANES, actors))


@inner_part
def _weigh(
    worth: FloatArray, slot: int, first: int, end: int, later: FloatArray, base: int, slot_own: IndexArray,
    lump: FloatArray, lump_base: int, slot_lump: IndexArray,
) -> None:  # fmt: skip
    """Compute Q, the worth of every move to its mover."""
    for j in range(first, end):
        at_once = take(lump, lump_base + take(slot_lump, j))
        put(worth, j - slot, at_once + take(later, base + take(slot_own, j)))


@inner_part
def _compare(
    worth: FloatArray, first: int, end: int, group_moves: IndexArray, menu_kind: IndexArray,
    kind_precision: FloatArray, kind_slack: FloatArray, sharp: bool,
) -> None:  # fmt: skip
    """Turn worths into exponents: precision times what a move falls short of the best of its menu.

    To exact maximisers a move is as good as the best or out of the question; their precision here is 0.
    """
    begin = 0
    for group in range(first, end):
        stop = begin + take(group_moves, group) * LANES
        best = load(worth, begin)
        for j in range(begin + LANES, stop, LANES):
            best = larger(best, load(worth, j))
        precision = gather(kind_precision, menu_kind, group * LANES)
        for j in range(begin, stop, LANES):
            behind = load(worth, j) - best
            exponent = precision * behind
            if sharp:
                least = gather(kind_slack, menu_kind, group * LANES)
                exponent = unless_below(exponent, behind, least, spread(-np.inf))
            store(worth, j, exponent)
        begin = stop


@inner_part
def _share_out(sigma: FloatArray, first: int, end: int, group_moves: IndexArray) -> None:
    """Divide by the sum over the menu."""
    begin = 0
    for group in range(first, end):
        stop = begin + take(group_moves, group) * LANES
        share = spread(1.0) / even_sum(sigma, begin, take(group_moves, group))
        for j in range(begin, stop, LANES):
            store(sigma, j, load(sigma, j) * share)
        begin = stop


@inner_part
def _write_down(
    choice: FloatArray, first: int, end: int, sigma: FloatArray, slot: int, edge_slot: IndexArray, far: bool
) -> None:
    """Keep the choices of a block, in the order of its edges."""
    if far:
        for edge in range(first, end):
            put_away(choice, edge, take(sigma, take(edge_slot, edge) - slot))
    else:
        for edge in range(first, end):
            put(choice, edge, take(sigma, take(edge_slot, edge) - slot))


@inner_part
def _paid(
    j: int, later: FloatArray, base: int, sigma: FloatArray, begin: int, place: IndexArray, lump: FloatArray,
    lump_base: int, slot_lump: IndexArray,
) -> Any:  # fmt: skip
    """Everybody's share of what the move in a slot brings, at once and later."""
    worth = load(later, base + (take(place, j) & _PLACE))
    worth = worth + load(lump, lump_base + (take(slot_lump, j) & _PLACE))
    return worth * spread(take(sigma, j - begin))


@inner_part
def _followed(
    j: int, later: FloatArray, base: int, sigma: FloatArray, begin: int, seen_place: IndexArray
) -> Any:
    """As `_paid`, but nothing is paid."""
    return load(later, base + take(seen_place, j)) * spread(take(sigma, j - begin))


@inner_part
def _bring(
    term: Any, given: Any, brought: FloatArray, slot: int, first: int, end: int, group_moves: IndexArray,
    menu_place: IndexArray, menu_kind: IndexArray, kind_turn: FloatArray, spare: FloatArray,
) -> None:  # fmt: skip
    """Write down what comes of every menu, as likely as it is looked at.

    ``term(j, *given)`` is what comes of the move in slot j. Menus of a group are equally long: which sum it
    takes is asked once a group, not once a menu.
    """
    for group in range(first, end):
        moves, menu = take(group_moves, group), group * LANES
        lanes = range(slot, slot + LANES)
        if moves == 1:
            for j in lanes:
                got = term(j, *given)
                _put_down(brought, menu + j - slot, menu_place, menu_kind, kind_turn, got)
        elif moves == 2:
            for j in lanes:
                got = term(j, *given) + term(j + LANES, *given)
                _put_down(brought, menu + j - slot, menu_place, menu_kind, kind_turn, got)
        elif moves == 3:
            for j in lanes:
                got = sum_of_3(term(j, *given), term(j + LANES, *given), term(j + 2 * LANES, *given))
                _put_down(brought, menu + j - slot, menu_place, menu_kind, kind_turn, got)
        elif moves == 4:
            for j in lanes:
                a, b = term(j, *given), term(j + LANES, *given)
                got = sum_of_4(a, b, term(j + 2 * LANES, *given), term(j + 3 * LANES, *given))
                _put_down(brought, menu + j - slot, menu_place, menu_kind, kind_turn, got)
        elif moves == 5:
            for j in lanes:
                a, b, c = term(j, *given), term(j + LANES, *given), term(j + 2 * LANES, *given)
                got = sum_of_5(a, b, c, term(j + 3 * LANES, *given), term(j + 4 * LANES, *given))
                _put_down(brought, menu + j - slot, menu_place, menu_kind, kind_turn, got)
        else:
            for j in lanes:
                for k in range(0, moves * LANES, LANES):
                    store(spare, k, term(j + k, *given))
                got = sum_of_many(spare, 0, moves)
                _put_down(brought, menu + j - slot, menu_place, menu_kind, kind_turn, got)
        slot += moves * LANES


@inner_part
def _put_down(
    brought: FloatArray, menu: int, menu_place: IndexArray, menu_kind: IndexArray, kind_turn: FloatArray,
    got: Any,
) -> None:  # fmt: skip
    store(brought, take(menu_place, menu), got * spread(take(kind_turn, take(menu_kind, menu))))


@inner_part
def _close(
    now: FloatArray, base: int, first: int, end: int, flow: FloatArray, flow_base: int,
    state_flow: IndexArray, factor: FloatArray, largest: FloatArray, lane: int,
) -> None:  # fmt: skip
    """Add the flows, note the largest values, and discount for the tick before."""
    most_so_far = load(largest, lane)
    discount = load(factor, lane)
    for state in range(first, end):
        row = base + state * LANES
        value = load(now, row) + load(flow, flow_base + take(state_flow, state))
        most_so_far = larger(most_so_far, larger(value, spread(0.0) - value))
        store(now, row, value * discount)
    store(largest, lane, most_so_far)


@inner_part
def _set_slack(
    kind_slack: FloatArray, kind_actor: IntArray, exact: NDArray[np.bool_], largest: FloatArray
) -> None:
    """Set how far behind the best a move may be: a tie to exact maximisers, any distance to all others."""
    for kind in range(kind_actor.size):
        actor = kind_actor[kind]
        kind_slack[kind] = -TIE_TOLERANCE * largest[actor] if exact[actor] else -np.inf


@inner_part
def _see(
    rows: FloatArray, base: int, row: int, first: int, end: int, seen_from: IndexArray,
    seen_class: IndexArray, keep: FloatArray, gain: FloatArray, class_base: int,
) -> None:  # fmt: skip
    """Give what is looked for its own rows, from place ``row`` on: what it leads to and what it yields."""
    for o in range(first, end):
        look = class_base + take(seen_class, o) * LANES
        reached = load(rows, base + take(seen_from, o)) * load(keep, look)
        store(rows, base + row, reached + load(gain, look))
        row += LANES


@inner_part
def _settle(
    now: FloatArray, base: int, first: int, end: int, state_class: IndexArray, keep: FloatArray,
    gain: FloatArray, class_base: int,
) -> None:  # fmt: skip
    for state in range(first, end):
        row, look = base + state * LANES, class_base + take(state_class, state) * LANES
        store(now, row, load(now, row) * load(keep, look) + load(gain, look))
