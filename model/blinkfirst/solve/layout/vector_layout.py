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
    chances : shape (2 * kinds,), the pairs of chances there are; the second is 0 where there is one state,
        both are where there are more than two.
    wide_offset : shape (B + 1,), mixtures of each block that lead to more than two states, W in all.
    wide_row : shape (W,), place of the mixture.
    wide_outcome : shape (W + 1,), all that it leads to: rows of the next two.
    wide_state : places.
    wide_chance : with which chance.
    group_offset : shape (B + 1,).
    group_moves : shape (G,), length of the group's menus.
    slot_offset : shape (B + 1,), first slot of each block.
    own_offset : shape (B * P + 1,), P the planes that A actors fill: slots of a block whose mover's column is
        in that plane.
    menu_state : shape (G * 8,), places.
    menu_row : shape (G * 8,), state times A plus actor, S * A in idle lanes.
    menu_place : shape (G * 8,), place of what a menu brings, states of a block and their actors in order;
        `BLOCK` times A times eight in idle lanes.
    slot_own : place the move leads to, plus the lane of the mover's column.
    edge_slot : shape (E,).
    drift_offset : shape (S + 1,), where nature leads from each state, rows of the next.
    drift_target : shape (Q,), places, in the order of the game.
    """

    block_state: IntArray
    block_edge: IntArray
    mixture_offset: IntArray
    mixture_place: IndexArray
    mixture_kind: IndexArray
    chances: FloatArray
    wide_offset: IntArray
    wide_row: IndexArray
    wide_outcome: IntArray
    wide_state: IndexArray
    wide_chance: FloatArray
    group_offset: IntArray
    group_moves: IndexArray
    slot_offset: IntArray
    own_offset: IntArray
    menu_state: IndexArray
    menu_row: IndexArray
    menu_place: IndexArray
    slot_own: IndexArray
    edge_slot: IndexArray
    drift_offset: IntArray
    drift_target: IndexArray


def vector_layout_of(game: Game) -> VectorLayout:
    """Lay out where the moves of a game lead."""
    blocks = -(-game.n_states // BLOCK)
    block_state = np.minimum(np.arange(blocks + 1) * BLOCK, game.n_states)
    mixtures = _mixtures(game, block_state)
    menus = _menus(game, blocks)
    slots, slot = _slots(game, menus)
    slot_own = np.full(slots[-1], game.n_states * LANES)
    slot_own[slot] = mixtures.edge_place + game.edge_actor % LANES
    return VectorLayout(
        block_state=_wide(block_state), block_edge=_wide(game.edge_offset[block_state * game.n_movers]),
        mixture_offset=_wide(mixtures.offset), mixture_place=narrow(mixtures.place),
        mixture_kind=narrow(mixtures.kind), chances=mixtures.chances,
        wide_offset=_wide(mixtures.wide_offset), wide_row=narrow(mixtures.wide_row),
        wide_outcome=_wide(mixtures.wide_outcome), wide_state=narrow(mixtures.wide_state),
        wide_chance=mixtures.wide_chance,
        group_offset=_wide(menus.group_offset), group_moves=narrow(menus.group_moves),
        slot_offset=_wide(slots[menus.group_offset]), own_offset=_wide(slots[menus.own_group_offset]),
        menu_state=narrow(menus.state), menu_row=narrow(menus.row), menu_place=narrow(menus.place),
        slot_own=narrow(slot_own), edge_slot=narrow(slot),
        drift_offset=_wide(game.nature_outcome_offset[game.nature_offset]),
        drift_target=narrow(game.nature_outcome_state * LANES),
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
    wide_offset: IntArray
    wide_row: IntArray
    wide_outcome: IntArray
    wide_state: IntArray
    wide_chance: FloatArray


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
    several = outcomes[mixed] > 1
    pairs = np.column_stack([first[mixed], first[mixed] + several])
    few = outcomes[mixed] <= 2
    chances = game.outcome_probability[pairs] * np.column_stack([few, few & several])
    kind = alike(chances)
    wide = np.flatnonzero(~few)
    sizes = outcomes[mixed[wide]]
    begin = np.concatenate(([0], np.cumsum(sizes)))
    members = np.repeat(first[mixed[wide]] - begin[:-1], sizes) + np.arange(begin[-1])
    return _Mixtures(
        edge_place=edge_place, offset=offset,
        place=game.outcome_state[pairs].ravel() * LANES,
        kind=kind.numbers, chances=chances[kind.examples].ravel(),
        wide_offset=np.searchsorted(wide, offset), wide_row=row[wide] * LANES, wide_outcome=begin,
        wide_state=game.outcome_state[members] * LANES, wide_chance=game.outcome_probability[members],
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

    ``own_group_offset`` is what ``own_offset`` is, in groups; ``place`` is ``menu_place``. ``group`` and
    ``lane`` have shape (S * A,): state by state and actor by actor.
    """

    group_offset: IntArray
    own_group_offset: IntArray
    group_moves: IntArray
    state: IntArray
    row: IntArray
    place: IntArray
    group: IntArray
    lane: IntArray


def _menus(game: Game, blocks: int) -> _Menus:
    """Put menus of one length, of one block and with movers of one plane, into groups of eight."""
    moves = np.diff(game.edge_offset)
    menus = np.arange(moves.size)
    state, actor = np.divmod(menus, game.n_movers)
    planes, lengths = -(-game.n_movers // LANES), int(moves.max()) + 1
    kind = ((state // BLOCK) * planes + actor // LANES) * lengths + moves
    order = np.argsort(kind * game.n_movers + actor, kind="stable")
    kinds, begin, members = np.unique(kind[order], return_index=True, return_counts=True)
    groups = -(-members // LANES)
    first_group = np.cumsum(groups) - groups
    rank = menus - np.repeat(begin, members)
    group, lane = np.empty_like(menus), np.empty_like(menus)
    group[order] = np.repeat(first_group, members) + rank // LANES
    lane[order] = rank % LANES
    group_kind = np.repeat(kinds, groups)
    own_group_offset = np.searchsorted(group_kind // lengths, np.arange(blocks * planes + 1))
    lanes = group * LANES + lane
    in_block = BLOCK * game.n_movers
    return _Menus(
        group_offset=own_group_offset[::planes], own_group_offset=own_group_offset,
        group_moves=group_kind % lengths,
        state=_placed(state * LANES, lanes, group_kind.size, game.n_states * LANES),
        row=_placed(menus, lanes, group_kind.size, menus.size),
        place=_placed(menus % in_block * LANES, lanes, group_kind.size, in_block * LANES),
        group=group, lane=lane,
    )  # fmt: skip


def _placed(numbers: IntArray, lanes: IntArray, groups: int, idle: int) -> IntArray:
    """Numbers of menus in the lanes these have in groups; ``idle`` where a lane has none."""
    result = np.full(groups * LANES, idle)
    result[lanes] = numbers
    return result


def _slots(game: Game, menus: _Menus) -> tuple[IntArray, IntArray]:
    """The first slot of each group, and one more; the slot of each edge."""
    group_slot = np.concatenate(([0], np.cumsum(menus.group_moves * LANES)))
    menu = game.edge_state * game.n_movers + game.edge_actor
    move = np.arange(game.n_edges) - game.edge_offset[menu]
    return group_slot, group_slot[menus.group[menu]] + move * LANES + menus.lane[menu]
