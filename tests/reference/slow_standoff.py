"""Dated events and questions, slowly: stretches of plain worlds, one after the other.

Shares no code with the package. A *leg* is (world, first tick, carry into it or None).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reference.histories import branches
from reference.slow_game import Choices, Values, World, back, carried_back, one_tick_forward, terminal


@dataclass(frozen=True)
class SlowLeg:
    """A world from a tick on, and where each state of the world before goes."""

    world: World
    first: int
    carry: Sequence[int] | None


def solve_plan(legs: Sequence[SlowLeg], horizon: int) -> tuple[list[Values], list[Choices]]:
    """Values at the first tick of every leg and all its choices, everybody expecting just these legs."""
    values = terminal(legs[-1].world)
    all_values: list[Values] = []
    all_choices: list[Choices] = []
    end = horizon
    for number in range(len(legs) - 1, -1, -1):
        leg = legs[number]
        values, played = back(leg.world, values, end - leg.first)
        all_values.insert(0, values)
        all_choices.insert(0, played)
        if number > 0:
            assert leg.carry is not None
            values = carried_back(values, leg.carry)
        end = leg.first
    return all_values, all_choices


def carried_forward(mass: Sequence[float], leg: SlowLeg) -> list[float]:
    """Probabilities just after a dated event."""
    assert leg.carry is not None
    after = [0.0] * leg.world.states
    for state, chance in enumerate(mass):
        after[int(leg.carry[state])] += chance
    return after


def states_over_time(legs: Sequence[SlowLeg], played: Sequence[Choices]) -> list[list[float]]:
    """Probabilities of the states at every tick, after a dated event of that tick."""
    mass = [float(s == legs[0].world.start) for s in range(legs[0].world.states)]
    seen = [mass]
    for number, leg in enumerate(legs):
        if number > 0:
            mass = carried_forward(mass, leg)
            seen[-1] = mass
        for sigma in played[number]:
            mass = one_tick_forward(leg.world, mass, sigma)
            seen.append(mass)
    return seen


def expected_payoffs(legs: Sequence[SlowLeg], played: Sequence[Choices]) -> list[float]:
    """What everybody gets along the way, when these choices are played (expected by anybody or not)."""
    values = terminal(legs[-1].world)
    for number in range(len(legs) - 1, -1, -1):
        for sigma in reversed(played[number]):
            values = _one_tick_back(legs[number].world, values, sigma)
        carry = legs[number].carry
        if number > 0:
            assert carry is not None
            values = carried_back(values, carry)
    return values[legs[0].world.start]


def _one_tick_back(world: World, values: Values, sigma: Sequence[float]) -> Values:
    result = []
    for s in range(world.states):
        row = [world.length * x for x in world.flow[s]]
        for chance, step in branches(world, s, sigma):
            for i in range(world.actors):
                row[i] += chance * world.delta(i) * values[step.state][i]
                row[i] += chance * world.edge_lump[step.edge][i] if step.edge is not None else 0.0
        result.append(row)
    return result


@dataclass(frozen=True)
class Sight:
    """Something seen in a run: an edge played in a tick, or a state at a tick."""

    tick: int
    leg: int
    edge: int | None
    state: int | None


def runs(
    legs: Sequence[SlowLeg], played: Sequence[Choices], leg: int = 0, state: int | None = None, row: int = 0
) -> Iterator[tuple[float, list[Sight]]]:
    """Every complete run with its probability and all that is seen in it, in order."""
    here = legs[leg]
    if state is None:
        state = here.world.start
        for chance, seen in runs(legs, played, 0, state, 0):
            yield chance, [Sight(0, 0, None, state), *seen]
        return
    if row == len(played[leg]):
        if leg + 1 == len(legs):
            yield 1.0, []
            return
        carry = legs[leg + 1].carry
        assert carry is not None
        after = int(carry[state])
        for chance, seen in runs(legs, played, leg + 1, after, 0):
            yield chance, [Sight(legs[leg + 1].first, leg + 1, None, after), *seen]
        return
    tick = here.first + row
    for probability, step in branches(here.world, state, played[leg][row]):
        if probability == 0.0:
            continue
        deed = [] if step.edge is None else [Sight(tick, leg, step.edge, None)]
        arrival = Sight(tick + 1, leg, None, step.state)
        for chance, seen in runs(legs, played, leg, step.state, row + 1):
            yield probability * chance, [*deed, arrival, *seen]


def answer(
    kind: str,
    deadline: int,
    edge_class: Sequence[Sequence[int]],
    state_class: Sequence[Sequence[int]],
    seen: Sequence[Sight],
) -> float:
    """The answer to a question in one run."""
    if kind == "on":
        last = [s for s in seen if s.state is not None and s.tick == deadline][-1]
        assert last.state is not None
        return float(state_class[last.leg][last.state] == 1)
    total = 0.0
    for sight in seen:
        if sight.edge is not None:
            code = edge_class[sight.leg][sight.edge] if sight.tick < deadline else 0
        else:
            assert sight.state is not None
            code = state_class[sight.leg][sight.state] if sight.tick <= deadline else 0
        if kind == "count":
            total += float(sight.edge is not None and code == 1)
        elif code:
            return float(code == 1)
    return total
