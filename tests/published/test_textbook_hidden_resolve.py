"""The war of attrition between two who may be obstinate: its limit is [Abreu2000], and reputation works."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from published.textbook_play import first_with_types
from reference.textbook.reputations import NORTH, SOUTH, Contender, ends

NAME = "war-of-attrition-hidden"
OBSTINATE = {"North": "actors.North.types.obstinate.prior", "South": "actors.South.types.obstinate.prior"}


def settings_of(north: Contender, south: Contender, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, side in (("North", north), ("South", south)):
        found[OBSTINATE[name]] = side.obstinate
        found[f"arguments.waiting-costs.terms.{name.lower()}.weight"] = -side.cost
    return {**found, **more}


def test_the_reference_is_the_book() -> None:
    known = ends([NORTH, SOUTH])
    assert known.first == pytest.approx((0.2042, 0.7858), abs=5e-5)
    assert known.at_once == pytest.approx((0.0, 1 - 0.1**0.5))
    assert sum(known.first) == pytest.approx(0.99)


@pytest.mark.parametrize(
    ("north", "south"),
    [
        (NORTH, SOUTH),
        (NORTH, replace(SOUTH, obstinate=0.3)),
        (replace(NORTH, cost=1.0), replace(SOUTH, cost=0.5)),
        (replace(NORTH, cost=0.8), SOUTH),
    ],
    ids=["shipped", "south-is-obstinate", "north-pays", "nearly-alike"],
)
def test_near_the_limit_of_short_ticks_and_no_error(north: Contender, south: Contender) -> None:
    found, known = first_with_types(NAME, settings_of(north, south)), ends([north, south])
    for name, first in zip(("North", "South"), known.first, strict=True):
        assert found[name] == pytest.approx(first, abs=0.03)
    assert found["nobody"] == pytest.approx(north.obstinate * south.obstinate, abs=1e-5)


def test_as_shipped_it_is_within_a_hundredth() -> None:
    found, known = first_with_types(NAME), ends([NORTH, SOUTH])
    assert (found["North"], found["South"]) == pytest.approx(known.first, abs=0.006)


def test_who_is_likelier_to_be_obstinate_gives_way_less() -> None:
    found = [first_with_types(NAME, {OBSTINATE["South"]: prior})["South"] for prior in (0.05, 0.1, 0.2, 0.4)]
    assert found == sorted(found, reverse=True)


def test_without_types_who_pays_more_gives_way_for_sure() -> None:
    assert first_with_types(NAME, {"beliefs": "none"})["South"] == pytest.approx(1.0, abs=1e-9)
