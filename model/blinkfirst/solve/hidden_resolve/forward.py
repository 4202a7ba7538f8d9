"""Probabilities pushed forward over states and beliefs.

Everything is added up in several *views*: of all that happens, and, for each typed actor, of what happens
when it is of its second type. Beliefs are right on average, so a view weighs whatever is somewhere with the
belief held there. What happens when the actor is of its first type is the difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.standoff import Span, Standoff
from blinkfirst.solve.hidden_resolve.backward import WAYS, HiddenPolicy, Tick, shared_out
from blinkfirst.solve.hidden_resolve.tables import moves_of, worth_of
from blinkfirst.solve.kernels.believing import Marks, Sums, believe_on
from blinkfirst.solve.layout.game_tables import discount_per_tick
from blinkfirst.solve.layout.payoff_patterns import MoveClasses, move_classes_of
from blinkfirst.solve.standoff.forecast import NO_CHOICE
from blinkfirst.solve.standoff.forward_pass import (
    Leg,
    Record,
    Route,
    add_counts,
    add_moves,
    add_payoffs,
    empty_record,
    start_of,
)

SHARES = 2  # of the states, each pushed on into a table of its own; two, however many threads there are
FIRST_BLINK = 1  # the chain that ends at the first blink


class Held(NamedTuple):
    """Beliefs at a tick.

    Attributes
    ----------
    all, standing : shape (W,), probability of each lane; and that nobody has blinked by then.
    """

    all: FloatArray
    standing: FloatArray


class Inside(NamedTuple):
    """A typed actor that is given to be of a type.

    Attributes
    ----------
    place : among the typed actors; -1 for none of them.
    kind : 0 or 1, its type.
    """

    place: int
    kind: int


NOBODY = Inside(-1, 0)


@dataclass
class Walked:
    """Sums of a walk; changed by `walk_believing` only.

    Attributes
    ----------
    views : sums of all that happens, then of what happens with each typed actor's second type.
    felt : per typed actor, the split of its payoffs as its second type feels them.
    held : beliefs by tick, for the ticks looked at.
    before, after : shape (deeds,), belief about who moves, before and after, times how often it does so.
    found : shape (4,), initiatives of typed actors by how they were solved, times their probability.
    places : shape (S, W), the free chain after the last tick.
    """

    views: list[Record]
    felt: list[Record]
    before: FloatArray
    after: FloatArray
    found: FloatArray
    held: dict[int, Held] = field(default_factory=dict)
    places: FloatArray = field(default_factory=lambda: np.empty((0, 0)))


def played_legs(standoff: Standoff) -> list[Leg]:
    """The legs that are really played, as ``Standoff.course``; their choices hang on beliefs."""
    return [
        Leg(stretch.game, stretch.first_tick, span.end, stretch.carry, NO_CHOICE)
        for stretch, span in zip(standoff.course, standoff.played, strict=True)
    ]


def walk_believing(
    policy: HiddenPolicy,
    legs: Sequence[Leg],
    spans: Sequence[Span],
    route: Route,
    begun: FloatArray | None = None,
    inside: Inside = NOBODY,
) -> Walked:
    """Walk legs once, all chains side by side; as `forward_pass.walk`.

    Parameters
    ----------
    legs, spans : what is played of a stand-off, as `played_legs` has it, or part of it; a span for each leg.
    begun : shape (S, W), probability of each state and lane at the first tick; the game's start and the
        priors by default.
    inside : a type that a typed actor is given to be of; in its view all happens, or nothing.
    """
    grid, views = policy.grid, policy.grid.views.copy()
    if inside != NOBODY:
        views[:, 1 + inside.place] = inside.kind
    start = np.zeros((legs[0].game.n_states, grid.count, 4 * -(-(1 + len(route.chains)) // 4)))
    if begun is None:
        start[legs[0].game.start, grid.opening, : 1 + len(route.chains)] = 1.0
    else:
        start[:, :, : 1 + len(route.chains)] = begun[:, :, np.newaxis]
    axes = grid.views.shape[1]
    records = [empty_record(legs, start_of(legs[0].game), route) for _ in range(2 * axes - 1)]
    deeds = len(route.deeds)
    walked = Walked(records[:axes], records[axes:], np.zeros(deeds), np.zeros(deeds), np.zeros(WAYS))
    mass = start
    for number, (leg, span) in enumerate(zip(legs, spans, strict=True)):
        if number > 0 and leg.carry is not None:
            carried = np.zeros((leg.game.n_states, *mass.shape[1:]))
            np.add.at(carried, leg.carry, mass)
            mass = carried
        ticks = (tick for tick in policy.ticks(span) if leg.first <= tick.number < leg.end)
        mass = _Leg(policy, leg, route, number, views, inside).walked(mass, ticks, walked)
    if legs[-1].end in route.look_at:
        _look(walked, legs[-1].game, views, legs[-1].end, mass)
    for record, view in zip(walked.views, views.T, strict=True):
        record.mass = np.einsum("slk,l->sk", mass, view)
    for record, seen in zip(walked.felt, walked.views[1:], strict=True):
        record.mass = seen.mass
    walked.places = mass[:, :, 0]
    return walked


def _look(walked: Walked, game: Game, views: FloatArray, tick: int, mass: FloatArray) -> None:
    """Write down the world and the beliefs at a tick."""
    for record, sight in zip(walked.views, (mass[:, :, 0] @ views).T, strict=True):
        record.sights[tick] = (game, np.ascontiguousarray(sight))
    walked.held[tick] = Held(mass[:, :, 0].sum(axis=0), mass[:, :, FIRST_BLINK].sum(axis=0))


class _Leg:
    """A leg of the walk."""

    def __init__(
        self, policy: HiddenPolicy, leg: Leg, route: Route, number: int, views: FloatArray, inside: Inside
    ) -> None:
        self.policy, self.leg, self.route, self.views, self.inside = policy, leg, route, views, inside
        self.game, self.ends = leg.game, route.ends[number]
        self.chains = 1 + len(route.chains)
        self.classes: MoveClasses = move_classes_of(leg.game, route.edge_worths[number])
        self.moves, self.worth = moves_of(leg.game), worth_of(leg.game)
        keep = np.zeros((self.ends.watched.keep.shape[0], 4 * -(-self.chains // 4)))
        keep[:, : self.chains] = self.ends.watched.keep
        self.marks = Marks(self.classes.edge_class, self.ends.watched.edge.astype(np.int64), keep)
        self.closing = np.array([leg.end, *(chain.deadline for chain in route.chains)])
        self.states: IntArray = np.flatnonzero(self.ends.watched.state)
        self.state_class = self.ends.watched.state[self.states]

    def walked(self, mass: FloatArray, ticks: Iterable[Tick], walked: Walked) -> FloatArray:
        """Push the chains, shape (S, W, K), through the leg; add what happens to the sums."""
        leg, views = self.leg, self.views
        self._end_on_arrival(mass, walked)
        count = leg.end - leg.first
        if count <= 0:
            return mass
        n, classes = views.shape[1], self.marks.keep.shape[0]
        passed = np.zeros((n, count, self.classes.deed.size))
        gone = np.zeros((n, count, classes, self.chains))
        visits = np.zeros((n, self.game.n_states, self.game.n_movers))
        delta = discount_per_tick(self.game)
        discounts = walked.views[0].weight * delta ** np.arange(count)[:, np.newaxis]
        for row, tick in enumerate(ticks):
            mass[:, :, : self.chains][:, :, self.closing <= tick.number] = 0.0
            if tick.number in self.route.look_at:
                _look(walked, self.game, views, tick.number, mass)
            visits += (mass[:, :, 0] @ views).T[:, :, np.newaxis] * discounts[row]
            mass, sums = self._tick(mass, tick)
            passed[:, row] = sums.passed
            gone[:, row] = sums.gone[:, :, : self.chains]
            self._arrive(mass, gone[:, row])
            walked.found += sums.found
            np.add.at(walked.before, self.classes.deed, sums.before)
            self._note_after(walked, sums)
        self._add(walked, visits, passed, gone, discounts)
        for record in (*walked.views, *walked.felt):
            record.weight = record.weight * delta**count
        return mass

    def _tick(self, mass: FloatArray, tick: Tick) -> tuple[FloatArray, Sums]:
        """Push the chains on by a tick."""
        states, axes = self.game.n_states, self.views.shape[1]
        bounds = np.linspace(0, states, SHARES + 1).astype(int)
        after = [np.zeros_like(mass) for _ in range(SHARES)]
        sums = [
            Sums(
                np.zeros((axes, self.classes.deed.size)), np.zeros((axes, *self.marks.keep.shape)),
                np.zeros(self.classes.deed.size), np.zeros(WAYS),
            )
            for _ in range(SHARES)
        ]  # fmt: skip

        def share(k: int) -> None:
            believe_on(
                self.moves, self.worth, self.policy.grid.lanes, self.marks, self.views, tick.later, mass,
                after[k], sums[k], int(bounds[k]), int(bounds[k + 1]), self.policy.start, *self.inside,
            )  # fmt: skip

        shared_out(share, SHARES)
        for other, more in zip(after[1:], sums[1:], strict=True):
            after[0] += other
            for total, part in zip(sums[0], more, strict=True):
                total += part
        return after[0], sums[0]

    def _note_after(self, walked: Walked, sums: Sums) -> None:
        """Add what is believed about a typed mover after its moves: its own view of what was played."""
        for q, second in enumerate(self.game.seconds):
            mine = np.array([actor == second.actor for actor, _ in self.route.deeds])[self.classes.deed]
            np.add.at(walked.after, self.classes.deed[mine], sums.passed[1 + q][mine])

    def _arrive(self, mass: FloatArray, gone: FloatArray) -> None:
        """End chains in states that they look for; add them to what has gone, shape (views, classes, K)."""
        if self.states.size:
            seen = np.einsum("slk,lv->vsk", mass[self.states, :, : self.chains], self.views)
            for view, here in zip(gone, seen, strict=True):
                np.add.at(view, self.state_class, here * (1.0 - self.ends.watched.keep[self.state_class]))
            mass[self.states] *= self.marks.keep[self.state_class][:, np.newaxis]

    def _end_on_arrival(self, mass: FloatArray, walked: Walked) -> None:
        """End chains at the start and after a dated event."""
        for record, view in zip(walked.views, self.views.T, strict=True):
            here = np.einsum("slk,l->sk", mass[:, :, : self.chains], view)
            self.ends.end_on_arrival(here, record.arrivals)
        if self.states.size:
            mass[self.states] *= self.marks.keep[self.state_class][:, np.newaxis]

    def _add(
        self, walked: Walked, visits: FloatArray, passed: FloatArray, gone: FloatArray, discounts: FloatArray
    ) -> None:
        """Add what happened in this leg to the sums of all views."""
        here = slice(self.leg.first - walked.views[0].origin, self.leg.end - walked.views[0].origin)
        ticks = np.arange(self.leg.first, self.leg.end)
        for v, record in enumerate(walked.views):
            self.ends.add(record.stops[here], record.arrivals, gone[v])
            add_counts(record, self.route, self.classes, ticks, passed[v])
            add_moves(record, self.game, self.classes, passed[v], discounts)
            add_payoffs(record, self.game, visits[v])
        for q, (record, second) in enumerate(zip(walked.felt, self.game.seconds, strict=True)):
            felt = self.game.with_weights(second.weights)
            add_moves(record, felt, self.classes, passed[1 + q], discounts)
            add_payoffs(record, felt, visits[1 + q])
