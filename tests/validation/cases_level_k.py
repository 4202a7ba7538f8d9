"""Depths of reasoning: the beauty contest, a war of attrition fought once, chicken by hand."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from blinkfirst.agents.runs import simulate
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.level_k import cognitive_hierarchy as standoff_hierarchy
from blinkfirst.solve.standoff.level_k import level_k as standoff_levels
from blinkfirst.solve.strategic_form.level_k import HierarchyProfile, cognitive_hierarchy, level_k
from validation.case import CLOSED_FORM, SIMULATION, ValidationCase, four_standard_errors

TOPIC = "Levels of reasoning"

RUNS = 100_000
STEP = 10 / 87  # of the guesses: what the first levels guess lies on it exactly


@cache
def _guesses() -> FloatArray:
    return np.asarray(np.arange(round(100 / STEP) + 1) * STEP, dtype=np.float64)


@cache
def _beauty_contest() -> HierarchyProfile:
    """Who comes closest to two thirds of the others' guess; the loss is the square of the distance."""
    own, other = np.meshgrid(_guesses(), _guesses(), indexing="ij")
    losses = np.stack([-((own - 2 / 3 * other) ** 2), -((other - 2 / 3 * own) ** 2)])
    names = tuple(f"{guess:.4f}" for guess in _guesses())
    return cognitive_hierarchy(StrategicForm("beauty contest", ("Ann", "Bob"), (names, names), losses), 1.5)


def _mean_guesses() -> list[float]:
    found = _beauty_contest()
    return [float(_guesses() @ level[0]) for level in found.levels[:4]]


def _attrition() -> StrategicForm:
    """Staying wins 4 if the other gives way and costs 1 if not."""
    own = np.array([[0.0, 0.0], [4.0, -1.0]])
    return StrategicForm("attrition", ("Ann", "Bob"), (("give way", "stay"),) * 2, np.stack([own, own.T]))


def _by_hand() -> list[float]:
    """Giving way is worth nothing, staying 4 p - (1 - p)."""
    chances = [0.5]
    for _ in range(3):
        chances.append(1 / (1 + math.exp(5.0 * (5.0 * chances[-1] - 1.0))))
    return chances


def _standoff(way: str) -> tuple[FloatArray, FloatArray]:
    """Shares of first blinks in runs, and their exact chances, when all play by a depth of reasoning."""
    standoff = compile_scenario(load("textbook/two-sided-standoff")).standoff
    policy = standoff_hierarchy(standoff) if way == "hierarchy" else standoff_levels(standoff, int(way))
    shares = simulate(standoff, policy, RUNS, seed=5).first_blink_by_actor
    exact = forecast(standoff, policy).first_blink_by_actor
    return np.array([share.value for share in shares]), exact


CASES = (
    ValidationCase(
        name="beauty contest of two thirds, tau 1.5: mean guesses of levels 0 to 3",
        kind=CLOSED_FORM,
        source="[Camerer2004]: two thirds of the mean guess of those below",
        expected=lambda: [50, 100 / 3, 80 / 3, 2080 / 87],
        ours=_mean_guesses,
        tolerance=1e-9,
    ),
    ValidationCase(
        name="war of attrition fought once, precision 5: chances to give way, levels 0 to 3",
        kind=CLOSED_FORM,
        source="logit of 5 p - 1, p the chance of the level below",
        expected=_by_hand,
        ours=lambda: [float(profile[0][0]) for profile in level_k(_attrition(), 3, 5.0)],
        tolerance=1e-12,
    ),
    *(
        ValidationCase(
            name=f"two-sided stand-off, all of {said}: first blinks",
            kind=SIMULATION,
            source=f"{RUNS:,} runs of agents",
            expected=lambda way=way: _standoff(way)[0],  # type: ignore[misc]
            ours=lambda way=way: _standoff(way)[1],  # type: ignore[misc]
            tolerance=four_standard_errors(RUNS),
        )
        for way, said in (("1", "level 1"), ("2", "level 2"), ("hierarchy", "a cognitive hierarchy"))
    ),
)
