"""Samples of a box: one interval per path, a number of points, a method and a seed.

Every row of a sample is a function of its number, the seed and the intervals, so any block can be drawn by
itself:

sobol
    The scrambled Sobol sequence [Sobol1967], [Owen1998], as SciPy has it. A larger sample begins with
    the points of a smaller one. Balanced at powers of two.
lhs
    A Latin hypercube [McKay1979]: every path's interval, cut into as many strata as there are points, has one
    point in each. A larger sample is another sample.
random
    Independent uniform points. Row r of d paths takes the doubles number r * 4 * ceil(d / 4) and the d - 1
    after it of ``Philox(key=[seed, 0])`` from counter 2**192 on, which no replicate's stream reaches. A
    larger sample begins with the points of a smaller one.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from blinkfirst.errors import StudyError, hinted, nearest
from blinkfirst.rng import KEY_LIMIT
from blinkfirst.study.design.factors import Interval, check_path

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LHS, RANDOM, SOBOL = "lhs", "random", "sobol"
METHODS = (LHS, RANDOM, SOBOL)

LHS_LIMIT = 5_000_000
SOBOL_LIMIT = 2**30
SOBOL_PATHS_LIMIT = 21_201
RANDOM_LIMIT = 2**40

_WORDS_PER_COUNTER = 4
_DESIGN_COUNTER = (0, 0, 0, 1)


@dataclass(frozen=True)
class Side:
    """One side of a box: a path and the interval its values come from."""

    path: str
    interval: Interval

    def __post_init__(self) -> None:
        check_path(self.path)


@dataclass(frozen=True)
class Sample:
    """Points of a box.

    Attributes
    ----------
    method : ``"sobol"``, ``"lhs"`` or ``"random"``.
    seed : 0 to 2**64 - 1; 0 is a seed like any other.
    """

    sides: tuple[Side, ...]
    method: str
    size: int
    seed: int

    def __post_init__(self) -> None:
        if not self.sides:
            raise StudyError("a sample needs an interval to draw from")
        check_sampling(self.method, self.size, self.seed)
        values = self.size * len(self.paths)
        if self.method == LHS and values > LHS_LIMIT:
            raise StudyError(
                f"lhs: expected at most {LHS_LIMIT:,} values (points times paths), because a Latin hypercube "
                f"is drawn whole, got {values:,}; sobol draws any part by itself"
            )
        if self.method == SOBOL and len(self.paths) > SOBOL_PATHS_LIMIT:
            raise StudyError(
                f"sobol: expected at most {SOBOL_PATHS_LIMIT:,} paths, got {len(self.paths):,}; use random"
            )

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the sides."""
        return tuple(side.path for side in self.sides)

    def __len__(self) -> int:
        return self.size

    @property
    def remark(self) -> str:
        """A warning about the number of points; mostly empty."""
        if self.method != SOBOL or self.size & (self.size - 1) == 0:
            return ""
        below = 1 << (self.size.bit_length() - 1)
        return f"{self.size:,} Sobol points are not balanced, a power of two is: {below:,} or {2 * below:,}"

    def rows(self, first: int, end: int) -> list[tuple[Any, ...]]:
        """Return the points from one number up to another, drawn again."""
        import numpy as np

        end = min(end, self.size)
        if first >= end:
            return []
        low = np.array([side.interval.low for side in self.sides])
        high = np.array([side.interval.high for side in self.sides])
        points = self._unit_points(first, end) * (high - low) + low
        # rounding may carry a point over the end that it is nearest to
        return [tuple(row) for row in np.clip(points, low, high).tolist()]

    def _unit_points(self, first: int, end: int) -> npt.NDArray[np.float64]:
        if self.method == LHS:
            return _latin_hypercube(len(self.paths), self.size, self.seed)[first:end]
        if self.method == RANDOM:
            return _uniform_points(len(self.paths), self.seed, first, end)
        return _sobol_sequence(len(self.paths), self.seed).points(first, end)

    def values_of(self, path: str) -> Interval:
        """Return the interval a path is sampled from."""
        return self.sides[self.paths.index(path)].interval

    def as_object(self) -> dict[str, Any]:
        """Return kind, method, size, seed and the sides of the box."""
        return {
            "kind": "sample",
            "method": self.method,
            "n": self.size,
            "seed": self.seed,
            "paths": list(self.paths),
            "low": [side.interval.low for side in self.sides],
            "high": [side.interval.high for side in self.sides],
        }


def check_sampling(method: str, size: int, seed: int) -> None:
    """Refuse a method, a number of points or a seed that is none.

    Raises `StudyError` with what was expected.
    """
    if method not in METHODS:
        message = f"unknown method {method!r}; expected one of: {', '.join(METHODS)}"
        raise StudyError(hinted(message, nearest(method, METHODS)))
    limit = SOBOL_LIMIT if method == SOBOL else RANDOM_LIMIT
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= limit:
        raise StudyError(f"{method}: expected a number of points from 1 to {limit:,}, got {size!r}")
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < KEY_LIMIT:
        raise StudyError(f"{method}: expected a seed from 0 to 2**64 - 1, got {seed!r}")


class _SobolSequence:
    """A source of Sobol points that remembers its position: going on is free, going back begins again."""

    def __init__(self, dimensions: int, seed: int) -> None:
        from scipy.stats import qmc

        self._engine = qmc.Sobol(dimensions, scramble=True, **{_seed_word(qmc.Sobol): seed})
        self._turn = Lock()

    def points(self, first: int, end: int) -> npt.NDArray[np.float64]:
        """Return the points from one number up to another."""
        import numpy as np

        with self._turn:
            if first < self._engine.num_generated:
                self._engine.reset()
            drawn = []
            if self._engine.num_generated == 0:
                # the first point alone: SciPy warns of other first helpings than powers of two, and skipping
                # from nothing is another of its paths
                point = self._engine.random(1)
                drawn += [point] if first == 0 else []
            ahead = first - self._engine.num_generated
            if ahead > 0:
                self._engine.fast_forward(ahead)
            more = end - self._engine.num_generated
            if more > 0:
                drawn.append(self._engine.random(more))
        points: npt.NDArray[np.float64] = np.concatenate(drawn)
        return points


@lru_cache(maxsize=4)
def _sobol_sequence(dimensions: int, seed: int) -> _SobolSequence:
    return _SobolSequence(dimensions, seed)


@lru_cache(maxsize=2)
def _latin_hypercube(dimensions: int, size: int, seed: int) -> npt.NDArray[np.float64]:
    from scipy.stats import qmc

    points: npt.NDArray[np.float64] = qmc.LatinHypercube(
        dimensions, **{_seed_word(qmc.LatinHypercube): seed}
    ).random(size)
    points.setflags(write=False)
    return points


def _uniform_points(dimensions: int, seed: int, first: int, end: int) -> npt.NDArray[np.float64]:
    import numpy as np

    counters = -(-dimensions // _WORDS_PER_COUNTER)
    stream = np.random.Philox(
        key=np.array([seed, 0], dtype=np.uint64), counter=np.array(_DESIGN_COUNTER, dtype=np.uint64)
    )
    stream.advance(first * counters)
    doubles = np.random.Generator(stream).random((end - first, counters * _WORDS_PER_COUNTER))
    return doubles[:, :dimensions]


def _seed_word(engine: Any) -> str:
    """Name the argument that takes the seed: ``rng`` since SciPy 1.15, ``seed`` before."""
    return "rng" if "rng" in inspect.signature(engine).parameters else "seed"
