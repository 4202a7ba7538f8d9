"""The same standoff with other precision: coin tosses to compare with, and sharper or blunter minds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import Game
from blinkfirst.game.standoff import Plan, Standoff, Stretch


def coin_toss(standoff: Standoff) -> Standoff:
    """The same standoff with everybody choosing every move on the menu equally often.

    What a forecast has to beat: whatever it says beyond this comes from the arguments, not from who may do
    what, when.
    """
    return with_precision(standoff, 0.0)


def with_precision(standoff: Standoff, factor: float) -> Standoff:
    """The same standoff with every actor's precision times ``factor``; 0 is a coin toss, even for exact
    maximisers.

    Raises
    ------
    GameError
        When the factor is negative or not a number.
    """
    if not factor >= 0.0:
        raise GameError(f"precision factor {factor}: expected a number >= 0")
    return replace(standoff, plans=tuple(_scaled_plan(plan, factor) for plan in standoff.plans))


def without_error(standoff: Standoff) -> Standoff:
    """The same standoff with all who weigh anything as exact maximisers; who tosses coins still does.

    The limit of `with_precision` as the factor grows without bound, but for ties, which it divides evenly.
    """

    def sharp(stretch: Stretch) -> Stretch:
        precision = np.where(stretch.game.precision > 0.0, np.inf, 0.0)
        return replace(stretch, game=replace(stretch.game, precision=precision))

    plans = (replace(plan, stretches=tuple(map(sharp, plan.stretches))) for plan in standoff.plans)
    return replace(standoff, plans=tuple(plans))


def anybody_errs(standoff: Standoff) -> bool:
    """Return whether some actor weighs moves and errs: has a precision between 0 and infinity anywhere."""
    games = (stretch.game for plan in standoff.plans for stretch in plan.stretches)
    return any(bool((np.isfinite(game.precision) & (game.precision > 0.0)).any()) for game in games)


def _scaled_plan(plan: Plan, factor: float) -> Plan:
    stretches = (replace(stretch, game=_scaled_game(stretch.game, factor)) for stretch in plan.stretches)
    return replace(plan, stretches=tuple(stretches))


def _scaled_game(game: Game, factor: float) -> Game:
    # 0 times inf is not a number, but a coin toss is a coin toss.
    precision = np.zeros_like(game.precision) if factor == 0.0 else game.precision * factor
    return replace(game, precision=precision)
