"""What a row of docs/validation.md is made from: a number found elsewhere, beside ours.

Cases stand in files named ``cases_<topic>.py`` in this folder, each with a ``TOPIC``, the heading of its
table, and ``CASES``. `registry` finds them; `test_validation` runs every one and fails on a wrong number;
``experiments/validation/report.py`` writes them to the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from blinkfirst.game.game import FloatArray

PUBLISHED, SOFTWARE, CLOSED_FORM = "published", "other software", "worked out apart"
SIMULATION = "simulation"
APPROACHED = "limit"  # what our numbers only approach, as ticks become short or a grid fine
KINDS = (PUBLISHED, SOFTWARE, CLOSED_FORM, SIMULATION, APPROACHED)

Numbers = float | Sequence[float] | FloatArray


@dataclass(frozen=True)
class ValidationCase:
    """One thing that is known from elsewhere.

    Attributes
    ----------
    name : what is compared, unlike any other case's; begins with the scenario or game.
    kind : where the other number comes from, one of `KINDS`.
    source : who says so: a citation, or the software and what it is asked.
    expected : the other number, or several; computed when called, so that importing costs nothing.
    ours : blinkfirst's exact ones, as many and in the same order.
    tolerance : how far they may be apart, in the numbers' own unit; or a function of the expected numbers,
        as for what is found by sampling.
    package : name of the distribution that finds the other number, when one is needed that may be missing.
    slow : whether it takes more than a few seconds.
    """

    name: str
    kind: str
    source: str
    expected: Callable[[], Numbers]
    ours: Callable[[], Numbers]
    tolerance: float | Callable[[FloatArray], FloatArray]
    package: str = ""
    slow: bool = False


@dataclass(frozen=True)
class Comparison:
    """A case with its numbers.

    Attributes
    ----------
    expected, ours : shape (n,).
    allowed : shape (n,), how far they may be apart.
    """

    case: ValidationCase
    expected: FloatArray
    ours: FloatArray
    allowed: FloatArray

    @property
    def agrees(self) -> bool:
        """Whether every number is where it should be; a number that is none agrees with nothing."""
        return bool((np.abs(self.ours - self.expected) <= self.allowed).all())

    @property
    def difference(self) -> float:
        """The largest difference."""
        return float(np.abs(self.ours - self.expected).max())

    def __str__(self) -> str:
        rows = zip(self.expected, self.ours, self.allowed, strict=True)
        wrong = [f"{e!r} there, {o!r} here, {a:.1e} allowed" for e, o, a in rows if not abs(o - e) <= a]
        return f"{self.case.name}: {len(wrong)} of {self.expected.size} differ: " + "; ".join(wrong[:5])


def compared(case: ValidationCase) -> Comparison:
    """Compute both sides of a case."""
    expected, ours = _numbers(case.expected()), _numbers(case.ours())
    assert expected.size, f"{case.name}: no numbers"
    assert expected.shape == ours.shape, f"{case.name}: {expected.size} numbers there, {ours.size} here"
    allowed = case.tolerance(expected) if callable(case.tolerance) else np.full(expected.size, case.tolerance)
    return Comparison(case, expected, ours, _numbers(allowed))


def four_standard_errors(runs: int) -> Callable[[FloatArray], FloatArray]:
    """How far probabilities may lie from the shares of so many runs.

    The farther end of Wilson's interval at z = 4; unlike four standard errors of a share it does not shrink
    to nothing where no run shows what is rare.
    """
    return lambda shares: 4.0 * np.sqrt(shares * (1.0 - shares) / runs + 4.0 / runs**2) + 8.0 / runs


def installed_version(package: str) -> str:
    """Version of an installed distribution; empty when it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _numbers(found: Numbers) -> FloatArray:
    return np.atleast_1d(np.asarray(found, dtype=np.float64))
