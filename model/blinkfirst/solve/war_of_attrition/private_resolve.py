"""Private resolve: what others know of a side, and how long which type of alike sides waits."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from blinkfirst.errors import GameError, hinted, nearest
from blinkfirst.game.game import FloatArray
from blinkfirst.solve.war_of_attrition.complete_information import COURSE_POINTS
from blinkfirst.solve.war_of_attrition.contest import MOST, Contest, course_of

TAIL = 1e-3  # types above this quantile of the highest are left out of a course, whose time would not end
_WRITTEN = re.compile(r"\s*([A-Za-z]+)\s*\(([^()]*)\)\s*")


@dataclass(frozen=True)
class ResolvePrior:
    """A distribution of resolves, which are above zero.

    Attributes
    ----------
    kind : ``uniform``, ``exponential`` or ``lognormal``.
    parameters : lowest and highest; mean; median and standard deviation of the logarithm.
    """

    kind: str
    parameters: tuple[float, ...]

    @property
    def lowest(self) -> float:
        """The lowest resolve there may be."""
        return self.parameters[0] if self.kind == "uniform" else 0.0

    @property
    def highest(self) -> float:
        """The highest resolve there may be."""
        return self.parameters[1] if self.kind == "uniform" else np.inf

    def scaled(self, factor: float) -> ResolvePrior:
        """The distribution of ``factor`` times the resolve."""
        first, *others = self.parameters
        moved = [factor * x for x in others] if self.kind == "uniform" else others
        return ResolvePrior(self.kind, (factor * first, *moved))

    def resembles(self, other: ResolvePrior) -> bool:
        """Return whether it is the same distribution, up to rounding."""
        return self.kind == other.kind and bool(
            np.allclose(self.parameters, other.parameters, rtol=1e-12, atol=0.0)
        )

    def frozen(self) -> Any:
        """The same as a frozen distribution of scipy, with pdf, cdf, sf, ppf and rvs."""
        from scipy import stats

        p = self.parameters
        if self.kind == "uniform":
            return stats.uniform(p[0], p[1] - p[0])
        return stats.expon(scale=p[0]) if self.kind == "exponential" else stats.lognorm(p[1], scale=p[0])

    def __str__(self) -> str:
        return f"{self.kind}({', '.join(f'{x:g}' for x in self.parameters)})"


_KINDS: dict[str, tuple[str, Callable[..., bool]]] = {
    "uniform": ("uniform(lowest, highest) with 0 <= lowest < highest", lambda a, b: 0 <= a < b),
    "exponential": ("exponential(mean) with a mean above 0", lambda mean: mean > 0),
    "lognormal": (
        "lognormal(median, sd of the logarithm), both above 0",
        lambda median, deviation: median > 0 and deviation > 0,
    ),
}


def resolve_prior(text: str) -> ResolvePrior:
    """Read a distribution as it is written: ``uniform(0.5, 2)``.

    Raises `GameError` when it is not one of those known, or its numbers make none.
    """
    known = "; ".join(said for said, _ in _KINDS.values())
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise GameError(f"expected {known}; got {text!r}")
    kind = match[1]
    if kind not in _KINDS:
        raise GameError(hinted(f"expected {known}; got {text!r}", nearest(kind, _KINDS)))
    said, fits = _KINDS[kind]
    try:
        parameters = tuple(float(part) for part in match[2].split(","))
        right = bool(np.isfinite(parameters).all()) and max(parameters) <= MOST and fits(*parameters)
    except (ValueError, TypeError):
        right = False
    if not right:
        raise GameError(f"expected {said}, at most {MOST:g}; got {text!r}")
    return ResolvePrior(kind, parameters)


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

    Raises `GameError` when it cannot be integrated that far.
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
