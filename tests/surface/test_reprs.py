"""What Python shows of a public record fits on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

import numpy as np
import pytest

import blinkfirst
from blinkfirst.game.forecast import Forecast
from blinkfirst.scenario.library import shipped_scenarios
from blinkfirst.short_repr import short_repr

MOST = 2000


def journey(name: str) -> Iterator[Any]:
    """All records from a scenario to the agents."""
    scenario = blinkfirst.load(name)
    yield scenario
    compiled = blinkfirst.compile_scenario(scenario)
    yield compiled
    standoff = compiled.standoff
    yield standoff
    yield from (stretch.game for stretch in standoff.course)
    policy = blinkfirst.backward_induction(standoff)
    yield policy
    watches = [blinkfirst.watch_of(question.ask, compiled) for question in scenario.questions]
    yield from watches
    yield blinkfirst.forecast(standoff, policy, watches)
    yield blinkfirst.explain_choice(standoff, policy, 0, int(standoff.course[0].game.start), 0)


def matrices(name: str) -> Iterator[Any]:
    """All records of a game that is played once."""
    matrix = blinkfirst.load_matrix(name)
    form = blinkfirst.strategic_form_of(matrix)
    yield from (matrix, form, blinkfirst.equilibria(matrix).equilibria)


@pytest.fixture(scope="module")
def records() -> list[Any]:
    return [*journey("korea-1/2019-hanoi"), *journey("korea-1/2017-unity"), *matrices("textbook/chicken")]


def test_every_public_record_is_short(records: list[Any]) -> None:
    assert {type(record).__name__: len(repr(record)) for record in records if len(repr(record)) >= MOST} == {}
    public = {getattr(blinkfirst, name) for name in blinkfirst.__all__}
    unseen = {kind for kind in public if is_dataclass(kind)} - set(map(type, records))
    assert unseen == set(), "a public record that no journey of this test has met"


def test_every_shipped_scenario_is_short() -> None:
    long = {name for name in shipped_scenarios() if len(repr(blinkfirst.load(name))) >= MOST}
    assert long == set()


def test_a_record_says_shapes_and_counts() -> None:
    none = np.zeros(0)
    forecast = Forecast(
        actors=("US", "DPRK"),
        deeds=((0, "offer"), (1, "test")),
        tick_months=0.5,
        first_blink=np.zeros((3, 2, 2)),
        first_soft=none,
        first_hard=np.array([0.1, 1 / 3]),
        level_months=np.full(5, 1 / 3),
        levels=(none,) * 2000,
        move_counts=np.zeros(7),
        initiatives=none,
        values=none,
        columns=(),
        value_split=none,
        answers=none,
    )
    assert vars(Forecast)["__repr__"] is short_repr
    assert repr(forecast) == (
        "Forecast(actors=('US', 'DPRK'), deeds=<2 tuple>, tick_months=0.5, first_blink=<array (3, 2, 2)>, "
        "first_soft=[], first_hard=[0.1, 0.3333333333333333], level_months=<array (5,)>, "
        "levels=<2,000 ndarray>, move_counts=<array (7,)>, initiatives=[], values=[], columns=(), "
        "value_split=[], answers=[])"
    )
