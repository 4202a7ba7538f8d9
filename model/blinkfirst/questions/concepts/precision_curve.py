"""First blinkers as errors become rarer: the forecast at multiples of everybody's precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import OptionError
from blinkfirst.game.game import FloatArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, backward_answers, first_blink_watches
from blinkfirst.solve.standoff.precision import anybody_errs, with_precision, without_error
from blinkfirst.study.threads import workers

FACTORS = (0.0, 0.125, 0.25, 0.375, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)


@dataclass(frozen=True, eq=False)
class PrecisionCurve:
    """P(blinks first) by precision.

    Attributes
    ----------
    actors : A names.
    factors : shape (n,), times everybody's precision, increasing from 0.
    first : shape (n, A).
    exact : shape (A,), where nobody errs.
    """

    actors: tuple[str, ...]
    factors: FloatArray
    first: FloatArray
    exact: FloatArray

    @property
    def chances(self) -> FloatArray:
        """``first`` and nobody's probability beside it, shape (n, A + 1)."""
        return np.column_stack([self.first, np.maximum(0.0, 1.0 - self.first.sum(axis=1))])

    @property
    def exact_chances(self) -> FloatArray:
        """``exact`` and nobody's probability at the end, shape (A + 1,)."""
        return np.append(self.exact, max(0.0, 1.0 - float(self.exact.sum())))


def precision_curve(
    compiled: Compiled, jobs: int | None = None, progress: Callable[[int, int], None] | None = None
) -> PrecisionCurve:
    """Solve the scenario at many multiples of its precision, and without error.

    Raises
    ------
    OptionError
        When nobody has a precision that could be multiplied: all toss coins or never err.
    """
    standoff = compiled.standoff
    if not anybody_errs(standoff):
        raise OptionError(
            "--figure: every actor tosses coins or never errs, so there is no precision to multiply; "
            "set one: --set actors.NAME.precision=4"
        )
    standoffs = [partial(with_precision, standoff, factor) for factor in FACTORS]
    standoffs.append(partial(without_error, standoff))
    found = []
    if progress is not None:
        progress(0, len(standoffs))
    with workers(jobs) as pool:
        for first in pool.map(_first_blinks, standoffs):
            found.append(first)
            if progress is not None:
                progress(len(found), len(standoffs))
    return PrecisionCurve(standoff.opening.actors, np.array(FACTORS), np.array(found[:-1]), found[-1])


def _first_blinks(made: Callable[[], Standoff]) -> FloatArray:
    standoff = made()
    return backward_answers(standoff, first_blink_watches(standoff, [ANY_DEGREE]))
