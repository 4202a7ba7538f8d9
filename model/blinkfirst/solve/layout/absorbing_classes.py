"""Watch classes of the edges and states that absorb the chains of a forward pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.solve.layout.classes import Classes, Numbered
from blinkfirst.solve.layout.move_classes import deeds_by_edge
from blinkfirst.solve.layout.watch_classes import WatchClasses, joined_classes

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
        return np.add.reduceat(flat[:, self.pair], self.first, axis=1)


@dataclass(frozen=True)
class AbsorbingClasses:
    """Watch classes of the chains, the free one first, that also tell one deed from another.

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
        np.add.at(arrivals, code[code > GO_ON] - 1, here[code > GO_ON])
        mass[looked] = np.where(code == GO_ON, here, 0.0)


def absorbing_classes_of(
    game: Game, edge_codes: Sequence[IntArray], state_codes: Sequence[IntArray], slots: int
) -> AbsorbingClasses:
    """Sort edges and states by what they do to every chain but the free one.

    Parameters
    ----------
    game : the game in force.
    edge_codes, state_codes : per chain, shape (E,) and (S,).
    slots : number of slots the chains write to.
    """
    deeds = deeds_by_edge(game)
    edge = _classes(edge_codes, deeds)
    state = _classes(state_codes, np.zeros(game.n_states, dtype=np.int64))
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


def _classes(codes: Sequence[IntArray], beginning: IntArray) -> Numbered:
    """Tell apart what ends some chain."""
    ending = np.zeros(beginning.size, dtype=np.bool_)
    for code in codes:
        ending |= code != GO_ON
    members = np.flatnonzero(ending)
    classes = Classes(beginning.size)
    classes.part(members, beginning[members])
    for code in codes:
        classes.part(members, code[members] - END_SILENTLY)
    return classes.numbered()
