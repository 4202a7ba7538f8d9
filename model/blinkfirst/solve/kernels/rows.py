"""Tables as kernels hold them: rows of eight columns, in planes; a register takes a row whole."""

from __future__ import annotations

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import part
from blinkfirst.solve.kernels.vector8 import LANES

_LINE = 64  # bytes of a row, and of a line of the cache; a row that straddles two lines is fetched twice


@part
def blank(size: int) -> FloatArray:
    """``size`` zeros that begin where a line of the cache does."""
    numbers = np.zeros(size + LANES)
    skipped = (-numbers.ctypes.data % _LINE) // numbers.itemsize
    return numbers[skipped : skipped + size]


@part
def planes_for(columns: int) -> int:
    """Return the number of planes of eight that hold so many columns."""
    return (columns + LANES - 1) // LANES


@part
def place_of(column: int, plane: int) -> int:
    """Return the place of a column's entry for row 0, in planes of length ``plane``."""
    return (column // LANES) * plane + column % LANES


@part
def fill(rows: FloatArray, plane: int, table: FloatArray, times: int) -> None:
    """Write a table into rows, its columns ``times`` over."""
    for row in range(table.shape[0]):
        for column in range(times * table.shape[1]):
            rows[place_of(column, plane) + row * LANES] = table[row, column % table.shape[1]]


@part
def read_back(rows: FloatArray, plane: int, table: FloatArray) -> None:
    """Fill a table from rows."""
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            table[row, column] = rows[place_of(column, plane) + row * LANES]


@part
def most(offset: IntArray) -> int:
    """Length of the longest of the rows that an offset array counts."""
    longest = 0
    for row in range(offset.size - 1):
        longest = max(longest, offset[row + 1] - offset[row])
    return longest
