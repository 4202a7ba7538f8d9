"""Wars of attrition: closed forms, and contests played at fixed seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.random import default_rng

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.war_of_attrition.asymmetric_resolve import asymmetric_contest
from blinkfirst.solve.war_of_attrition.audience_costs import audience_cost_contest
from blinkfirst.solve.war_of_attrition.complete_information import continuous_equilibrium, rounds_equilibrium
from blinkfirst.solve.war_of_attrition.contest import Contest, stakes
from blinkfirst.solve.war_of_attrition.private_resolve import (
    ResolvePrior,
    integrated_stopping_times,
    mean_duration,
)
from blinkfirst.solve.war_of_attrition.reputation import reputation
from validation.case import CLOSED_FORM, PUBLISHED, SIMULATION, ValidationCase, four_standard_errors

TOPIC = "Wars of attrition"

RUNS = 200_000
UNIT = ResolvePrior("uniform", (0.0, 1.0))
MIDDLE = ResolvePrior("uniform", (0.5, 2.0))


def _rounds(prizes: Sequence[float], costs: Sequence[float]) -> list[float]:
    contest = rounds_equilibrium(stakes(prizes, costs))
    return [*contest.rates, contest.mean_time]


def _continuous() -> list[float]:
    contest = continuous_equilibrium(stakes([10, 5], [1, 1]))
    return [*contest.first, contest.mean_time]


def _reputation() -> Contest:
    return reputation(stakes([1, 1], [0.5, 1]), np.array([0.1, 0.1]))


def _played_reputation() -> FloatArray:
    """Rates 1 and 1/2 until ln 10; side 2 concedes at once but for what leaves it obstinate with 0.1 then."""
    random, horizon = default_rng(4), math.log(10)
    waits = random.exponential([1.0, 2.0], size=(RUNS, 2))
    waits[random.random(RUNS) < 1 - 0.1 * math.exp(horizon / 2), 1] = 0.0
    waits[waits > horizon] = np.inf
    return np.array([(waits[:, 0] < waits[:, 1]).mean(), (waits[:, 1] < waits[:, 0]).mean()])


def _unlike() -> list[float]:
    contest = asymmetric_contest((MIDDLE, MIDDLE), np.array([0.1, 0.02]))
    return [float(x) for x in contest.at_once]


def _unlike_by_hand() -> list[float]:
    """The line ln(x / (B - x)) / B of both sides, shifted to meet at the tops, down to the lowest type."""
    one, two = 0.5 + 1.5 / 0.9, 0.5 + 1.5 / 0.98
    apart = math.log(2 / (two - 2)) / two - math.log(2 / (one - 2)) / one
    y = math.log(0.5 / (one - 0.5)) / one + apart
    met = two / (1 + math.exp(-two * y))
    return [0.0, 0.98 * (met - 0.5) / 1.5]


def _audience() -> list[float]:
    contest = audience_cost_contest(np.ones(2), np.array([1.0, 0.5]), np.full(2, 2.0))
    return [contest.horizon, contest.at_once[1], contest.never]


CASES = (
    ValidationCase(
        name="attrition in rounds, prizes 4 and 9: chances to concede, mean rounds",
        kind=PUBLISHED,
        source="[MaynardSmith1974], c / (v + c) of the rival",
        expected=lambda: [1 / 10, 1 / 5, 1 / (1 - 0.9 * 0.8)],
        ours=lambda: _rounds([4, 9], [1, 1]),
        tolerance=1e-12,
    ),
    ValidationCase(
        name="attrition in rounds, three alike, one loser: chances to concede, mean rounds",
        kind=CLOSED_FORM,
        source="1 - (v / (v + c))^(1/2) each",
        expected=lambda: [*[1 - math.sqrt(0.8)] * 3, 1 / (1 - 0.8**1.5)],
        ours=lambda: _rounds([4, 4, 4], [1, 1, 1]),
        tolerance=1e-12,
    ),
    ValidationCase(
        name="attrition in continuous time, prizes 10 and 5: first concessions, mean time",
        kind=PUBLISHED,
        source="[Hendricks1988], rate c / v of the rival",
        expected=lambda: [2 / 3, 1 / 3, 10 / 3],
        ours=_continuous,
        tolerance=1e-12,
    ),
    ValidationCase(
        name="attrition, resolve uniform on [0, 1]: mean time",
        kind=PUBLISHED,
        source="[Riley1980]: types wait -x - ln(1 - x), 1/6 on average",
        expected=lambda: 1 / 6,
        ours=lambda: mean_duration(UNIT),
        tolerance=1e-10,
    ),
    ValidationCase(
        name="attrition, resolve exponential: types' stopping times, integrated",
        kind=CLOSED_FORM,
        source="x^2 / 2",
        expected=lambda: [0.125, 0.5, 4.5],
        ours=lambda: integrated_stopping_times(
            ResolvePrior("exponential", (1.0,)), np.array([0.5, 1.0, 3.0])
        ),
        tolerance=1e-7,
    ),
    ValidationCase(
        name="attrition, resolve uniform on [0.5, 2]: types' stopping times, integrated",
        kind=CLOSED_FORM,
        source="0.5 - x + 2 ln(1.5 / (2 - x))",
        expected=lambda: [0.5 - x + 2 * math.log(1.5 / (2 - x)) for x in (0.7, 1.2, 1.9)],
        ours=lambda: integrated_stopping_times(MIDDLE, np.array([0.7, 1.2, 1.9])),
        tolerance=1e-7,
    ),
    ValidationCase(
        name="attrition, three for two prizes, resolve uniform on [0, 1]: mean time",
        kind=PUBLISHED,
        source="[Bulow1999]: types wait -2 x - 2 ln(1 - x), 1/6 on average",
        expected=lambda: 1 / 6,
        ours=lambda: mean_duration(UNIT, prizes=2, contenders=3),
        tolerance=1e-10,
    ),
    ValidationCase(
        name="attrition, unlike shares of obstinate types: who concedes at once",
        kind=CLOSED_FORM,
        source="[Fudenberg1986]; the types' line in closed form, ours by differential equation",
        expected=_unlike_by_hand,
        ours=_unlike,
        tolerance=1e-7,
    ),
    ValidationCase(
        name="attrition with reputation, rates 1 and 1/2: who concedes at once",
        kind=PUBLISHED,
        source="[Abreu2000]: 1 - 0.1 * 0.1^(-1/2)",
        expected=lambda: [0.0, 1 - math.sqrt(0.1)],
        ours=lambda: _reputation().at_once,
        tolerance=1e-12,
    ),
    ValidationCase(
        name="attrition with reputation, rates 1 and 1/2: first concessions",
        kind=SIMULATION,
        source=f"{RUNS:,} contests played",
        expected=_played_reputation,
        ours=lambda: _reputation().first,
        tolerance=four_standard_errors(RUNS),
    ),
    ValidationCase(
        name="audience costs 1 and 1/2: time to war, who backs down at once, war",
        kind=PUBLISHED,
        source="[Fearon1994], linear and uniform: sqrt 5 - 1, (sqrt 5 - 1) / 4, (3 - sqrt 5) / 4",
        expected=lambda: [math.sqrt(5) - 1, (math.sqrt(5) - 1) / 4, (3 - math.sqrt(5)) / 4],
        ours=_audience,
        tolerance=1e-12,
    ),
)
