"""Is every shipped world sound?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from blinkfirst.compile.timeline import compile_scenario
from blinkfirst.compile.watches import answer_of, watch_of
from blinkfirst.results.outlook import first_blinkers
from blinkfirst.scenario.asking import parse_ask
from blinkfirst.scenario.library import shipped_folder
from blinkfirst.scenario.loading import load
from blinkfirst.solve.backward_induction import solve
from blinkfirst.solve.forecast import forecast
from conftest import SHIPPED, Seen

Shipped = Callable[[str], Seen]

LEDGER = (Path(__file__).parent / "argument_ids.txt").read_text().split()
NOT_MODELLED = shipped_folder().parent / "docs" / "arguments-not-modelled.md"
LENSES = ("garrie-2018", "haggard-2022")


@pytest.mark.parametrize("name", SHIPPED)
def test_it_compiles_and_somebody_can_blink(name: str, shipped: Shipped) -> None:
    seen = shipped(name)
    assert seen.scenario.name == name
    assert seen.ticks > 4
    assert 100 < seen.states <= 20_000, "the theatre's own limit, so that all run in seconds"
    assert seen.somebody_can_blink


@pytest.mark.parametrize("name", SHIPPED)
def test_first_blinks_add_up_to_one(name: str, shipped: Shipped) -> None:
    found = shipped(name).forecast
    for blinks in (found.first_blink, found.first_soft, found.first_hard):
        assert abs(sum(first_blinkers(found, blinks).values()) - 1) <= 1e-12
        assert (blinks >= 0).all()
    for levels in found.levels:
        np.testing.assert_allclose(levels.sum(axis=1), 1, rtol=0, atol=1e-11)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_argument_is_cited_and_acts_somewhere(name: str) -> None:
    scenario = load(name)
    for argument in scenario.rules.arguments:
        assert argument.source, f"{argument.name} cites nothing"
        assert all(paragraphs and min(paragraphs) >= 0 for paragraphs in argument.source.values()), (
            argument.name
        )
        assert set(argument.source) <= set(scenario.sources)
        assert argument.acts_in, f"{argument.name} acts nowhere"
        assert len(argument.claim) > 20, f"{argument.name} says hardly anything"


@pytest.mark.parametrize("name", SHIPPED)
def test_everything_says_what_it_means(name: str) -> None:
    rules = load(name).rules
    silent = [f"world.{v.name}" for v in rules.variables if not v.means]
    silent += [f"parameters.{p.name}" for p in rules.parameters.values() if not p.means]
    silent += [f"nature.{event.name}" for event in rules.nature if not event.means]
    silent += [
        f"actors.{actor.name}.moves.{move.name}"
        for actor in rules.actors
        for move in actor.moves
        if not move.means
    ]
    silent += [f"actors.{a.name}.position" for a in rules.actors if not all(p.says for p in a.positions)]
    assert silent == []


@pytest.mark.parametrize("name", SHIPPED)
def test_it_says_what_it_asks(name: str) -> None:
    scenario = load(name)
    assert scenario.summary and scenario.questions
    assert scenario.warnings == (), "an unused parameter is a slip"
    for claim in scenario.claims:
        assert claim.source and all(min(paragraphs) >= 0 for paragraphs in claim.source.values())


def test_all_arguments_of_the_ledger_are_carried_or_listed() -> None:
    assert len(LEDGER) == len(set(LEDGER)) == 80
    carried = {argument.name for argument in load(SHIPPED[0]).rules.arguments}
    listed = NOT_MODELLED.read_text(encoding="utf-8")
    assert [name for name in LEDGER if name not in carried and f"`{name}`" not in listed] == []


def test_there_are_enough_scenarios_and_claims() -> None:
    scenarios = [load(name) for name in SHIPPED]
    assert len(scenarios) >= 10
    claims = [claim for scenario in scenarios for claim in scenario.claims]
    assert len(claims) >= 20
    assert {claim.lens for claim in claims} == set(LENSES)
    assert {lens for scenario in scenarios for lens in scenario.shares} == set(LENSES)


def answered(name: str, *asks: str, lens: str | None = None) -> list[float]:
    """Answers to questions that need not stand in the file."""
    compiled = compile_scenario(load(name, lens=lens))
    rules, standoff = compiled.scenario.rules, compiled.standoff
    parsed = [parse_ask(ask, rules.vocabulary, rules.menus) for ask in asks]
    found = forecast(standoff, solve(standoff), [watch_of(ask, compiled) for ask in parsed])
    return [answer_of(ask, float(p)) for ask, p in zip(parsed, found.answers, strict=True)]


def test_the_two_lenses_give_different_forecasts() -> None:
    asks = ("US blinks before China or Russia blinks", "nobody blinks", "lead == asia by 2019-09-28")
    found = [answered("2018-trilateral-revision", *asks, lens=lens) for lens in LENSES]
    assert max(abs(one - other) for one, other in zip(*found, strict=True)) > 0.02


# Three things that happened, and that the theatre must not find odd.


def test_2018_russia_holds_the_report_rather_than_china() -> None:
    russia, china = answered(
        "2018-report-hold",
        "Russia objects before China by 2018-11-30",
        "China objects before Russia by 2018-11-30",
    )
    assert russia > china


def test_2022_both_are_likely_to_object() -> None:
    assert min(answered("2022-double-veto", "China objects", "Russia objects")) > 0.5


def test_2017_tightening_is_likely() -> None:
    (tightened,) = answered("2017-unity", "sanctions > heavy by 2018-05-31")
    assert tightened > 0.5
