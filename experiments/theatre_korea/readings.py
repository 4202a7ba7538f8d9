"""One scenario under one lens, as the plain numbers that the tables of docs/theatre-korea.md are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.precision import coin_toss, with_precision

LENSES = ("garrie-2018", "haggard-2022")
SCENARIOS = (
    "2017-unity",
    "2018-tacit-double-freeze",
    "2018-report-hold",
    "2018-gas-pipeline",
    "2018-forced-us-veto",
    "2018-trilateral-revision",
    "2018-revision-walkout",
    "2018-revision-walkout-foreseen",
    "2018-race-to-invest",
    "2019-hanoi",
    "2022-mandate-renewal",
    "2022-double-veto",
    "2022-testing-without-pushback",
)


@dataclass(frozen=True)
class Reading:
    """A scenario read with one lens: compiled, solved, forecast."""

    name: str
    lens: str
    compiled: Compiled
    forecast: Forecast
    opening: dict[str, dict[str, float]]
    answers: tuple[float, ...]

    @property
    def months(self) -> float:
        """Length of the clock in months."""
        return self.compiled.standoff.ticks * self.compiled.standoff.tick_months

    def per_year(self, actor: str, move: str) -> float:
        """Expected number of times a deed is done in a year."""
        for (owner, name), count in zip(self.forecast.deeds, self.forecast.move_counts, strict=True):
            if self.forecast.actors[owner] == actor and name == move:
                return float(count) * 12 / self.months
        return 0.0


def _opening_choices(standoff: Standoff, policy: Policy) -> dict[str, dict[str, float]]:
    """Chance of every move at an initiative in the first tick, by actor."""
    game = standoff.plans[0].stretches[0].game
    choice = policy.plans[0].stretches[0].choice[0]
    found: dict[str, dict[str, float]] = {}
    for index, actor in enumerate(game.actors):
        row = game.start * game.n_movers + index
        edges = range(int(game.edge_offset[row]), int(game.edge_offset[row + 1]))
        found[actor] = {game.moves[index][int(game.edge_move[e])]: float(choice[e]) for e in edges}
    return found


def reading(
    name: str, lens: str | Mapping[str, float] | None = None, settings: Mapping[str, Any] | None = None
) -> Reading:
    """Load, compile, solve and forecast a scenario under a lens and changed settings."""
    compiled = compile_scenario(load(name, settings, lens))
    # large, so what is needed of it is taken out here and the rest let go
    policy = backward_induction(compiled.standoff)
    questions = compiled.scenario.questions
    found = forecast(compiled.standoff, policy, [watch_of(question.ask, compiled) for question in questions])
    answers = tuple(answer_of(q.ask, float(a)) for q, a in zip(questions, found.answers, strict=True))
    return Reading(name, str(lens), compiled, found, _opening_choices(compiled.standoff, policy), answers)


def sharper(known: Reading, factor: float) -> Forecast:
    """The forecast with every precision multiplied; 0 is a coin toss."""
    changed = (
        coin_toss(known.compiled.standoff) if factor == 0 else with_precision(known.compiled.standoff, factor)
    )
    return forecast(changed, backward_induction(changed))


def first_by_actor(found: Forecast, blinks: np.ndarray | None = None) -> dict[str, float]:
    """P(actor is the first to blink), of any degree or of the degree whose array is given."""
    which = found.first_blink.sum(axis=2) if blinks is None else blinks
    totals = which.sum(axis=0)
    by_actor = dict.fromkeys(found.actors, 0.0)
    for (owner, _), p in zip(found.deeds, totals, strict=True):
        by_actor[found.actors[owner]] += float(p)
    return by_actor | {"nobody": 1 - float(totals.sum())}
