"""The engine's chance: NumPy's Philox, word by word, and the picks of `blinkfirst.rng`, entry by entry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.agents.engine import empty_block, sizes_of, stages_of
from blinkfirst.agents.kernels import draw, philox, pick_each, pick_from, see_who
from blinkfirst.agents.schedule import played_course
from blinkfirst.rng import pick, pick_or_nothing, replicate_stream, running_totals
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.random_games import random_game, standoff_of

LAST = 2**64 - 1
KEYS = [(0, 0), (0, LAST), (LAST, 0), (LAST, LAST), (1, 2**63), (2**32, 2**32 - 1), (2018, 3)]
WORDS = st.one_of(st.sampled_from([0, 1, 2**32 - 1, 2**32, 2**63, LAST]), st.integers(0, LAST))
WEIGHTS = st.lists(st.sampled_from([0.0, 1e-300, 1e-17, 0.1, 0.3, 1.0, 7.0]), min_size=1, max_size=9).filter(
    any
)
UNIFORMS = st.one_of(st.sampled_from([0, 2**53 - 1]), st.integers(0, 2**53 - 1)).map(lambda n: n * 2.0**-53)


def words_of(counter: int, seed: int, first_replicate: int, runs: int) -> list[list[int]]:
    words = np.zeros((4, runs), dtype=np.uint64)
    philox(np.uint64(counter), np.uint64(seed), np.uint64(first_replicate), words)
    return [[int(word) for word in column] for column in words.T]


def numpy_words(counter: int, seed: int, replicate: int) -> list[int]:
    """NumPy counts up before it turns, so it starts one earlier."""
    before = np.array([(counter - 1) % 2**64, LAST if counter == 0 else 0, 0, 0], dtype=np.uint64)
    if counter == 0:  # one before 0 is all four words full
        before[:] = LAST
    key = np.array([seed, replicate], dtype=np.uint64)
    return [int(word) for word in np.random.Philox(counter=before, key=key).random_raw(4)]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("counter", [0, 1, 2, 2**32 - 1, 2**32, LAST - 1, LAST])
def test_words_are_those_of_numpy(counter: int, key: tuple[int, int]) -> None:
    assert words_of(counter, *key, 1) == [numpy_words(counter, *key)]


@given(counter=WORDS, seed=WORDS, replicate=WORDS)
def test_any_words_are_those_of_numpy(counter: int, seed: int, replicate: int) -> None:
    assert words_of(counter, seed, replicate, 1) == [numpy_words(counter, seed, replicate)]


@pytest.mark.parametrize("runs", [2, 7, 8, 9, 64, 100])
def test_replicates_in_a_row_do_not_touch_one_another(runs: int) -> None:
    first = 2**32 - 3  # a carry between the halves of the key on the way
    assert words_of(5, 9, first, runs) == [numpy_words(5, 9, first + run) for run in range(runs)]


@pytest.mark.parametrize(("seed", "first"), [(0, 0), (7, 2**32 - 2), (LAST, LAST - 2)])
def test_four_ticks_take_twelve_doubles_of_the_stream(seed: int, first: int) -> None:
    streams = [replicate_stream(seed, first + run).random(1200) for run in range(3)]
    uniforms = np.zeros((12, 3))
    for tick in range(0, 400, 4):
        draw(tick, np.uint64(seed), np.uint64(first), uniforms)
        expected = [stream[3 * tick : 3 * tick + 12].tolist() for stream in streams]
        assert uniforms.T.tolist() == expected


@given(weights=WEIGHTS, uniform=UNIFORMS, before=WEIGHTS)
def test_picks_are_those_of_the_protocol(weights: list[float], uniform: float, before: list[float]) -> None:
    total = sum(weights)
    chances = [weight / total for weight in weights]
    laid_out = np.array([*before, *chances, 1.0])
    first, end = len(before), len(before) + len(chances)
    assert pick_from(laid_out, first, end, uniform) == first + pick(running_totals(chances), uniform)


@given(lists=st.lists(st.tuples(WEIGHTS, UNIFORMS), min_size=1, max_size=20), short=st.booleans())
def test_many_picks_at_once_are_each_alone(lists: list[tuple[list[float], float]], short: bool) -> None:
    """Also where the last total falls short of the uniform."""
    scale = 0.5 if short else 1.0
    chances = [[weight / sum(weights) * scale for weight in weights] for weights, _ in lists]
    offset = np.cumsum([0, *map(len, chances)]).astype(np.uint32)
    runs = np.arange(len(lists))[::-1].astype(np.uint32)
    uniforms = np.array([uniform for _, uniform in lists])[::-1].copy()
    picked, waiting = np.zeros((2, len(lists)), dtype=np.uint32)
    laid_out = np.array([chance for one in chances for chance in one])
    pick_each(
        laid_out, offset[:-1], offset[1:], runs, len(lists), uniforms, picked, np.zeros(len(lists)), waiting
    )
    expected = [pick(running_totals(one), uniform) for one, (_, uniform) in zip(chances, lists, strict=True)]
    assert (picked - offset[:-1]).tolist() == expected


@pytest.mark.parametrize("tail", [[], [0.0], [1e-17, 0.0], [1e-17, 1e-17, 1e-17]])
@pytest.mark.parametrize("head", [[], [0.0], [0.25, 0.0]])
def test_a_uniform_beyond_the_last_total_picks_the_last_entry_that_is_seen(
    head: list[float], tail: list[float]
) -> None:
    largest = 1.0 - 2.0**-53
    chances = [*head, largest - sum(head), *tail]
    assert running_totals(chances)[-1] == largest
    assert pick_from(np.array(chances), 0, len(chances), largest) == len(head)


def test_who_is_next_at_the_very_edge_of_an_entry() -> None:
    """A uniform equal to a running total picks the next entry, the double below it this one."""
    for seed in range(20):
        standoff = standoff_of(random_game(np.random.default_rng(seed), 6, 3), 2)
        policy = backward_induction(standoff)
        (stage,), (played,) = stages_of(standoff, policy, ("strategic",) * 3), played_course(standoff, policy)
        for state in range(6):
            totals = played.who(state)
            uniforms = np.array([edge for total in totals for edge in (np.nextafter(total, 0.0), total)])
            block = empty_block(sizes_of(standoff, 0), uniforms.size)
            block.state.fill(state)
            see_who(stage.tables, block, uniforms)
            drawn = [pick_or_nothing(totals, uniform) for uniform in uniforms]
            moving, acting = block.acting.tolist()
            assert block.drawn.tolist() == drawn
            assert block.movers[:moving].tolist() == [run for run, who in enumerate(drawn) if who < 3]
            assert block.natural[:acting].tolist() == [
                run for run, who in enumerate(drawn) if 3 <= who < len(totals)
            ]
