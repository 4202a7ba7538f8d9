"""The war of attrition with complete information: the equilibrium in mixed strategies.

There are other equilibria, not computed here, in which one side concedes at once because the others never
will.
"""

from __future__ import annotations

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.solve.war_of_attrition.contest import Contest, Course, Stakes, course_of, need_two

COURSE_POINTS = 201
MOST_ROUNDS = 10_000  # of a course that tells every round
COURSE_MEANS = 5.0  # how many mean durations a course is followed


def rounds_equilibrium(
    sides: Stakes, sunk: bool = False, tie_share: float = 0.0, patience: float = 1.0
) -> Contest:
    """All decide each round at the same time: how likely each concedes, so that none would rather not.

    Raises `GameError` when no equilibrium has every side mix; says which side stands in the way.

    Parameters
    ----------
    sunk
        Whether a side that holds pays for the round before it sees whether another one concedes; else the
        round costs only if all hold.
    tie_share : part of its prize that a side gets when all concede in the same round; two sides only.
    patience : discount factor per round. It matters only with a tie share.

    Returns
    -------
    Two sides: side j concedes with c_i / (v_i + c_i), or c_i / v_i when the cost is sunk. More: one
    concession ends it and all others win; the side with the least resolve may have to be sure to hold.

    Source
    ------
    [MaynardSmith1974]; [Bilodeau1996] for more than two sides.
    """
    if not 0 <= tie_share < 1:
        raise GameError(f"tie share: expected a number from 0 to below 1, got {tie_share:g}")
    if not 0 < patience <= 1:
        raise GameError(f"patience: expected a number above 0, up to 1, got {patience:g}")
    concede = _concessions(sides, sunk, tie_share, patience)
    hold = 1.0 - concede
    log_nobody = float(np.log1p(-concede).sum())
    ends = -float(np.expm1(log_nobody))
    alone = concede * np.array([np.delete(hold, i).prod() for i in range(hold.size)])
    together = ends - float(alone.sum())
    last = np.ceil(COURSE_MEANS / ends)
    rounds = np.arange(1.0 + last) if last < MOST_ROUNDS else np.linspace(0.0, last, COURSE_POINTS).round()
    nobody = np.exp(rounds * log_nobody)
    course = Course(rounds, np.outer(-np.expm1(rounds * log_nobody), alone / ends), nobody)
    # conceding is as good as anything else, and pays when the other one concedes, too
    payoffs = tie_share * sides.prizes * concede[::-1] if sides.n_sides == 2 else np.zeros(sides.n_sides)
    return Contest(
        alone / ends,
        max(0.0, together / ends),
        0.0,
        np.zeros(hold.size),
        concede,
        payoffs,
        1 / ends,
        np.inf,
        course,
    )


def continuous_equilibrium(sides: Stakes) -> Contest:
    """Time runs on: the hazard at which each side concedes, so that none would rather do otherwise.

    Raises `GameError` when no equilibrium has every side mix.

    Returns
    -------
    Two sides: side j concedes at rate c_i / v_i, whatever the discount rate. More: rates such that those of
    the others sum to c_i / v_i for every i.

    Source
    ------
    [Hendricks1988]; [Bishop1978].
    """
    pressure = 1.0 / sides.resolves
    total = float(pressure.sum()) / (sides.n_sides - 1)
    rates = total - pressure
    _refuse_sure_holders(rates, sides)
    times = np.linspace(0.0, COURSE_MEANS / total, COURSE_POINTS)
    course = course_of(times, np.exp(-np.outer(times, rates)))
    zeros = np.zeros(sides.n_sides)
    return Contest(rates / total, 0.0, 0.0, zeros, rates, zeros, 1 / total, np.inf, course)


def _concessions(sides: Stakes, sunk: bool, tie_share: float, patience: float) -> FloatArray:
    if tie_share:
        need_two(sides, "a share of the prize when all concede together")
        pairs = zip(sides.prizes, sides.costs, strict=True)
        return np.array([_with_ties(v, c, sunk, tie_share, patience) for v, c in pairs])[::-1]
    needed = sides.costs / (sides.prizes if sunk else sides.prizes + sides.costs)
    for number, chance in enumerate(needed, start=1):
        if chance >= 1:
            raise GameError(
                f"side {number}: a round costs as much as the prize or more, so it concedes at once; "
                "expected a cost below the prize, which a sunk cost must be"
            )
    # logarithms of how likely all others but i must hold; their sum over all i has every side n - 1 times
    others_hold = np.log1p(-needed)
    all_hold = others_hold.sum() / (sides.n_sides - 1)
    concede = -np.expm1(all_hold - others_hold)
    _refuse_sure_holders(concede, sides)
    return np.asarray(concede, dtype=np.float64)


def _with_ties(prize: float, cost: float, sunk: bool, share: float, patience: float) -> float:
    """The rival's chance of conceding at which a side does not mind whether it concedes or holds."""
    from scipy.optimize import brentq

    def holding_less_conceding(q: float) -> float:
        later = patience * q * share * prize
        paid = cost if sunk else (1 - q) * cost
        return q * prize - paid + (1 - q) * later - q * share * prize

    if holding_less_conceding(1.0) <= 0:
        raise GameError(
            f"prize {prize:g}, cost {cost:g}: conceding beats holding even against a side that concedes; "
            "expected a cost below what is left of the prize after the tie share"
        )
    return float(brentq(holding_less_conceding, 0.0, 1.0, xtol=1e-15))


def _refuse_sure_holders(concede: FloatArray, sides: Stakes) -> None:
    if (concede < -1e-12).any():
        number = int(concede.argmin()) + 1
        raise GameError(
            f"no equilibrium has all {sides.n_sides} sides concede with positive probability: side {number}, "
            f"whose prize is only {sides.resolves[number - 1]:g} times its cost, would need the others to be "
            "likelier to concede than they can be; leave it out or bring prizes and costs closer together"
        )
