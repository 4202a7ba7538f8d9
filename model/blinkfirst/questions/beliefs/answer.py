"""The price of patience of every actor: the worst it can believe of its rivals, and what it would do then."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import NamedTuple

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.game import by_argument
from blinkfirst.game.hidden_resolve import Beliefs as GridOfBeliefs
from blinkfirst.game.hidden_resolve import BeliefWorth, InformationWorth
from blinkfirst.game.patience_price import PatiencePrice
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.hidden_resolve.backward import solve_hidden
from blinkfirst.solve.hidden_resolve.worth import as_type, belief_worths, information_worths
from blinkfirst.solve.standoff.condition import strain_where_solved
from blinkfirst.solve.standoff.patience_price import patience_price
from blinkfirst.study.threads import workers


class TypePrice(NamedTuple):
    """The price of patience of the type of an actor, by name."""

    type: str
    price: PatiencePrice


@dataclass(frozen=True, eq=False, repr=False)
class Beliefs(Answer, headline="price_of_patience"):
    """The price of patience of the actors of a scenario.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    prices : of every actor, in their order.
    strain : how far rounding may move choices in the stand-off as it is, as `strain_of` has it.
    seconds : the price of patience of the second types that may blink, known for what they are.
    worths, information : of what is believed and learnt of private types; empty where there are none.

    Prices of patience are of the first types of all, who are known for what they are.
    """

    scenario: Scenario
    prices: tuple[PatiencePrice, ...]
    strain: float = 0.0
    seconds: tuple[TypePrice, ...] = ()
    worths: tuple[BeliefWorth, ...] = ()
    information: tuple[InformationWorth, ...] = ()


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
    return beliefs_of(compile_scenario(scenario))


def beliefs_of(compiled: Compiled) -> Beliefs:
    """Find the prices of patience of a compiled scenario, one solution per actor, and what beliefs are worth.

    Errors as `beliefs`.
    """
    standoff = compiled.standoff
    with workers() as pool:
        if standoff.beliefs is None:
            strained = pool.submit(strain_where_solved, standoff)
            return Beliefs(compiled.scenario, prices_of(compiled, pool), strained.result())
        prices, seconds = prices_of(compiled, pool), _prices_of_seconds(compiled, standoff.beliefs, pool)
        strain = strain_where_solved(as_type(standoff, 0, 0))
    policy = solve_hidden(standoff)
    worths, information = belief_worths(policy), information_worths(policy)
    return Beliefs(compiled.scenario, prices, strain, seconds, worths, information)


def prices_of(compiled: Compiled, pool: Executor) -> tuple[PatiencePrice, ...]:
    """Return the price of patience of every actor, or of its first type, in order; errors as `beliefs`."""
    standoff = compiled.standoff if compiled.standoff.beliefs is None else as_type(compiled.standoff, 0, 0)
    holds = [actor.hold for actor in compiled.scenario.rules.actors]
    return tuple(pool.map(lambda actor: patience_price(standoff, holds, actor), range(len(holds))))


def _prices_of_seconds(compiled: Compiled, typed: GridOfBeliefs, pool: Executor) -> tuple[TypePrice, ...]:
    """Return the prices of patience of the second types; those that never blink have none."""
    holds = [actor.hold for actor in compiled.scenario.rules.actors]

    def price(place: int) -> TypePrice:
        one = typed.typed[place]
        return TypePrice(one.types[1], patience_price(as_type(compiled.standoff, place, 1), holds, one.actor))

    found = pool.map(price, range(len(typed.typed)))
    return tuple(one for one in found if one.price.initiatives > 0.0)


def by_weight(price: PatiencePrice) -> list[tuple[str, float]]:
    """Return the arguments in an actor's gap with their utils, the weightiest first."""
    utils = by_argument(price.columns, price.split)
    return [(name, utils[name]) for name in sorted(utils, key=lambda name: -abs(utils[name])) if utils[name]]
