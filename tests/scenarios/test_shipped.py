"""Is every shipped world sound?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from blinkfirst.scenario.citations import Pinpoint
from blinkfirst.scenario.loading import load
from conftest import SHIPPED, Seen

Shipped = Callable[[str], Seen]


def paragraphs_only(places: tuple[Pinpoint, ...]) -> bool:
    """The articles of the shipped theatres are cited by paragraph; 0 is one as a whole."""
    return bool(places) and all(isinstance(place, int) and place >= 0 for place in places)


@pytest.mark.parametrize("name", SHIPPED)
def test_it_compiles_and_somebody_can_blink(name: str, shipped: Shipped) -> None:
    seen = shipped(name)
    assert seen.scenario.name == name
    assert seen.ticks > 1
    assert 1 < seen.states <= 20_000, "so that all run in seconds"
    assert seen.somebody_can_blink


@pytest.mark.parametrize("name", SHIPPED)
def test_first_blinks_add_up_to_one(name: str, shipped: Shipped) -> None:
    found = shipped(name).forecast
    for by_name in (found.first_blinkers, found.first_soft_blinkers, found.first_hard_blinkers):
        assert abs(sum(by_name.values()) - 1) <= 1e-12
    for blinks in (found.first_blink, found.first_soft, found.first_hard):
        assert (blinks >= 0).all()
    for levels in found.levels:
        np.testing.assert_allclose(levels.sum(axis=1), 1, rtol=0, atol=1e-11)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_argument_is_cited_and_acts_somewhere(name: str) -> None:
    scenario = load(name)
    for argument in scenario.rules.arguments:
        assert argument.source or len(argument.assumption) > 20, f"{argument.name} cites and assumes nothing"
        assert all(map(paragraphs_only, argument.source.values())), argument.name
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
        assert claim.source and all(map(paragraphs_only, claim.source.values()))
