"""Other precisions: coin tosses, sharper or blunter minds, exact maximisers and the ties they meet.

At a tie moves are equally good, and an exact maximiser's choice between them is a convention.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import NO_BLINK, FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Plan, Standoff, Stretch
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.standoff.forward_pass import played_legs


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
    mass: FloatArray = np.zeros(legs[0].game.n_states)
    mass[legs[0].game.start] = 1.0
    met = 0.0
    for number, leg in enumerate(legs):
        if number > 0 and leg.carry is not None:
            mass = _sums(leg.carry, mass, leg.game.n_states)
        for choice in leg.choice:
            mass, tied = _one_tick(leg.game, mass, choice)
            met += tied
    return min(met, 1.0)


def _one_tick(game: Game, mass: FloatArray, choice: FloatArray) -> tuple[FloatArray, float]:
    """Probability left without blink and tie a tick later, and that which has met a tie."""
    tables = lay_out(game)
    turns = (mass[:, np.newaxis] * tables.initiative).ravel()
    row = game.edge_state * game.n_actors + game.edge_actor
    maximises = np.isinf(game.precision)[game.edge_actor]
    torn = np.zeros(turns.size, dtype=np.bool_)
    torn[row[maximises & (choice > 0.0) & (choice < 1.0)]] = True
    going = np.where(torn[row] | (game.edge_blink != NO_BLINK), 0.0, turns[row] * choice)
    by_outcome = np.repeat(going, np.diff(game.outcome_offset)) * game.outcome_probability
    after = _sums(game.outcome_state, by_outcome, game.n_states)
    drift = np.repeat(mass, np.diff(tables.nature_offset)) * tables.nature_probability
    after += _sums(tables.nature_state, drift, game.n_states)
    after += mass * tables.idle
    return after, float(turns[torn].sum())


def _sums(rows: IntArray, weights: FloatArray, count: int) -> FloatArray:
    return np.asarray(np.bincount(rows, weights=weights, minlength=count), dtype=np.float64)
