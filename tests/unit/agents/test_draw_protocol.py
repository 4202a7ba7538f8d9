"""A second player, written from the draw protocol alone, plays the Mesa model's runs, bit for bit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.agents.runs_mesa import play
from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.crisis import Crisis
from worlds.random_games import eventful_standoffs

Happening = tuple[int, str, str, str, int, int, int]


def uniforms(seed: int, replicate: int) -> Iterator[float]:
    """The stream, from raw words."""
    philox = np.random.Philox(key=np.array([seed, replicate], dtype=np.uint64))
    while True:
        yield (int(philox.random_raw()) >> 11) / 2**53


def picked(chances: list[float], uniform: float) -> int | None:
    """The first entry whose running total lies above the uniform."""
    total = 0.0
    for place, chance in enumerate(chances):
        total = total + chance
        if uniform < total:
            return place
    return None


def certainly(chances: list[float], uniform: float) -> int:
    place = picked(chances, uniform)
    if place is not None:
        return place
    total, last = 0.0, 0
    for k, chance in enumerate(chances):
        if total + chance > total:
            last = k
        total = total + chance
    return last


def members(offset: IntArray, row: int) -> range:
    return range(int(offset[row]), int(offset[row + 1]))


def turn(
    game: Game, sigma: FloatArray, state: int, tick: int, u: tuple[float, float, float]
) -> Happening | None:
    """What happens in one tick."""
    actors = len(game.actors)
    nature = members(game.nature_offset, state)
    chances = [float(game.tempo[state, i]) * game.tick_months for i in range(actors)]
    chances += [float(game.nature_rate[row]) * game.tick_months for row in nature]
    who = picked(chances, u[0])
    if who is None:
        return None
    if who < actors:
        menu = members(game.edge_offset, state * actors + who)
        edge = menu[certainly([float(sigma[e]) for e in menu], u[1])]
        leads = members(game.outcome_offset, edge)
        outcome = leads[certainly([float(game.outcome_probability[o]) for o in leads], u[2])]
        actor, move = game.edge_label(edge)
        after, blink = int(game.outcome_state[outcome]), int(game.edge_blink[edge])
        return tick, "move", actor, move, state, after, blink
    row = nature[who - actors]
    leads = members(game.nature_outcome_offset, row)
    outcome = leads[certainly([float(game.nature_outcome_probability[o]) for o in leads], u[2])]
    name = game.nature[int(game.nature_event[row])]
    return tick, "nature", "", name, state, int(game.nature_outcome_state[outcome]), 0


def sampled(standoff: Standoff, policy: Policy, seed: int, replicate: int) -> list[Happening]:
    """A whole run."""
    stream = uniforms(seed, replicate)
    course = list(zip(standoff.course, policy.course, strict=True))
    number, state, log = 0, standoff.opening.start, []
    for tick in range(standoff.ticks):
        if number + 1 < len(course) and course[number + 1][0].first_tick == tick:
            number += 1
            stretch = course[number][0]
            assert stretch.carry is not None
            after = int(stretch.carry[state])
            log.append((tick, "event", "", stretch.event, state, after, 0))
            state = after
        stretch, solved = course[number]
        u = (next(stream), next(stream), next(stream))
        happening = turn(stretch.game, solved.choice[tick - solved.first_tick], state, tick, u)
        if happening is not None:
            log.append(happening)
            state = happening[5]
    return log


def played(standoff: Standoff, policy: Policy, seed: int, replicate: int) -> list[Happening]:
    return [entry[:7] for entry in play(standoff, policy, seed, replicate).log]


@pytest.mark.parametrize("seed", [0, 1, 2018, 2**64 - 1])
def test_the_crisis_is_played_by_the_protocol(crisis: Crisis, seed: int) -> None:
    for replicate in range(10):
        expected = sampled(crisis.standoff, crisis.policy, seed, replicate)
        assert played(crisis.standoff, crisis.policy, seed, replicate) == expected
        assert {kind for _, kind, *_ in expected} >= {"move", "event"}


@settings(max_examples=60, deadline=None)
@given(standoff=eventful_standoffs(), seed=st.integers(0, 2**64 - 1), replicate=st.integers(0, 9))
def test_random_games_are_played_by_the_protocol(standoff: Standoff, seed: int, replicate: int) -> None:
    policy = backward_induction(standoff)
    assert played(standoff, policy, seed, replicate) == sampled(standoff, policy, seed, replicate)
