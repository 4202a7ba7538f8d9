"""`beliefs` as it is asked for: its page, tables, JSON and sentences."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

import blinkfirst as bf
from surface.command import blinkfirst

STANDOFF = "textbook/two-sided-standoff"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    done = blinkfirst("beliefs", STANDOFF, "--json")
    assert done.status == 0
    asked: dict[str, Any] = json.loads(done.out)
    return asked


def test_the_arguments_add_up_to_the_gap(found: dict[str, Any]) -> None:
    for price in found["patience"].values():
        assert math.fsum(price["by_argument"].values()) == pytest.approx(price["gap"])
        assert price["cost"] == pytest.approx(-price["gap"] / price["months"])


def test_the_table_is_printed_as_csv() -> None:
    head, *rows = blinkfirst("beliefs", STANDOFF, "--csv").out.splitlines()
    assert head == "actor,gap,cost,months,at_start,reasoned,initiatives"
    assert [row.split(",")[0] for row in rows] == ["East", "West"]


def test_holding_that_costs_nothing_needs_a_price_and_one_that_costs_much_none() -> None:
    said = bf.beliefs(bf.load("korea-1/2019-hanoi", lens="haggard-2022")).sentences
    assert said[0] == (
        "Even against rivals known never to blink, giving way is worth 1.62 utils less to US than the best "
        "other move; waiting would have to cost 0.0695 utils a month to make it reasoned."
    )
    assert said[3].startswith("As long as no rival blinks, DPRK never has the choice")
    assert said[4].startswith(
        "Even against rivals known never to blink, giving way is worth 0.31 utils more to ROK"
    )
    assert "what speaks for it most is rok-drift-discord" in said[4]
