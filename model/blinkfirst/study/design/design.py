"""A design: the product of its factors, never held as a whole, and what a larger one adds to earlier ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from blinkfirst.errors import StudyError
from blinkfirst.study.design.factors import Axis, CaseTable, Factor, Interval, Paired
from blinkfirst.study.design.sampling import Sample, Side
from blinkfirst.study.design.values import KEY_BYTES, canonical_path, row_key

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

BLOCK = 1024
CASES_LIMIT = 2**63 - 1


@dataclass(frozen=True)
class Design:
    """Every combination of the rows of some factors, the last factor varying fastest."""

    factors: tuple[Factor, ...]

    def __post_init__(self) -> None:
        if not self.factors:
            raise StudyError("a design needs one path or more that varies")
        clashes = overlaps(self.paths)
        if clashes:
            raise StudyError("\n".join(map(str, clashes)))
        cases = math.prod(len(factor) for factor in self.factors)
        if cases > CASES_LIMIT:
            raise StudyError(f"expected at most {CASES_LIMIT:,} cases, got {cases:,}")

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths, in the order of the factors."""
        return tuple(path for factor in self.factors for path in factor.paths)

    def __len__(self) -> int:
        return math.prod(len(factor) for factor in self.factors)

    def rows(self, first: int, end: int) -> list[tuple[Any, ...]]:
        """Return the values of the cases from one number up to, not including, another, one per path."""
        end = min(end, len(self))
        if not 0 <= first < end:
            return []
        columns = []
        repeats = len(self)  # how many cases in a row have the same row of the factor
        for factor in self.factors:
            repeats //= len(factor)
            columns.append(_repeated_rows(factor, repeats, first, end))
        return [tuple(value for row in rows for value in row) for rows in zip(*columns, strict=True)]

    def cases(self, first: int = 0, end: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the settings of the cases from one number up to, not including, another, in order."""
        paths, last = self.paths, len(self) if end is None else min(end, len(self))
        for begin in range(first, last, BLOCK):
            for row in self.rows(begin, min(begin + BLOCK, last)):
                yield dict(zip(paths, row, strict=True))

    def values_of(self, path: str) -> tuple[Any, ...] | Interval:
        """Return every value a path takes, in order and once; or the interval it is sampled from.

        Raises `KeyError` when the path does not vary.
        """
        for factor in self.factors:
            if path in factor.paths:
                return factor.values_of(path)
        raise KeyError(path)

    @property
    def values_by_path(self) -> dict[str, tuple[Any, ...]]:
        """Every value of each path, in order and once; the two ends of the interval of a sampled one."""
        found = {path: self.values_of(path) for path in self.paths}
        return {p: (v.low, v.high) if isinstance(v, Interval) else v for p, v in found.items()}

    def as_object(self) -> dict[str, Any]:
        """Return what `design_from` makes the same design from, through JSON as well."""
        return {"factors": [factor.as_object() for factor in self.factors]}


@dataclass(frozen=True)
class Overlap:
    """A path that another one of the same design would undo."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def overlaps(paths: Sequence[str]) -> list[Overlap]:
    """Return every path that occurs a second time, or inside another."""
    found: list[Overlap] = []
    first: dict[tuple[str, ...], str] = {}
    for path in paths:
        steps = tuple(canonical_path(path).split("."))
        if steps in first:
            spelling = "" if first[steps] == path else f" (as {first[steps]})"
            found.append(Overlap(path, f"appears twice{spelling}; one axis per path"))
        first.setdefault(steps, path)
    for steps, path in first.items():
        above = [first[steps[:count]] for count in range(1, len(steps)) if steps[:count] in first]
        found += [Overlap(path, f"lies inside {outer}, which varies too") for outer in above]
    return list(dict.fromkeys(found))


def _repeated_rows(factor: Factor, repeats: int, first: int, end: int) -> list[tuple[Any, ...]]:
    """Return a factor's row for each of some consecutive cases; every row is repeated so many times."""
    low, high, size = first // repeats, (end - 1) // repeats + 1, len(factor)
    if high - low >= size:
        rows = factor.rows(0, size)
        return [rows[case // repeats % size] for case in range(first, end)]
    begin, stop = low % size, (high - 1) % size + 1
    # fewer rows than the factor has, so they go round its end at most once
    rows = factor.rows(begin, stop) if begin < stop else factor.rows(begin, size) + factor.rows(0, stop)
    return [rows[case // repeats - low] for case in range(first, end)]


def design_from(kept: Mapping[str, Any]) -> Design:
    """Return the design that `Design.as_object` described, before or after a journey through JSON.

    Raises `StudyError` when it describes none.
    """
    try:
        return Design(tuple(_factor_from(factor) for factor in kept["factors"]))
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError) as error:
        raise StudyError(f"this describes no design: {repr(error)[:200]}") from None


def _factor_from(kept: Mapping[str, Any]) -> Factor:
    kind = kept["kind"]
    if kind == "axis":
        return Axis(kept["path"], tuple(kept["values"]))
    if kind == "sample":
        ends = zip(kept["paths"], kept["low"], kept["high"], strict=True)
        sides = tuple(Side(path, Interval(low, high)) for path, low, high in ends)
        return Sample(sides, kept["method"], kept["n"], kept["seed"])
    listed = {Paired.KIND: Paired, CaseTable.KIND: CaseTable}[kind]
    return listed(tuple(kept["paths"]), tuple(map(tuple, kept["rows"])))


def new_cases(design: Design, earlier: Sequence[Design] = ()) -> Iterator[dict[str, Any]]:
    """Return an iterator over the cases that no earlier design has, in the order of the design.

    Takes 16 bytes per row of the earlier designs' factors, however many cases they span; nothing when there
    are none.

    Raises `StudyError` at once when an earlier design varies other paths.
    """
    for other in earlier:
        _check_same_paths(design, other)
    return _unheld(design, [_Held(other) for other in earlier]) if earlier else design.cases()


def count_new_cases(design: Design, earlier: Sequence[Design] = ()) -> int:
    """Return how many cases `new_cases` goes through."""
    return sum(1 for _ in new_cases(design, earlier)) if earlier else len(design)


def _check_same_paths(design: Design, earlier: Design) -> None:
    here, there = ({canonical_path(path): path for path in paths} for paths in (design.paths, earlier.paths))
    if here.keys() == there.keys():
        return
    added = [path for name, path in here.items() if name not in there]
    lost = [path for name, path in there.items() if name not in here]
    parts = [f"varies {', '.join(added)} as well"] * bool(added)
    parts += [f"does not vary {', '.join(lost)}"] * bool(lost)
    raise StudyError(
        f"a design is enlarged over the same paths; this one {' and '.join(parts)}. Choose another folder"
    )


def _unheld(design: Design, known: Sequence[_Held]) -> Iterator[dict[str, Any]]:
    import numpy as np

    paths = design.paths
    canonical = [canonical_path(path) for path in paths]
    for first in range(0, len(design), BLOCK):
        rows = design.rows(first, first + BLOCK)
        old = np.zeros(len(rows), dtype=np.bool_)
        for held in known:
            old |= held.holds(canonical, rows)
        for row, is_old in zip(rows, old.tolist(), strict=True):
            if not is_old:
                yield dict(zip(paths, row, strict=True))


class _Held:
    """The cases of a design, to be asked about: factor by factor, since a design is a product."""

    def __init__(self, design: Design) -> None:
        self._factors = [
            (tuple(canonical_path(path) for path in factor.paths), _sorted_keys(factor))
            for factor in design.factors
        ]

    def holds(self, paths: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> npt.NDArray[np.bool_]:
        """Tell of each case, given by its values under canonical paths, whether it is one of the design's."""
        import numpy as np

        found = np.ones(len(rows), dtype=np.bool_)
        for own, keys in self._factors:
            places = [paths.index(path) for path in own]
            asked = _as_array([row_key(own, [row[place] for place in places]) for row in rows])
            nearest = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
            found &= keys[nearest] == asked
        return found


def _sorted_keys(factor: Factor) -> npt.NDArray[np.bytes_]:
    """Return the digests of a factor's rows, shape (rows,), sorted."""
    import numpy as np

    paths = [canonical_path(path) for path in factor.paths]
    keys = np.empty(len(factor), dtype=f"S{KEY_BYTES}")
    for first in range(0, len(factor), BLOCK):
        rows = factor.rows(first, first + BLOCK)
        keys[first : first + len(rows)] = _as_array([row_key(paths, row) for row in rows])
    keys.sort()
    return keys


def _as_array(keys: Sequence[bytes]) -> npt.NDArray[np.bytes_]:
    import numpy as np

    # equal texts of numpy are equal digests: what it pads with zeros is always padded to the same length
    return np.frombuffer(b"".join(keys), dtype=f"S{KEY_BYTES}")
