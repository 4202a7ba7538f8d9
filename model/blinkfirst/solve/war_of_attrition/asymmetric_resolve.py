"""Two unlike sides that know only their own resolve, and types of either that never concede."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.solve.war_of_attrition.complete_information import COURSE_POINTS
from blinkfirst.solve.war_of_attrition.contest import Contest, course_of
from blinkfirst.solve.war_of_attrition.private_resolve import ResolvePrior
from blinkfirst.solve.war_of_attrition.reputation import check_obstinate

LONGEST = 1e7  # in units of the highest resolve; the path back has met a lowest type long before


class _Side(NamedTuple):
    known: Any
    lowest: float
    highest: float
    yielding: float  # probability of a type that may concede

    def holding(self, resolve: float) -> float:
        return float(1 - self.yielding * self.known.cdf(resolve))

    def hazard(self, resolve: float) -> float:
        return float(self.yielding * self.known.pdf(resolve) / self.holding(resolve))


def asymmetric_contest(priors: tuple[ResolvePrior, ResolvePrior], obstinate: FloatArray) -> Contest:
    """Solve two sides with private resolve that differ: types that never concede select one equilibrium.

    Types x_1(t) and x_2(t) concede at time t, with x_j' = (1 - F_j(x_j)) / (f_j(x_j) x_i): solved backwards
    from the highest types, who must be reached together, to the first lowest type on the way. Types of the
    other side that would have to concede before time 0 concede at once. Payoffs are not given (NaN).

    Raises `GameError` when a prior is unbounded or a probability is not between 0 and 1.

    Parameters
    ----------
    priors : of the resolves of the types that may concede; bounded.
    obstinate : shape (2,), probability of a type that never concedes.

    Source
    ------
    [Fudenberg1986]; [Nalebuff1985] for the many equilibria without such types.
    """
    check_obstinate(obstinate, 2)
    for prior in priors:
        if not np.isfinite(prior.highest):
            raise GameError(
                f"{prior}: expected a bounded distribution, as uniform(0.5, 2), for sides that differ"
            )
        if prior.lowest <= 0:
            raise GameError(f"{prior}: expected a lowest resolve above 0 where there are obstinate types")
    pair = [
        _Side(prior.frozen(), prior.lowest, prior.highest, 1 - float(mass))
        for prior, mass in zip(priors, obstinate, strict=True)
    ]
    return _followed_back(pair, obstinate)


def _followed_back(pair: list[_Side], obstinate: FloatArray) -> Contest:
    from scipy.integrate import solve_ivp

    a, b = pair

    def back(_: float, y: FloatArray) -> list[float]:
        x, z = min(max(y[0], a.lowest), a.highest), min(max(y[1], b.lowest), b.highest)
        both = a.holding(x) * b.holding(z)
        return [-1 / (a.hazard(x) * z), -1 / (b.hazard(z) * x), both / z, both / x, both]

    def first_lowest(_: float, y: FloatArray) -> float:
        return float(min(y[0] - a.lowest, y[1] - b.lowest))

    first_lowest.terminal = True  # type: ignore[attr-defined]
    longest = LONGEST * max(a.highest, b.highest)
    found = solve_ivp(
        back,
        (0.0, longest),
        [a.highest, b.highest, 0.0, 0.0, 0.0],
        events=[first_lowest],
        rtol=1e-10,
        atol=1e-12,
        dense_output=True,
    )
    if found.status != 1:
        raise GameError(f"the types that concede could not be followed back: {found.message}")
    horizon, end = float(found.t[-1]), found.y[:, -1]
    at_once = np.array([1 - side.holding(x) for side, x in zip(pair, end[:2], strict=True)])
    at_once[at_once < 1e-9] = 0.0  # the side whose lowest type was met
    times = np.linspace(0.0, horizon, COURSE_POINTS)
    path = found.sol(horizon - times)
    holding = np.array([[side.holding(x) for x in row] for side, row in zip(pair, path[:2], strict=True)]).T
    return Contest(
        first=at_once + end[2:4],
        together=0.0,
        never=float(obstinate.prod()),
        at_once=at_once,
        rates=np.full(2, np.nan),
        payoffs=np.full(2, np.nan),
        mean_time=float(end[4]),
        horizon=horizon,
        course=course_of(times, holding),
    )
