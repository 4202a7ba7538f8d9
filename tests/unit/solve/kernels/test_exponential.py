from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.kernels.compiling import part
from blinkfirst.solve.kernels.vector8 import LANES, LOWEST, RELATIVE_ERROR, exponential, load, store


@part
def exponentials(numbers: FloatArray, results: FloatArray) -> None:
    for at in range(0, numbers.size, LANES):
        store(results, at, exponential(load(numbers, at)))


def found(numbers: FloatArray) -> FloatArray:
    results = np.empty_like(numbers)
    exponentials(numbers, results)
    return results


@pytest.mark.parametrize(
    "numbers",
    [
        -np.linspace(0.0, 708.0, 8 * 100_001),
        -np.linspace(0.0, 3.0, 8 * 40_001),
        -np.geomspace(1e-300, 1.0, 8 * 20_000),
        -np.log(2.0) * (np.arange(8 * 120) + 0.5),  # where rounding to whole powers of two changes over
        -np.log(2.0) * np.arange(8 * 120),
    ],
    ids=["all", "small", "tiny", "between powers of two", "powers of two"],
)
def test_relative_error_is_below_what_is_promised(numbers: FloatArray) -> None:
    numbers = np.ascontiguousarray(numbers[numbers >= LOWEST][: numbers.size // 16 * 8])
    exact = np.exp(numbers.astype(np.longdouble))
    if np.finfo(np.longdouble).nmant <= 52:
        pytest.skip("no wider floating point number here to compare with")
    worst = float(np.max(np.abs(found(numbers) - exact) / exact))
    assert worst <= RELATIVE_ERROR < 1e-12


def test_the_neighbours_of_every_number_behave() -> None:
    """Just beside the places where the power of two changes, on either side."""
    edges = -np.log(2.0) * (np.arange(8 * 100) + 0.5)
    for near in (np.nextafter(edges, 0.0), np.nextafter(edges, -1e9)):
        np.testing.assert_allclose(found(near), np.exp(near), rtol=4.5e-16)


def test_the_ends_of_the_range() -> None:
    numbers = np.array([0.0, -0.0, -1e-320, LOWEST, np.nextafter(LOWEST, -1e9), -1e4, -1e300, -np.inf])
    results = found(numbers)
    assert results[:3].tolist() == [1.0, 1.0, 1.0]
    np.testing.assert_allclose(results[3], np.exp(LOWEST), rtol=RELATIVE_ERROR)
    assert results[4:].tolist() == [0.0, 0.0, 0.0, 0.0]


def test_what_is_not_a_number_stays_so() -> None:
    assert np.isnan(found(np.full(8, np.nan))).all()
