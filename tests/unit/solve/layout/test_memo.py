from __future__ import annotations

import gc

import numpy as np

from blinkfirst.solve.layout.memo import Memo


def test_made_once_for_the_same_arrays_and_again_for_equal_ones() -> None:
    kept: Memo[object] = Memo()
    one, other = np.arange(3), np.ones(2)
    first = kept.of((one, other), object)
    assert kept.of((one, other), object) is first
    assert kept.of((one.copy(), other), object) is not first
    assert kept.of((other, one), object) is not first
    assert kept.of((one, other), object, 5) is not first


def test_forgotten_with_the_first_array_that_goes() -> None:
    kept: Memo[object] = Memo()
    stays, goes = np.arange(3), np.ones(2)
    kept.of((stays, goes), object)
    assert len(kept) == 1
    del goes
    gc.collect()
    assert len(kept) == 0


def test_a_new_array_in_the_same_place_is_not_taken_for_the_old() -> None:
    kept: Memo[int] = Memo()
    for number in range(50):
        array = np.full(4, number)
        assert kept.of((array,), lambda array=array: int(array[0])) == number  # type: ignore[misc]
        del array
