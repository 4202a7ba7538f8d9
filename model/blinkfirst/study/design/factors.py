"""Factors of a design: what takes its values from a list.

The other factor, a sample of a box, is in `blinkfirst.study.design.sampling`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from blinkfirst.errors import StudyError
from blinkfirst.scenario.yaml_trees import MAGNITUDE_LIMIT
from blinkfirst.study.design.values import canonical, spelled

AXIS_LIMIT = 100_000
TABLE_LIMIT = 1_000_000

_PATH = re.compile(r"[^\s=,;()\[\]{}'\".]+(\.[^\s=,;()\[\]{}'\".]+)*\Z")


class Factor(Protocol):
    """A finite sequence of rows; each has one value per path."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths it gives values to."""

    def __len__(self) -> int: ...

    def rows(self, first: int, end: int) -> list[tuple[Any, ...]]:
        """Return the rows from one number up to, not including, another."""

    def values_of(self, path: str) -> tuple[Any, ...] | Interval:
        """Return every value a path takes, in order and once; or the interval it is sampled from."""

    def as_object(self) -> dict[str, Any]:
        """Return what `blinkfirst.study.design.design.design_from` makes the factor from."""


@dataclass(frozen=True)
class Interval:
    """All numbers from ``low`` to ``high``."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not -MAGNITUDE_LIMIT <= self.low < self.high <= MAGNITUDE_LIMIT:
            raise StudyError(
                f"expected an interval with LOW < HIGH, both at most {MAGNITUDE_LIMIT:g} in size, "
                f"got {_short(self.low)} to {_short(self.high)}"
            )


@dataclass(frozen=True)
class Axis:
    """One path and the values it takes."""

    path: str
    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        _check_listed(self.paths, [(value,) for value in self.values], AXIS_LIMIT)

    @property
    def paths(self) -> tuple[str, ...]:
        """The path, alone."""
        return (self.path,)

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, first: int, end: int) -> list[tuple[Any, ...]]:
        """Return the values from one number up to another, each as a row."""
        return [(value,) for value in self.values[first:end]]

    def values_of(self, path: str) -> tuple[Any, ...]:
        """Return the values."""
        return self.values

    def as_object(self) -> dict[str, Any]:
        """Return kind, path and values."""
        return {"kind": "axis", "path": self.path, "values": list(self.values)}


@dataclass(frozen=True)
class Paired:
    """Several paths that take their values together: the first of each, then the second, and so on."""

    paths: tuple[str, ...]
    table: tuple[tuple[Any, ...], ...]

    KIND: ClassVar[str] = "zip"
    LIMIT: ClassVar[int] = AXIS_LIMIT

    def __post_init__(self) -> None:
        _check_listed(self.paths, self.table, self.LIMIT)

    def __len__(self) -> int:
        return len(self.table)

    def rows(self, first: int, end: int) -> list[tuple[Any, ...]]:
        """Return the rows from one number up to another."""
        return list(self.table[first:end])

    def values_of(self, path: str) -> tuple[Any, ...]:
        """Return every value of a path, in order and once."""
        column, seen = self.paths.index(path), dict[str, Any]()
        for row in self.table:
            seen.setdefault(canonical(row[column]), row[column])
        return tuple(seen.values())

    def as_object(self) -> dict[str, Any]:
        """Return kind, paths and rows."""
        return {"kind": self.KIND, "paths": list(self.paths), "rows": [list(row) for row in self.table]}


@dataclass(frozen=True)
class CaseTable(Paired):
    """Cases written down one by one, a row each."""

    KIND: ClassVar[str] = "cases"
    LIMIT: ClassVar[int] = TABLE_LIMIT


def check_path(path: str) -> None:
    """Refuse what no path looks like.

    Raises `StudyError` when it is none.
    """
    if not _PATH.match(path):
        raise StudyError(f"expected a dotted path as actors.NAME.precision, got {path!r}")


def repeated(table: Sequence[Sequence[Any]]) -> tuple[int, int] | None:
    """Return the numbers of the first row that occurs a second time and of the row it repeats."""
    seen: dict[str, int] = {}
    for number, row in enumerate(table):
        earlier = seen.setdefault("\n".join(map(canonical, row)), number)
        if earlier != number:
            return number, earlier
    return None


def _check_listed(paths: Sequence[str], table: Sequence[Sequence[Any]], limit: int) -> None:
    for path in paths:
        check_path(path)
    spoken = ", ".join(paths)
    if not paths or not table:
        raise StudyError(f"{spoken}: expected one value or more, got none")
    if len(table) * len(paths) > limit:
        raise StudyError(f"{spoken}: expected at most {limit:,} values, got {len(table) * len(paths):,}")
    for row in table:
        if len(row) != len(paths):
            raise StudyError(f"{spoken}: expected {len(paths)} values a row, got {len(row)}")
        for path, value in zip(paths, row, strict=True):
            _check_value(path, value)
    twice = repeated(table)
    if twice is not None:
        raise StudyError(f"{spoken}: {_spoken(paths, table[twice[0]])} appears twice")


def _spoken(paths: Sequence[str], row: Sequence[Any]) -> str:
    return ", ".join(spelled(path, value) for path, value in zip(paths, row, strict=True))


def _check_value(path: str, value: Any) -> None:
    if isinstance(value, Mapping):
        for key, below in value.items():
            _check_value(f"{path}.{key}", below)
    elif isinstance(value, list | tuple):
        for below in value:
            _check_value(path, below)
    elif isinstance(value, float) and not math.isfinite(value):
        raise StudyError(f"{path}: expected a finite number, got {value}")
    elif isinstance(value, int | float) and abs(value) > MAGNITUDE_LIMIT:
        raise StudyError(
            f"{path}: expected a number of at most {MAGNITUDE_LIMIT:g} in size, got {_short(value)}"
        )
    elif value is not None and not isinstance(value, str | int | float):
        raise StudyError(
            f"{path}: expected a number, a text, true or false, a list or a table, got {type(value).__name__}"
        )


def _short(value: int | float) -> str:
    """A number that may be too large to be written out."""
    if isinstance(value, int) and abs(value) > 10**40:
        return f"a whole number of {value.bit_length():,} bits"
    return f"{value:g}"
