"""Other precisions: coin tosses, sharper or blunter minds, exact maximisers and the ties they meet.

At a tie moves are equally good, and an exact maximiser's choice between them is a convention.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import NO_BLINK, FloatArray, Game
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff, Stretch
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.standoff.forward_pass import one_tick_on, played_legs, start_of
from blinkfirst.sums import even_sum, even_sums


def coin_toss(standoff: Standoff) -> Standoff:
    """The same standoff with everybody choosing every move on the menu equally often.

    What a forecast has to beat: whatever it says beyond this comes from the arguments, not from who may do
    what, when.
    """
    return with_precision(standoff, 0.0)


def with_precision(standoff: Standoff, factor: float) -> Standoff:
    """The same standoff with every actor's precision times ``factor``; 0 is a coin toss, even for exact
    maximisers.

    Raises `GameError` when the factor is negative or not a number.
    """
    if not factor >= 0.0:
        raise GameError(f"precision factor {factor}: expected a number >= 0")
    # 0 times inf is not a number, but a coin toss is a coin toss
    return _with_precisions(standoff, lambda p: np.zeros_like(p) if factor == 0.0 else p * factor)


def without_error(standoff: Standoff) -> Standoff:
    """The same standoff with all who weigh anything as exact maximisers; who tosses coins still does.

    The limit of `with_precision` as the factor grows without bound, but for ties, which it divides evenly.
    """
    return _with_precisions(standoff, lambda precision: np.where(precision > 0.0, np.inf, 0.0))


def anybody_errs(standoff: Standoff) -> bool:
    """Return whether some actor weighs moves and errs: has a precision between 0 and infinity anywhere."""
    games = (stretch.game for plan in standoff.plans for stretch in plan.stretches)
    precisions = ([*game.precision, *(second.precision for second in game.seconds)] for game in games)
    return any(0.0 < precision < np.inf for found in precisions for precision in found)


def _with_precisions(standoff: Standoff, new: Callable[[FloatArray], FloatArray]) -> Standoff:
    def changed(stretch: Stretch) -> Stretch:
        game = stretch.game
        seconds = (replace(s, precision=float(new(np.array([s.precision]))[0])) for s in game.seconds)
        sharper = replace(game, precision=new(game.precision), seconds=tuple(seconds))
        return replace(stretch, game=sharper)

    plans = (replace(plan, stretches=tuple(map(changed, plan.stretches))) for plan in standoff.plans)
    return replace(standoff, plans=tuple(plans))


def chance_of_tie(standoff: Standoff, policy: Policy) -> float:
    """P(somebody with a choice between equally good moves has the initiative before anybody has blinked).

    Parameters
    ----------
    policy : of the stand-off, whose actors are exact maximisers; coin tossers are not asked.

    Returns
    -------
    A probability; 0 where the answer does not depend on how ties are broken along the way. What would have
    come of a tie off the way may still have shaped it.
    """
    legs = played_legs(standoff, policy)
    mass = start_of(legs[0].game)
    met = 0.0
    for number, leg in enumerate(legs):
        if number > 0 and leg.carry is not None:
            mass = even_sums(leg.carry, mass, leg.game.n_states)
        for choice in leg.choice:
            mass, tied = _one_tick(leg.game, mass, choice)
            met += tied
    return min(met, 1.0)


def _one_tick(game: Game, mass: FloatArray, choice: FloatArray) -> tuple[FloatArray, float]:
    """Probability left without blink and tie a tick later, and that which has met a tie."""
    tables = lay_out(game)
    turns = (mass[:, np.newaxis] * tables.initiative).ravel()
    row = game.edge_state * game.n_movers + game.edge_actor
    maximises = np.isinf(game.precision)[game.edge_actor]
    torn = np.zeros(turns.size, dtype=np.bool_)
    torn[row[maximises & (choice > 0.0) & (choice < 1.0)]] = True
    going = np.where(torn[row] | (game.edge_blink != NO_BLINK), 0.0, turns[row] * choice)
    return one_tick_on(game, mass, going), float(even_sum(turns[torn]))
