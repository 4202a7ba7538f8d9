"""Lenses and mixtures: w = sum of share * weight, for weights, ranges and parameters alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.scenario.loading import changed
from worlds.two_houses import edited, scenario_from

TWO = scenario_from()


def weights(shares: dict[str, float] | str) -> dict[str, tuple[float, float, float]]:
    rules = changed(TWO, {}, shares).rules
    return {
        argument.name: (term.low, term.weight, term.high)
        for argument in rules.arguments
        for term in argument.terms
    }


def test_one_lens() -> None:
    assert weights("old")["loss"] == (-0.15, -0.15, -0.15)
    assert weights("new")["loss"] == (-0.2, -0.1, 0.0)
    assert changed(TWO, {}, "new").rules.parameters["hawk-noise"].value == 0.6


@given(st.floats(0, 1))
def test_a_mixture_is_the_share_weighted_mean(share: float) -> None:
    mixture = {"old": share, "new": 1 - share}
    low, base, high = weights(mixture)["loss"]
    assert low == pytest.approx(-0.15 * share - 0.2 * (1 - share))
    assert base == pytest.approx(-0.15 * share - 0.1 * (1 - share))
    assert high == pytest.approx(-0.15 * share)
    assert weights(mixture)["fear"] == pytest.approx((0.4, 0.4, 0.4))
    parameter = changed(TWO, {}, mixture).rules.parameters["hawk-noise"]
    assert parameter.value == pytest.approx(0.2 * share + 0.6 * (1 - share))


def test_shares_stand_in_declared_order_and_zeros_are_dropped() -> None:
    assert list(changed(TWO, {}, {"new": 0.25, "old": 0.75}).shares.items()) == [("old", 0.75), ("new", 0.25)]
    assert changed(TWO, {}, {"new": 1, "old": 0}).shares == {"new": 1.0}
    assert changed(TWO, {}, {"new": 1, "old": 0}).lens_text == "new"
    assert TWO.lens_text == "50% old + 50% new"


def test_a_single_lens_may_go_unnamed_and_none_needs_no_naming() -> None:
    text = edited("lens: {old: 0.5, new: 0.5}\n", "")
    text = edited("  new: {title: New}\n", "", text)
    text = edited(", lens: new}", "}", text)
    text = edited("{old: 0.2, new: 0.6}", "0.2", text)
    text = edited("weight: {old: -0.15, new: [-0.2, -0.1, 0]}", "weight: -0.15", text)
    assert scenario_from(text).shares == {"old": 1.0}
    text = edited("lenses:\n  old: {title: Old}\n", "", text)
    text = edited("year: 2018, lens: old}", "year: 2018}", text)
    assert scenario_from(text).shares == {}


def test_precision_behind_a_parameter_follows_the_lens() -> None:
    scenario = scenario_from(edited("precision: 2", "precision: 10 * hawk-noise"))
    found = {lens: changed(scenario, {}, lens).rules.actors[0].precision for lens in ("old", "new")}
    assert found == {"old": pytest.approx(2.0), "new": pytest.approx(6.0)}
