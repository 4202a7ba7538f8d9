"""The worth of what others believe: of being taken for tough, of being known, and of knowing.

Let V_(i,k)(b) be the value at the start to actor i, if it is of type k, when the others hold its second type
for likely with b. Then

* *taken for the second* is V_(i,k)(1) - V_(i,k)(prior), *taken for the first* V_(i,k)(0) - V_(i,k)(prior);
* the *signal* is V_(i,k)(k) - V_(i,k)(prior): what it would give at most for a sign that shows beyond doubt
  of which type it is; below 0 it would rather have its type hidden;
* the *information* about a rival q is (1 - prior) V_i(b_q = 0) + prior V_i(b_q = 1) - V_i(prior): what i
  gains if everybody, i among them, learns at the start of which type q is. Nobody can learn it alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import Game
from blinkfirst.game.hidden_resolve import BeliefWorth, InformationWorth
from blinkfirst.game.standoff import Standoff, Stretch
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy
from blinkfirst.solve.hidden_resolve.beliefs import UNTYPED
from blinkfirst.solve.standoff.commitments import restricted_standoff


def belief_worths(policy: HiddenPolicy) -> tuple[BeliefWorth, ...]:
    """Return what each type of each typed actor gains by being taken for one or the other."""
    beliefs = policy.standoff.beliefs
    if beliefs is None:
        raise GameError(UNTYPED)
    return tuple(
        BeliefWorth(typed.actor, kind, *(_value(policy, typed.actor, kind, place, b) for b in (None, 0, 1)))
        for place, typed in enumerate(beliefs.typed)
        for kind in range(2)
    )


def information_worths(policy: HiddenPolicy) -> tuple[InformationWorth, ...]:
    """Return what each actor gains when it comes out of which type each typed rival is."""
    beliefs = policy.standoff.beliefs
    if beliefs is None:
        raise GameError(UNTYPED)
    found = []
    for actor, kind in policy.columns:
        for place, rival in enumerate(beliefs.typed):
            if rival.actor != actor:
                hidden, first, second = (_value(policy, actor, kind, place, b) for b in (None, 0, 1))
                gain = (1.0 - rival.prior) * first + rival.prior * second - hidden
                found.append(InformationWorth(actor, kind, rival.actor, gain))
    return tuple(found)


def as_type(standoff: Standoff, place: int, kind: int) -> Standoff:
    """Return the stand-off in which everybody is known to be of its first type, but for one typed actor.

    Parameters
    ----------
    place : of the typed actor.
    kind : 0 or 1, of which type it is known to be.
    """
    def known(stretch: Stretch) -> Stretch:
        game = _known(stretch.game, place) if kind else replace(stretch.game, seconds=())
        return replace(stretch, game=game)

    plans = tuple(replace(plan, stretches=tuple(map(known, plan.stretches))) for plan in standoff.plans)
    plain = replace(standoff, beliefs=None, plans=plans)
    if not kind:
        return plain
    return restricted_standoff(plain, [~game.seconds[place].barred for game in _games(standoff)])


def _known(game: Game, place: int) -> Game:
    """Return the game as the second type of an actor has it."""
    second = game.seconds[place]
    precision = game.precision.copy()
    precision[second.actor] = second.precision
    return replace(game.with_weights(second.weights), precision=precision, seconds=())


def _games(standoff: Standoff) -> Iterator[Game]:
    return (stretch.game for plan in standoff.plans for stretch in plan.stretches)


def _value(policy: HiddenPolicy, actor: int, kind: int, place: int, belief: int | None) -> float:
    """Return V_(actor, kind) at the start, one typed actor believed 0 or 1, or all as they are."""
    lanes, lane = policy.grid.lanes, policy.grid.opening
    if belief is not None:
        last = int(lanes.nodes[place]) - 1
        lane += (belief * last - last // 2) * int(lanes.stride[place])
    column = policy.columns.index((actor, kind))
    return float(np.asarray(policy.values)[policy.standoff.opening.start, lane, column])
