from __future__ import annotations

import numpy as np
import pytest
from numba.core.errors import TypingError

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.kernels.compiling import part
from blinkfirst.solve.kernels.vector8 import (
    FEW_LANES,
    LANES,
    blank,
    fill,
    larger,
    load,
    load4,
    place_of,
    power_of_two,
    put,
    read_back,
    spread,
    spread4,
    store,
    take,
    unless_below,
)

LEFT = np.array([1.5, -2.0, 0.0, 3.0, -7.25, 1e300, -0.0, 4.0])
RIGHT = np.array([0.5, 5.0, -1.0, 3.0, 2.0, 1e300, 0.0, -4.0])


@part
def reckon(left: FloatArray, right: FloatArray, results: FloatArray) -> None:
    a, b = load(left, 0), load(right, 0)
    store(results, 0, a + b)
    store(results, 8, a - b)
    store(results, 16, a * b)
    store(results, 24, a / b)
    store(results, 32, larger(a, b))
    store(results, 40, unless_below(a, b, spread(0.5), spread(9.0)))
    store(results, 48, spread(take(left, 3)))


def test_every_operation_is_numpys_on_each_lane() -> None:
    results = np.empty(7 * LANES)
    reckon(LEFT, RIGHT, results)
    with np.errstate(all="ignore"):
        expected = [LEFT + RIGHT, LEFT - RIGHT, LEFT * RIGHT, LEFT / RIGHT, np.maximum(LEFT, RIGHT)]
    expected += [np.where(RIGHT < 0.5, 9.0, LEFT), np.full(LANES, 3.0)]
    np.testing.assert_array_equal(results.reshape(-1, LANES), expected)


@part
def reckon_with_four(left: FloatArray, right: FloatArray, results: FloatArray) -> None:
    a, b = load4(left, 1), load4(right, 1)
    store(results, 0, a + b)
    store(results, 4, larger(a, b) - spread4(take(left, 3)))


def test_operations_on_four_are_numpys_too() -> None:
    results = np.full(3 * FEW_LANES, 7.0)
    with np.errstate(all="ignore"):
        reckon_with_four(LEFT, RIGHT, results)
        left, right = LEFT[1:5], RIGHT[1:5]
        expected = [left + right, np.where(left > right, left, right) - LEFT[3], np.full(FEW_LANES, 7.0)]
    np.testing.assert_array_equal(results.reshape(-1, FEW_LANES), expected)


@part
def powers(exponents: FloatArray, results: FloatArray) -> None:
    for at in range(0, exponents.size, LANES):
        store(results, at, power_of_two(load(exponents, at) + spread(1.5 * 2.0**52)))


def test_powers_of_two_over_the_whole_range() -> None:
    exponents = np.arange(-1022.0, 1024.0)[: 2046 // LANES * LANES]
    results = np.empty_like(exponents)
    powers(exponents, results)
    np.testing.assert_array_equal(results, 2.0**exponents)


@part
def shift_by_one(numbers: FloatArray, results: FloatArray) -> None:
    store(results, 3, load(numbers, 1))
    put(results, 0, take(numbers, 5))


def test_octets_may_begin_anywhere() -> None:
    results = np.zeros(12)
    shift_by_one(np.arange(9.0), results)
    assert results.tolist() == [5, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0]


def test_arrays_with_gaps_are_refused() -> None:
    with pytest.raises(TypingError, match="expected a contiguous array"):
        shift_by_one(np.arange(18.0)[::2], np.zeros(12))


@part
def there_and_back(
    table: FloatArray, times: int, plane: int, planes: int
) -> tuple[FloatArray, FloatArray, int]:
    rows = blank(planes * plane)
    fill(rows, plane, table, times)
    result = np.empty((table.shape[0], times * table.shape[1]))
    read_back(rows, plane, result)
    return rows, result, rows.ctypes.data % 64


@pytest.mark.parametrize(("columns", "times"), [(1, 1), (5, 1), (8, 1), (9, 1), (5, 2), (3, 6), (11, 2)])
def test_tables_come_back_from_rows_as_they_went_in(columns: int, times: int) -> None:
    table = np.arange(4.0 * columns).reshape(4, columns) + 1.0
    rows, result, misplaced = there_and_back(table, times, 5 * LANES, (times * columns + 7) // 8)
    np.testing.assert_array_equal(result, np.tile(table, times))
    assert misplaced == 0
    assert np.count_nonzero(rows) == result.size, "what is not in the table stays nothing"


def test_places_of_columns() -> None:
    assert [place_of(column, 40) for column in (0, 7, 8, 17)] == [0, 7, 40, 81]
