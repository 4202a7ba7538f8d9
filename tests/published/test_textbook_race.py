"""The race of pre-emption: tick by tick, and its limit in continuous time."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

from blinkfirst.scenario.calendar import date_of
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.nodes import plain
from published.textbook_play import Played, play
from reference.textbook.race import follower_month, preemption_month, price, race, solo_month

NAME = "preemption-race"


def with_ticks(per_month: int, months: int = 12) -> dict[str, Any]:
    """The settings of a race with shorter ticks: somebody is still asked in every tick."""
    begin, tick = load(f"textbook/{NAME}").start, 1 / per_month
    events = [
        {
            "on": str(date_of(begin, k, tick)),
            "name": "Cheaper",
            "foreseen": True,
            "set": {"parameters.entry-cost": price(k * tick)},
        }
        for k in range(1, months * per_month)
    ]
    found: dict[str, Any] = {"tick": f"1/{per_month}", "horizon": months, "events": events}
    for actor, me, other in (("East", "east", "west"), ("West", "west", "east")):
        found[f"actors.{actor}.tempo"] = (
            f"0 if {me} == inside else {per_month} if {other} == inside else {per_month / 2}"
        )
    return found


def first_entry(found: Played) -> int:
    """The tick in which the first goes in; an exact maximiser knows it beforehand."""
    ticks = found.first_by_tick("East") + found.first_by_tick("West")
    (tick,) = np.flatnonzero(ticks > 0)
    assert ticks[tick] == pytest.approx(1, abs=1e-12)
    return int(tick)


def test_prices_in_the_file() -> None:
    """Those of the formula, to four decimals, one for every half month after the first."""
    written = [plain(event.settings["parameters.entry-cost"]) for event in load(f"textbook/{NAME}").events]
    assert written == [round(price(k / 2), 4) for k in range(1, 24)]


def test_as_shipped() -> None:
    found, expected = play(NAME), race([round(price(k / 2), 4) for k in range(24)], 0.5)
    assert (expected.first, expected.second) == (8, 18), "months 4 and 9"
    assert first_entry(found) == expected.first
    for actor in ("East", "West"):
        assert found.first[actor] == pytest.approx(0.5, abs=1e-12), "who leads is luck"
        assert found.value(actor) == pytest.approx(expected.worth, rel=1e-9)
    both = "east == inside and west == inside by 2024-{}"
    assert found.answer(both.format("10-01")) == 0 and found.answer(both.format("10-16")) == 1


@pytest.mark.parametrize("per_month", [1, 2, 4, 8])
def test_shorter_ticks_tend_to_continuous_time(per_month: int) -> None:
    """The first entry comes at most two ticks after the moment of continuous time, never before it."""
    found = play(NAME, with_ticks(per_month, 10), unasked=True)
    expected = race([price(k / per_month) for k in range(10 * per_month)], 1 / per_month)
    assert first_entry(found) == expected.first
    assert 0 <= expected.first / per_month - preemption_month() < 2 / per_month
    assert found.value("East") == pytest.approx(expected.worth, rel=1e-9)


def test_rents_are_equalised_in_the_limit() -> None:
    """Leading and following are worth the same in the end: 1.3608 each, of 1.8078 for one with nobody to
    fear.
    """
    gaps = []
    for per_month in (2, 8, 32, 128):
        found = race([price(k / per_month) for k in range(12 * per_month)], 1 / per_month)
        gaps.append(found.leading - found.following)
    assert gaps == sorted(gaps, reverse=True) and 0 < gaps[-1] < 0.01
    assert found.worth == pytest.approx(1.360828, abs=2e-3)


def test_the_known_moments() -> None:
    known = (3.1294, 5.4931, 8.9588)
    assert (preemption_month(), solo_month(), follower_month()) == pytest.approx(known, abs=5e-5)


def test_one_with_nobody_to_fear_waits() -> None:
    """Asked in half of the ticks only, so the first chance from month 5.5 on."""
    alone = play(NAME, {"actors.West.moves.enter.when": "false"})
    ticks = alone.first_by_tick("East")
    first = int(np.flatnonzero(ticks > 0)[0])
    assert solo_month() - 0.5 <= first / 2 <= solo_month() + 0.5
    assert alone.value("East") > play(NAME).value("East")


def test_errors_bring_both_entries_forward() -> None:
    exact, erring = play(NAME, precision=inf), play(NAME, precision=10)
    early = "east == inside or west == inside by 2024-04-16"
    both = "east == inside and west == inside by 2024-10-01"
    assert erring.answer(early) > exact.answer(early) == 0
    assert erring.answer(both) > exact.answer(both) == 0
