"""Classes of edges and states by what the columns of a table look for.

A column is an answer carried backward or a chain pushed forward. Few different things are looked for, so
edges and states are sorted into *watch classes*: all of a class mean the same to every column. No column
looks for class 0. The classes that absorb the chains of a forward pass say also where their ends are written
down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import CodeArray, FloatArray, Game, IntArray
from blinkfirst.solve.layout.classes import Classes, Numbered
from blinkfirst.solve.layout.memo import Memo
from blinkfirst.solve.layout.payoff_patterns import deeds_by_edge
from blinkfirst.solve.layout.vector_layout import LANES, IndexArray, VectorLayout, narrow
from blinkfirst.sums import even_sums


class Column(NamedTuple):
    """Things that one column looks for. Codes are small, not negative, and 0 where it looks for nothing.

    Attributes
    ----------
    edge_code : shape (E,).
    state_code : shape (S,).
    keep : per code, 1 where the column goes on, 0 where its run ends.
    gain : per code, what that yields in the column.
    """

    edge_code: CodeArray
    state_code: CodeArray
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


def _classes(codes: Sequence[CodeArray], size: int) -> Numbered:
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


GO_ON, END_SILENTLY = 0, -1  # codes of a chain's ends; n > 0 ends and writes to slot n - 1


@dataclass(frozen=True)
class Notes:
    """Places where ends are written down: pairs of a watch class and a chain, those of one place together.

    Attributes
    ----------
    pair : shape (n,), class times number of chains, plus chain.
    first : shape (m,), where the pairs of each place begin.
    place : shape (m,), where to write them down.
    """

    pair: IntArray
    first: IntArray
    place: IntArray

    def added_up(self, gone: FloatArray) -> FloatArray:
        """Add up what comes to each place, shape (ticks, m), of what ``push_forward`` says has gone."""
        flat = gone.reshape(gone.shape[0], -1)
        if not self.pair.size:
            return flat[:, :0]
        owner = np.repeat(np.arange(self.first.size), np.diff(self.first, append=self.pair.size))
        rows = np.arange(gone.shape[0])[:, np.newaxis] * self.first.size + owner
        sums = even_sums(rows.ravel(), flat[:, self.pair].ravel(), gone.shape[0] * self.first.size)
        return sums.reshape(gone.shape[0], -1)


@dataclass(frozen=True)
class AbsorbingClasses:
    """Watch classes of the chains, the free one first, that also keep different deeds apart.

    Attributes
    ----------
    watched : which chains go on; K classes.
    code : shape (K, 1 + chains), what the class does to each chain.
    stops : what is written down along edges, in the deed's row (of as many as there are slots) and the slot.
    arrivals : what is written down in states, in the slot.
    """

    watched: WatchClasses
    code: IntArray
    stops: Notes
    arrivals: Notes

    def add(self, stops: FloatArray, arrivals: FloatArray, gone: FloatArray) -> None:
        """Add what has ended to where it is to be written down.

        Parameters
        ----------
        stops : shape (ticks, deeds, slots), contiguous, added to.
        arrivals : shape (slots,), added to.
        gone : shape (ticks, K, 1 + chains), what came to the classes.
        """
        stops.reshape(gone.shape[0], -1)[:, self.stops.place] += self.stops.added_up(gone)
        arrivals[self.arrivals.place] += self.arrivals.added_up(gone).sum(axis=0)

    def end_on_arrival(self, mass: FloatArray, arrivals: FloatArray) -> None:
        """End chains in states they look for, at the start and after a dated event; changes both arrays.

        After every other tick `blinkfirst.solve.kernels.push_forward` does so itself.
        """
        looked = np.flatnonzero(self.watched.state)
        code, here = self.code[self.watched.state[looked]], mass[looked]
        arrivals += even_sums(code[code > GO_ON] - 1, here[code > GO_ON], arrivals.size)
        mass[looked] = np.where(code == GO_ON, here, 0.0)


def absorbing_classes_of(
    game: Game, edge_codes: Sequence[CodeArray], state_codes: Sequence[CodeArray], slots: int
) -> AbsorbingClasses:
    """Sort edges and states by what they do to every chain but the free one.

    Parameters
    ----------
    game : the game in force.
    edge_codes, state_codes : per chain, shape (E,) and (S,).
    slots : number of slots the chains write to.
    """
    deeds = deeds_by_edge(game)
    edge = _ending_classes(edge_codes, deeds)
    state = _ending_classes(state_codes, np.zeros(game.n_states, dtype=np.int64))
    code = np.zeros((edge.count + state.count - 1, 1 + len(edge_codes)), dtype=np.int64)
    for k, (of_edges, of_states) in enumerate(zip(edge_codes, state_codes, strict=True)):
        code[1:, 1 + k] = np.append(of_edges[edge.examples[1:]], of_states[state.examples[1:]])
    watched = joined_classes(edge, state, keep=(code == GO_ON).astype(np.float64), gain=np.zeros(code.shape))
    deed = np.append(0, deeds[edge.examples[1:]])
    in_state = np.arange(code.shape[0]) >= edge.count
    stops = _notes(np.where(in_state[:, np.newaxis], GO_ON, code), np.resize(deed * slots, code.shape[0]))
    arrivals = _notes(np.where(in_state[:, np.newaxis], code, GO_ON), np.zeros(code.shape[0], dtype=np.int64))
    return AbsorbingClasses(watched, code, stops, arrivals)


def _notes(code: IntArray, row: IntArray) -> Notes:
    """Put the ends that are written down in the order of their places, the slot added to the class's row."""
    classes, chains = np.nonzero(code > GO_ON)
    places = row[classes] + code[classes, chains] - 1
    order = np.argsort(places, kind="stable")
    place, first = np.unique(places[order], return_index=True)
    return Notes((classes * code.shape[1] + chains)[order], first, place)


def _ending_classes(codes: Sequence[CodeArray], beginning: IntArray) -> Numbered:
    ending = np.zeros(beginning.size, dtype=np.bool_)
    for code in codes:
        ending |= code != GO_ON
    members = np.flatnonzero(ending)
    classes = Classes(beginning.size)
    classes.part(members, beginning[members])
    for code in codes:
        classes.part(members, code[members] - END_SILENTLY)
    return classes.numbered()
