from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.solve.layout.classes import Classes, codes_of, numbered


@given(st.lists(st.integers(0, 10**6) | st.integers(0, 5), max_size=60))
def test_numbers_tell_different_keys_apart_in_order(keys: list[int]) -> None:
    found = numbered(np.array(keys, dtype=np.int64))
    order = sorted(set(keys))
    assert found.numbers.tolist() == [order.index(key) for key in keys]
    assert found.count == len(order)
    assert all(found.numbers[example] == n for n, example in enumerate(found.examples))


@given(st.integers(1, 30), st.integers(0, 2**32 - 1), st.integers(0, 5))
def test_things_are_in_one_class_when_alike_in_every_respect(size: int, seed: int, respects: int) -> None:
    rng = np.random.default_rng(seed)
    told = np.full((size, respects), -1)
    classes = Classes(size)
    for respect in range(respects):
        members = np.flatnonzero(rng.random(size) < 0.5)
        codes = rng.integers(0, 3, members.size)
        told[members, respect] = codes
        classes.part(members, codes)
    found = classes.numbered()
    for one in range(size):
        for other in range(size):
            assert (found.numbers[one] == found.numbers[other]) == bool((told[one] == told[other]).all())
        assert (found.numbers[one] == 0) == bool((told[one] == -1).all())
    assert set(found.numbers) | {0} == set(range(found.count))


def test_codes_of_values() -> None:
    assert codes_of(np.array([2.0, 2.0])).tolist() == [0, 0]
    assert codes_of(np.array([2.0, -1.0, 2.0])).tolist() == [1, 0, 1]
    assert codes_of(np.zeros(0)).tolist() == []
