"""Compiling again only what changed.

Features are compiled apart from weights (model section 2), so a scenario that differs from a compiled one in
nothing but weights, strengths, patience, precision or the parameters behind them shares all its arrays.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from blinkfirst.compile.payoffs import weights_of
from blinkfirst.compile.reachability import STATES_LIMIT
from blinkfirst.compile.timeline import Compiled, compile_scenario, rules_by_stretch
from blinkfirst.game.game import Game
from blinkfirst.game.standoff import Plan
from blinkfirst.scenario.expressions import used_names
from blinkfirst.scenario.scenario import (
    Actor,
    Argument,
    DatedEvent,
    NatureEvent,
    Rules,
    Scenario,
    Term,
    Written,
)


def compile_like(known: Compiled, scenario: Scenario, states_limit: int = STATES_LIMIT) -> Compiled:
    """Compile a scenario, sharing the arrays of a compiled one where the two worlds are the same.

    The result equals ``compile_scenario(scenario)`` to the last bit.
    """
    if not _same_clock(known.scenario, scenario):
        return compile_scenario(scenario, states_limit)
    new_rules = rules_by_stretch(scenario)
    if len(new_rules) != len(known.all_rules) or any(
        _dynamics(old) != _dynamics(new) for old, new in zip(known.all_rules, new_rules, strict=True)
    ):
        return compile_scenario(scenario, states_limit)
    remaining = iter(new_rules)
    plans = tuple(
        Plan(
            plan.first_tick,
            tuple(replace(s, game=_revalued(s.game, next(remaining))) for s in plan.stretches),
        )
        for plan in known.standoff.plans
    )
    standoff = replace(
        known.standoff,
        name=scenario.name,
        title=scenario.title,
        afterwards_months=scenario.afterwards_months,
        plans=plans,
    )
    rules = {id(s.game): r for s, r in zip((s for p in plans for s in p.stretches), new_rules, strict=True)}
    return Compiled(
        scenario, standoff, new_rules, tuple(rules[id(stretch.game)] for stretch in standoff.course)
    )


def _same_clock(one: Scenario, other: Scenario) -> bool:
    def clock(scenario: Scenario) -> tuple[object, ...]:
        events = [_jumping(event) for event in scenario.events]
        return scenario.start, scenario.ticks, scenario.tick_months, scenario.stationary, events

    return clock(one) == clock(other)


def _jumping(event: DatedEvent) -> tuple[object, ...]:
    return event.on, event.name, event.foreseen, sorted(event.jumps.items())


def _revalued(game: Game, rules: Rules) -> Game:
    """Return the game under the weights, patience and precision of some rules."""
    priced = game.with_weights(weights_of(rules))
    patience = np.array([actor.patience for actor in rules.actors])
    return replace(priced, patience=patience, precision=np.array([actor.precision for actor in rules.actors]))


def _dynamics(rules: Rules) -> tuple[object, ...]:
    """Return everything of the rules that the compiled arrays depend on, weights, patience and precision
    aside.
    """
    actors = tuple(
        replace(actor, patience=1.0, precision=1.0, because=(), positions=(), side="")
        for actor in rules.actors
    )
    arguments = tuple(
        (a.name, tuple(replace(t, weight=0.0, low=0.0, high=0.0) for t in a.terms)) for a in rules.arguments
    )
    values = {
        name: rules.parameters[name].value for name in _parameters_in(actors, rules.nature, rules.arguments)
    }
    return rules.variables, actors, rules.nature, arguments, values


def _parameters_in(
    actors: tuple[Actor, ...], nature: tuple[NatureEvent, ...], arguments: tuple[Argument, ...]
) -> set[str]:
    names: set[str] = set()
    for written in _all_written(actors, nature, [term for argument in arguments for term in argument.terms]):
        names |= used_names(written.expression)[1]
    return names


def _all_written(
    actors: tuple[Actor, ...], nature: tuple[NatureEvent, ...], terms: list[Term]
) -> list[Written]:
    found: list[Written | None] = [actor.tempo for actor in actors]
    for event in nature:
        found += [event.when, event.rate]
    for term in terms:
        found += [term.condition, term.worth]
    for move in (move for actor in actors for move in actor.moves):
        found += [move.when, move.soft, move.hard]
    for outcomes in [e.outcomes for e in nature] + [m.outcomes for a in actors for m in a.moves]:
        for outcome in outcomes:
            found += [outcome.chance, *(effect.change for effect in outcome.effects)]
    return [written for written in found if written is not None]
