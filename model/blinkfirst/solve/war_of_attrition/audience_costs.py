"""Crisis bargaining before an audience: backing down costs more the longer one has stood firm."""

from __future__ import annotations

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.solve.war_of_attrition.complete_information import COURSE_POINTS
from blinkfirst.solve.war_of_attrition.contest import Contest, course_of, positive_amounts


def audience_cost_contest(prizes: FloatArray, audience: FloatArray, war: FloatArray) -> Contest:
    """Solve crisis bargaining with audience costs: backing down at time t costs a_i t, and war ends it.

    Raises `GameError` when there are not two of every number, or one is not above zero.

    Parameters
    ----------
    prizes : shape (2,), utils, v_i to a side when the other backs down.
    audience : shape (2,), utils per unit of time, a_i.
    war : shape (2,), utils, K_i: what war costs a side is uniform from 0 to K_i, known to itself alone.

    Returns
    -------
    ``never`` is the probability of war; ``horizon`` the time from which all who are left prefer it.
    ``at_once`` is positive for the side with less to fear from its audience.

    Source
    ------
    [Fearon1994], with linear audience costs and uniform costs of war.
    """
    for word, amounts in (("prize", prizes), ("audience cost", audience), ("cost of war", war)):
        if amounts.shape != (2,):
            raise GameError(f"{word}: expected two numbers, got {amounts.size}")
        positive_amounts(word, amounts)
    # a side that has stood firm until t prefers war if its cost is below a t; that share must be what the
    # other's indifference, v / (v + a t), leaves of it
    rivals_prize, rivals_audience = prizes[::-1], audience[::-1]
    b, k = rivals_audience / rivals_prize, war / audience
    horizon = float(((-1 + np.sqrt(1 + 4 * b * k)) / (2 * b)).min())
    firm = audience * horizon / war
    at_once = np.maximum(0.0, 1 - firm * (1 + b * horizon))
    at_once[at_once < 1e-12] = 0.0
    times = np.linspace(0.0, horizon, COURSE_POINTS)
    return Contest(
        first=at_once + (1 - at_once).prod() * _backing_down(b, horizon),
        together=0.0,
        never=float(firm.prod()),
        at_once=at_once,
        rates=np.full(2, np.nan),
        payoffs=np.full(2, np.nan),
        mean_time=float((1 - at_once).prod() * _mean(b, horizon)),
        horizon=horizon,
        course=course_of(times, (1 - at_once) / (1 + np.outer(times, b))),
    )


def _backing_down(b: FloatArray, horizon: float) -> FloatArray:
    """Integral over time of b_i / (1 + b_i t)^2 / (1 + b_j t), for both i."""
    from scipy.integrate import quad

    def backing(t: float, i: int) -> float:
        return float(b[i] / (1 + b[i] * t) ** 2 / (1 + b[1 - i] * t))

    return np.array([quad(backing, 0.0, horizon, args=(i,), epsabs=1e-13)[0] for i in range(2)])


def _mean(b: FloatArray, horizon: float) -> float:
    from scipy.integrate import quad

    return float(quad(lambda t: 1 / ((1 + b[0] * t) * (1 + b[1] * t)), 0.0, horizon, epsabs=1e-13)[0])
