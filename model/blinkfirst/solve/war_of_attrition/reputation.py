"""Two sides that may be obstinate: the normal types pass for obstinate as long as it pays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.solve.war_of_attrition.complete_information import COURSE_POINTS, MOST_ROUNDS
from blinkfirst.solve.war_of_attrition.contest import (
    Contest,
    Course,
    Stakes,
    course_of,
    need_two,
    positive_amounts,
)

ROUNDING = 1e-12


def reputation(sides: Stakes, obstinate: FloatArray) -> Contest:
    """Solve two sides with obstinate types, which never concede, in continuous time.

    Raises `GameError` when there are not two sides, or a probability is not between 0 and 1.

    Parameters
    ----------
    obstinate : shape (2,), probability that a side never concedes, whatever happens; between 0 and 1.

    Returns
    -------
    ``at_once`` is positive for the weak side only, whose reputation would be whole too late; ``horizon`` is
    when both are known to be obstinate if none has conceded. Payoffs are those of the normal types.

    Source
    ------
    [Abreu2000], with flow costs in place of discounted shares; [Kreps1982].
    """
    need_two(sides, "reputation")
    return reputation_by_rates(1.0 / sides.resolves[::-1], obstinate, sides.prizes)


def reputation_by_rates(rates: FloatArray, obstinate: FloatArray, prizes: FloatArray) -> Contest:
    """Outcome of `reputation` from the hazards at which the sides must concede.

    Parameters
    ----------
    rates : shape (2,), per unit of time.
    obstinate : shape (2,), as in `reputation`.
    prizes : shape (2,), utils.
    """
    check_obstinate(obstinate, 2)
    horizon = float((-np.log(obstinate) / rates).min())
    at_once = np.maximum(0.0, 1.0 - obstinate * np.exp(rates * horizon))
    at_once[at_once < ROUNDING] = 0.0  # the strong side, whose reputation is what sets the horizon
    total = float(rates.sum())
    later = (1 - at_once).prod() * (1 - np.exp(-total * horizon)) / total
    first = at_once + rates * later
    times = np.linspace(0.0, horizon, COURSE_POINTS)
    course = course_of(times, (1 - at_once) * np.exp(-np.outer(times, rates)))
    return Contest(
        first=first,
        together=0.0,
        never=float(obstinate.prod()),
        at_once=at_once,
        rates=rates,
        payoffs=at_once[::-1] * prizes,
        mean_time=float(later),
        horizon=horizon,
        course=course,
    )


def bargaining(demands: FloatArray, discount_rates: FloatArray, obstinate: FloatArray) -> Contest:
    """Solve bargaining over a pie between two sides that may be obstinate.

    Raises `GameError` when there are not two of every number, the demands are compatible, or a rate or a
    probability is out of its range.

    Parameters
    ----------
    demands, discount_rates : as `bargaining_rates`.
    obstinate : as `reputation`.

    Returns
    -------
    Conceding is accepting the other's demand. Payoffs are shares of the pie to the normal types, discounted
    to the beginning; the weak side's is what it gets by accepting at once.

    Source
    ------
    [Abreu2000].
    """
    rates = bargaining_rates(demands, discount_rates)
    accepted = 1.0 - demands[::-1]
    contest = reputation_by_rates(rates, obstinate, demands - accepted)
    return replace(contest, payoffs=accepted + contest.payoffs)


def bargaining_rates(demands: FloatArray, discount_rates: FloatArray) -> FloatArray:
    """Hazards, shape (2,), per unit of time, when the contest is over shares of one pie, not paid by the day.

    Raises `GameError` when there are not two of each, the demands are compatible, or a rate is not above 0.

    Parameters
    ----------
    demands : shape (2,), share that each side's obstinate type insists on; together above 1.
    discount_rates : shape (2,), per unit of time.

    Source
    ------
    [Abreu2000].
    """
    for word, numbers in (("demand", demands), ("discount rate", discount_rates)):
        if numbers.shape != (2,):
            raise GameError(f"{word}: expected two numbers, got {numbers.size}")
        positive_amounts(word, numbers)
    excess = float(demands.sum()) - 1.0
    if not (excess > 0 and (demands < 1).all()):
        raise GameError(
            f"demands {demands[0]:g} and {demands[1]:g}: expected shares below 1 that sum to more than 1"
        )
    return np.asarray(discount_rates[::-1] * (1 - demands) / excess, dtype=np.float64)


def reputation_by_round(prize: float, cost: float, obstinate: float) -> FloatArray:
    """Belief that the side is obstinate, and how likely its normal type concedes, shape (rounds, 2).

    The last round is that in which the normal type concedes for sure.

    Parameters
    ----------
    prize, cost : of the rival, per contested round.
    obstinate : the belief before the first round.

    Source
    ------
    [Kreps1982], applied to the war of attrition in rounds.
    """
    check_obstinate(np.array([obstinate]), 1)
    each_round = cost / (prize + cost)
    rows, belief = [], obstinate
    while belief < 1 - each_round:
        rows.append((belief, each_round / (1 - belief)))
        belief /= 1 - each_round
    return np.array([*rows, (belief, 1.0)])


def reputation_in_rounds(sides: Stakes, obstinate: FloatArray) -> Contest:
    """Solve two sides with obstinate types, which never concede, in simultaneous rounds.

    Raises `GameError` when the sides are not alike, a probability is not between 0 and 1, or it takes too
    many rounds.

    Parameters
    ----------
    sides : two that are alike in prize over cost; a round costs only if both hold.
    obstinate : shape (2,), as in `reputation`, the same for both.

    Returns
    -------
    The equilibrium that treats the sides alike. The normal types expect nothing; ``horizon`` is the number of
    rounds after which all who are left are obstinate; `reputation_by_round` has each round.

    Source
    ------
    [Kreps1982], applied to the war of attrition in rounds.
    """
    need_two(sides, "reputation")
    check_obstinate(obstinate, 2)
    resolves = sides.resolves
    if abs(resolves[0] - resolves[1]) > ROUNDING * resolves.max() or obstinate[0] != obstinate[1]:
        raise GameError(
            f"reputation in rounds: expected sides that are alike, got prize over cost {resolves[0]:g} and "
            f"{resolves[1]:g}, obstinate {obstinate[0]:g} and {obstinate[1]:g}; in continuous time they may "
            "differ"
        )
    expected = np.log(obstinate[0]) / np.log1p(-1.0 / (1.0 + resolves[0]))
    if expected > MOST_ROUNDS:
        raise GameError(
            f"reputation in rounds: it takes some {expected:.3g} rounds until all who are left are "
            f"obstinate; at most {MOST_ROUNDS:,} are solved; take continuous time instead"
        )
    by_round = reputation_by_round(float(resolves[0]), 1.0, float(obstinate[0]))
    concede = (1 - by_round[:, 0]) * by_round[:, 1]
    before = np.concatenate([[1.0], np.cumprod((1 - concede) ** 2)])  # nobody has conceded yet
    alone = np.concatenate([[0.0], np.cumsum(before[:-1] * concede * (1 - concede))])
    rounds = np.arange(1.0 + concede.size)
    return Contest(
        first=np.full(2, alone[-1]),
        together=float(before[:-1] @ concede**2),
        never=float(before[-1]),
        at_once=np.zeros(2),
        rates=np.full(2, np.nan),
        payoffs=np.zeros(2),
        mean_time=float(before[:-1].sum()),
        horizon=float(concede.size),
        course=Course(rounds, np.stack([alone, alone], axis=1), before),
    )


def check_obstinate(obstinate: FloatArray, sides: int) -> None:
    """Refuse anything but one probability per side, none of them 0 or 1; raises `GameError`."""
    if obstinate.shape != (sides,):
        raise GameError(f"obstinate: expected {sides} probabilities, got {obstinate.size}")
    for number, chance in enumerate(obstinate, start=1):
        if not 0 < chance < 1:
            raise GameError(
                f"obstinate, side {number}: expected a probability above 0 and below 1, got {chance:g}"
            )
