"""The price of patience of every actor: the worst it can believe of its rivals, and what it would do then."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.game import by_argument
from blinkfirst.game.patience_price import PatiencePrice
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.loading import check_no_types
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.condition import strain_where_solved
from blinkfirst.solve.standoff.patience_price import patience_price
from blinkfirst.study.threads import workers


@dataclass(frozen=True, eq=False, repr=False)
class Beliefs(Answer, headline="price_of_patience"):
    """The price of patience of the actors of a scenario.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    prices : of every actor, in their order.
    strain : how far rounding may move choices in the stand-off as it is, as `strain_of` has it.
    """

    scenario: Scenario
    prices: tuple[PatiencePrice, ...]
    strain: float = 0.0


def beliefs(scenario: Scenario) -> Beliefs:
    """Find what giving way is worth to each actor against rivals known never to blink: its price of patience.

    Raises
    ------
    ScenarioError
        When the scenario cannot be compiled.
    GameError
        When a rival without its blinks would be left without any move.
    SolverError
        When the horizon is endless and no stationary solution is reached.
    """
    check_no_types(scenario)
    return beliefs_of(compile_scenario(scenario))


def beliefs_of(compiled: Compiled) -> Beliefs:
    """Find the prices of patience of a compiled scenario; one solution per actor. Errors as `beliefs`."""
    with workers() as pool:
        strained = pool.submit(strain_where_solved, compiled.standoff)
        return Beliefs(compiled.scenario, prices_of(compiled, pool), strained.result())


def prices_of(compiled: Compiled, pool: Executor) -> tuple[PatiencePrice, ...]:
    """Return the price of patience of every actor, in their order; errors as `beliefs`."""
    standoff = compiled.standoff
    holds = [actor.hold for actor in compiled.scenario.rules.actors]
    return tuple(pool.map(lambda actor: patience_price(standoff, holds, actor), range(len(holds))))


def by_weight(price: PatiencePrice) -> list[tuple[str, float]]:
    """Return the arguments in an actor's gap with their utils, the weightiest first."""
    utils = by_argument(price.columns, price.split)
    return [(name, utils[name]) for name in sorted(utils, key=lambda name: -abs(utils[name])) if utils[name]]
