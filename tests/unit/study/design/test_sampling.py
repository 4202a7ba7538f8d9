"""Samples of a box, each method against another road to it."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import qmc

from blinkfirst.errors import StudyError
from blinkfirst.rng import replicate_stream
from blinkfirst.study.design import sampling
from blinkfirst.study.design.factors import Interval
from blinkfirst.study.design.sampling import LHS_LIMIT, Sample, Side, check_sampling

SIDES = (Side("a.b", Interval(0.0, 1.0)), Side("c", Interval(-2.0, 3.0)), Side("d", Interval(1e-9, 0.1)))
LOW = [side.interval.low for side in SIDES]
HIGH = [side.interval.high for side in SIDES]


def sample(method: str, size: int, seed: int = 7, sides: tuple[Side, ...] = SIDES) -> Sample:
    return Sample(sides, method, size, seed)


def drawn(method: str, size: int, seed: int = 7, sides: tuple[Side, ...] = SIDES) -> list[tuple[Any, ...]]:
    return sample(method, size, seed, sides).rows(0, size)


def cube(dimensions: int) -> tuple[Side, ...]:
    """The unit cube."""
    return tuple(Side(f"p{k}", Interval(0.0, 1.0)) for k in range(dimensions))


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_sobol_points_are_scipys(seed: int) -> None:
    engine = qmc.Sobol(3, scramble=True, rng=seed)
    assert drawn("sobol", 1000, seed) == [
        tuple(row) for row in qmc.scale(engine.random(1024), LOW, HIGH)[:1000].tolist()
    ]


def test_a_latin_hypercube_is_scipys() -> None:
    engine = qmc.LatinHypercube(3, rng=0)
    assert drawn("lhs", 37, 0) == [tuple(row) for row in qmc.scale(engine.random(37), LOW, HIGH).tolist()]


@pytest.mark.parametrize("dimensions", [1, 4, 5])
def test_random_points_are_words_of_philox_by_number(dimensions: int) -> None:
    """The other road: every row by itself, from raw words of the generator, at the counter of its number."""
    blocks = -(-dimensions // 4)
    for row, point in enumerate(drawn("random", 6, 9, cube(dimensions))):
        counter = np.array([row * blocks, 0, 0, 1], dtype=np.uint64)
        stream = np.random.Philox(key=np.array([9, 0], dtype=np.uint64), counter=counter)
        words = stream.random_raw(dimensions)
        assert list(point) == [(int(word) >> 11) * 2.0**-53 for word in words]


def test_random_points_are_no_replicates_draws() -> None:
    points = np.array(drawn("random", 200, 5, cube(4)))
    for replicate in range(3):
        assert not set(points.ravel().tolist()) & set(replicate_stream(5, replicate).random(2000).tolist())


@given(
    method=st.sampled_from(["lhs", "random", "sobol"]),
    size=st.integers(1, 70),
    blocks=st.lists(st.tuples(st.integers(0, 75), st.integers(0, 75)), max_size=6),
)
def test_any_block_in_any_order_is_part_of_the_whole(
    method: str, size: int, blocks: list[tuple[int, int]]
) -> None:
    sampling._sobol_sequence.cache_clear()
    found = [sample(method, size).rows(first, end) for first, end in blocks]
    whole = drawn(method, size)
    assert len(whole) == size
    assert found == [whole[first:end] for first, end in blocks]


@pytest.mark.parametrize("method", ["random", "sobol"])
def test_a_larger_sample_begins_with_the_smaller(method: str) -> None:
    assert drawn(method, 100)[:37] == drawn(method, 37)
    assert drawn(method, 100) != drawn(method, 100, seed=8)


def test_a_larger_latin_hypercube_is_another_one() -> None:
    assert drawn("lhs", 100)[:37] != drawn("lhs", 37)


@given(size=st.integers(1, 60), seed=st.integers(0, 2**64 - 1))
def test_a_latin_hypercube_has_one_point_in_every_stratum(size: int, seed: int) -> None:
    for path, column in enumerate(zip(*drawn("lhs", size, seed), strict=True)):
        low, high = LOW[path], HIGH[path]
        edges = low + (high - low) * np.arange(size + 1) / size
        counts, _ = np.histogram(column, edges)
        assert counts.tolist() == [1] * size


@pytest.mark.parametrize("m", [3, 6])
def test_sobol_points_are_balanced_at_powers_of_two(m: int) -> None:
    """One point in every dyadic interval of length 2**-m of every path."""
    for column in zip(*drawn("sobol", 2**m, sides=cube(5)), strict=True):
        assert sorted(int(value * 2**m) for value in column) == list(range(2**m))


@pytest.mark.parametrize("method", ["lhs", "random", "sobol"])
def test_points_are_uniform_and_unrelated(method: str) -> None:
    points = np.array(drawn(method, 2048, 11, cube(3)))
    for column in points.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-3
    assert np.abs(np.corrcoef(points.T) - np.eye(3)).max() < 0.08


def test_values_are_full_doubles_inside_their_interval() -> None:
    wide = Side("w", Interval(-0.3, 0.1))  # -0.3 + 1 * (0.1 + 0.3) is more than 0.1 in doubles
    for method in ("lhs", "random", "sobol"):
        column = [row[0] for row in drawn(method, 500, 3, (wide,))]
        assert all(type(value) is float and -0.3 <= value <= 0.1 for value in column)
        assert any(float(f"{value:.6g}") != value for value in column)


def test_rounding_never_leaves_the_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "_uniform_points", lambda d, s, f, e: np.array([[0.0], [1.0]]))
    low, high = -0.3, 0.1
    assert low + 1.0 * (high - low) != high
    assert drawn("random", 2, sides=(Side("w", Interval(low, high)),)) == [(low,), (high,)]


@pytest.mark.parametrize("method", ["lhs", "random", "sobol"])
def test_threads_may_draw_together(method: str) -> None:
    box = sample(method, 4096, 13)
    whole = box.rows(0, 4096)
    blocks = [(first, first + 64) for first in range(0, 4096, 64)]
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda block: box.rows(*block), [*blocks, *reversed(blocks)]))
    finally:
        sys.setswitchinterval(switching)
    assert found == [whole[first:end] for first, end in [*blocks, *reversed(blocks)]]


def test_a_far_block_is_near() -> None:
    box = sample("sobol", 2**24, 1, cube(3))
    (late,) = box.rows(2**24 - 1, 2**24)
    engine = qmc.Sobol(3, rng=1)
    engine.random(1)
    engine.fast_forward(2**24 - 2)
    assert list(late) == engine.random(1)[0].tolist()
    assert sample("random", 2**40, 1).rows(2**40 - 1, 2**40) != sample("random", 2**40, 1).rows(0, 1)


@pytest.mark.parametrize(
    ("method", "size", "remark"),
    [
        ("sobol", 1000, "1,000 Sobol points are not balanced, a power of two is: 512 or 1,024"),
        ("sobol", 3, "3 Sobol points are not balanced, a power of two is: 2 or 4"),
        ("sobol", 1024, ""), ("sobol", 1, ""), ("lhs", 1000, ""), ("random", 3, ""),
    ],
)  # fmt: skip
def test_what_is_to_be_known_of_a_number_of_points(method: str, size: int, remark: str) -> None:
    assert sample(method, size).remark == remark


@pytest.mark.parametrize(
    ("method", "size", "seed", "message"),
    [
        ("sobl", 8, 0, "unknown method 'sobl'; expected one of: lhs, random, sobol\n    did you mean: sobol"),
        ("sobol", 0, 0, "sobol: expected a number of points from 1 to 1,073,741,824, got 0"),
        ("sobol", 2**30 + 1, 0, "sobol: expected a number of points from 1 to 1,073,741,824, got 1073741825"),
        ("lhs", 1.5, 0, "lhs: expected a number of points from 1 to 1,099,511,627,776, got 1.5"),
        ("lhs", True, 0, "lhs: expected a number of points from 1 to 1,099,511,627,776, got True"),
        ("random", 8, -1, "random: expected a seed from 0 to 2**64 - 1, got -1"),
        ("random", 8, 2**64, f"random: expected a seed from 0 to 2**64 - 1, got {2**64}"),
        ("random", 8, 0.5, "random: expected a seed from 0 to 2**64 - 1, got 0.5"),
    ],
)  # fmt: skip
def test_what_is_no_sampling(method: str, size: Any, seed: Any, message: str) -> None:
    for refuse in (check_sampling, sample):
        with pytest.raises(StudyError) as caught:
            refuse(method, size, seed)
        assert str(caught.value) == message


def test_what_is_no_box() -> None:
    with pytest.raises(StudyError, match="a sample needs an interval to draw from"):
        Sample((), "lhs", 3, 0)
    with pytest.raises(StudyError, match=r"LOW < HIGH, both at most .* got 1 to 1"):
        Interval(1.0, 1.0)
    with pytest.raises(StudyError, match=r"LOW < HIGH, both at most .* got 0 to inf"):
        Interval(0.0, float("inf"))
    with pytest.raises(StudyError, match="expected a dotted path"):
        Side("a b", Interval(0.0, 1.0))


def test_a_latin_hypercube_too_large_to_hold_names_the_way_out() -> None:
    with pytest.raises(StudyError) as caught:
        sample("lhs", LHS_LIMIT // 3 + 1)
    assert str(caught.value) == (
        "lhs: expected at most 5,000,000 values (points times paths), because a Latin hypercube is drawn "
        "whole, got 5,000,001; sobol draws any part by itself"
    )
    with pytest.raises(StudyError, match="sobol: expected at most 21,201 paths, got 21,202; use random"):
        Sample(cube(21_202), "sobol", 2, 0)
