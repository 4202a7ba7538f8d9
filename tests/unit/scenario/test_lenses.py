"""Lenses and mixtures: w = sum of share * weight, for weights, ranges and parameters alike."""

# ruff: noqa: E501  messages
from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.scenario.loading import changed, load, readings_of
from worlds.two_houses import TWO_HOUSES, edited, problems_in, problems_of_file, scenario_from, written

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


POOLED = "lens: {old: 0.5, new: 0.5}"


@pytest.mark.parametrize(
    ("lens", "problems"),
    [
        ("{pool: {old: 0.5, new: 0.4}}", ["lens.pool: expected shares >= 0 that sum to 1, got old 0.5, new 0.4"]),
        ("{pool: {old: 1.5, new: -0.5}}", ["lens.pool: expected shares >= 0 that sum to 1, got old 1.5, new -0.5"]),
        ("{pool: {}}", ["lens.pool: expected shares >= 0 that sum to 1, got none"]),
        ("{pool: {old: 1}}", ["lens.pool: expected several lenses to pool, got old alone; write `lens: old`"]),
        (
            "{pool: {old: 0.5, mew: 0.5}}",
            ["lens.pool.mew: unknown lens 'mew'; this theatre has: new, old\n    did you mean: new"],
        ),
        ("{pool: {old: 0.5, new: 0.5}, old: 0.5}", ["lens: a pool cannot be part of a mixture"]),
        (
            "{pol: {old: 0.5, new: 0.5}}",
            ["lens.pol: expected the share of a lens, a number; only `pool:` holds a table of shares"],
        ),
    ],
)
def test_what_is_no_pool(lens: str, problems: list[str]) -> None:
    found = problems_in(edited(POOLED, f"lens: {lens}"))
    assert len(found) == len(problems)
    for problem, begins in zip(found, problems, strict=True):
        assert problem.split(": ", 1)[1].startswith(begins), problem


def test_a_pool_has_shares_in_declared_order_and_says_what_it_is() -> None:
    pool = scenario_from(edited(POOLED, "lens: {pool: {new: 0.7, old: 0.3}}"))
    assert pool.pooled
    assert list(pool.shares.items()) == [("old", 0.3), ("new", 0.7)]
    assert pool.lens == {"pool": {"old": 0.3, "new": 0.7}}
    assert pool.lens_text == "pool of 30% old + 70% new"
    assert [one.lens_text for one in readings_of(pool)] == ["old", "new"]
    assert readings_of(TWO) == (TWO,)


def test_a_lens_may_be_called_pool() -> None:
    text = edited(POOLED, "lens: {pool: 0.5, new: 0.5}").replace("old", "pool")
    scenario = scenario_from(text)
    assert not scenario.pooled
    assert scenario.shares == {"pool": 0.5, "new": 0.5}


def test_a_file_with_a_pool_says_version_2(tmp_path: Path) -> None:
    file = written(tmp_path, "two.yaml", edited(POOLED, "lens: {pool: {old: 0.5, new: 0.5}}"))
    (problem,) = problems_of_file(file)
    assert problem.endswith(
        "two.yaml:6:8: lens.pool: came with version 2 of the language; write `blinkfirst: 2` at the top of this file"
    )
    file.write_text(file.read_text().replace("blinkfirst: 1", "blinkfirst: 2"))
    assert load(file).pooled
    file.write_text(TWO_HOUSES)
    assert load(file, lens={"pool": {"old": 0.5, "new": 0.5}}).pooled


def test_a_claim_compares_no_pool() -> None:
    text = edited("compare: {set: {parameters.fuss: 0.1}}", "compare: {lens: {pool: {old: 0.5, new: 0.5}}}")
    (problem,) = problems_in(text)
    assert "a claim is about one reading; expected a lens or shares of several, got a pool" in problem
