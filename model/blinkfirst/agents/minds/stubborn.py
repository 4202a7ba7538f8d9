"""The mind that never blinks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from blinkfirst.agents.minds.mind import TableMind
from blinkfirst.game.game import NO_BLINK, FloatArray, Game, IntArray
from blinkfirst.sums import even_sum

MaskArray: TypeAlias = NDArray[np.bool_]


class Stubborn(TableMind):
    """Never gives its position up, and is otherwise as strategic as anybody.

    Plays sigma given that the move is no blink: the others keep their odds among one another. The others at
    the table do not know that it is stubborn; they play as if it were strategic. Where sigma leaves nothing
    but blinks (an exact maximiser may), it stands still: the first move on the menu that only leaves the
    world as it is and is no blink, or else the first move that is no blink. Where holding itself is a blink
    and so is everything else, it cannot help blinking, and holds.

    Source
    ------
    The obstinate type of [Abreu2000]. Departure: it keeps its other moves, where theirs only waits.
    """

    stochastic = True
    source = "[Abreu2000] obstinate types"

    def write(self, game: Game, first_tick: int, choice: FloatArray) -> None:
        """Write sigma given that it does not blink; the total favours no move."""
        menus = np.arange(game.n_states) * game.n_movers + self.actor
        first, end = game.edge_offset[menus], game.edge_offset[menus + 1]
        _hold_firm(choice, game.edge_blink != NO_BLINK, _leads_nowhere(game), first, end)

    def write_rows(self, game: Game, states: IntArray, choice: FloatArray) -> FloatArray:
        """Return the same, menu by menu."""
        menus = states * game.n_movers + self.actor
        rows, longest = choice.shape
        places = np.minimum(game.edge_offset[menus, np.newaxis] + np.arange(longest), game.n_edges - 1)
        first = np.arange(rows) * longest
        end = first + game.edge_offset[menus + 1] - game.edge_offset[menus]
        found = choice.reshape(1, -1).copy()
        blinks, holds = game.edge_blink != NO_BLINK, _leads_nowhere(game)
        _hold_firm(found, blinks[places.ravel()], holds[places.ravel()], first, end, longest)
        return found.reshape(rows, longest)


def _hold_firm(
    choice: FloatArray, blinks: MaskArray, holds: MaskArray, first: IntArray, end: IntArray, longest: int = 0
) -> None:
    """Write choices given that they are no blinks, menus from ``first`` to ``end`` of the columns.

    ``longest`` : length of menus that totals are rounded for; that of the longest with a blink, if more.
    """
    tempted = _any_of(blinks, first, end)
    first, end = first[tempted], end[tempted]
    longest = max(longest, int((end - first).max(initial=0)))
    shares = np.zeros((longest, choice.shape[0], first.size))
    for place, (edges, here) in enumerate(_places(first, end)):
        shares[place][:, here] = np.where(blinks[edges], 0.0, choice[:, edges])
    kept = even_sum(shares, axis=0)
    still = _standing_still(holds, blinks, first, end)
    for edges, here in _places(first, end):
        share = np.where(blinks[edges], 0.0, choice[:, edges])
        total = kept[:, here]
        certain = (edges == still[here]).astype(np.float64)
        with np.errstate(invalid="ignore"):
            choice[:, edges] = np.where(total > 0.0, share / total, certain)


def _standing_still(holds: MaskArray, blinks: MaskArray, first: IntArray, end: IntArray) -> IntArray:
    """The move of each menu where sigma does nothing but blink: the first hold that is no blink, or else the
    first move that is none; the same among the blinks where there is nothing else.
    """
    nothing_else = ~_any_of(~blinks, first, end)
    found = np.full(first.size, -1)
    for good_enough in (holds, np.ones_like(holds)):
        for edges, here in _places(first, end):
            fits = good_enough[edges] & (~blinks[edges] | nothing_else[here])
            found[here] = np.where((found[here] < 0) & fits, edges, found[here])
    return found


def _leads_nowhere(game: Game) -> MaskArray:
    outcomes = np.diff(game.outcome_offset)
    stays = game.outcome_state == np.repeat(game.edge_state, outcomes)
    return np.logical_and.reduceat(stays, game.outcome_offset[:-1])


def _any_of(wanted: MaskArray, first: IntArray, end: IntArray) -> MaskArray:
    found = np.zeros(first.size, dtype=np.bool_)
    for edges, here in _places(first, end):
        found[here] |= wanted[edges]
    return found


def _places(first: IntArray, end: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """The first edge of every menu, then the second of those that have one, ...; and whose they are."""
    for place in range(int((end - first).max(initial=0))):
        here = np.flatnonzero(end - first > place)
        yield first[here] + place, here
