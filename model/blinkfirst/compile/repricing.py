"""The games of a compiled scenario under other numbers, where no move leads anywhere else: other weights,
patience and precision, or parameters and tempo that only decide what the world is worth and how fast the
capitals are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.payoffs import weights_of
from blinkfirst.compile.stretch_game import game_under
from blinkfirst.compile.timeline import Compiled, tick_place
from blinkfirst.game.game import FloatArray, Game
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


def under_rules(
    compiled: Compiled,
    rules: Sequence[Sequence[Rules]],
    columns: Collection[int],
    paced: Collection[int],
) -> Compiled:
    """Return a compiled scenario under rules with other parameters, tempo and prices; moves stay as they are.

    Parameters
    ----------
    rules : for every stretch of every plan; they read as the known ones, but for numbers that no move and no
        event of nature depends on.
    columns : payoff columns whose condition or worth mentions a parameter that is another.
    paced : actors (by index) whose tempo is another.

    Raises
    ------
    ScenarioError
        When a payoff or tempo is not finite somewhere, or more than one thing happens per tick.
    """
    place = tick_place(compiled.scenario)
    grounds = tuple(
        tuple(replace(ground, rules=one) for ground, one in zip(*pair, strict=True))
        for pair in zip(compiled.grounds, rules, strict=True)
    )
    games = [
        [
            game_under(stretch.game, ground.rules, ground.laid_out, columns, paced, place)
            for stretch, ground in zip(plan.stretches, row, strict=True)
        ]
        for plan, row in zip(compiled.standoff.plans, grounds, strict=True)
    ]
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
        replace(
            plan,
            stretches=tuple(replace(s, game=game) for s, game in zip(plan.stretches, row, strict=True)),
        )
        for plan, row in zip(compiled.standoff.plans, games, strict=True)
    )
    return replace(compiled, standoff=replace(compiled.standoff, plans=plans))
