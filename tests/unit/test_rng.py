"""Streams and picks: what two engines have to agree on, bit for bit."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.errors import StudyError
from blinkfirst.rng import pick, pick_or_nothing, replicate_stream, running_totals

WEIGHTS = st.lists(st.sampled_from([0.0, 1e-300, 1e-17, 0.1, 0.3, 1.0, 7.0]), min_size=1, max_size=9).filter(
    any
)
UNIFORMS = st.integers(0, 2**53 - 1).map(lambda n: n * 2.0**-53)
PINNED = [0.011546754286331562, 0.24154919656271812, 0.11142585551493822]


def test_a_stream_is_philox_with_seed_and_replicate_as_key() -> None:
    words = np.random.Philox(key=np.array([5, 9], dtype=np.uint64)).random_raw(6)
    doubles = [(int(w) >> 11) * 2.0**-53 for w in words]
    assert replicate_stream(5, 9).random(6).tolist() == doubles
    one_by_one = replicate_stream(5, 9)
    assert [one_by_one.random() for _ in range(6)] == doubles


def test_first_doubles_of_a_stream_are_pinned() -> None:
    assert replicate_stream(0, 0).random(3).tolist() == PINNED


def test_seeds_and_replicates_do_not_share_streams() -> None:
    firsts = {replicate_stream(s, r).random() for s in range(30) for r in range(30)}
    assert len(firsts) == 900


@pytest.mark.parametrize("largest", [0, 2**64 - 1])
def test_ends_of_the_range_are_seeds(largest: int) -> None:
    assert 0.0 <= replicate_stream(largest, largest).random() < 1.0


@pytest.mark.parametrize("wrong", [-1, 2**64, 0.5, True, "7"])
def test_other_seeds_are_refused(wrong: int) -> None:
    with pytest.raises(StudyError, match=r"seed: expected a whole number from 0 to 2\*\*64 - 1, got"):
        replicate_stream(wrong, 0)
    with pytest.raises(StudyError, match="replicate: expected"):
        replicate_stream(0, wrong)


def test_numpy_whole_numbers_are_seeds() -> None:
    seed, replicate = np.array([3, 4])
    assert replicate_stream(seed, replicate).random() == replicate_stream(3, 4).random()


@given(weights=WEIGHTS, uniform=UNIFORMS)
def test_picks_are_searchsorted_of_the_cumulative_sum(weights: list[float], uniform: float) -> None:
    totals = running_totals(weights)
    assert totals == np.cumsum(weights).tolist()
    expected = int(np.searchsorted(np.cumsum(weights), uniform, side="right"))
    assert pick_or_nothing(totals, uniform) == expected
    assert pick(totals, uniform) == min(expected, int(np.searchsorted(totals, totals[-1])))


@given(weights=WEIGHTS, uniform=UNIFORMS)
def test_what_has_no_probability_is_never_picked(weights: list[float], uniform: float) -> None:
    total = sum(weights)
    assert weights[pick(running_totals([w / total for w in weights]), uniform)] > 0.0


def test_totals_are_added_one_by_one() -> None:
    parts = [0.1] * 30
    assert all(after == before + 0.1 for before, after in pairwise(running_totals(parts)))
