"""Alternating offers: against going through everything that can be on the table, and the closed form."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from blinkfirst.scenario.calendar import date_of
from blinkfirst.scenario.loading import load
from published.textbook_play import Played, play
from reference.textbook.offers import bargain, share_of_the_first

NAME = "alternating-offers"


def with_rounds(rounds: int) -> dict[str, Any]:
    """The settings of a game of other length; turns pass by the calendar."""
    begin = load(f"textbook/{NAME}").start
    events = [
        {
            "on": str(date_of(begin, k, 1.0)),
            "name": f"Round {k + 1}",
            "foreseen": True,
            "set": {"world.turn": "west" if k % 2 else "east"},
        }
        for k in range(1, rounds)
    ]
    return {"horizon": rounds, "events": events}


def with_parts(parts: int) -> dict[str, Any]:
    """The settings of a pie cut finer: other terms, other menus."""
    levels = ["none", *(f"e{k}" for k in range(parts + 1))]
    found: dict[str, Any] = {"world.terms.levels": levels}
    for actor, turn, other in (("East", "east", "west"), ("West", "west", "east")):
        moves: dict[str, Any] = {"wait": {}}
        moves["accept"] = {
            "when": f"deal == open and turn == {turn} and by == {other}",
            "then": {"deal": "struck"},
            "blink": "hard",
        }
        for k in range(parts + 1):
            moves[f"for-{k}"] = {
                "when": f"deal == open and turn == {turn}",
                "then": {"terms": f"e{k}", "by": turn},
            }
        found[f"actors.{actor}.moves"] = moves
    found["arguments.a-share.terms.east.worth"] = f"(terms - 1) / {parts}"
    found["arguments.a-share.terms.west.worth"] = f"({parts} + 1 - terms) / {parts}"
    return found


def assert_agree(found: Played, parts: int, rounds: int, deltas: tuple[float, float]) -> None:
    expected = bargain(parts, rounds, deltas)
    assert (found.value("East"), found.value("West")) == pytest.approx(expected.worth, abs=1e-12)


def test_as_shipped() -> None:
    found = play(NAME)
    assert_agree(found, 10, 12, (0.7, 0.7))
    assert found.answer("deal == struck by 2024-03-01") == 1
    assert found.answer("deal == struck and terms == e60 by 2024-03-01") == 1


@pytest.mark.parametrize("rounds", [2, 3, 4, 5, 8])
def test_other_horizons(rounds: int) -> None:
    assert_agree(play(NAME, with_rounds(rounds), unasked=True), 10, rounds, (0.7, 0.7))


@pytest.mark.parametrize("deltas", [(0.7, 0.5), (0.9, 0.7), (0.55, 0.95)])
def test_the_less_patient_has_the_smaller_share(deltas: tuple[float, float]) -> None:
    found = play(NAME, {"parameters.east-delay": deltas[0], "parameters.west-delay": deltas[1]})
    assert_agree(found, 10, 12, deltas)


@pytest.mark.parametrize("precision", [0.0, 3.0, 30.0])
def test_proposers_who_err(precision: float) -> None:
    found, expected = play(NAME, precision=precision), bargain(10, 12, (0.7, 0.7), precision)
    assert (found.value("East"), found.value("West")) == pytest.approx(expected.worth, abs=1e-12)
    assert found.answer("deal == struck by 2025-01-01") == pytest.approx(expected.deal, abs=1e-12)


def first_share(found: Played) -> float:
    """East's share of the first proposal: what is accepted in the second month, in today's utils."""
    return found.value("East") / 0.7


def test_finer_cuts_tend_to_the_closed_form() -> None:
    """With shares in k / n a proposer gives away less than 1 / n more than it must; summed over the rounds
    that is less than 1 / n / (1 - delta).
    """
    for parts in (10, 20, 40):
        found = play(NAME, with_parts(parts), unasked=True)
        assert_agree(found, parts, 12, (0.7, 0.7))
        assert abs(first_share(found) - share_of_the_first(0.7, 11)) < 1 / parts / (1 - 0.7)


def test_more_rounds_tend_to_one_over_one_plus_delta() -> None:
    """The closed form, and the scenario beside it: an even and an odd number of offers from both sides."""
    limit = 1 / 1.7
    for offers in (4, 5, 10, 11, 30):
        share = share_of_the_first(0.7, offers)
        assert abs(share - limit) <= 0.7**offers
        assert (share > limit) == (offers % 2 == 1)
    assert bargain(10, 12, (0.7, 0.7), inf).share == pytest.approx(0.6)


def test_both_limits_together() -> None:
    found = play(NAME, {**with_parts(100), **with_rounds(16)}, unasked=True)
    assert_agree(found, 100, 16, (0.7, 0.7))
    assert first_share(found) == pytest.approx(1 / 1.7, abs=0.02)
