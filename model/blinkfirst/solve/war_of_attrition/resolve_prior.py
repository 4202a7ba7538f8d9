"""Priors of resolve: what others know of a side before the contest."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from blinkfirst.errors import GameError, hinted, nearest
from blinkfirst.solve.war_of_attrition.contest import MOST

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

    Raises
    ------
    GameError
        When it is not one of those known, or its numbers make none.
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
