r"""Limited depth of reasoning in a stand-off: level-k, and the cognitive hierarchy.

Equilibrium lets everybody foresee everybody's choices. Here actors stop after a few steps. *Level 0* tosses a
coin at every choice: each move of its menu is as likely as any other. *Level k* takes the others to be of
level k - 1 and answers them by its own precision, going back from the horizon as ever. With sigma^h the
choices of level h, actor i of level n holds

    V^n_t,i(s) = flow_i(s) + sum_j p_j(s) sum_m b^n_j(m | s) U^n_i(s, j, m) + nature and idleness,
    sigma^n_t,i(m | s) proportional to exp(lambda_i U^n_i(s, i, m))

where U^n is the lump and the discounted V^n one tick later, as in `blinkfirst.solve.kernels`, and b^n_j is
what i expects j to do: sigma^{n-1}_j of others, sigma^n_i of its own later self.

In a *cognitive hierarchy* depths are spread like a Poisson distribution f, and level n expects a truncated
mixture of all below, sum_{h < n} f(h) sigma^h / sum_{h < n} f(h). In a game that lasts, an actor who keeps
its depth would be found out by what it does, and beliefs would have to follow. This one is the hierarchy of
the *agent form*, in which every decision is a player of its own: whoever decides is drawn again each time, so
nothing is learnt about the next one, the later self is a stranger as everybody else is, and the mixture holds
at every choice.

All levels are carried backward together, column beside column: what level n expects in a tick is known by
then.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from blinkfirst.errors import GameError, OptionError, SolverError
from blinkfirst.game.game import FloatArray, Game
from blinkfirst.game.policy import PlanPolicy, Policy
from blinkfirst.game.standoff import Plan, Standoff, check_untyped
from blinkfirst.solve.kernels.levels import carry_back_levels
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.layout.payoff_patterns import lump_patterns_of
from blinkfirst.solve.standoff.backward_induction import (
    backward_induction,
    check_clock,
    end_values,
    policy_through,
)
from blinkfirst.solve.standoff.precision import coin_toss

TAU = 1.5  # steps of reasoning on average, the middle of what [Camerer2004] find
TAIL = 1e-3  # of the Poisson distribution, left out
MOST_LEVELS = 20


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """Expectations of every level; level 0 tosses coins and expects nothing, levels 1 to L reason.

    Attributes
    ----------
    others : shape (L, L + 1), row n - 1: with what weights level n mixes the choices of levels 0 to L into
        what it expects of other actors. Rows add up to 1.
    own : shape (L, L + 1), the same for what it expects of its own later self.
    played : shape (L + 1,), how likely whoever decides is of each level.
    """

    others: FloatArray
    own: FloatArray
    played: FloatArray


def level_k(standoff: Standoff, level: int) -> Policy:
    """Solve for actors that are all of one level and take the others to be one level below.

    Raises `GameError` when the level is out of range, or the stand-off is not well formed. Raises
    `SolverError` when the horizon is endless: there is no last tick to go back from.

    Parameters
    ----------
    standoff : the compiled scenario; with precisions of infinity the answers are best replies, split evenly
        between equal moves.
    level : 0 for coin tosses, up to `MOST_LEVELS`.

    Returns
    -------
    Policy
        To be pushed forward by `blinkfirst.solve.standoff.forecast.forecast`. Its values are what
        everybody, wrong about the others, expects.

    Source
    ------
    [Stahl1995] and [Nagel1995] for the levels, [Ho2013] for games in which players move in turn. Departure:
    answers are logit by the actor's precision, and the levels stay as they are while the game lasts.
    """
    check_level(level)
    return _solved(standoff, levels_below(level)) if level else _coin_tosses(standoff)


def cognitive_hierarchy(standoff: Standoff, tau: float = TAU) -> Policy:
    """Solve for actors whose depth is drawn again at each decision, from a Poisson distribution.

    Raises `GameError` or `SolverError` as `level_k`; also when ``tau`` is negative or so large that too many
    levels matter.

    Parameters
    ----------
    tau : mean of the distribution, steps of reasoning; levels up to `deepest_level` are kept.

    Returns
    -------
    As `level_k`; the values are those that the deepest level expects.

    Source
    ------
    [Camerer2004], of the game's agent form [McKelvey1998]. Departure: answers are logit by the actor's
    precision. A hierarchy in which actors keep their depth and are found out is another model [Lin2024].
    """
    deepest = deepest_level(tau)
    return _solved(standoff, poisson_hierarchy(tau, deepest)) if deepest else _coin_tosses(standoff)


def check_level(level: int) -> None:
    """Refuse a level that is none, or too deep to be worth the time.

    Raises `GameError` naming it.
    """
    if not 0 <= level <= MOST_LEVELS:
        raise GameError(f"level of reasoning {level}: expected 0 to {MOST_LEVELS}")


def levels_below(level: int) -> Hierarchy:
    """Each level up to this one takes the others to be one level below, and itself to stay as it is."""
    below = np.eye(level, level + 1)
    return Hierarchy(below, np.eye(level, level + 1, k=1), np.eye(level + 1)[level])


def poisson_hierarchy(tau: float, deepest: int) -> Hierarchy:
    """Each level takes everybody's decisions, its own later ones too, to be made by levels below it."""
    shares = poisson_shares(tau, deepest)
    below = np.tril(np.tile(shares, (deepest, 1)))
    below /= below.sum(axis=1, keepdims=True)
    return Hierarchy(below, below, shares)


def poisson_shares(tau: float, deepest: int) -> FloatArray:
    """Shares of levels 0 to ``deepest``, adding up to 1, shape (deepest + 1,).

    Examples
    --------
    >>> poisson_shares(1.5, 2).round(4).tolist()
    [0.2759, 0.4138, 0.3103]
    """
    weights = np.array([tau**k / math.factorial(k) for k in range(deepest + 1)])
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def deepest_level(tau: float) -> int:
    """The first level beyond which less than `TAIL` of the Poisson distribution lies.

    Raises `GameError` when ``tau`` is negative, not a number, or would ask for more than `MOST_LEVELS`
    levels.

    Examples
    --------
    >>> deepest_level(1.5), deepest_level(0.0)
    (6, 0)
    """
    if not (math.isfinite(tau) and tau >= 0):
        raise GameError(f"tau {tau}: expected a number >= 0 (steps of reasoning on average)")
    chance, level = math.exp(-tau), 0
    total = chance
    while total <= 1 - TAIL:
        level += 1
        if level > MOST_LEVELS:
            raise GameError(
                f"tau {tau:g}: more than {MOST_LEVELS} levels would matter; expected at most about 9"
            )
        chance *= tau / level
        total += chance
    return level


def _coin_tosses(standoff: Standoff) -> Policy:
    """Level 0: everybody's choices at precision 0."""
    _refuse_endless(standoff)
    return backward_induction(coin_toss(standoff))


def _refuse_endless(standoff: Standoff) -> None:
    if standoff.stationary:
        raise SolverError(
            "levels of reasoning go back from the last tick, and an endless horizon has none; "
            "give the scenario a finite horizon"
        )


def _solved(standoff: Standoff, hierarchy: Hierarchy) -> Policy:
    _refuse_endless(standoff)
    check_untyped(standoff)
    check_clock(standoff)
    ends = zip(standoff.plans, standoff.plan_ends, strict=True)
    return Policy(tuple(_solved_plan(standoff, hierarchy, plan, end) for plan, end in ends), 0.0)


def _solved_plan(standoff: Standoff, hierarchy: Hierarchy, plan: Plan, played_until: int) -> PlanPolicy:
    """All levels beside one another; the policy records what the deepest expects."""
    at_end, _ = end_values(standoff, plan.stretches[-1].game)
    values = np.repeat(at_end[:, np.newaxis, :], hierarchy.others.shape[0], axis=1)
    pulled_back = partial(_pulled_back, hierarchy)
    return policy_through(standoff, plan, played_until, values, pulled_back, _of_the_deepest)


def _of_the_deepest(values: FloatArray) -> FloatArray:
    return np.ascontiguousarray(values[:, -1])


def _pulled_back(
    hierarchy: Hierarchy, game: Game, values: FloatArray, ticks: int, choice: FloatArray
) -> FloatArray:
    """Values of all levels, shape (S, L, A), ``ticks`` ticks earlier; fills ``choice``."""
    tables, patterns = lay_out(game), lump_patterns_of(game)
    return carry_back_levels(
        game.edge_offset, game.outcome_offset, game.outcome_state, game.outcome_probability,
        patterns.edge_pattern, tables.worths.lump, tables.initiative, tables.idle,
        tables.nature_offset, tables.nature_state, tables.pace.nature,
        tables.flow, tables.worths.discount, tables.worths.precision,
        hierarchy.others, hierarchy.own, hierarchy.played, values, ticks, choice,
    )  # fmt: skip


def check_depth(levels: int, tau: float) -> None:
    """Refuse a deepest level or a mean depth of reasoning that cannot be.

    Raises `OptionError` naming the option.
    """
    try:
        check_level(levels)
    except GameError as error:
        raise OptionError(f"--levels: {error}") from error
    try:
        deepest_level(tau)
    except GameError as error:
        raise OptionError(f"--tau: {error}") from error
