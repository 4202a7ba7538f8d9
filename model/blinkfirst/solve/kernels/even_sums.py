"""Sums of vectors that do not depend on the order of their terms: `blinkfirst.sums` inside kernels.

Up to five terms are put in order of size by comparing them in registers, each lane by itself, and then added:
that is quicker. Ordering them wholly is not needed, for two terms may be added either way round.

In the forward pass terms are added up one after the other, and what rounding leaves over of each addition,
which is a double again (`left_over`), in a sum of its own: the compensated sum of [Ogita2005]. Only the last
addition of the two sums rounds, as long as n^2 times the largest of n terms is below 2^53 times the smallest.
Beyond, the order of terms changes the small sum by some 2^-104 of the whole. That shows in the last bit of
the result once in some 2^50 / n^2 sums.
"""

from __future__ import annotations

from typing import Any

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.kernels.compiling import inner_part
from blinkfirst.solve.kernels.vector8 import LANES, larger, load, smaller, spread
from blinkfirst.sums import FINE_GRID


@inner_part
def even_sum(terms: FloatArray, at: int, count: int) -> Any:
    """Eight sums of ``count`` terms each, vectors one after the other from place ``at`` on."""
    a = load(terms, at)
    if count > 1:
        b = load(terms, at + LANES)
        if count == 2:
            a = a + b
        elif count == 3:
            a = sum_of_3(a, b, load(terms, at + 2 * LANES))
        elif count == 4:
            a = sum_of_4(a, b, load(terms, at + 2 * LANES), load(terms, at + 3 * LANES))
        elif count == 5:
            a = sum_of_5(
                a, b, load(terms, at + 2 * LANES), load(terms, at + 3 * LANES), load(terms, at + 4 * LANES)
            )
        else:
            a = sum_of_many(terms, at, count)
    return a


@inner_part
def sum_of_3(a: Any, b: Any, c: Any) -> Any:
    """The largest is added last."""
    low, high = smaller(a, b), larger(a, b)
    return (low + smaller(high, c)) + larger(high, c)


@inner_part
def sum_of_4(a: Any, b: Any, c: Any, d: Any) -> Any:
    """The smallest and the largest, and the two between them."""
    low, high, low2, high2 = smaller(a, b), larger(a, b), smaller(c, d), larger(c, d)
    between = larger(low, low2) + smaller(high, high2)
    return between + (smaller(low, low2) + larger(high, high2))


@inner_part
def sum_of_5(a: Any, b: Any, c: Any, d: Any, e: Any) -> Any:
    """The largest is added to the sum of the others."""
    low, high, low2, high2 = smaller(a, b), larger(a, b), smaller(c, d), larger(c, d)
    most, more = larger(high, high2), smaller(high, high2)
    return sum_of_4(low, low2, more, smaller(most, e)) + larger(most, e)


@inner_part
def sum_of_many(terms: FloatArray, at: int, count: int) -> Any:
    """Split on two grids, as `blinkfirst.sums` says."""
    largest = spread(0.0)
    for j in range(at, at + count * LANES, LANES):
        term = load(terms, j)
        largest = larger(largest, larger(term, spread(0.0) - term))
    room = room_for(count)
    grid = largest * spread(room)
    fine_grid = grid * spread(room * FINE_GRID)
    coarse_sum, fine_sum = spread(0.0), spread(0.0)
    for j in range(at, at + count * LANES, LANES):
        term = load(terms, j)
        coarse = (term + grid) - grid
        coarse_sum = coarse_sum + coarse
        fine_sum = fine_sum + (((term - coarse) + fine_grid) - fine_grid)
    return coarse_sum + fine_sum


@inner_part
def left_over(a: Any, b: Any, total: Any) -> Any:
    """The part of a + b that rounding left over, exactly; of numbers or vectors. Knuth's sum, [Ogita2005]."""
    of_b = total - a
    return (a - (total - of_b)) + (b - of_b)


@inner_part
def room_for(count: int) -> float:
    """Twice the first power of two that is not below a number of terms."""
    room = 2.0
    while room < 2.0 * count:
        room *= 2.0
    return room


@inner_part
def even_column(terms: FloatArray, column: int, count: int) -> float:
    """One sum of the first ``count`` entries of a column, shape (n, columns); for loops that are no hurry."""
    total = 0.0
    if count < 3:
        for k in range(count):
            total += terms[k, column]
    else:
        largest = 0.0
        for k in range(count):
            largest = max(largest, abs(terms[k, column]))
        room = room_for(count)
        grid = largest * room
        fine_grid, fine_total = grid * (room * FINE_GRID), 0.0
        for k in range(count):
            coarse = (terms[k, column] + grid) - grid
            total += coarse
            fine_total += ((terms[k, column] - coarse) + fine_grid) - fine_grid
        total += fine_total
    return total
