"""The ways that moves and nature lead, in the order of the game: the forward pass reads them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.solve.layout.memo import Memo
from blinkfirst.solve.layout.vector_layout import BLOCK, LANES, IndexArray, narrow
from blinkfirst.solve.layout.watch_classes import WatchClasses


class Ways(NamedTuple):
    """Outcomes of edges and of nature; offsets and members as in `Game`.

    Attributes
    ----------
    edge_menu : shape (E,), state times A plus actor.
    edge_state : shape (E,).
    outcome_offset, outcome_state, outcome_chance : where edges lead.
    drift_offset : shape (S + 1,), outcomes of all of nature's events in a state.
    drift_state : where they lead.
    """

    edge_menu: IndexArray
    edge_state: IndexArray
    outcome_offset: IntArray
    outcome_state: IndexArray
    outcome_chance: FloatArray
    drift_offset: IntArray
    drift_state: IndexArray


_WAYS: Memo[Ways] = Memo()


def ways_of(game: Game) -> Ways:
    """Copy the ways of a game as kernels read them; the same for all games that differ in nothing else."""
    arrays = (
        game.edge_state, game.edge_actor, game.outcome_offset, game.outcome_state, game.outcome_probability,
        game.nature_offset, game.nature_outcome_offset, game.nature_outcome_state,
    )  # fmt: skip
    return _WAYS.of(arrays, lambda: _ways(game))


def _ways(game: Game) -> Ways:
    return Ways(
        edge_menu=narrow(game.edge_state * game.n_movers + game.edge_actor),
        edge_state=narrow(game.edge_state),
        outcome_offset=np.array(game.outcome_offset, dtype=np.int64),
        outcome_state=narrow(game.outcome_state),
        outcome_chance=np.array(game.outcome_probability, dtype=np.float64),
        drift_offset=np.array(game.nature_outcome_offset[game.nature_offset], dtype=np.int64),
        drift_state=narrow(game.nature_outcome_state),
    )


class Inflow(NamedTuple):
    """All that may come to each state, and whatever of it is looked for.

    A *row* is where something comes from: a state, or one of the edges that are looked for, after the S
    states. A *pair* is a row and a state it leads to; its parts are all the ways from one to the other.

    Attributes
    ----------
    offset : shape (S + 1,), pairs by the state they lead to.
    row : shape (pairs,), in that order: the row, times eight.
    pair_offset : shape (S + 1,), pairs by the state they come from.
    looked_pair : the first pair that comes from an edge that is looked for; all of these come last.
    place : shape (pairs,), in that order: the pair's place in the order of ``row``.
    part_offset : shape (pairs + 1,), in that order: the parts of pairs.
    part : shape (parts,), one of E edges, or behind them S states with nothing happening, the outcomes of
        nature, and the edge of the row itself, which is sure.
    chance : shape (parts,), how likely it leads there.
    feeds : shape (B, B), whether anything may come to a block of states from another.
    edge_offset : shape (S + 1,), edges of each state.
    seen_offset, seen_edge, seen_state : edges looked for and their states, by watch class.
    arrived_offset, arrived_state : states looked for, by watch class.
    """

    offset: IntArray
    row: IndexArray
    pair_offset: IntArray
    looked_pair: int
    place: IndexArray
    part_offset: IntArray
    part: IndexArray
    chance: FloatArray
    feeds: NDArray[np.bool_]
    edge_offset: IntArray
    seen_offset: IntArray
    seen_edge: IndexArray
    seen_state: IndexArray
    arrived_offset: IntArray
    arrived_state: IndexArray


_INFLOWS: Memo[Inflow] = Memo()


def inflow_of(ways: Ways, watched: WatchClasses) -> Inflow:
    """Sort the ways of a game by where they lead; once for all that look at the same edges and states, and
    once for all that look at none.
    """
    looking = bool(watched.edge.any() or watched.state.any())
    looked_at = (watched.edge, watched.state) if looking else ()
    classes = watched.keep.shape[0]
    return _INFLOWS.of((ways.edge_state, *looked_at), lambda: _inflow(ways, watched), classes)


def _inflow(ways: Ways, watched: WatchClasses) -> Inflow:
    states, edges, outcomes = ways.drift_offset.size - 1, ways.edge_state.size, ways.drift_state.size
    seen_offset, seen = _looked_for(watched.edge, watched.keep.shape[0])
    arrived_offset, arrived = _looked_for(watched.state, watched.keep.shape[0])
    edge_row, edge_part = ways.edge_state.astype(np.int64), np.arange(edges)
    edge_row[seen], edge_part[seen] = states + np.arange(seen.size), edges + states + outcomes
    by_edge, everywhere = np.repeat(np.arange(edges), np.diff(ways.outcome_offset)), np.arange(states)
    rows = np.concatenate(
        (edge_row[by_edge], everywhere, np.repeat(everywhere, np.diff(ways.drift_offset)))
    )
    targets = np.concatenate((ways.outcome_state, everywhere, ways.drift_state)).astype(np.int64)
    parts = np.concatenate((edge_part[by_edge], edges + np.arange(states + outcomes)))
    chances = np.concatenate((ways.outcome_chance, np.ones(states + outcomes)))

    pairs = rows * states + targets
    by_pair = np.argsort(pairs, kind="stable")
    first = np.flatnonzero(np.diff(pairs[by_pair], prepend=-1))
    sizes = np.diff(first, append=rows.size)
    # of each row, pairs with equally many parts follow one another, so that loops over them are foreseen
    by_size = np.lexsort((sizes, rows[by_pair[first]]))
    first, sizes = first[by_size], sizes[by_size]
    begins = np.cumsum(sizes) - sizes
    order = by_pair[np.repeat(first - begins, sizes) + np.arange(rows.size)]
    pair_row, pair_target = rows[order[begins]], targets[order[begins]]
    by_target = np.argsort(pair_target, kind="stable")
    place = np.empty(begins.size, dtype=np.int64)
    place[by_target] = np.arange(begins.size)
    row_state = np.concatenate((everywhere, ways.edge_state[seen].astype(np.int64)))
    blocks = -(-states // BLOCK)
    feeds = np.zeros((blocks, blocks), dtype=np.bool_)
    feeds[pair_target // BLOCK, row_state[pair_row] // BLOCK] = True
    pair_offset = np.searchsorted(pair_row, np.arange(states + 1))
    return Inflow(
        offset=np.searchsorted(pair_target[by_target], np.arange(states + 1)),
        row=narrow(pair_row[by_target] * LANES),
        pair_offset=pair_offset,
        looked_pair=int(pair_offset[-1]),
        place=narrow(place),
        part_offset=np.append(begins, rows.size),
        part=narrow(parts[order]),
        chance=chances[order],
        feeds=feeds,
        edge_offset=np.searchsorted(ways.edge_state, np.arange(states + 1)),
        seen_offset=seen_offset,
        seen_edge=narrow(seen),
        seen_state=ways.edge_state[seen],
        arrived_offset=arrived_offset,
        arrived_state=narrow(arrived),
    )


def _looked_for(number: IndexArray, classes: int) -> tuple[IntArray, IntArray]:
    """Sort edges or states by watch class; those of class 0 nobody looks for."""
    order = np.argsort(number, kind="stable")
    offset = np.searchsorted(number[order], np.arange(classes + 1))
    return offset - offset[1], order[offset[1] :]
