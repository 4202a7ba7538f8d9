"""The solution of a war of attrition, whichever the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray

LEAST, MOST = 1e-9, 1e9  # of prizes, costs and the like; ratios of these are safe


@dataclass(frozen=True, eq=False)
class Stakes:
    """Prizes and costs of the sides.

    Raises `GameError` when there are fewer than two sides, unequally many numbers, or one that is not above
    zero or out of bounds.

    Attributes
    ----------
    prizes : shape (P,), utils
        To each side when another one concedes first.
    costs : shape (P,), utils per round or per unit of time
        To each side while nobody concedes.
    """

    prizes: FloatArray
    costs: FloatArray

    def __post_init__(self) -> None:
        if self.prizes.ndim != 1 or self.prizes.shape != self.costs.shape or self.prizes.size < 2:
            raise GameError(
                f"expected a prize and a cost for two sides or more, got {self.prizes.size} prizes "
                f"and {self.costs.size} costs"
            )
        for word, amounts in (("prize", self.prizes), ("cost", self.costs)):
            positive_amounts(word, amounts)

    @property
    def n_sides(self) -> int:
        """Number of sides, P."""
        return int(self.prizes.size)

    @property
    def resolves(self) -> FloatArray:
        """Prize over cost: how long the prize is worth waiting for; shape (P,), rounds or time."""
        return self.prizes / self.costs


def stakes(prizes: Sequence[float], costs: Sequence[float]) -> Stakes:
    """Stakes from plain numbers; errors as `Stakes`."""
    return Stakes(np.asarray(prizes, dtype=np.float64), np.asarray(costs, dtype=np.float64))


def positive_amounts(word: str, amounts: FloatArray) -> None:
    """Refuse amounts not above zero or out of bounds, naming the first; raises `GameError`."""
    for number, amount in enumerate(amounts, start=1):
        if not amount > 0:
            raise GameError(f"{word} of side {number}: expected a number above 0, got {amount:g}")
        if not LEAST <= amount <= MOST:
            raise GameError(
                f"{word} of side {number}: expected a number from {LEAST:g} to {MOST:g}, got {amount:g}"
            )


def need_two(sides: Stakes, model: str) -> None:
    """Refuse more than two sides; raises `GameError`."""
    if sides.n_sides != 2:
        raise GameError(f"{model}: expected two sides, got {sides.n_sides}")


@dataclass(frozen=True, eq=False)
class Course:
    """Probabilities, over time, that each side has conceded first.

    Attributes
    ----------
    times : shape (T,), rounds or time, increasing from 0.
    first : shape (T, P), probability that this side has conceded first, alone, by that time.
    nobody : shape (T,), probability that nobody has conceded by then.
    """

    times: FloatArray
    first: FloatArray
    nobody: FloatArray


def course_of(times: FloatArray, holding: FloatArray) -> Course:
    """Return the course of sides that decide separately when to stop, in continuous time.

    Parameters
    ----------
    times : shape (T,), increasing from 0.
    holding : shape (T, P)
        Probability that a side holds out beyond that time if all others do; below one at 0 where it
        concedes at once with positive probability, which at most one side may do.
    """
    before = np.vstack([np.ones(holding.shape[1]), holding])
    middle = 0.5 * (before[:-1] + before[1:])
    middle[0] = np.where(holding[0] < 1.0, holding[0], 1.0)
    falls = before[:-1] - before[1:]
    others = np.stack([np.delete(middle, i, axis=1).prod(axis=1) for i in range(holding.shape[1])], axis=1)
    return Course(times, np.cumsum(falls * others, axis=0), holding.prod(axis=1))


@dataclass(frozen=True, eq=False)
class Contest:
    """The solution of a war of attrition.

    Attributes
    ----------
    first : shape (P,), probability that this side is the first to concede, and does so alone.
    together : probability that several concede in the same round.
    never : probability that nobody ever does.
    at_once : shape (P,), probability of conceding at time 0, apart from what happens later.
    rates : shape (P,), probability of conceding in a round, or hazard; NaN where not constant.
    payoffs : shape (P,), utils, expected before the first moment and before types are drawn, of the types
        that may concede; NaN where the model says nothing.
    mean_time : expected rounds or time until somebody concedes, or until nobody will any more.
    horizon : time after which nobody concedes any more; infinite where there is none.
    course : who has conceded first by when.
    """

    first: FloatArray
    together: float
    never: float
    at_once: FloatArray
    rates: FloatArray
    payoffs: FloatArray
    mean_time: float
    horizon: float
    course: Course
