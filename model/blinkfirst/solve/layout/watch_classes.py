"""Classes of edges and states by what the columns of a table look for.

A column is an answer carried backward or a chain pushed forward. Few different things are looked for, so
edges and states are sorted into *watch classes*: all of a class mean the same to every column. No column
looks for class 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.layout.classes import Classes, Numbered
from blinkfirst.solve.layout.memo import Memo
from blinkfirst.solve.layout.vector_layout import LANES, IndexArray, VectorLayout, narrow


class Column(NamedTuple):
    """Things that one column looks for. Codes are small, not negative, and 0 where it looks for nothing.

    Attributes
    ----------
    edge_code : shape (E,).
    state_code : shape (S,).
    keep : per code, 1 where the column goes on, 0 where its run ends.
    gain : per code, what that yields in the column.
    """

    edge_code: IntArray
    state_code: IntArray
    keep: Sequence[float]
    gain: Sequence[float]


class WatchClasses(NamedTuple):
    """Watch classes of n columns; edges and states share K classes.

    Attributes
    ----------
    edge : shape (E,), class of each edge.
    state : shape (S,), class of each state; shape (0,) when no column looks for states.
    keep : shape (K, n), 1 where the column goes on when an edge or a state of the class comes, 0 where its
        run ends.
    gain : shape (K, n), what that yields in the column.
    """

    edge: IndexArray
    state: IndexArray
    keep: FloatArray
    gain: FloatArray


def watch_classes_of(columns: Sequence[Column], edges: int, states: int) -> WatchClasses:
    """Sort the edges and states of a game into watch classes."""
    edge = _classes([column.edge_code for column in columns], edges)
    state = _classes([column.state_code for column in columns], states)
    keep = np.ones((edge.count + state.count - 1, len(columns)))
    gain = np.zeros_like(keep)
    for n, column in enumerate(columns):
        codes = np.append(column.edge_code[edge.examples[1:]], column.state_code[state.examples[1:]])
        keep[1:, n] = np.asarray(column.keep, dtype=np.float64)[codes]
        gain[1:, n] = np.asarray(column.gain, dtype=np.float64)[codes]
    return joined_classes(edge, state, keep, gain)


def joined_classes(edge: Numbered, state: Numbered, keep: FloatArray, gain: FloatArray) -> WatchClasses:
    """Put classes of edges and of states together: first those of edges, then those of states but class 0."""
    state_class = np.where(state.numbers > 0, state.numbers + edge.count - 1, 0)
    looked_for = slice(None if state.count > 1 else 0)
    return WatchClasses(narrow(edge.numbers), narrow(state_class[looked_for]), keep, gain)


def _classes(codes: Sequence[IntArray], size: int) -> Numbered:
    classes = Classes(size)
    for code in codes:
        members = np.flatnonzero(code)
        classes.part(members, code[members])
    return classes.numbered()


class WatchPlaces(NamedTuple):
    """Looks in the order of lanes: an edge that is looked for leads to a row of its own, where looks act.

    Attributes
    ----------
    slot_place : shape (slots,), place the slot's move leads to.
    offset : shape (B + 1,), edges of a block that are looked for: rows of the next two.
    place : where the edge leads in truth.
    edge_class : its watch class.
    """

    slot_place: IndexArray
    offset: IntArray
    place: IndexArray
    edge_class: IndexArray


_PLACES: Memo[WatchPlaces] = Memo()


def watch_places(layout: VectorLayout, watched: WatchClasses) -> WatchPlaces:
    """Give every edge that is looked for a row of its own, behind the mixtures of its block."""
    return _PLACES.of((layout.slot_own, watched.edge), lambda: _watch_places(layout, watched.edge))


def _watch_places(layout: VectorLayout, edge_class: IndexArray) -> WatchPlaces:
    looked = np.flatnonzero(edge_class)
    offset = np.searchsorted(looked, layout.block_edge)
    block = np.repeat(np.arange(offset.size - 1), np.diff(offset))
    rank = np.arange(looked.size) - offset[block]
    slots = layout.edge_slot[looked]
    slot_place = layout.slot_own // LANES * LANES
    place = slot_place[slots]
    slot_place[slots] = (layout.block_state[-1] + 1 + np.diff(layout.mixture_offset)[block] + rank) * LANES
    return WatchPlaces(slot_place, offset, place, edge_class[looked])
