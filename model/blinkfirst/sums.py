"""Sums that do not depend on the order of their terms, to the last bit.

Floating-point addition does not associate: the last bit of a sum of three terms hangs on which two are added
first. Names have an order that means nothing, so a sum over actors, moves, arguments, outcomes or states must
not. Backward induction in a near-symmetric game magnifies a last bit into the answer.

**How.** With m the largest of n terms in absolute value, and N the first power of two not below n, every term
x is split on two common grids:

    coarse = (x + 2 N m) - 2 N m,        fine = (x - coarse + g) - g,        g = N^2 m / 2^50

Coarse parts are multiples of one number so large that any partial sum of them is a double, so they add up
without rounding, in any order; the fine parts as well. What both leave of a term, below N^2 m / 2^102, is
dropped from each term by itself. Two sums and one rounding remain. So the result is more accurate than adding
up, as well as even-handed; with one or two terms there is no order, and they are simply added.

Source: [Demmel2015], with two bins. Departure: the bins go by the largest term of the sum itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FINE_GRID = 2.0**-52  # of the coarse one, times 2 N


def even_sum(terms: Numbers, axis: int = -1) -> Numbers:
    """Sum along an axis, the same in whatever order the terms come.

    Examples
    --------
    >>> 0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1
    (0.6000000000000001, 0.6)
    >>> even_sum(np.array([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]])).tolist()
    [0.6, 0.6]
    """
    terms = np.asarray(terms, dtype=np.float64)
    if terms.shape[axis] < 3:
        return np.asarray(terms.sum(axis=axis))
    room = _room_for(np.array(terms.shape[axis]))
    coarse, fine = _split(terms, room * np.abs(terms).max(axis=axis, keepdims=True), room)
    return np.asarray(coarse.sum(axis=axis) + fine.sum(axis=axis))


def even_sums(rows: NDArray[np.integer], terms: Numbers, count: int) -> Numbers:
    """Sum of the terms of each of ``count`` rows, the same in whatever order they come.

    As `numpy.bincount` with weights; a row's sum depends on its own terms only.

    Examples
    --------
    >>> even_sums(np.array([0, 2, 0, 0]), np.array([0.7, 5.0, 0.1, 0.2]), 3).tolist()
    [1.0, 0.0, 5.0]
    """
    room = _room_for(np.bincount(rows, minlength=count))
    largest = np.zeros(count)
    with np.errstate(invalid="ignore"):  # a term that is not known leaves its row's sum unknown
        np.maximum.at(largest, rows, np.abs(terms))
    coarse, fine = _split(terms, (room * largest)[rows], room[rows])
    coarse_sums, fine_sums = (np.bincount(rows, weights=part, minlength=count) for part in (coarse, fine))
    return np.asarray(coarse_sums + fine_sums, dtype=np.float64)


def _room_for(terms: NDArray[np.integer]) -> Numbers:
    """Twice the first power of two that is not below the number of terms."""
    return np.asarray(2.0 ** (1 + np.ceil(np.log2(np.maximum(terms, 1)))))


def _split(terms: Numbers, grid: Numbers, room: Numbers) -> tuple[Numbers, Numbers]:
    coarse = (terms + grid) - grid
    fine_grid = grid * (room * FINE_GRID)
    return coarse, ((terms - coarse) + fine_grid) - fine_grid
