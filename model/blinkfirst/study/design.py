"""Designs: which cases a sweep runs.

An axis is a path and its values, a design the grid of all combinations, the last axis varying fastest.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.errors import StudyError
from blinkfirst.scenario.reading import scalar

VALUES_LIMIT = 100_000

_RANGE = re.compile(r"range\(([^()]*)\)\Z")


@dataclass(frozen=True)
class Axis:
    """A path and the values it takes."""

    path: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Design:
    """A grid of cases."""

    axes: tuple[Axis, ...]

    def __len__(self) -> int:
        return math.prod(len(axis.values) for axis in self.axes)

    def cases(self) -> Iterator[dict[str, Any]]:
        """Yield the settings of every case, in order."""
        for values in itertools.product(*(axis.values for axis in self.axes)):
            yield dict(zip((axis.path for axis in self.axes), values, strict=True))


def parse_design(texts: Sequence[str]) -> Design:
    """Read axes as written on the command line: ``path=1,2,3``, ``path=range(0,1,0.1)`` (half-open), names of
    levels or lenses.

    Raises
    ------
    StudyError
        With every axis that cannot be read.
    """
    axes: list[Axis] = []
    complaints: list[str] = []
    for text in texts:
        try:
            axes.append(_axis(text))
        except StudyError as error:
            complaints.append(str(error))
    paths = [axis.path for axis in axes]
    complaints += [
        f"{path}: stands twice; one axis per path"
        for path in dict.fromkeys(p for p in paths if paths.count(p) > 1)
    ]
    if complaints:
        raise StudyError("\n".join(complaints))
    return Design(tuple(axes))


def _axis(text: str) -> Axis:
    path, equals, values = text.partition("=")
    path, values = path.strip(), values.strip()
    if not equals or not path or not values:
        raise StudyError(f"{text}: expected PATH=VALUE,VALUE,... or PATH=range(FROM,TO,STEP)")
    ranged = _RANGE.match(values)
    if ranged:
        return Axis(path, _half_open(path, ranged.group(1)))
    try:
        return Axis(path, tuple(scalar(value.strip()) for value in values.split(",")))
    except ValueError as error:
        raise StudyError(f"{path}: {error}") from None


def _half_open(path: str, inside: str) -> tuple[float | int, ...]:
    try:
        parts = [scalar(part.strip()) for part in inside.split(",")]
    except ValueError as error:
        raise StudyError(f"{path}: {error}") from None
    numbers = [part for part in parts if isinstance(part, int | float) and not isinstance(part, bool)]
    if not 2 <= len(parts) <= 3 or len(numbers) < len(parts):
        raise StudyError(
            f"{path}: expected range(FROM,TO) or range(FROM,TO,STEP) with numbers, got range({inside})"
        )
    low, high, step = (*numbers, 1)[:3]
    if step == 0 or (high - low) / step <= 0:
        raise StudyError(f"{path}: range({inside}) is empty; TO lies beyond FROM in the direction of STEP")
    # counting, not adding up, keeps 0.1 steps free of drift; a step that lands on TO within rounding is left
    # out
    count = math.ceil((high - low) / step - 1e-9)
    if count > VALUES_LIMIT:
        raise StudyError(f"{path}: expected at most {VALUES_LIMIT:,} values, got {count:,}")
    values = [low + step * index for index in range(count)]
    return tuple(value if isinstance(value, int) else float(f"{value:.12g}") for value in values)
