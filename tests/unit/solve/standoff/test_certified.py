"""Brackets of ball arithmetic against closed forms, decimal arithmetic and symmetry."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import OptionError, SolverError, TooLargeError
from blinkfirst.game.standoff import Standoff
from blinkfirst.questions.run.answer import run
from blinkfirst.scenario.loading import load
from blinkfirst.solve.kernels import backward
from blinkfirst.solve.standoff import certified
from blinkfirst.solve.standoff.certified import (
    RADIUS,
    CertifiedForecast,
    certified_forecast,
    check_certifiable,
)
from reference.precise_standoff import precise_first_blinks
from surface.command import blinkfirst
from worlds.nearly_alike import alike as alike_sides
from worlds.random_games import random_game, standoff_of

pytest.importorskip("flint")

def alike(months: int, precision: float, patience: float = 0.999999) -> Standoff:
    return compile_scenario(load(alike_sides(months, precision, patience))).standoff


def sides(found: CertifiedForecast) -> list[Decimal]:
    return [Decimal(bracket.decimal) for bracket in (*found.first_blink, found.nobody)]


def test_coin_tosses_have_a_closed_form() -> None:
    """Each actor's chance is a geometric sum, here in fractions of the very doubles."""
    standoff = alike(6, 0.0)
    found = certified_forecast(standoff)
    turn = Fraction(0.5) * Fraction(standoff.tick_months)
    stays = 1 - turn  # each of two actors yields in half of its turns
    first = (1 - stays**standoff.ticks) / 2
    for bracket, exact in zip((*found.first_blink, found.nobody), (first, first, 1 - 2 * first), strict=True):
        assert Fraction(bracket.low) <= exact <= Fraction(bracket.high)
        assert abs(Fraction(Decimal(bracket.decimal)) - exact) <= Fraction(1, 10**19)
        assert bracket.radius <= RADIUS


@pytest.mark.parametrize("seed", range(12))
def test_decimal_arithmetic_finds_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    game = random_game(rng, 1 + seed % 4, 1 + seed % 3, (0.0, 0.7, 6.0), (1.0, 0.9, 1 - 1e-9))
    standoff = standoff_of(game, 5, afterwards_months=float(seed))
    found = certified_forecast(standoff)
    for bracket, exact in zip(found.first_blink, precise_first_blinks(standoff, 60), strict=True):
        assert abs(Decimal(bracket.decimal) - exact) <= Decimal("2e-17")
        assert Decimal(bracket.low) <= exact <= Decimal(bracket.high)


@pytest.mark.parametrize(
    ("months", "precision", "patience"),
    [(12, 8, 0.999999), (120, 8, 0.999999), (24, 32, 0.999999), (6, 1e4, 0.9), (24, 8, 1 - 1e-9)],
)
def test_equals_stay_equals(months: int, precision: float, patience: float) -> None:
    found = certified_forecast(alike(months, precision, patience))
    assert found.first_blink[0] == found.first_blink[1]
    assert abs(sum(sides(found), Decimal(-1))) <= Decimal("3e-17")
    assert 0.25 < found.first_blink[0].low <= found.first_blink[0].high <= 0.5


@pytest.mark.parametrize("name", ["two-sided-standoff", "alternating-offers", "preemption-race"])
def test_textbook_scenarios(name: str) -> None:
    outlook = run(load(f"textbook/{name}"), certify=True)
    assert outlook.certified is not None and outlook.certified_error is not None
    assert outlook.certified_error <= 1e-13


def test_exact_maximisers_share_what_ties_and_the_ties_are_counted() -> None:
    standoff = alike(6, 1.0)
    game = replace(
        standoff.opening,
        precision=np.array([np.inf, np.inf]),
        payoffs=replace(standoff.opening.payoffs, weights=np.zeros(4)),
    )
    tossing = certified_forecast(alike(6, 0.0))
    found = certified_forecast(standoff_of(game, standoff.ticks))
    assert found.first_blink == tossing.first_blink
    assert found.ties == 2 * standoff.ticks  # of the two who may yield, at every tick


def test_both_roads_have_the_same_tolerance_of_ties() -> None:
    assert certified.TIE_TOLERANCE == backward.TIE_TOLERANCE


def test_what_cannot_be_certified_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    standoff = alike(12, 8.0)
    with pytest.raises(OptionError, match="has no horizon"):
        check_certifiable(replace(standoff, stationary=True))
    with pytest.raises(TooLargeError, match=r"2 states and 52 ticks, which make \d+ steps .* at most 100;"):
        monkeypatch.setattr(certified, "MOST_STEPS", 100)
        check_certifiable(standoff)
    monkeypatch.undo()
    monkeypatch.setattr(certified, "MOST_BITS", 128)
    with pytest.raises(SolverError, match="not certified to 1e-17 with 128 bits; shorten the horizon"):
        certified_forecast(alike(120, 8.0))
    monkeypatch.setitem(sys.modules, "flint", None)
    with pytest.raises(
        OptionError, match=r'not installed; install it with: pip install "blinkfirst\[certify\]"'
    ):
        check_certifiable(standoff)


def test_the_command_prints_and_writes_the_brackets(tmp_path: Path) -> None:
    (tmp_path / "alike.yaml").write_text(alike_sides())
    page = blinkfirst("run", tmp_path / "alike.yaml", "--certify")
    assert "Certified by ball arithmetic: P(first blink)\nA       0.494808554725779" in page.out
    found = json.loads(blinkfirst("run", tmp_path / "alike.yaml", "--certify", "--json").out)
    certified_ = found["certified"]
    assert set(certified_) == {"first_blink", "bits", "ties", "largest_error", "claimed_error"}
    assert 0.0 <= certified_["largest_error"] <= certified_["claimed_error"] < 1e-6
    assert "as it claims" in page.out
    assert set(certified_["first_blink"]) == {"A", "B", "nobody"}
    a = certified_["first_blink"]["A"]
    assert a == certified_["first_blink"]["B"] and a["low"] <= float(a["decimal"]) <= a["high"]
    assert "certified" not in json.loads(blinkfirst("run", tmp_path / "alike.yaml", "--json").out)
    sharper = ["--set", "horizon=24", "--set", "actors.A.precision=32.001", "--set", "actors.B.precision=32"]
    unsure = json.loads(blinkfirst("run", tmp_path / "alike.yaml", "--certify", "--json", *sharper).out)
    assert unsure["condition"]["reason"] is None or unsure["certified"]["largest_error"] is None
    assert unsure["certified"]["first_blink"]["A"]["radius"] <= RADIUS
    refused = blinkfirst("run", "textbook/chicken", "--certify")
    assert refused.status == 2 and "--certify: for stand-offs only" in refused.err
