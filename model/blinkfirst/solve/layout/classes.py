"""Numbers for the different values that occur in an array, and for things that are alike in every respect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import CodeArray, FloatArray, IntArray

SPARSE = 4  # beyond so many possible keys per entry, sorting is quicker than ticking off keys in a list


@dataclass(frozen=True)
class Numbered:
    """Entries numbered by value: ``count`` different values, in increasing order."""

    numbers: IntArray
    count: int

    @property
    def examples(self) -> IntArray:
        """Index of an entry of every value, shape (count,); -1 for values without one."""
        found = np.full(self.count, -1)
        found[self.numbers] = np.arange(self.numbers.size)
        return found


def numbered(keys: IntArray) -> Numbered:
    """Number the different keys that occur, none of them negative.

    Examples
    --------
    >>> numbered(np.array([7, 3, 7, 9])).numbers.tolist()
    [1, 0, 1, 2]
    """
    if keys.size == 0:
        return Numbered(np.zeros(0, dtype=np.int64), 0)
    highest = int(keys.max())
    if highest > SPARSE * keys.size + 1000:
        different, numbers = np.unique(keys, return_inverse=True)
        return Numbered(numbers, different.size)
    occurs = np.zeros(highest + 1, dtype=np.bool_)
    occurs[keys] = True
    rank = np.cumsum(occurs) - 1
    return Numbered(rank[keys], int(rank[-1]) + 1)


class Classes:
    """So many things sorted into classes, one respect after another; at first all are alike."""

    def __init__(self, size: int) -> None:
        self._numbers = np.zeros(size, dtype=np.int64)
        self._count = 1

    def part(self, members: IntArray, codes: CodeArray) -> None:
        """Tell members with one code (not negative) from those with another, and all from the others."""
        if members.size:
            found = numbered(self._numbers[members] * (int(codes.max()) + 1) + codes)
            self._numbers[members] = self._count + found.numbers
            self._count += found.count

    def numbered(self) -> Numbered:
        """Number the classes. Class 0 is that of things that never were members, even if there are none."""
        found = numbered(self._numbers)
        nobody = int(self._numbers.min(initial=1) > 0)
        return Numbered(found.numbers + nobody, found.count + nobody)


def alike(rows: FloatArray) -> Numbered:
    """Number the different rows of a table."""
    classes = Classes(rows.shape[0])
    for column in rows.T:
        classes.part(np.arange(column.size), codes_of(column))
    return numbered(classes.numbered().numbers)


def codes_of(values: FloatArray) -> IntArray:
    """Number the different values of an array, in increasing order."""
    if (values == values[:1]).all():  # most often
        return np.zeros(values.size, dtype=np.int64)
    return np.unique(values, return_inverse=True)[1]
