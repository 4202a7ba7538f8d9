"""Whether two stand-offs are played alike, so that what is known of one need not be worked out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from blinkfirst.game.game import Game, flow, lump
from blinkfirst.game.standoff import Plan, Standoff, Stretch
from blinkfirst.game.watch import Watch

# what a game is called, and what other arrays say as well; everything else decides how it is played
_NAMES = frozenset({"moves", "variables", "nature", "states", "edge_state", "nature_event", "tick_months"})
_PLAYED = tuple(f.name for f in fields(Game) if f.name not in _NAMES | {"payoffs"})


def same_standoff(one: Standoff, other: Standoff) -> bool:
    """Tell whether two stand-offs have the same clock and the same games at the same ticks.

    A weight that no state or move ever feels makes no difference, nor does a date.
    """
    clocks = [(s.ticks, s.tick_months, s.afterwards_months, s.stationary) for s in (one, other)]
    return (
        clocks[0] == clocks[1]
        and len(one.plans) == len(other.plans)
        and all(map(_same_plan, one.plans, other.plans))
    )


def same_watches(some: Sequence[Watch], others: Sequence[Watch]) -> bool:
    """Tell whether two sets of questions look for the same things in the same places."""
    return len(some) == len(others) and all(map(_same_watch, some, others))


def _same_plan(one: Plan, other: Plan) -> bool:
    return (
        one.first_tick == other.first_tick
        and len(one.stretches) == len(other.stretches)
        and all(map(_same_stretch, one.stretches, other.stretches))
    )


def _same_stretch(one: Stretch, other: Stretch) -> bool:
    if one.first_tick != other.first_tick or (one.carry is None) != (other.carry is None):
        return False
    carried = one.carry is None or other.carry is None or np.array_equal(one.carry, other.carry)
    return carried and _same_game(one.game, other.game)


def _same_game(one: Game, other: Game) -> bool:
    return (
        all(_same(getattr(one, name), getattr(other, name)) for name in _PLAYED)
        and np.array_equal(flow(one), flow(other))
        and np.array_equal(lump(one), lump(other))
    )


def _same(one: object, other: object) -> bool:
    return one is other or np.array_equal(one, other)  # type: ignore[arg-type]


def _same_watch(one: Watch, other: Watch) -> bool:
    return (
        (one.kind, one.deadline) == (other.kind, other.deadline)
        and all(map(np.array_equal, one.edge_class, other.edge_class))
        and all(map(np.array_equal, one.state_class, other.state_class))
    )
