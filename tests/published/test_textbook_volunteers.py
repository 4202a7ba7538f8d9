"""The volunteer's dilemma: the more could object, the later anybody does."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

from published.textbook_play import Played, play
from reference.textbook.volunteers import blocked_by, endless, mixed, mixed_in_rounds, objections

NAME = "volunteers-dilemma"
ACTORS = ("First", "Second", "Third", "Fourth", "Fifth")


def objecting(objectors: int, precision: float | None = None, **more: Any) -> Played:
    return play(NAME, {"parameters.objectors": objectors, **more}, precision)


def hazards(found: Played) -> list[float]:
    """P(somebody objects in a tick, if nobody has before), which is how often the one asked does; up to the
    tick in which the last doubt goes.
    """
    ticks = np.sum([found.first_by_tick(actor) for actor in ACTORS], axis=0)
    on = 1 - np.concatenate(([0.0], np.cumsum(ticks)[:-1]))
    return [float(tick / left) for tick, left in zip(ticks, on, strict=True) if left > 1e-9]


@pytest.mark.parametrize("precision", [0.0, 3.0, 10.0, 40.0, inf])
@pytest.mark.parametrize("objectors", [2, 3, 5])
def test_every_tick(objectors: int, precision: float) -> None:
    found = objecting(objectors, precision)
    seen = hazards(found)
    assert seen == pytest.approx(objections(objectors, precision)[: len(seen)], abs=1e-9)
    for actor in ACTORS[:objectors]:
        assert found.first[actor] == pytest.approx((1 - found.first["nobody"]) / objectors, abs=1e-12)
    assert all(found.first[actor] == 0 for actor in ACTORS[objectors:])


def test_more_objectors_are_slower() -> None:
    for tick, day in ((1, "2024-01-16"), (4, "2024-03-01"), (10, "2024-06-01")):
        found = [objecting(n).answer(f"text == blocked by {day}") for n in (2, 3, 5)]
        assert found == pytest.approx([blocked_by(tick, n) for n in (2, 3, 5)], abs=1e-12)
        assert found == sorted(found, reverse=True)


def test_coin_tosses_do_not_know_how_many_there_are() -> None:
    """Somebody is asked in every tick and objects half of the time."""
    for objectors in (2, 3, 5):
        assert objecting(objectors, 0.0).first["nobody"] == pytest.approx(0.5**12, rel=1e-12)


def test_exact_maximisers_leave_it_to_the_last_moment() -> None:
    """Everybody waits for everybody; whoever is asked last has nobody to wait for."""
    for objectors in (3, 5):
        assert hazards(objecting(objectors, inf)) == pytest.approx([0] * 11 + [1])


@pytest.mark.parametrize("objectors", [2, 3, 5])
@pytest.mark.parametrize("precision", [3.0, 10.0, 20.0])
def test_without_a_deadline(objectors: int, precision: float) -> None:
    settings = {"horizon": "none", "window": 6}
    found = objecting(objectors, precision, **settings)
    assert hazards(found) == pytest.approx([endless(objectors, precision)] * 12, abs=1e-9)


def test_the_endless_game_tends_to_the_mixed_solution() -> None:
    """Harm over price, times n / (n - 1): falling in n, as in the textbook's rounds."""
    for objectors in (2, 3, 5):
        errors = [abs(endless(objectors, precision) - mixed(objectors)) for precision in (50, 500, 5000)]
        assert errors == sorted(errors, reverse=True) and errors[-1] < 3e-4
    in_rounds = [mixed_in_rounds(n, 4, 1) for n in (2, 3, 5)]
    assert in_rounds == pytest.approx([0.2, 0.105573, 0.054258], abs=5e-7)
    for ours in ([mixed(n) for n in (2, 3, 5)], in_rounds):
        assert ours == sorted(ours, reverse=True)
