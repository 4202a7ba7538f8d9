"""Scenarios and games that several topics look at, compiled and solved once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from blinkfirst import backward_induction, compile_scenario, forecast, load, watch_of
from blinkfirst.compile.questions import answer_of
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff, cut_off
from blinkfirst.game.watch import Watch
from blinkfirst.scenario.questions import parse_question


class World(NamedTuple):
    """A stand-off with its solution and its forecast."""

    standoff: Standoff
    policy: Policy
    forecast: Forecast

    @property
    def first(self) -> list[float]:
        """P(blinks first), actor by actor, then nobody."""
        return [*self.forecast.first_blink_by_actor.tolist(), self.forecast.nobody]


def world(name: str, ticks: int | None = None, **settings: Any) -> World:
    """A scenario under changed settings (``actors.US.precision`` is spelled ``actors__US__precision``),
    its horizon cut off after some ticks.
    """
    return _world(name, ticks, tuple(sorted(settings.items())))


@lru_cache(maxsize=4)  # the choices of a large theatre are some 100 MB
def _world(name: str, ticks: int | None, settings: tuple[tuple[str, Any], ...]) -> World:
    scenario = load(name, {path.replace("__", "."): value for path, value in settings})
    standoff = compile_scenario(scenario).standoff
    return solved(standoff if ticks is None else cut_off(standoff, ticks))


def solved(standoff: Standoff) -> World:
    """A stand-off that is at hand."""
    policy = backward_induction(standoff)
    return World(standoff, policy, forecast(standoff, policy))


def watched(name: str, ask: str) -> Watch:
    """A question put to a scenario, compiled."""
    compiled = compile_scenario(load(name))
    rules = compiled.scenario.rules
    return watch_of(parse_question(ask, rules.vocabulary, rules.menus), compiled)


def answered(name: str, ask: str) -> float:
    """The answer to a question that ends by a date."""
    compiled = compile_scenario(load(name))
    rules = compiled.scenario.rules
    parsed = parse_question(ask, rules.vocabulary, rules.menus)
    standoff = compiled.standoff
    found = forecast(standoff, backward_induction(standoff), [watch_of(parsed, compiled)])
    return answer_of(parsed, float(found.answers[0]))
