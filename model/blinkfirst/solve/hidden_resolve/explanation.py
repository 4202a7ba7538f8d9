"""Why did a type of an actor do that? The worth of its moves at what is believed, split by argument.

A move is worth what it brings at once and what comes after it, once everybody has seen it. What comes is
pushed forward over states and beliefs from where the move leads. If the actor has types, that part of it
counts which happens when the actor is of the type asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, PayoffColumn
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, solve_hidden
from blinkfirst.solve.hidden_resolve.forward import NOBODY, Inside, played_legs, walk_believing
from blinkfirst.solve.hidden_resolve.tables import moves_of, worth_of
from blinkfirst.solve.kernels.choosing import Believing, choose_as_believed
from blinkfirst.solve.layout.game_tables import discount_per_tick
from blinkfirst.solve.standoff.explanation import ChoiceExplanation, lumps_of_edge, plan_in_force
from blinkfirst.solve.standoff.forecast import add_what_follows
from blinkfirst.solve.standoff.forward_pass import Leg, Route, columns_of
from blinkfirst.sums import even_sum


class Whereabouts(NamedTuple):
    """The world and the beliefs at a tick.

    Attributes
    ----------
    stretch : index in ``Standoff.course``.
    probabilities : shape (S,), of each state.
    beliefs : shape (S, Q), what is believed of each typed actor there, on average; nan where nobody comes.
    """

    stretch: int
    probabilities: FloatArray
    beliefs: FloatArray


class HiddenChoice(NamedTuple):
    """The choice of one type of an actor.

    Attributes
    ----------
    kind : which of its types, 0 or 1; 0 for an actor of one type.
    explanation : moves with chances, values and splits; only those that the type may make.
    after : shape (m,), what is believed of the actor after each of these moves; nan for an actor of one type.
    """

    kind: int
    explanation: ChoiceExplanation
    after: FloatArray


def whereabouts(standoff: Standoff, policy: HiddenPolicy, tick: int) -> Whereabouts:
    """Return where the world is at a tick, after a dated event of that tick, and what is believed there.

    Raises `GameError` when the tick lies outside the horizon.
    """
    if not 0 <= tick <= standoff.ticks:
        raise GameError(f"tick {tick}: expected 0 to {standoff.ticks}, the horizon")
    legs = [replace(leg, end=min(tick, leg.end)) for leg in played_legs(standoff) if leg.first <= tick]
    places = walk_believing(policy, legs, standoff.played[: len(legs)], Route(legs)).places
    probabilities = places.sum(axis=1)
    sums = places @ policy.grid.views[:, 1:]
    there = probabilities[:, np.newaxis]
    beliefs = np.divide(sums, there, out=np.full_like(sums, np.nan), where=there > 0.0)
    return Whereabouts(len(legs) - 1, probabilities, beliefs)


def explain_hidden_choice(
    standoff: Standoff, policy: HiddenPolicy, tick: int, state: int, actor: int, beliefs: FloatArray
) -> tuple[HiddenChoice, ...]:
    """Split by argument what each type of an actor expects of each of its moves.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
    tick : 0 to the last tick before the horizon.
    state : index in the game in force at that tick, after a dated event of that tick.
    actor : index.
    beliefs : shape (Q,), what is believed of each typed actor there.

    Returns
    -------
    A choice for each type that the actor may be of, under the plan in force: surprises still to come are
    ignored.

    Raises
    ------
    GameError
        When tick, state or actor do not exist.
    """
    if not 0 <= tick < standoff.ticks:
        raise GameError(f"tick {tick}: expected 0 to {standoff.ticks - 1}, before the horizon")
    ahead = Ahead(standoff, policy, tick)
    if not 0 <= state < ahead.game.n_states or not 0 <= actor < ahead.game.n_actors:
        raise GameError(f"state {state}, actor {actor}: expected a state and an actor of the game in force")
    place = ahead.place_of(actor)
    row = state * ahead.game.n_movers + actor
    edges = range(int(ahead.game.edge_offset[row]), int(ahead.game.edge_offset[row + 1]))
    chances, after = ahead.choices(state, actor, beliefs, len(edges))
    reached = [
        ahead.reached(edge, np.where(np.arange(beliefs.size) == place, after[m], beliefs))
        for m, edge in enumerate(edges)
    ]
    kinds = [0] if place < 0 else [k for k in (0, 1) if beliefs[place] != 1 - k]
    found = []
    for kind in kinds:
        inside = NOBODY if place < 0 else Inside(place, kind)
        may = [m for m, edge in enumerate(edges) if not ahead.bars(inside, edge)]
        columns = tuple(column for column in ahead.columns if column.actor == actor)
        split = np.stack([ahead.split(reached[m], edges[m], columns, inside) for m in may])
        explanation = ChoiceExplanation(
            tick=tick,
            state=state,
            actor=actor,
            moves=tuple(ahead.game.edge_label(edges[m])[1] for m in may),
            probabilities=chances[kind][may],
            values=even_sum(split, axis=1),
            columns=columns,
            split=split,
        )
        then = after[may] if place >= 0 else np.full(len(may), np.nan)
        found.append(HiddenChoice(kind, explanation, then))
    return tuple(found)


class Ahead:
    """The way ahead of a tick, as the plan in force has it: where moves lead, and what they bring.

    Attributes
    ----------
    game : in force at the tick.
    columns : payoff columns of all that lies ahead.
    """

    def __init__(self, standoff: Standoff, policy: HiddenPolicy, tick: int) -> None:
        if len(standoff.plans) > 1:
            standoff = replace(standoff, plans=(standoff.plans[plan_in_force(standoff, tick)],))
            policy = solve_hidden(standoff, policy.start)
        self.standoff, self.policy, self.tick = standoff, policy, tick
        parts = zip(played_legs(standoff), standoff.played, strict=True)
        left = [(leg, span) for leg, span in parts if leg.end > tick]
        self.span, self.game = left[0][1], left[0][0].game
        first = replace(left[0][0], first=tick + 1, carry=None)
        self.legs: list[Leg] = [first, *(leg for leg, _ in left[1:])]
        self.spans = [span for _, span in left]
        self.columns = columns_of(self.legs)
        self.discount = discount_per_tick(self.game)

    def choices(
        self, state: int, actor: int, beliefs: FloatArray, moves: int
    ) -> tuple[list[FloatArray], FloatArray]:
        """Return how either type chooses, and what is believed after each move."""
        later = next(tick.later for tick in self.policy.ticks(self.span) if tick.number == self.tick)
        kinds = np.zeros((2, self.game.n_movers), dtype=np.uint8)
        kinds[1] = 1
        believing = Believing(kinds, np.tile(beliefs, (2, 1)), np.zeros((2, moves)), np.zeros((2, moves)))
        states, movers, runs = (np.array([one, one], dtype=np.uint32) for one in (state, actor, 0))
        runs[1] = 1
        choose_as_believed(
            moves_of(self.game), worth_of(self.game), self.policy.grid.lanes, later, self.policy.start,
            states, movers, runs, 2, believing,
        )  # fmt: skip
        return list(believing.choice), believing.after[0]

    def reached(self, edge: int, beliefs: FloatArray) -> FloatArray:
        """Return where a move leads and what is then believed, shape (S, W)."""
        game, lanes = self.game, np.ones(1)
        for q, belief in enumerate(beliefs):
            nodes = int(self.policy.grid.lanes.nodes[q])
            known = self.policy.grid.lanes.belief[q, :nodes]
            g = min(int(np.searchsorted(known, belief, side="right")) - 1, nodes - 2)
            axis = np.zeros(nodes)
            axis[g + 1] = (belief - known[g]) / (known[g + 1] - known[g])
            axis[g] = 1.0 - axis[g + 1]
            lanes = np.outer(lanes, axis).ravel()
        found = np.zeros((game.n_states, lanes.size))
        outcomes = slice(int(game.outcome_offset[edge]), int(game.outcome_offset[edge + 1]))
        for o in range(outcomes.start, outcomes.stop):
            found[game.outcome_state[o]] += game.outcome_probability[o] * lanes
        return found

    def place_of(self, actor: int) -> int:
        """Return the place of an actor among the typed ones; -1 for one of one type."""
        return next((q for q, second in enumerate(self.game.seconds) if second.actor == actor), -1)

    def bars(self, inside: Inside, edge: int) -> bool:
        """Return whether a type never makes a move."""
        return inside.kind == 1 and bool(self.game.seconds[inside.place].barred[edge])

    def split(
        self, reached: FloatArray, edge: int, columns: Sequence[PayoffColumn], inside: Inside
    ) -> FloatArray:
        """Return what a move brings its mover, or a type of it, shape (C,), from where the move leads."""
        walked = walk_believing(self.policy, self.legs, self.spans, Route(self.legs), reached, inside)
        last, game = self.legs[-1], self.game
        if inside.kind == 1:
            record, second = walked.felt[inside.place], last.game.seconds[inside.place]
            last = replace(last, game=last.game.with_weights(second.weights))
            game = game.with_weights(game.seconds[inside.place].weights)
        else:
            record = walked.views[0]
        add_what_follows(record, self.standoff, last)
        at_once, actor = lumps_of_edge(game, edge), int(game.edge_actor[edge])
        later = dict(zip(record.columns, record.split, strict=True))
        delta = float(self.discount[actor])
        return np.array([at_once.get(column, 0.0) + delta * float(later[column]) for column in columns])
