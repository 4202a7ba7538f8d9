from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.game.game import FloatArray
from blinkfirst.solve.kernels import even_sums as in_kernels
from blinkfirst.solve.kernels.compiling import kernel
from blinkfirst.solve.kernels.vector8 import LANES, store
from blinkfirst.sums import even_sum, even_sums


@kernel
def _summed(terms: FloatArray, count: int, result: FloatArray) -> None:
    store(result, 0, in_kernels.even_sum(terms, 0, count))


def summed(terms: FloatArray) -> FloatArray:
    """Sums along the first axis, eight columns at once, by the kernels' own road."""
    result = np.empty(LANES)
    _summed(np.ascontiguousarray(terms).ravel(), terms.shape[0], result)
    return result


def drawn(seed: int, count: int, spread: float) -> FloatArray:
    """Terms that lie orders of magnitude apart, of both signs, shape (count, 8)."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, LANES)) * 10.0 ** rng.uniform(-spread, 0, (count, LANES))


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.sampled_from([0.0, 2.0, 20.0, 300.0]))
def test_no_order_changes_a_bit(seed: int, count: int, spread: float) -> None:
    terms = drawn(seed, count, spread)
    order = np.random.default_rng(seed).permutation(count)
    np.testing.assert_array_equal(even_sum(terms, axis=0), even_sum(terms[order], axis=0))
    np.testing.assert_array_equal(summed(terms), summed(terms[order]))
    rows = np.tile(np.arange(LANES), count)
    by_row = even_sums(rows, terms.ravel(), LANES)
    np.testing.assert_array_equal(by_row, even_sum(terms, axis=0))
    np.testing.assert_array_equal(by_row, even_sums(rows, terms[order].ravel(), LANES))


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.sampled_from([0.0, 2.0, 20.0]))
def test_nothing_is_lost(seed: int, count: int, spread: float) -> None:
    """Long sums are right to the last bit but one; short ones lose no more than adding up one by one may."""
    terms = drawn(seed, count, spread)
    for column in range(LANES):
        exact = float(sum(map(Fraction, terms[:, column])))
        near = 2.0**-52 * np.abs(terms[:, column]).sum()
        assert even_sum(terms, axis=0)[column] == pytest.approx(exact, rel=2.0**-52, abs=2.0**-60 * near)
        assert abs(summed(terms)[column] - exact) <= near


def test_ties_and_terms_far_below_them() -> None:
    """Half a last digit, and what decides where it is rounded, far beyond a doubled double."""
    half = 2.0**-53
    for tiny in (0.0, 2.0**-100, 2.0**-106, 2.0**-110, 2.0**-160):
        terms = np.array([1.0, half / 2, half / 4, tiny, half / 4, -tiny / 2])
        turned = [np.roll(terms, k) for k in range(6)]
        found = {float(even_sum(some)) for some in turned}
        found |= {float(summed(np.repeat(some[:, np.newaxis], LANES, axis=1))[0]) for some in turned}
        assert len(found) == 1


def test_a_row_without_terms_sums_to_nothing() -> None:
    nothing = even_sums(np.zeros(0, dtype=np.int64), np.zeros(0), 3)
    assert nothing.dtype == np.float64
    assert nothing.tolist() == [0.0, 0.0, 0.0]
    assert even_sum(np.zeros((0, 2)), axis=0).tolist() == [0.0, 0.0]


def test_very_small_and_very_large_terms() -> None:
    for size in (5e-324, 1e-300, 1e300):
        terms = size * np.array([3.0, 1.0, 2.0, 5.0, 7.0, 11.0])
        assert even_sum(terms) == math.fsum(terms)
        assert summed(np.repeat(terms[:, None], 8, 1))[0] == math.fsum(terms)
