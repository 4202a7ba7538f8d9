"""The price of patience, slowly: menus without the rivals' blinks, every run one by one.

Shares no code with the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reference.slow_game import Choices, Values, World, back, carried_back, terminal, worths
from reference.slow_standoff import SlowLeg, runs, states_over_time


class SteadfastWorld(World):
    """A world in which nobody but one actor has blinks on its menus."""

    def __init__(self, export: Mapping[str, Any], actor: int) -> None:
        super().__init__(export)
        self.patient = actor

    def menu(self, state: int, actor: int) -> list[int]:
        """Edges an actor can choose from."""
        all_of_them = super().menu(state, actor)
        return [e for e in all_of_them if actor == self.patient or not self.edge_blink[e]]


def price(
    plans: Sequence[Sequence[SlowLeg]], ends: Sequence[int], horizon: int, actor: int
) -> tuple[float, float, float, float]:
    """Initiatives, gap, gap in the start state, months; ``ends`` are the ticks up to which each plan is in
    force.
    """
    legs: list[SlowLeg] = []
    played: list[Choices] = []
    later: list[list[Values]] = []
    for plan, end in zip(plans, ends, strict=True):
        for leg, values, sigmas in _solved(plan, horizon):
            if leg.first < end:
                legs.append(leg)
                played.append(sigmas[: end - leg.first])
                later.append(values)
    masses = states_over_time(legs, played)
    total = weight = 0.0
    at_start = float("nan")
    for leg, sigmas, values in zip(legs, played, later, strict=True):
        for k in range(len(sigmas)):
            for state in range(leg.world.states):
                gap = _gap(leg.world, values[k], state, actor)
                if gap is None:
                    continue
                turns = masses[leg.first + k][state] * leg.world.tempo[state][actor] * leg.world.length
                weight += turns
                total += turns * gap
                if leg.first + k == 0 and state == leg.world.start:
                    at_start = gap
    gap = total / weight if weight > 0.0 else float("nan")
    return weight, gap, at_start, _months(legs, played, horizon, actor)


def _solved(plan: Sequence[SlowLeg], horizon: int) -> list[tuple[SlowLeg, list[Values], Choices]]:
    """Per leg: the values a tick after each of its ticks, and the choices of each."""
    values, end = terminal(plan[-1].world), horizon
    found: list[tuple[SlowLeg, list[Values], Choices]] = []
    for number in range(len(plan) - 1, -1, -1):
        leg, after, sigmas = plan[number], list[Values](), list[list[float]]()
        for _ in range(end - leg.first):
            after.insert(0, values)
            values, played = back(leg.world, values, 1)
            sigmas.insert(0, played[0])
        found.insert(0, (leg, after, sigmas))
        if number > 0:
            assert leg.carry is not None
            values = carried_back(values, leg.carry)
        end = leg.first
    return found


def _gap(world: World, values: Values, state: int, actor: int) -> float | None:
    q = worths(world, values, state, actor)
    blinks = [x for e, x in q.items() if world.edge_blink[e]]
    others = [x for e, x in q.items() if not world.edge_blink[e]]
    return max(blinks) - max(others) if blinks and others else None


def _months(legs: Sequence[SlowLeg], played: Sequence[Choices], horizon: int, actor: int) -> float:
    last = legs[-1].world
    worth = [1.0]
    for leg, sigmas in zip(legs, played, strict=True):
        for _ in sigmas:
            worth.append(worth[-1] * leg.world.delta(actor))
    ticks, delta = last.afterwards / last.length, last.delta(actor)
    tail = ticks if delta == 1.0 else (1.0 - delta**ticks) / (1.0 - delta)
    total = 0.0
    for chance, seen in runs(legs, played):
        own = [
            sight.tick
            for sight in seen
            if sight.edge is not None
            and legs[sight.leg].world.edge_actor[sight.edge] == actor
            and legs[sight.leg].world.edge_blink[sight.edge]
        ]
        until = min(own) + 1 if own else horizon  # the tick in which it blinks is the last it waits
        waited = sum(worth[:until]) + (0.0 if own else worth[horizon] * tail)
        total += chance * last.length * waited
    return total
