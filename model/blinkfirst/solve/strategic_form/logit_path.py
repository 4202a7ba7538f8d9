"""The principal branch of logit equilibria, followed from a coin toss to the Nash equilibrium at its end.

Points of the branch solve n equations in n + 1 unknowns (`logit_equations`). From one point a step is taken
along the tangent, and Newton's method, moving at right angles to the branch, leads back to it. The step is a
length along the branch and not a rise of the precision, so that the path goes on where the branch turns back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from blinkfirst.errors import GameError, SolverError
from blinkfirst.game.equilibrium import LogitEquilibrium, LogitPath
from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import expected_payoffs, regrets
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.best_replies import (
    TIE_TOLERANCE,
    refuse_too_many_profiles,
    tie_tolerances,
)
from blinkfirst.solve.strategic_form.indifference import nearby_equilibrium
from blinkfirst.solve.strategic_form.logit_equations import LogitEquations

RESIDUAL_TOLERANCE = 1e-12  # error of the equations, as a share of the larger of 1 and lambda x range
NEAR_PRECISION = 1e6  # lambda x range from which on the path ends as soon as a Nash equilibrium is near
LAST_PRECISION = 1e12  # lambda x range at which it ends anyway
NEXT_LOOK = 1.1  # times as large lambda is before an equilibrium is looked for again: looking takes long
LEAST_PRECISION = 100.0  # and at the earliest: forks and turns come before
LAST_REGRET = 1e-11  # largest regret, as a share of the range, with which it ends in between
MOST_POINTS = 20_000
FIRST_STEP = 0.02
SHORTEST_STEP = 1e-9
SHARPEST_BEND = 0.97  # cosine of the angle between two tangents: 14 degrees
LARGEST_CORRECTION = 0.2  # that the first correction may have, as a share of a step of length up to 1
FORK_STEP = 0.01  # the longest step over a fork; longer ones may have jumped to another branch
LARGEST_CHANGE = 0.05  # of any probability from one point to the next, so that a plot is smooth
_MOST_CORRECTIONS = 8
_SINGULAR = 1e-13  # share of the largest singular value below which a direction counts as lost
_HALVINGS = 40


@dataclass(frozen=True, eq=False)
class _Point:
    """A point of the branch, its tangent, and on which side of a fork it lies."""

    place: FloatArray
    tangent: FloatArray
    side: float
    residual: float

    @property
    def precision(self) -> float:
        return float(self.place[-1])


class _Arrival:
    """The test for the end of the path: nothing to be gained, or an equilibrium near and lambda large."""

    def __init__(self, form: StrategicForm, equations: LogitEquations) -> None:
        self.form, self.equations = form, equations
        self.tolerances = LAST_REGRET / TIE_TOLERANCE * tie_tolerances(form)
        self.look_from = NEAR_PRECISION

    def __call__(self, point: _Point) -> bool:
        if not LEAST_PRECISION <= point.precision < LAST_PRECISION:
            return point.precision >= LAST_PRECISION
        profile = [shares[0] for shares in _profiles(self.equations, [point])]
        if (regrets(self.form.payoffs, profile) <= self.tolerances).all():
            return True
        if point.precision < self.look_from:
            return False
        self.look_from = NEXT_LOOK * point.precision
        return nearby_equilibrium(self.form, profile) is not None


def logit_path(form: StrategicForm, ratios: Sequence[float] | None = None) -> LogitPath:
    """Follow the logit equilibria from precision 0 to the Nash equilibrium that they select.

    Raises `GameError` when a ratio is not a positive number. Raises `SolverError` when the branch cannot be
    followed: its residual stays too large however short the step. Raises `TooLargeError` when the table has
    too many cells.

    Parameters
    ----------
    ratios : per player, its precision as a multiple of lambda; all 1 if not given.

    Returns
    -------
    The path; its limit is certified, or None with a note.

    Source
    ------
    [McKelvey1995] for the branch, [Turocy2005] for following it in logarithms, [Allgower1990] for the method.
    Departure: the direction is kept by continuity, so that a fork is passed straight on.
    """
    scaled, scale = _scaled(form, ratios)
    equations = LogitEquations(scaled)
    points = _follow(equations, _Arrival(form, equations))
    profiles = _profiles(equations, points)
    limit = nearby_equilibrium(form, [shares[-1] for shares in profiles])
    path_regrets = np.array(
        [float(regrets(form.payoffs, [shares[k] for shares in profiles]).max()) for k in range(len(points))]
    )
    turns = _where(equations, points, lambda point: float(np.sign(point.tangent[-1])))
    forks = _where(equations, points, lambda point: point.side)
    return LogitPath(
        precisions=np.array([point.precision for point in points]) / scale,
        profiles=profiles,
        regrets=path_regrets,
        residual=max(point.residual for point in points),
        turns=tuple(place / scale for place in turns),
        forks=tuple(place / scale for place in forks),
        limit=limit,
        notes=_notes(limit is None, turns, forks, scale, float(path_regrets[-1])),
    )


def quantal_response(
    form: StrategicForm, precision: float, ratios: Sequence[float] | None = None
) -> LogitEquilibrium:
    """Find the logit equilibrium of a precision on the branch that begins at a coin toss.

    As :func:`quantal_responses`, for one precision.
    """
    return quantal_responses(form, [precision], ratios)[0]


def quantal_responses(
    form: StrategicForm, precisions: Sequence[float], ratios: Sequence[float] | None = None
) -> tuple[LogitEquilibrium, ...]:
    """Find the logit equilibria of several precisions on the branch that begins at a coin toss.

    The branch is followed once. Where it turns back and passes a precision several times, the first passage
    is taken.

    Raises `GameError` when a precision is negative or not finite or out of order, or a ratio is not a
    positive number. Raises `SolverError` when the branch cannot be followed that far. Raises `TooLargeError`
    when the table has too many cells.

    Parameters
    ----------
    precisions : lambdas, 1/utils, not negative, finite, none smaller than the one before.
    ratios : per player, its precision as a multiple of lambda; all 1 if not given.

    Source
    ------
    As :func:`logit_path`.
    """
    _check_precisions(precisions)
    scaled, scale = _scaled(form, ratios)
    equations = LogitEquations(scaled)
    stops = [precision * scale for precision in precisions]
    found = []
    for precision, stop, point in zip(precisions, stops, _followed_to(equations, stops), strict=True):
        profile = tuple(shares[0] for shares in _profiles(equations, [point]))
        payoffs, gains = expected_payoffs(form.payoffs, profile), regrets(form.payoffs, profile)
        residual = point.residual * max(1.0, stop)
        found.append(LogitEquilibrium(precision, profile, payoffs, float(gains.max()), residual))
    return tuple(found)


def _check_precisions(precisions: Sequence[float]) -> None:
    for precision in precisions:
        if not 0.0 <= precision < np.inf:
            raise GameError(
                f"precision: expected a finite number >= 0 (1/utils), got {precision}; for exact maximisers "
                "take the limit of the logit path"
            )
    if any(one > other for one, other in pairwise(precisions)):
        raise GameError(f"precisions: expected none smaller than the one before, got {list(precisions)}")


def _scaled(form: StrategicForm, ratios: Sequence[float] | None) -> tuple[FloatArray, float]:
    """Payoffs times ratios, divided by the largest range of a player's, and that range; 1 if none."""
    refuse_too_many_profiles(form)
    weights = np.ones(form.n_players) if ratios is None else np.asarray(ratios, dtype=np.float64)
    if weights.shape != (form.n_players,) or not (np.isfinite(weights) & (weights > 0.0)).all():
        raise GameError(f"ratios: expected {form.n_players} positive numbers, got {ratios}")
    tables = form.payoffs.reshape(form.n_players, -1)
    # Only differences matter; without the common part they keep their digits.
    moved = (tables - tables.min(axis=1, keepdims=True)) * weights[:, None]
    scale = float(moved.max()) or 1.0
    return (moved / scale).reshape(form.payoffs.shape), scale


def _follow(equations: LogitEquations, arrived: Callable[[_Point], bool]) -> list[_Point]:
    points = [_coin_toss(equations)]
    step = FIRST_STEP
    while not arrived(points[-1]):
        reached = _step(equations, points[-1], step)
        if reached is None:
            step = _shorter(step, points[-1])
            continue
        points.append(reached[0])
        step *= 2.0 if reached[1] else 1.0
        if len(points) > MOST_POINTS:
            raise SolverError(_lost(points[-1]))
    return points


def _followed_to(equations: LogitEquations, stops: Sequence[float]) -> list[_Point]:
    """Points of the branch where it first has these precisions, which rise."""
    here = _coin_toss(equations)
    found: list[_Point] = []
    step, steps = FIRST_STEP, 0
    while len(found) < len(stops):
        stop = stops[len(found)]
        if here.precision >= stop:
            found.append(here)
            continue
        reached = _step(equations, here, step)
        if reached is not None and reached[0].precision > stop:
            between = _step_to(equations, here, reached[0], stop)
            if between is not None:
                # on from here and not from there: it may be a fork, where the branch has no one direction
                found.append(between)
                continue
            reached = None
        if reached is None:
            step = _shorter(step, here)
            continue
        here = reached[0]
        step *= 2.0 if reached[1] else 1.0
        steps += 1
        if steps > MOST_POINTS:
            raise SolverError(_lost(here))
    return found


def _coin_toss(equations: LogitEquations) -> _Point:
    logs = np.concatenate([np.full(count, -np.log(count)) for count in equations.payoffs.shape[1:]])
    start = np.append(logs, 0.0)
    upward = np.zeros_like(start)
    upward[-1] = 1.0
    return _as_point(equations, start, upward)


def _shorter(step: float, point: _Point) -> float:
    if step / 2.0 < SHORTEST_STEP * (1.0 + float(np.abs(point.place).max())):
        raise SolverError(_lost(point))
    return step / 2.0


def _step(equations: LogitEquations, point: _Point, step: float) -> tuple[_Point, bool] | None:
    """Next point and whether it came easily; None when it does not converge or the branch bends too much."""
    place = point.place + step * point.tangent
    if float(place[:-1].max()) > 1.0:  # far beyond probability 1
        return None
    correction = 0.0
    for count in range(_MOST_CORRECTIONS):
        move = _back_to_branch(equations, place)
        length = float(np.linalg.norm(move))
        limit = LARGEST_CORRECTION * min(1.0, step) if count == 0 else correction / 2.0
        settled = length <= 1e-14 * (1.0 + float(np.linalg.norm(place)))
        if not settled and not length <= limit:  # not `>`: a step that is no number must not pass either
            return None
        place = place + move
        correction = length
        if settled or _residual(equations, place) <= RESIDUAL_TOLERANCE / 10.0:
            break
    if place[-1] < 0.0 or not _residual(equations, place) <= RESIDUAL_TOLERANCE:
        return None
    reached = _as_point(equations, place, point.tangent)
    if reached.side == 0.0 or (reached.side != point.side and step > FORK_STEP):
        return None
    bend = float(reached.tangent @ point.tangent)
    change = float(np.abs(np.exp(place[:-1]) - np.exp(point.place[:-1])).max())
    if bend < SHARPEST_BEND or change > LARGEST_CHANGE:
        return None
    return reached, count <= 2 and bend > 0.995 and change < LARGEST_CHANGE / 2.0


def _step_to(equations: LogitEquations, point: _Point, beyond: _Point, precision: float) -> _Point | None:
    """The point of the branch at a precision between two points of it; None when Newton leads elsewhere."""
    share = (precision - point.precision) / (beyond.precision - point.precision)
    place = point.place + share * (beyond.place - point.place)
    place[-1] = precision
    farthest = float(np.linalg.norm(beyond.place - point.place))
    begin = place.copy()
    for _ in range(_MOST_CORRECTIONS):
        slopes = equations.derivatives(place)[:, :-1]
        # on a fork itself the slopes are singular: no step then towards the branch that crosses
        place[:-1] -= np.linalg.lstsq(slopes, equations.values(place), rcond=_SINGULAR)[0]
        if not float(np.linalg.norm(place - begin)) <= farthest:
            return None
        if _residual(equations, place) <= RESIDUAL_TOLERANCE / 10.0:
            break
    if not _residual(equations, place) <= RESIDUAL_TOLERANCE:
        return None
    return _as_point(equations, place, point.tangent)


def _back_to_branch(equations: LogitEquations, place: FloatArray) -> FloatArray:
    """Newton's step of least length: at right angles to the branch."""
    step = np.linalg.lstsq(equations.derivatives(place), -equations.values(place), rcond=None)[0]
    return np.asarray(step, dtype=np.float64)


def _as_point(equations: LogitEquations, place: FloatArray, towards: FloatArray) -> _Point:
    slopes = equations.derivatives(place)
    tangent = np.linalg.qr(slopes.T, mode="complete")[0][:, -1]
    if tangent @ towards < 0.0:
        tangent = -tangent
    side = float(np.linalg.slogdet(np.vstack([slopes, tangent]))[0])
    return _Point(place, tangent, side, _residual(equations, place))


def _residual(equations: LogitEquations, place: FloatArray) -> float:
    return float(np.abs(equations.values(place)).max()) / max(1.0, abs(float(place[-1])))


def _profiles(equations: LogitEquations, points: Sequence[_Point]) -> tuple[FloatArray, ...]:
    logs = (equations.split(point.place[:-1]) for point in points)
    shares = [np.exp(np.stack(own)) for own in zip(*logs, strict=True)]
    return tuple(own / own.sum(axis=1, keepdims=True) for own in shares)


def _where(
    equations: LogitEquations, points: Sequence[_Point], sign: Callable[[_Point], float]
) -> list[float]:
    """Precisions at which a sign changes along the branch, found by halving the step that changed it."""
    places = []
    for one, other in pairwise(points):
        if sign(one) * sign(other) >= 0.0:
            continue
        near, far = 0.0, float(np.linalg.norm(other.place - one.place))
        at = (one.precision + other.precision) / 2.0
        for _ in range(_HALVINGS):
            half = (near + far) / 2.0
            middle = _step(equations, one, half)
            if middle is None:
                break
            at = middle[0].precision
            near, far = (half, far) if sign(middle[0]) == sign(one) else (near, half)
        places.append(at)
    return places


def _notes(
    nowhere: bool, turns: Sequence[float], forks: Sequence[float], scale: float, regret: float
) -> tuple[str, ...]:
    notes = []
    if turns:
        notes.append(f"the branch turns at precision {_several(turns, scale)}: several equilibria there")
    if forks:
        notes.append(
            f"another branch crosses at precision {_several(forks, scale)}: beyond it this one, which goes "
            "straight on, is one of several"
        )
    if nowhere:
        notes.append(f"no Nash equilibrium found at the end of the path; its regret is {regret:.3g} utils")
    return tuple(notes)


def _several(places: Sequence[float], scale: float) -> str:
    return ", ".join(f"{place / scale:.4g}" for place in places)


def _lost(point: _Point) -> str:
    return (
        f"logit path lost at lambda x range {point.precision:.6g}: no step from there meets a residual of "
        f"{RESIDUAL_TOLERANCE:.0e}; payoffs of very different size do this: ask for a lower precision"
    )
