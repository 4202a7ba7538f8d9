"""A game laid out for the kernels: outcomes of moves, chances of initiatives, payoffs.

The three change for different reasons. Where moves lead is the same for all games with the same moves; it
takes longest to lay out. How fast the actors are changes with the tempo. What things are worth changes with
every weight. Each is worked out again only when the arrays of the game that it depends on are others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, IntArray, Payoffs
from blinkfirst.solve.layout.classes import alike
from blinkfirst.solve.layout.inflow import Ways, ways_of
from blinkfirst.solve.layout.memo import Memo
from blinkfirst.solve.layout.payoff_patterns import FlowPatterns, flow_patterns, lump_patterns_of
from blinkfirst.solve.layout.vector_layout import LANES, IndexArray, VectorLayout, narrow, vector_layout_of
from blinkfirst.sums import even_sum, even_sums

CLOCK_TOLERANCE = 1e-12  # how far initiatives and events of a tick may add up to more than one by rounding


class Pace(NamedTuple):
    """Probabilities of initiatives and of nature in one tick.

    Attributes
    ----------
    idle : shape (S,), probability that nothing happens.
    menu_kind : shape (G * 8,), who looks at a menu, with what probability in a state: one of K kinds.
    kind_actor, kind_turn : shape (K,), the actor and the probability; in idle lanes actor 0 and 0.
    nature : shape (Q,), probability of each outcome of nature (rate times D times chance), as in the game.
    """

    idle: FloatArray
    menu_kind: IndexArray
    kind_actor: IntArray
    kind_turn: FloatArray
    nature: FloatArray


class Worths(NamedTuple):
    """Payoffs of states and moves, with discounts and precisions.

    Attributes
    ----------
    flow : shape (P, A), utils per tick, of states of each flow pattern.
    state_flow : shape (S,), pattern of each state times eight.
    lump : shape (P, A), utils at once, of moves of each lump pattern.
    slot_lump : shape (slots,), pattern of the slot's move times eight, plus the lane of the mover's column.
    discount : shape (A,), per tick.
    precision : shape (A,), 1/utils.
    """

    flow: FloatArray
    state_flow: IndexArray
    lump: FloatArray
    slot_lump: IndexArray
    discount: FloatArray
    precision: FloatArray


class Lumps(NamedTuple):
    """Lumps that are not zero, edge by edge: offset, shape (E + 1,); who feels it; how much, utils."""

    offset: IntArray
    actor: IntArray
    utils: FloatArray


@dataclass(frozen=True, eq=False)
class GameTables:
    """A game laid out: for kernels, and in plain arrays for everybody else.

    Kernels read the four fields. The properties say the same per state and edge, in the order of `Game`, and
    are worked out when they are first asked for.
    """

    layout: VectorLayout
    ways: Ways
    pace: Pace
    worths: Worths

    @cached_property
    def edge_turn(self) -> FloatArray:
        """Probability per tick that the mover of an edge may move in its state, shape (E,)."""
        return np.asarray(self.initiative.ravel()[self.ways.edge_menu])

    @property
    def idle(self) -> FloatArray:
        """Probability that nothing happens in a tick, shape (S,)."""
        return self.pace.idle

    @cached_property
    def initiative(self) -> FloatArray:
        """Probability per tick that an actor may move, shape (S, A)."""
        turns = np.empty(self.pace.idle.size * self.worths.discount.size + 1)  # one more for idle lanes
        turns[self.layout.menu_row] = self.pace.kind_turn[self.pace.menu_kind]
        return turns[:-1].reshape(self.pace.idle.size, -1)

    @cached_property
    def nature_offset(self) -> IntArray:
        """Outcomes of nature in each state, shape (S + 1,): rows of the next two."""
        return self.layout.drift_offset

    @cached_property
    def nature_state(self) -> IntArray:
        """State that each outcome of nature leads to."""
        return np.asarray(self.layout.drift_target // LANES, dtype=np.int64)

    @cached_property
    def flow(self) -> FloatArray:
        """Worth of each state, shape (S, A), utils per tick."""
        return self.worths.flow[self.worths.state_flow // LANES]

    @cached_property
    def lumps(self) -> Lumps:
        """Worth of moves, felt at once; only what is not zero."""
        utils = self.worths.lump[self.worths.slot_lump[self.layout.edge_slot] // LANES]
        edges, actors = np.nonzero(utils)
        counts = np.bincount(edges, minlength=utils.shape[0])
        return Lumps(np.concatenate(([0], np.cumsum(counts))), actors, utils[edges, actors])


def discount_per_tick(game: Game) -> FloatArray:
    """Return the worth now of a util one tick later, shape (A,)."""
    return np.asarray(game.patience ** (game.tick_months / 12.0), dtype=np.float64)


# a game is solved, forecast and explained many times over; its layout lives as long as it does
_LAID_OUT: WeakKeyDictionary[Game, GameTables] = WeakKeyDictionary()
_LAYOUTS: Memo[VectorLayout] = Memo()
_PACES: Memo[Pace] = Memo()
_FLOW_PATTERNS: Memo[FlowPatterns] = Memo()
_STATE_FLOWS: Memo[IndexArray] = Memo()
_SLOT_LUMPS: Memo[IndexArray] = Memo()


def lay_out(game: Game) -> GameTables:
    """Lay a game out for the kernels.

    What a game shares with one laid out before (the very same arrays, as `dataclasses.replace` leaves them)
    is not laid out again while the arrays live: under other weights, patience or precision little is left to
    do. Raises `GameError` when more than one thing would have to happen in one tick.
    """
    known = _LAID_OUT.get(game)
    if known is None:
        moves = (
            game.edge_offset, game.edge_state, game.edge_actor,
            game.outcome_offset, game.outcome_state, game.outcome_probability,
            game.nature_offset, game.nature_outcome_offset, game.nature_outcome_state,
        )  # fmt: skip
        layout = _LAYOUTS.of(moves, lambda: vector_layout_of(game))
        tempo = (layout.menu_row, game.tempo, game.nature_rate, game.nature_outcome_probability)
        pace = _PACES.of(tempo, lambda: _pace(game, layout), game.tick_months)
        known = _LAID_OUT[game] = GameTables(layout, ways_of(game), pace, _worths(game, layout))
    return known


def flow_patterns_of(payoffs: Payoffs) -> FlowPatterns:
    """Return which states of a game bring the same flows."""
    return _FLOW_PATTERNS.of((payoffs.flow_columns, payoffs.flow_features), lambda: flow_patterns(payoffs))


def _worths(game: Game, layout: VectorLayout) -> Worths:
    payoffs = game.payoffs
    flows = flow_patterns_of(payoffs)
    lumps = lump_patterns_of(game)
    states, edges = flows.state_pattern, lumps.edge_pattern
    return Worths(
        flow=game.tick_months * flows.flows(payoffs, game.n_movers),
        state_flow=_STATE_FLOWS.of((states,), lambda: narrow(states * LANES)),
        lump=lumps.lumps(payoffs, game.n_movers),
        slot_lump=_SLOT_LUMPS.of((edges, layout.slot_own), lambda: _slot_lump(edges, layout)),
        discount=discount_per_tick(game),
        precision=np.array(game.precision, dtype=np.float64),
    )


def _slot_lump(edge_pattern: IntArray, layout: VectorLayout) -> IndexArray:
    own = layout.slot_own % LANES
    own[layout.edge_slot] += narrow(edge_pattern * LANES)
    return narrow(own)


def _pace(game: Game, layout: VectorLayout) -> Pace:
    initiative = game.tempo * game.tick_months
    movers = np.tile(np.arange(game.n_movers), game.n_states)
    turns = np.column_stack([np.append(movers, 0), np.append(initiative, 0.0)])
    kind = alike(turns)
    outcomes = np.diff(game.nature_outcome_offset)
    rates = np.repeat(game.nature_rate * game.tick_months, outcomes)
    nature = np.asarray(rates * game.nature_outcome_probability, dtype=np.float64)
    return Pace(
        idle=_idle(game, initiative),
        menu_kind=narrow(kind.numbers[layout.menu_row]),
        kind_actor=turns[kind.examples, 0].astype(np.int64),
        kind_turn=turns[kind.examples, 1].copy(),
        nature=nature,
    )


def _idle(game: Game, initiative: FloatArray) -> FloatArray:
    owners = np.repeat(np.arange(game.n_states), np.diff(game.nature_offset))
    events = even_sums(owners, game.nature_rate * game.tick_months, game.n_states)
    busy = even_sum(initiative, axis=1) + events
    worst = int(busy.argmax())
    if busy[worst] > 1.0 + CLOCK_TOLERANCE:
        raise GameError(
            f"state {worst} {game.state_labels(worst)}: initiatives and events add up to {busy[worst]:.6g} "
            f"per tick, expected at most 1; a tick of {game.tick_months / busy[worst]:.6g} months would do"
        )
    return np.asarray(np.maximum(0.0, 1.0 - busy), dtype=np.float64)
