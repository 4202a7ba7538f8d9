"""What several folders of tests share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import settings

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.hidden_resolve import HiddenForecast
from blinkfirst.scenario.composing import theatre_of
from blinkfirst.scenario.library import shipped_matrices, shipped_scenarios
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.private_types import FEWEST_NODES
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.hidden_resolve.backward import solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import hidden_forecast
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast

FROZEN = tuple(name for name in shipped_scenarios() if name.startswith("korea-1/"))
"""The first edition of the Korea theatre: it stays as it is, so its numbers can be pinned."""
SHIPPED = tuple(name for name in shipped_scenarios() if name not in FROZEN)
MATRICES = tuple(shipped_matrices())
KOREA = tuple(name for name, path in shipped_scenarios().items() if theatre_of(path) == "korea")

os.environ["SOURCE_DATE_EPOCH"] = "1767312000"  # 2 January 2026: pages and folders say the day they were made

# the first example may have to compile a kernel; all else is as hypothesis has it (fixed examples in CI)
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")


@dataclass(frozen=True)
class Seen:
    """A shipped scenario, compiled and forecast once; the arrays themselves are let go."""

    scenario: Scenario
    ticks: int
    states: int
    edges: int
    somebody_can_blink: bool
    forecast: Forecast
    hidden: HiddenForecast | None
    answers: tuple[float, ...]


@cache
def seen_through(name: str) -> Seen:
    """Compile a shipped scenario and forecast it, with questions; types of a theatre at the fewest nodes."""
    scenario = load(name)
    if scenario.grid is not None and name in KOREA:
        scenario = load(name, {"beliefs.nodes": FEWEST_NODES})
    compiled = compile_scenario(scenario)
    standoff, questions = compiled.standoff, compiled.scenario.questions
    watches = [watch_of(q.ask, compiled) for q in questions]
    hidden = None
    if standoff.beliefs is None:
        found = forecast(standoff, backward_induction(standoff), watches)
    else:
        hidden = hidden_forecast(standoff, solve_hidden(standoff), watches)
        found = hidden.forecast
    return Seen(
        scenario=compiled.scenario,
        ticks=standoff.ticks,
        states=standoff.opening.n_states,
        edges=standoff.opening.n_edges,
        somebody_can_blink=any((stretch.game.edge_blink > 0).any() for stretch in standoff.course),
        forecast=found,
        hidden=hidden,
        answers=tuple(answer_of(q.ask, float(a)) for q, a in zip(questions, found.answers, strict=True)),
    )


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], Seen]:
    """The shipped scenarios by name, each seen through once for all tests."""
    return seen_through
