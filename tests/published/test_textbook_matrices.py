"""Textbook games that are played once: every equilibrium known in closed form, and where errors lead."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
import pytest

from blinkfirst.questions.matrix.forecast import concessions
from blinkfirst.scenario.loading import load_matrix
from conftest import MATRICES
from published.textbook_matrices import played_once
from reference.textbook import matrices

Known = Sequence[tuple[float, float]]


def equilibria(name: str, **parameters: float) -> list[tuple[float, ...]]:
    """The first player's and the second's probability of its first strategy, in every equilibrium."""
    found = played_once(name, **parameters).found.equilibria
    assert found.complete and not found.degenerate
    assert all(one.regret <= 1e-12 for one in found.equilibria)
    return sorted(tuple(round(float(own[0]), 9) for own in one.profile) for one in found.equilibria)


@pytest.mark.parametrize(
    ("name", "parameters", "known"),
    [
        ("chicken", {}, [(0, 1), (0.9, 0.9), (1, 0)]),
        ("chicken", {"crash": -4}, [(0, 1), (0.75, 0.75), (1, 0)]),
        ("hawk-dove", {}, [(0, 1), (0.5, 0.5), (1, 0)]),
        ("hawk-dove", {"prize": 1}, [(0, 1), (0.25, 0.25), (1, 0)]),
        ("hawk-dove", {"prize": 6}, [(1, 1)]),
        ("tsebelis-sanctions", {}, [(0.5, 2 / 3)]),
        ("tsebelis-sanctions", {"penalty": -5}, [(0.5, 0.4)]),
        ("stag-hunt", {}, [(0, 0), (7 / 8, 7 / 8), (1, 1)]),
        ("stag-hunt", {"stag": 15}, [(0, 0), (0.5, 0.5), (1, 1)]),
        ("ochs-pennies", {}, [(0.5, 0.1)]),
    ],
)  # fmt: skip
def test_all_equilibria(name: str, parameters: dict[str, float], known: Known) -> None:
    np.testing.assert_allclose(equilibria(name, **parameters), known, rtol=0, atol=1e-9)


def test_nothing_is_shipped_that_is_not_solved_here() -> None:
    names = {"chicken", "hawk-dove", "tsebelis-sanctions", "stag-hunt", "ochs-pennies"}
    assert {f"textbook/{name}" for name in names} == set(MATRICES)


def test_every_payoff_of_a_shipped_matrix_cites() -> None:
    for name in MATRICES:
        matrix = load_matrix(name)
        assert matrix.name == name and not matrix.warnings
        assert all(cell.source or matrix.source for cell in matrix.cells)


def test_logit_pennies_to_six_digits() -> None:
    pennies = played_once("ochs-pennies")
    for precision, row, column in ((1.0, 0.893576, 0.312780), (100.0, 0.510984, 0.100044)):
        assert pennies.logit("Row", "heads", precision) == pytest.approx(row, abs=1e-6)
        assert pennies.logit("Column", "heads", precision) == pytest.approx(column, abs=1e-6)
        assert matrices.logit_pennies(precision, 9.0) == pytest.approx((row, column), abs=1e-6)


def test_a_heavier_penalty_makes_only_sanctions_rarer() -> None:
    for penalty in (-1, -2, -5, -20):
        found = played_once("tsebelis-sanctions", penalty=penalty)
        assert found.mixed("Target", "violate") == pytest.approx(0.5, abs=1e-9)
        known = matrices.sanctions(penalty, loot=3, harassed=-0.5, quiet=0)
        assert found.mixed("Sender", "sanction") == pytest.approx(known, abs=1e-9)


def test_the_logit_path_of_the_stag_hunt_ends_with_hares() -> None:
    """The hare is risk-dominant: 1 squared is less than 7 squared. With a stag of 20 it is not."""
    assert played_once("stag-hunt").limit("First", "stag") == 0.0
    assert played_once("stag-hunt", stag=20).limit("First", "stag") == 1.0


def test_chicken_forks_where_equals_part() -> None:
    """At a fork the symmetric path loses its stability: the slope of a reply to the other's is then -1.

    With s = P(swerve): ds'/ds = precision s (1 - s) (d/ds of the advantage of swerving, which is crash
    here), so s (1 - s) = 1 / (precision |crash|); and s is the logit reply to itself.
    """
    found = played_once("chicken").found
    (fork,) = found.path.forks
    s = matrices.logit_chicken(fork, -10.0)
    assert fork * s * (1 - s) * 10.0 == pytest.approx(1.0, abs=1e-7)
    assert found.forecast.parted == fork
    assert fork == pytest.approx(log(s / (1 - s)) / (9 - 10 * s), rel=1e-7)


def test_who_gives_way_in_chicken() -> None:
    found = played_once("chicken").found
    (mixed,) = (one for one in found.equilibria.equilibria if not one.pure)
    yielding = concessions(found.matrix, mixed.profile)
    assert yielding.players == ("Row", "Column")
    assert yielding.each == pytest.approx((0.9, 0.9))
    assert yielding.alone == pytest.approx((0.09, 0.09))
    assert (yielding.several, yielding.nobody) == pytest.approx((0.81, 0.01))
