"""The centipede: taken at once by exact maximisers, and how far it gets when everybody errs."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from published.textbook_play import Played, play
from reference.textbook.centipede import SHARED_OUT, TAKEN, ends_at, take_probabilities

NAME = "centipede"
PLAYERS = ("Ann", "Bea")


def ends(found: Played) -> list[float]:
    """P(taken in month 1, 2, 3, 4) and P(shared out)."""
    ticks = [found.first_by_tick(PLAYERS[month % 2])[month] for month in range(4)]
    return [*map(float, ticks), found.first["nobody"]]


def test_an_exact_maximiser_takes_at_once() -> None:
    found = play(NAME)
    assert ends(found) == [1, 0, 0, 0, 0]
    assert (found.value("Ann"), found.value("Bea")) == pytest.approx(TAKEN[0], abs=1e-15)


@pytest.mark.parametrize("precision", [0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 30.0, inf])
def test_where_it_ends(precision: float) -> None:
    found, expected = play(NAME, precision=precision), ends_at(precision)
    assert ends(found) == pytest.approx(expected, abs=1e-13)
    outcomes = np.array([*TAKEN, SHARED_OUT])
    values = [found.value(player) for player in PLAYERS]
    np.testing.assert_allclose(values, np.array(expected) @ outcomes, rtol=1e-12)


def test_the_later_the_likelier_it_is_taken() -> None:
    """As in the experiment: the chance of a take rises from node to node, for players who err a little."""
    for precision in (1.0, 2.0, 4.0):
        assert take_probabilities(precision) == sorted(take_probabilities(precision))


def test_a_little_error_undoes_it() -> None:
    """At precision 1 the pile is worth more than twice as much to Ann as at infinity."""
    assert play(NAME, precision=1).value("Ann") > 2 * play(NAME).value("Ann")
