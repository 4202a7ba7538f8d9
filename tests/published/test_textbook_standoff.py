"""The two-sided stand-off against its own recursion by hand, and against what the textbook says of it."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest

from published.textbook_play import Played, play
from reference.textbook.attrition import EAST, WEST, Side, contest, mixed_first

NAME = "two-sided-standoff"


def settings_of(east: Side, west: Side) -> dict[str, Any]:
    found: dict[str, Any] = {"arguments.audience.weight": -east.audience}
    for name, side in (("East", east), ("West", west)):
        found[f"arguments.prize.terms.{name.lower()}.weight"] = side.prize
        found[f"arguments.waiting-costs.terms.{name.lower()}.weight"] = -side.waiting
        found[f"actors.{name}.precision"] = "exact" if side.precision == inf else side.precision
    return found


def assert_agree(found: Played, east: Side, west: Side) -> None:
    expected = contest([east, west])
    for i, actor in enumerate(("East", "West")):
        np.testing.assert_allclose(found.first_by_tick(actor), expected.concedes[i], rtol=0, atol=1e-13)
        assert found.value(actor) == pytest.approx(expected.worth[i], abs=1e-12)


def test_as_shipped() -> None:
    assert_agree(play(NAME), EAST, WEST)


@pytest.mark.parametrize("precision", [0.0, 1.0, 8.0, 60.0, inf])
@pytest.mark.parametrize(
    ("east", "west"),
    [
        (EAST, WEST),
        (Side(0.7, 0.03, 0.3), Side(1.4, 0.07, 0.3)),
        (Side(1.5, 0.08, 0.8), Side(0.5, 0.02, 0.8)),
        (Side(0.9, 0.02, 0.2), Side(0.9, 0.08, 0.2)),
    ],
    ids=["shipped", "west-has-more", "east-has-more", "west-pays-more"],
)  # fmt: skip
def test_other_stakes(east: Side, west: Side, precision: float) -> None:
    east, west = replace(east, precision=precision), replace(west, precision=precision)
    assert_agree(play(NAME, settings_of(east, west)), east, west)


def test_more_at_stake_means_less_often_the_first() -> None:
    """The opposite of the mixed solution, in which West's larger prize makes West give way MORE often."""
    prizes = (0.8, 1.0, 1.2, 1.4)
    found = [play(NAME, {"arguments.prize.terms.west.weight": v}).first["West"] for v in prizes]
    assert found == sorted(found, reverse=True)
    textbook = [1 - mixed_first([EAST, replace(WEST, prize=v)]) for v in prizes]
    assert textbook == sorted(textbook)


def test_equal_sides_are_equal() -> None:
    found = play(NAME, {"arguments.prize.terms.west.weight": 1.0}).first
    assert found["East"] == pytest.approx(found["West"], abs=1e-13)
    assert mixed_first([EAST, EAST]) == 0.5


def test_the_weaker_gives_way_the_first_time_it_is_asked_when_nobody_errs() -> None:
    """East, with a smaller prize, has nothing to hope for: hazard 1/4 a tick from the first day."""
    by_tick = play(NAME, precision=inf).first_by_tick("East")
    while_it_lasts = np.cumprod(np.full(10, 0.75)) / 3  # 1/4, 3/16, ...
    np.testing.assert_allclose(by_tick[:10], while_it_lasts, rtol=1e-12)


def test_what_is_left_is_settled_at_the_deadline() -> None:
    """The deadline effect: the chance of a concession in a tick is highest in the last one."""
    found = play(NAME)
    ticks = found.first_by_tick("East") + found.first_by_tick("West")
    hazards = ticks / (1 - np.concatenate(([0.0], np.cumsum(ticks)[:-1])))
    assert hazards.argmax() == len(hazards) - 1
    assert hazards[-1] > 1.5 * hazards[:-4].max()


def test_it_stays_the_smallest() -> None:
    """Sweeps of very many cases are tried on it."""
    assert play(NAME).compiled.standoff.opening.n_states == 6
    assert play(NAME).compiled.standoff.ticks == 24
