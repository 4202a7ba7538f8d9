"""A textbook scenario, changed, solved and asked: what the tests and the page of numbers look at."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from blinkfirst import (
    Compiled,
    Forecast,
    Policy,
    Scenario,
    backward_induction,
    compile_scenario,
    forecast,
    load,
    watch_of,
)
from blinkfirst.compile.questions import answer_of
from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.questions import parse_question
from blinkfirst.solve.hidden_resolve.any_standoff import first_blink_chances


@dataclass(frozen=True)
class Played:
    """A compiled textbook scenario with its solution."""

    compiled: Compiled
    policy: Policy

    @cached_property
    def forecast(self) -> Forecast:
        """What happens."""
        return forecast(self.compiled.standoff, self.policy)

    @property
    def first(self) -> dict[str, float]:
        """Who blinks first; nobody included."""
        return self.forecast.first_blinkers

    def value(self, actor: str) -> float:
        """What the scenario is worth to an actor, utils."""
        return float(self.forecast.values[self.forecast.actors.index(actor)])

    def answer(self, ask: str) -> float:
        """The answer to a question."""
        rules = self.compiled.scenario.rules
        parsed = parse_question(ask, rules.vocabulary, rules.menus)
        found = forecast(self.compiled.standoff, self.policy, [watch_of(parsed, self.compiled)])
        return answer_of(parsed, float(found.answers[0]))

    def first_by_tick(self, actor: str) -> FloatArray:
        """P(the actor blinks first, in this tick), shape (T,)."""
        found = self.forecast
        mine = [found.actors[owner] == actor for owner, _ in found.deeds]
        ticks: FloatArray = np.asarray(found.first_blink[:, mine].sum(axis=(1, 2)))
        return ticks


def play(
    name: str,
    settings: Mapping[str, Any] | None = None,
    precision: float | None = None,
    unasked: bool = False,
) -> Played:
    """Solve ``textbook/<name>`` under changed settings.

    Parameters
    ----------
    precision : that of every actor, in place of the scenario's own.
    unasked : leave out its questions and claims, which may not fit another horizon or other levels.
    """
    changes = dict(settings or {})
    if precision is not None:
        actors = load(f"textbook/{name}").rules.actors
        changes |= {f"actors.{a.name}.precision": "exact" if precision == inf else precision for a in actors}
    scenario = _unasked(name, changes) if unasked else load(f"textbook/{name}", changes)
    compiled = compile_scenario(scenario)
    return Played(compiled, backward_induction(compiled.standoff))


def _unasked(name: str, changes: Mapping[str, Any]) -> Scenario:
    """Load a scenario that extends the shipped one; claims are never inherited."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(
            f"blinkfirst: 1\ntitle: {name}, changed\nextends: textbook/{name}\nquestions: []\n",
            encoding="utf-8",
        )
        return load(path, changes)


def first_with_types(name: str, settings: Mapping[str, Any] | None = None) -> dict[str, float]:
    """Who blinks first in ``textbook/<name>`` under changed settings, be there private types or not."""
    standoff = compile_scenario(load(f"textbook/{name}", settings or {})).standoff
    chances = first_blink_chances(standoff).tolist()
    return {**dict(zip(standoff.opening.actors, chances, strict=True)), "nobody": 1.0 - sum(chances)}
