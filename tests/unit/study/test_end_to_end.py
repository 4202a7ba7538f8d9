"""From a file to what `run --json` prints, and the same by the slow roads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reference import slow_compile
from reference.slow_game import Choices, World, move_counts, one_tick_forward
from reference.slow_standoff import SlowLeg, carried_forward, expected_payoffs, solve_plan
from surface.command import blinkfirst
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, written

SCENARIOS = {
    "as it stands": TWO_HOUSES,
    "coarse ticks": edited("tick: 0.25", "tick: 6/17"),
    "patience one": TWO_HOUSES.replace("patience: 0.9", "patience: 1"),
    "no afterwards": edited("tick: 0.25", "tick: 0.25\nafterwards: 0"),
    "sharp": edited("precision: 2", "precision: 40"),
    "events": edited("questions:", EVENTS),
    "coin toss": edited("precision: exact", "precision: 0", edited("precision: 2", "precision: 0")),
}


def slow_worlds(text: str) -> tuple[slow_compile.Text, int, list[list[SlowLeg]]]:
    """The plans of a text as the slow solver takes them."""
    document = slow_compile.read(text)
    ticks, plans = slow_compile.plans(document)
    whole = {"ticks": ticks, "afterwards_months": document.document.get("afterwards", 12)}
    return document, ticks, [
        [SlowLeg(World({**s.game, **whole}), s.first_tick, s.carry) for s in plan.stretches] for plan in plans
    ]  # fmt: skip


def course_of(plans: list[list[SlowLeg]], ticks: int) -> tuple[list[SlowLeg], list[Choices]]:
    """What is really played: every plan up to the surprise that overtakes it."""
    course: list[SlowLeg] = []
    played: list[Choices] = []
    for number, legs in enumerate(plans):
        _, choices = solve_plan(legs, ticks)
        end = plans[number + 1][0].first if number + 1 < len(plans) else ticks
        for leg, rows in zip(legs, choices, strict=True):
            if leg.first < end:
                course.append(leg)
                played.append(rows[: end - leg.first])
    return course, played


def masses(
    course: list[SlowLeg], played: list[Choices], until_blink: bool
) -> Iterator[tuple[int, list[float]]]:
    """The leg and the probability of every state at the beginning of every tick."""
    mass = [float(s == course[0].world.start) for s in range(course[0].world.states)]
    for number, leg in enumerate(course):
        mass = carried_forward(mass, leg) if number else mass
        for sigma in played[number]:
            yield number, mass
            blinks = leg.world.edge_blink
            through = [0.0 if until_blink and blinks[e] else chance for e, chance in enumerate(sigma)]
            mass = one_tick_forward(leg.world, mass, through)
            if until_blink:  # what was played and is not passed on has left
                mass = [max(m, 0.0) for m in mass]


def first_blinks(
    document: slow_compile.Text, course: list[SlowLeg], played: list[Choices]
) -> dict[str, float]:
    """P(actor blinks first)."""
    found = dict.fromkeys(document.actors, 0.0)
    rows = [sigma for choices in played for sigma in choices]
    for sigma, (number, mass) in zip(rows, masses(course, played, True), strict=True):
        world = course[number].world
        for e, chance in enumerate(sigma):
            if world.edge_blink[e]:
                s, j = world.edge_state[e], world.edge_actor[e]
                found[document.actors[j]] += mass[s] * world.tempo[s][j] * world.length * chance
    return {**found, "nobody": 1 - sum(found.values())}


def run_json(folder: Path, text: str) -> tuple[dict[str, Any], str]:
    """What the command prints for a text, and the text it shows."""
    path = written(folder, "two.yaml", text)
    done = blinkfirst("run", path, "--json")
    assert done.status == 0, done.err
    shown = blinkfirst("show", path)
    assert shown.status == 0
    return json.loads(done.out), shown.out


@pytest.mark.parametrize("name", SCENARIOS)
def test_run_equals_the_slow_road(name: str, tmp_path: Path) -> None:
    found, shown = run_json(tmp_path, SCENARIOS[name])
    document, ticks, plans = slow_worlds(shown)
    course, played = course_of(plans, ticks)
    assert found["ticks"] == ticks
    assert found["first_blink"] == pytest.approx(first_blinks(document, course, played), abs=1e-9)
    values = expected_payoffs(course, played)
    assert [found["payoffs"][actor]["value"] for actor in document.actors] == pytest.approx(values, abs=1e-9)
    counts = dict.fromkeys(((a, m) for a, menu in found["move_counts"].items() for m in menu), 0.0)
    rows = [sigma for choices in played for sigma in choices]
    for sigma, (number, mass) in zip(rows, masses(course, played, False), strict=True):
        for (actor, move), count in move_counts(course[number].world, mass, [sigma]).items():
            counts[document.actors[actor], document.moves[move]] += count
    for (actor, move), count in counts.items():
        assert found["move_counts"][actor][move] == pytest.approx(count, abs=1e-9)
    presses = next(q["answer"] for q in found["questions"] if q["ask"] == "count US presses")
    assert presses == pytest.approx(counts["US", "press"], abs=1e-9)
