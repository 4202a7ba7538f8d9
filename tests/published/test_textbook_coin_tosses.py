"""Coin tosses against the closed form of a race of geometric waits."""

from __future__ import annotations

import pytest

from published.textbook_play import play
from reference.textbook.coin_tosses import first_by

ACTORS = ("Often", "Seldom", "Manifold")
ASKED, BLINKS = (0.2, 0.1, 0.15), (1 / 2, 1 / 2, 2 / 5)


@pytest.mark.parametrize("ticks", [1, 2, 7, 24, 200])
def test_who_comes_first_by_any_tick(ticks: int) -> None:
    found = play("coin-tosses", {"horizon": ticks / 4}, unasked=True).first
    expected = first_by(ASKED, BLINKS, ticks)
    assert [found[actor] for actor in ACTORS] == pytest.approx(expected, rel=1e-12)
    assert found["nobody"] == pytest.approx(1 - sum(expected), abs=1e-12)


def test_first_soft_and_first_hard_are_races_of_their_own() -> None:
    """A hint ends the contest as well, so the first hard blink is the one that comes first of all blinks."""
    found = play("coin-tosses").forecast
    whole = sum(first_by(ASKED, BLINKS, 24))
    hints = 0.15 * 1 / 5 / 0.21 * whole
    assert found.first_soft.sum() == pytest.approx(hints, rel=1e-12)
    assert found.first_hard.sum() == pytest.approx(whole - hints, rel=1e-12)


def test_stakes_do_not_matter() -> None:
    knocked_out = play("coin-tosses", {"arguments.everything-at-stake.strength": 0})
    assert knocked_out.first == play("coin-tosses").first


def test_every_textbook_scenario_at_precision_nought_has_a_uniform_menu() -> None:
    """The column `at coin toss`: the same closed form in the two-sided stand-off."""
    found = play("two-sided-standoff", precision=0).first
    expected = first_by((0.25, 0.25), (1 / 2, 1 / 2), 24)
    assert [found["East"], found["West"]] == pytest.approx(expected, rel=1e-12)
