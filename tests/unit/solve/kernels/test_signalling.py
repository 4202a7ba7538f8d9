"""One initiative of an actor of two types: what is found is a solution, and the one that the rule selects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.hidden_resolve.beliefs import belief_nodes
from blinkfirst.solve.kernels.signalling import (
    BOTH,
    BRACKET,
    FIRST_ONLY,
    NEWTON,
    PATH,
    SECOND_ONLY,
    UNSOLVED,
    solve_one,
)
from reference.signalling_path import Line, followed, residual


class Found(NamedTuple):
    """What `solve_one` says: choices of both types, posteriors, and the way."""

    sigma: FloatArray
    posterior: FloatArray
    way: int


def solved(line: Line, at: int, start: int = 0) -> Found:
    """The solution at a node."""
    moves = line.allowed.size
    sigma, place, share = np.zeros((2, moves)), np.zeros(moves, dtype=np.int64), np.zeros(moves)
    way = solve_one(line.u, line.allowed, line.belief, at, start, sigma, place, share)
    width = np.diff(line.belief)[place]
    return Found(sigma, line.belief[place] + share * width, way)


def lines(count: int, scale: float, seed: int) -> Iterator[tuple[Line, int]]:
    """Random lines of two to five moves, some of them barred to one type, and a node of each."""
    rng = np.random.default_rng(seed)
    while count:
        moves, nodes = int(rng.integers(2, 6)), int(rng.choice([5, 7, 11, 19]))
        allowed = rng.choice([BOTH, BOTH, BOTH, FIRST_ONLY, SECOND_ONLY], moves).astype(np.int64)
        if (allowed != SECOND_ONLY).any() and (allowed != FIRST_ONLY).any():
            u = np.cumsum(rng.normal(size=(2, moves, nodes)), axis=2) * scale
            belief = belief_nodes(float(rng.uniform(0.05, 0.9)), nodes, 4.0)
            yield Line(u, allowed, belief), int(rng.integers(nodes))
            count -= 1


@pytest.mark.parametrize("scale", [0.1, 0.3, 1.0, 3.0])
def test_what_is_found_is_a_solution_and_beliefs_are_right_on_average(scale: float) -> None:
    ways: Counter[int] = Counter()
    for line, at in lines(400, scale, 1):
        found = solved(line, at)
        ways[found.way] += 1
        prior = line.belief[at]
        played = (1.0 - prior) * found.sigma[0] + prior * found.sigma[1]
        np.testing.assert_allclose(found.sigma.sum(axis=1), 1.0, rtol=1e-12)
        np.testing.assert_allclose(played @ found.posterior, prior, rtol=1e-12, atol=1e-12)
        if found.way != UNSOLVED:
            assert residual(line, prior, found.posterior) < 1e-8, (found.way, line, at)
    assert ways[UNSOLVED] <= 1, ways  # of 400, and then it is said
    assert sum(ways[way] for way in (NEWTON, BRACKET, PATH)) >= 399


def assert_on_the_path(line: Line, at: int) -> None:
    path = followed(line, line.belief[at])
    if path is not None:  # in small steps it may be lost at a kink
        np.testing.assert_allclose(solved(line, at).posterior, path, atol=1e-6, err_msg=str(line))


def inside(line: Line, at: int) -> bool:
    return 0 < at < line.belief.size - 1 and bool((line.allowed == BOTH).any())


def test_the_solution_is_the_one_that_the_path_from_pooling_leads_to() -> None:
    small = [(line, at) for line, at in lines(100, 0.3, 2) if line.u[0].size <= 22 and inside(line, at)]
    for line, at in small[:5]:
        assert_on_the_path(line, at)


@pytest.mark.slow
@pytest.mark.parametrize("scale", [0.3, 1.0])
def test_so_it_is_on_many_lines(scale: float) -> None:
    for line, at in lines(120, scale, 2):
        if inside(line, at):
            assert_on_the_path(line, at)


def test_a_move_that_a_type_never_makes_gives_the_other_away() -> None:
    u: FloatArray = np.zeros((2, 3, 5))
    allowed: IntArray = np.array([BOTH, FIRST_ONLY, SECOND_ONLY])
    for at in range(5):  # also where everybody is certain of the other type
        found = solved(Line(u, allowed, belief_nodes(0.3, 5, 4.0)), at)
        assert found.posterior[1:].tolist() == [0.0, 1.0]
        np.testing.assert_allclose(found.sigma, [[0.5, 0.5, 0.0], [0.5, 0.0, 0.5]], rtol=1e-12)
        np.testing.assert_allclose(found.posterior[0], belief_nodes(0.3, 5, 4.0)[at], rtol=1e-12)


def test_a_menu_of_one_says_nothing() -> None:
    line = Line(np.arange(10.0).reshape(2, 1, 5), np.array([BOTH]), belief_nodes(0.3, 5, 4.0))
    for at in range(5):
        found = solved(line, at)
        assert found.posterior.tolist() == [line.belief[at]]
        assert found.way == NEWTON


def test_two_moves_of_one_effect_are_one_signal_unless_types_like_being_believed() -> None:
    """Same worth to both: pooling. Worth that rises with the belief, for one type: it is not."""
    belief = belief_nodes(0.5, 7, 3.0)
    alike = Line(np.tile(belief, (2, 2, 1)), np.array([BOTH, BOTH]), belief)
    np.testing.assert_allclose(solved(alike, 3).posterior, 0.5, atol=1e-10)


def several(strength: float = 6.0) -> Line:
    """Beer and quiche: the second type gains far more by being believed to be the second."""
    belief = belief_nodes(0.5, 9, 3.0)
    u = np.zeros((2, 2, 9))
    u[1] = 2.0 * strength * belief
    u[0] = strength * belief
    u[0, 1] += 0.2
    return Line(u, np.array([BOTH, BOTH]), belief)


def test_where_there_are_several_solutions_other_starts_find_others_and_say_nothing_of_the_rule() -> None:
    line = several()
    rule, apart, opposite = (solved(line, 4, start) for start in range(3))
    assert rule.way == PATH
    for found in (rule, apart, opposite):
        assert residual(line, 0.5, found.posterior) < 1e-8
    path = followed(line, 0.5)
    assert path is not None
    np.testing.assert_allclose(rule.posterior, path, atol=1e-8)
    assert apart.posterior[0] > 0.5 > 0.2 > opposite.posterior[0]
