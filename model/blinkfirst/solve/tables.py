"""A game laid out for the kernels: probabilities per tick instead of rates per month, payoffs as numbers."""

from __future__ import annotations

from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, flow, lump

# Half the memory traffic of int64; unsigned, because numba then need not ask at every access whether the
# index counts from the end (a quarter of the running time). No theatre comes near 2**32 outcomes.
IndexArray = NDArray[np.uint32]

CLOCK_TOLERANCE = 1e-12  # how far initiatives and events of a tick may add up to more than one by rounding


class Tables(NamedTuple):
    """The arrays a kernel walks through, in the order of `Game`; offsets as there.

    Attributes
    ----------
    initiative : shape (S, A), probability per tick.
    idle : shape (S,), probability that nothing happens in a tick.
    edge_offset : shape (S * A + 1,).
    outcome_offset, outcome_state, outcome_probability : where edges lead.
    nature_offset : shape (S + 1,), rows of the next two.
    nature_state, nature_probability : where nature leads, probability per tick (rate times D times chance).
    flow : shape (S, A), utils per tick.
    own_lump : shape (E,), utils to the mover.
    lump_offset, lump_actor, lump_utils : the lumps of every edge, only where not zero.
    discount : shape (A,), per tick.
    precision : shape (A,), 1/utils.
    """

    initiative: FloatArray
    idle: FloatArray
    edge_offset: IndexArray
    outcome_offset: IndexArray
    outcome_state: IndexArray
    outcome_probability: FloatArray
    nature_offset: IndexArray
    nature_state: IndexArray
    nature_probability: FloatArray
    flow: FloatArray
    own_lump: FloatArray
    lump_offset: IndexArray
    lump_actor: IndexArray
    lump_utils: FloatArray
    discount: FloatArray
    precision: FloatArray


def discount_per_tick(game: Game) -> FloatArray:
    """What a util one tick later is worth now, shape (A,)."""
    return np.asarray(game.patience ** (game.tick_months / 12.0), dtype=np.float64)


# a game is solved, forecast and explained many times over; its layout lives as long as it does
_LAID_OUT: WeakKeyDictionary[Game, Tables] = WeakKeyDictionary()


def lay_out(game: Game) -> Tables:
    """Lay a game out for the kernels.

    Raises
    ------
    GameError
        When more than one thing would have to happen in one tick.
    """
    known = _LAID_OUT.get(game)
    if known is None:
        known = _LAID_OUT[game] = _laid_out(game)
    return known


def _laid_out(game: Game) -> Tables:
    initiative = np.ascontiguousarray(game.tempo * game.tick_months)
    lumps = lump(game)
    where, whom = np.nonzero(lumps)
    return Tables(
        initiative=initiative,
        idle=_idle(game, initiative),
        edge_offset=_narrow(game.edge_offset),
        outcome_offset=_narrow(game.outcome_offset),
        outcome_state=_narrow(game.outcome_state),
        outcome_probability=np.array(game.outcome_probability, dtype=np.float64),
        nature_offset=_narrow(game.nature_outcome_offset[game.nature_offset]),
        nature_state=_narrow(game.nature_outcome_state),
        nature_probability=_nature_probability(game),
        flow=game.tick_months * flow(game),
        own_lump=lumps[np.arange(game.n_edges), game.edge_actor],
        lump_offset=rows_to_offset(where, game.n_edges),
        lump_actor=_narrow(whom),
        lump_utils=lumps[where, whom],
        discount=discount_per_tick(game),
        precision=np.array(game.precision, dtype=np.float64),
    )


def rows_to_offset(rows: NDArray[np.integer], count: int) -> IndexArray:
    """Offsets of sorted row numbers: the entries of row r are ``offset[r]:offset[r + 1]``.

    Examples
    --------
    >>> rows_to_offset(np.array([0, 0, 2]), 3).tolist()
    [0, 2, 2, 3]
    """
    return _narrow(np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=count)))))


def _narrow(indices: NDArray[np.integer]) -> IndexArray:
    return np.array(indices, dtype=np.uint32)


def _nature_probability(game: Game) -> FloatArray:
    outcomes = np.diff(game.nature_outcome_offset)
    rates = np.repeat(game.nature_rate * game.tick_months, outcomes)
    return np.asarray(rates * game.nature_outcome_probability, dtype=np.float64)


def _idle(game: Game, initiative: FloatArray) -> FloatArray:
    owners = np.repeat(np.arange(game.n_states), np.diff(game.nature_offset))
    events = np.bincount(owners, weights=game.nature_rate * game.tick_months, minlength=game.n_states)
    busy = initiative.sum(axis=1) + events
    worst = int(busy.argmax())
    if busy[worst] > 1.0 + CLOCK_TOLERANCE:
        raise GameError(
            f"state {worst} {game.state_labels(worst)}: initiatives and events add up to {busy[worst]:.6g} "
            f"per tick, expected at most 1; a tick of {game.tick_months / busy[worst]:.6g} months would do"
        )
    return np.asarray(np.maximum(0.0, 1.0 - busy), dtype=np.float64)
