"""Outcomes of the moves of a game, laid out for kernels that compute with eight numbers at once.

States are taken in *blocks* of `BLOCK`, so that what belongs to a block stays near the processor. Within a
block:

* Every state has a *row*: eight columns side by side, one per actor when values are carried, one per chain
  when probabilities are. A table of more than eight columns is several such *planes*.
* A move that can end in several states is a *mixture*. It has a row of its own behind those of the states,
  for as long as its block is worked on: there what it leads to is mixed once, for all columns and every use.
  A move that ends in one state for sure points at that state's row.
* *Menus* (a state and an actor who may move there) of the same length stand together in *groups* of eight,
  actor by actor. Eight menus are weighed, and their logit choices formed, at once. Where a block has no
  eighth menu of that length, idle lanes are filled up with one of an extra row that belongs to no state.
* A move has a *slot*: move k of the menus of a group are eight slots in a row, one per lane.

Only which state leads where matters here, not what it is worth, nor how fast anybody is. So one layout serves
all games that differ in nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.solve.layout.classes import alike

# Unsigned and narrow: half the memory traffic of int64. No theatre comes near 2**29 outcomes.
IndexArray = NDArray[np.uint32]

LANES = 8
BLOCK = 128  # states; few enough for a near cache, enough to fill the lanes of most groups


class VectorLayout(NamedTuple):
    """A layout; offsets as in `Game`. S states, E edges, B blocks, G groups.

    Rows are numbered: state s is row s, row S belongs to idle lanes, then come the mixtures of the block
    being worked on. An array that says it holds *places* holds row times eight.

    Attributes
    ----------
    block_state, block_edge : shape (B + 1,), first state and edge of each block.
    mixture_offset : shape (B + 1,), mixtures of each block.
    mixture_place : shape (2 * n,), the first two states that each mixture leads to.
    mixture_kind : shape (n,), with which two chances.
    chances : shape (2 * kinds,), the pairs of chances there are; the second is 0 where there is one state.
    further_offset : shape (B + 1,), what mixtures lead to beyond two states: rows of the next three.
    further_row, further_state : places of the mixture and of the state.
    further_chance : with which chance.
    group_offset : shape (B + 1,).
    group_moves : shape (G,), length of the group's menus.
    slot_offset : shape (B + 1,), first slot of each block.
    own_offset : shape (B * P + 1,), P the planes that A actors fill: slots of a block whose mover's column is
        in that plane.
    menu_state : shape (G * 8,), places.
    menu_row : shape (G * 8,), state times A plus actor, S * A in idle lanes.
    slot_own : place the move leads to, plus the lane of the mover's column.
    edge_slot : shape (E,).
    drift_offset : shape (B + 1,), where nature leads, row of the next two.
    drift_state, drift_target : places.
    drift_order : shape (Q,), which outcome of nature it is, counted as in the game.
    """

    block_state: IntArray
    block_edge: IntArray
    mixture_offset: IntArray
    mixture_place: IndexArray
    mixture_kind: IndexArray
    chances: FloatArray
    further_offset: IntArray
    further_row: IndexArray
    further_state: IndexArray
    further_chance: FloatArray
    group_offset: IntArray
    group_moves: IndexArray
    slot_offset: IntArray
    own_offset: IntArray
    menu_state: IndexArray
    menu_row: IndexArray
    slot_own: IndexArray
    edge_slot: IndexArray
    drift_offset: IntArray
    drift_state: IndexArray
    drift_target: IndexArray
    drift_order: IndexArray


def vector_layout_of(game: Game) -> VectorLayout:
    """Lay out where the moves of a game lead."""
    blocks = -(-game.n_states // BLOCK)
    block_state = np.minimum(np.arange(blocks + 1) * BLOCK, game.n_states)
    mixtures = _mixtures(game, block_state)
    menus = _menus(game, blocks)
    slots, slot = _slots(game, menus)
    slot_own = np.full(slots[-1], game.n_states * LANES)
    slot_own[slot] = mixtures.edge_place + game.edge_actor % LANES
    nature_offset = game.nature_outcome_offset[game.nature_offset]
    owner = np.repeat(np.arange(game.n_states), np.diff(nature_offset))
    order = _apart(owner)
    return VectorLayout(
        block_state=_wide(block_state), block_edge=_wide(game.edge_offset[block_state * game.n_actors]),
        mixture_offset=_wide(mixtures.offset), mixture_place=narrow(mixtures.place),
        mixture_kind=narrow(mixtures.kind), chances=mixtures.chances,
        further_offset=_wide(mixtures.further_offset), further_row=narrow(mixtures.further_row),
        further_state=narrow(mixtures.further_state), further_chance=mixtures.further_chance,
        group_offset=_wide(menus.group_offset), group_moves=narrow(menus.group_moves),
        slot_offset=_wide(slots[menus.group_offset]), own_offset=_wide(slots[menus.own_group_offset]),
        menu_state=narrow(menus.state), menu_row=narrow(menus.row),
        slot_own=narrow(slot_own), edge_slot=narrow(slot),
        drift_offset=_wide(nature_offset[block_state]), drift_state=narrow(owner[order] * LANES),
        drift_target=narrow(game.nature_outcome_state[order] * LANES), drift_order=narrow(order),
    )  # fmt: skip


def narrow(indices: NDArray[np.integer]) -> IndexArray:
    """Copy indices into an array of their own, as kernels read them."""
    return np.array(indices, dtype=np.uint32)


def _wide(indices: NDArray[np.integer]) -> IntArray:
    return np.array(indices, dtype=np.int64)


class _Mixtures(NamedTuple):
    """Mixtures as in `VectorLayout`; ``edge_place``, shape (E,), is where each move leads."""

    edge_place: IntArray
    offset: IntArray
    place: IntArray
    kind: IntArray
    chances: FloatArray
    further_offset: IntArray
    further_row: IntArray
    further_state: IntArray
    further_chance: FloatArray


def _mixtures(game: Game, block_state: IntArray) -> _Mixtures:
    """Give moves that can end in several states a row each; those of one state are kept apart (`_apart`)."""
    first = game.outcome_offset[:-1]
    outcomes = np.diff(game.outcome_offset)
    sure = (outcomes == 1) & (game.outcome_probability[first] == 1.0)
    mixed = np.flatnonzero(~sure)
    offset = np.searchsorted(game.edge_state[mixed], block_state)
    mixed = mixed[_apart(game.edge_state[mixed])]
    row = game.n_states + 1 + np.arange(mixed.size) - offset[game.edge_state[mixed] // BLOCK]
    edge_place = game.outcome_state[first] * LANES
    edge_place[mixed] = row * LANES
    two = outcomes[mixed] > 1
    pairs = np.column_stack([first[mixed], first[mixed] + two])
    chances = game.outcome_probability[pairs] * np.column_stack([np.ones(mixed.size), two])
    kind = alike(chances)
    more = np.maximum(outcomes[mixed] - 2, 0)
    further = np.repeat(first[mixed] + 2 - np.cumsum(more) + more, more) + np.arange(more.sum())
    owner = np.repeat(np.arange(mixed.size), more)
    return _Mixtures(
        edge_place=edge_place, offset=offset,
        place=game.outcome_state[pairs].ravel() * LANES,
        kind=kind.numbers, chances=chances[kind.examples].ravel(),
        further_offset=np.searchsorted(owner, offset), further_row=row[owner] * LANES,
        further_state=game.outcome_state[further] * LANES, further_chance=game.outcome_probability[further],
    )  # fmt: skip


def _apart(states: IntArray) -> IntArray:
    """An order for things of states, given state by state, in which those of one state do not follow at once.

    The first thing of every state of a block, then every second one, and so on. Sums for one state would wait
    for one another.
    """
    rank = np.arange(states.size) - np.searchsorted(states, states)
    return np.lexsort((states, rank, states // BLOCK))


class _Menus(NamedTuple):
    """Menus in lanes as in `VectorLayout`, and the place of each menu of the game.

    ``own_group_offset`` is what ``own_offset`` is, in groups. ``group`` and ``lane`` have shape
    (S * A,): state by state and actor by actor.
    """

    group_offset: IntArray
    own_group_offset: IntArray
    group_moves: IntArray
    state: IntArray
    row: IntArray
    group: IntArray
    lane: IntArray


def _menus(game: Game, blocks: int) -> _Menus:
    """Put menus of one length, of one block and with movers of one plane, into groups of eight."""
    moves = np.diff(game.edge_offset)
    menus = np.arange(moves.size)
    state, actor = np.divmod(menus, game.n_actors)
    planes, lengths = -(-game.n_actors // LANES), int(moves.max()) + 1
    kind = ((state // BLOCK) * planes + actor // LANES) * lengths + moves
    order = np.argsort(kind * game.n_actors + actor, kind="stable")
    kinds, begin, members = np.unique(kind[order], return_index=True, return_counts=True)
    groups = -(-members // LANES)
    first_group = np.cumsum(groups) - groups
    rank = menus - np.repeat(begin, members)
    group, lane = np.empty_like(menus), np.empty_like(menus)
    group[order] = np.repeat(first_group, members) + rank // LANES
    lane[order] = rank % LANES
    group_kind = np.repeat(kinds, groups)
    own_group_offset = np.searchsorted(group_kind // lengths, np.arange(blocks * planes + 1))
    place = group * LANES + lane
    return _Menus(
        group_offset=own_group_offset[::planes], own_group_offset=own_group_offset,
        group_moves=group_kind % lengths,
        state=_placed(state * LANES, place, group_kind.size, game.n_states * LANES),
        row=_placed(menus, place, group_kind.size, menus.size),
        group=group, lane=lane,
    )  # fmt: skip


def _placed(numbers: IntArray, place: IntArray, groups: int, idle: int) -> IntArray:
    """Numbers of menus in the places these have in groups; ``idle`` where a lane has none."""
    result = np.full(groups * LANES, idle)
    result[place] = numbers
    return result


def _slots(game: Game, menus: _Menus) -> tuple[IntArray, IntArray]:
    """The first slot of each group, and one more; the slot of each edge."""
    group_slot = np.concatenate(([0], np.cumsum(menus.group_moves * LANES)))
    menu = game.edge_state * game.n_actors + game.edge_actor
    move = np.arange(game.n_edges) - game.edge_offset[menu]
    return group_slot, group_slot[menus.group[menu]] + move * LANES + menus.lane[menu]
