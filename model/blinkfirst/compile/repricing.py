"""The games of a compiled scenario under other numbers, where no move leads anywhere else: other weights,
patience and precision, or parameters and tempo that only decide what the world is worth and how fast the
capitals are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.payoffs import weights_of
from blinkfirst.compile.scenario import Compiled, tick_place
from blinkfirst.compile.stretch_game import game_under
from blinkfirst.game.game import FloatArray, Game
from blinkfirst.game.standoff import Plan, Stretch
from blinkfirst.scenario.scenario import Rules


@dataclass(frozen=True)
class Prices:
    """What turns the features of a stretch into utils, and utils into choices.

    Attributes
    ----------
    weights : shape (C,), utils (per month for flows), strength included.
    patience : shape (A,), discount factor per year.
    precision : shape (A,), 1/utils.
    """

    weights: FloatArray
    patience: FloatArray
    precision: FloatArray


def prices_of(rules: Rules) -> Prices:
    """Return the prices that some rules say."""
    return Prices(
        weights_of(rules),
        np.array([actor.patience for actor in rules.actors]),
        np.array([actor.precision for actor in rules.actors]),
    )


def repriced(compiled: Compiled, prices: Sequence[Sequence[Prices]]) -> Compiled:
    """Return a compiled scenario at other prices; nothing is compiled, all else is shared.

    Parameters
    ----------
    prices : for every stretch of every plan.
    """
    games = [
        [_at_prices(stretch.game, price) for stretch, price in zip(plan.stretches, row, strict=True)]
        for plan, row in zip(compiled.standoff.plans, prices, strict=True)
    ]
    return _with_games(compiled, games)


@dataclass(frozen=True)
class Revision:
    """What is other in the rules of a stretch, without any move leading anywhere else.

    Attributes
    ----------
    rules : read as the known ones, but for parameters and tempo that no move and no event of nature depends
        on.
    columns : payoff columns whose condition or worth mentions a parameter that is another.
    paced : actors (by index) whose tempo is another.
    """

    rules: Rules
    columns: Collection[int]
    paced: Collection[int]


def revised(compiled: Compiled, revisions: Sequence[Sequence[Revision]]) -> Compiled:
    """Return a compiled scenario under other parameters and tempo; moves, layout and prices are shared.

    Parameters
    ----------
    revisions : for every stretch of every plan.

    Raises
    ------
    ScenarioError
        When a payoff or tempo is not finite somewhere, or more than one thing happens per tick.
    """
    place = tick_place(compiled.scenario)
    games = [
        [
            game_under(stretch.game, new.rules, ground.laid_out, new.columns, new.paced, place)
            for stretch, ground, new in zip(plan.stretches, grounds, row, strict=True)
        ]
        for plan, grounds, row in zip(compiled.standoff.plans, compiled.grounds, revisions, strict=True)
    ]
    grounds = tuple(
        tuple(replace(ground, rules=new.rules) for ground, new in zip(*rows, strict=True))
        for rows in zip(compiled.grounds, revisions, strict=True)
    )
    course = tuple(grounds[span.plan][span.place].rules for span in compiled.standoff.played)
    return replace(_with_games(compiled, games), course_rules=course, grounds=grounds)


def _at_prices(game: Game, prices: Prices) -> Game:
    return replace(
        game,
        patience=prices.patience,
        precision=prices.precision,
        payoffs=replace(game.payoffs, weights=prices.weights),
    )


def _with_games(compiled: Compiled, games: Sequence[Sequence[Game]]) -> Compiled:
    plans = tuple(
        Plan(
            plan.first_tick,
            tuple(
                Stretch(stretch.first_tick, game, stretch.carry, stretch.event)
                for stretch, game in zip(plan.stretches, row, strict=True)
            ),
        )
        for plan, row in zip(compiled.standoff.plans, games, strict=True)
    )
    return replace(compiled, standoff=replace(compiled.standoff, plans=plans))
