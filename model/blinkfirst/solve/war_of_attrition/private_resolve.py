"""Alike sides that know only their own resolve: how long which type waits."""

from __future__ import annotations

import warnings
from math import comb

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.solve.war_of_attrition.complete_information import COURSE_POINTS
from blinkfirst.solve.war_of_attrition.contest import Contest, course_of
from blinkfirst.solve.war_of_attrition.resolve_prior import ResolvePrior

TAIL = 1e-3  # types above this quantile of the highest are left out of a course, whose time would not end


def stopping_times(prior: ResolvePrior, resolves: FloatArray, prizes: int = 1) -> FloatArray:
    """Return when each type concedes, T' = N x f(x) / (1 - F(x)) with N prizes for N + 1 sides.

    Parameters
    ----------
    resolves : shape (n,), increasing, within the support.
    prizes : how many sides win; one less than are left.

    Returns
    -------
    shape (n,), time; in closed form for uniform and exponential resolves, else by integrating the equation.

    Source
    ------
    [Riley1980]; [Bulow1999] for several prizes.
    """
    if prior.kind == "uniform":
        low, high = prior.parameters
        with np.errstate(divide="ignore"):
            waits = low - resolves + high * (np.log(high - low) - np.log(high - resolves))
        return np.asarray(prizes * waits, dtype=np.float64)
    if prior.kind == "exponential":
        return np.asarray(prizes * resolves**2 / (2 * prior.parameters[0]), dtype=np.float64)
    return integrated_stopping_times(prior, resolves, prizes)


def integrated_stopping_times(prior: ResolvePrior, resolves: FloatArray, prizes: int = 1) -> FloatArray:
    """As `stopping_times`, always by integrating the differential equation.

    Raises
    ------
    GameError
        When it cannot be integrated that far.
    """
    from scipy.integrate import solve_ivp

    known = prior.frozen()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a failure, which becomes an error below
        found = solve_ivp(
            lambda x, _: [prizes * x * known.pdf(x) / known.sf(x)],
            (prior.lowest, float(resolves[-1])),
            [0.0],
            method="LSODA",
            t_eval=resolves,
            rtol=1e-10,
            atol=1e-12,
        )
    if not found.success:
        raise GameError(f"stopping times of {prior}: {found.message}")
    return np.asarray(found.y[0], dtype=np.float64)


def mean_duration(prior: ResolvePrior, prizes: int = 1, contenders: int = 2) -> float:
    """Expected time until all that is left to happen is that the winners win.

    With more than one contender too many, all but one of those leave at once, those with the least resolve.

    Source
    ------
    [Bulow1999].
    """
    from scipy.integrate import quad

    if not 1 <= prizes < contenders:
        raise GameError(f"expected prizes for fewer than the {contenders} contenders, got {prizes}")
    known, gone = prior.frozen(), contenders - prizes - 1
    ways = comb(contenders, gone)
    mean, _ = quad(
        lambda u: known.ppf(u) * u**gone * (1 - u) ** prizes, 0.0, 1.0, epsabs=1e-12, epsrel=1e-11, limit=400
    )
    return float(prizes * ways * mean)


def private_contest(prior: ResolvePrior, costs: FloatArray) -> Contest:
    """Sides of unknown but alike resolve, of which the first to concede loses.

    Parameters
    ----------
    prior : of every side's resolve, prize over cost.
    costs : shape (P,), utils per unit of time; they turn payoffs in time into utils.

    Source
    ------
    [Riley1980]; [Bulow1999] for more than two sides.
    """
    from scipy.integrate import quad

    sides, known = int(costs.size), prior.frozen()
    quantiles = np.linspace(0.0, 1 - TAIL, COURSE_POINTS)
    resolves = known.ppf(quantiles)
    resolves[0] = prior.lowest
    times = stopping_times(prior, resolves, sides - 1)
    holding = np.repeat((1 - quantiles)[:, None], sides, axis=1)
    # a type's payoff grows with its resolve by its chance to win, which is that not all others are above it
    worth, _ = quad(
        lambda x: known.sf(x) * (1 - known.sf(x) ** (sides - 1)),
        prior.lowest,
        prior.highest,
        epsabs=1e-12,
        limit=400,
    )
    return Contest(
        first=np.full(sides, 1 / sides),
        together=0.0,
        never=0.0,
        at_once=np.zeros(sides),
        rates=np.full(sides, np.nan),
        payoffs=worth * costs,
        mean_time=mean_duration(prior, sides - 1, sides),
        horizon=np.inf,
        course=course_of(times, holding),
    )
