"""The one solution of a stand-off, by backward induction.

One actor moves at a time and time is finite, so going back from the horizon each choice is logit in values
already known: no equilibrium has to be selected and nothing can fail to converge.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.policy import PlanPolicy, Policy, StretchPolicy
from blinkfirst.game.standoff import Plan, Standoff, check_untyped
from blinkfirst.solve.kernels import pull_back
from blinkfirst.solve.layout.game_tables import discount_per_tick, lay_out
from blinkfirst.solve.standoff.stationary import stationary_values


def backward_induction(standoff: Standoff) -> Policy:
    """Everybody's choices at every tick: the logit equilibrium, found backward from the horizon.

    Returns
    -------
    Policy
        Under a plan that a surprise overtakes, values look to that plan's whole expected future, but choices
        are kept only for the ticks really played. One row of choices is 8 bytes per edge; two tables of
        values is all that lives beside them.

    Raises
    ------
    GameError
        When stretches do not follow one another before the horizon, more than one thing happens per tick, or
        somebody has private types.
    SolverError
        When the horizon is endless and the stationary solution is not reached.

    Source
    ------
    [McKelvey1998] agent logit equilibrium; random initiatives as in [Doraszelski2019]. Departure: a finite
    horizon, which makes the solution unique. The value does not include the choice noise.
    """
    check_untyped(standoff)
    check_clock(standoff)
    ends = zip(standoff.plans, standoff.plan_ends, strict=True)
    solved = [solve_plan(standoff, plan, end) for plan, end in ends]
    return Policy(tuple(plan for plan, _ in solved), max(residual for _, residual in solved))


def solve_plan(standoff: Standoff, plan: Plan, played_until: int) -> tuple[PlanPolicy, float]:
    """Solve one plan over its whole expected future; keep choices of the ticks before ``played_until``.

    With them comes the residual of the stationary values it ends in, 0 with a finite horizon.
    """
    values, residual = end_values(standoff, plan.stretches[-1].game)
    return policy_through(standoff, plan, played_until, values, _pulled_back), residual


def policy_through(
    standoff: Standoff,
    plan: Plan,
    played_until: int,
    values: FloatArray,
    pulled_back: Callable[[Game, FloatArray, int, FloatArray], FloatArray],
    own: Callable[[FloatArray], FloatArray] = lambda values: values,
) -> PlanPolicy:
    """Go back through the stretches of a plan, from one dated event to the one before.

    Parameters
    ----------
    played_until : choices of later ticks are not kept.
    values : shape (S, ...), utils, of the states at the horizon.
    pulled_back : values so many ticks earlier within one game, ``(game, values, ticks, choice)``; fills
        ``choice``, shape (ticks kept, edges).
    own : what of such values, shape (S, A), the policy records at the start of a stretch.
    """
    solved: list[StretchPolicy] = []
    end = standoff.ticks
    for number in range(len(plan.stretches) - 1, -1, -1):
        stretch = plan.stretches[number]
        ticks = end - stretch.first_tick
        kept = max(0, min(end, played_until) - stretch.first_tick)
        choice = np.empty((kept, stretch.game.n_edges))
        values = pulled_back(stretch.game, values, ticks, choice)
        solved.append(StretchPolicy(stretch.first_tick, choice, own(values)))
        if number > 0:
            values = before_event(values, stretch.carry)
        end = stretch.first_tick
    return PlanPolicy(tuple(reversed(solved)))


def _pulled_back(game: Game, values: FloatArray, ticks: int, choice: FloatArray) -> FloatArray:
    return pull_back(lay_out(game), values, ticks, choice)


def end_values(standoff: Standoff, game: Game) -> tuple[FloatArray, float]:
    """Return the worth of each state at the horizon, shape (S, A), and the residual of that."""
    if standoff.stationary:
        return stationary_values(game)
    return afterwards_ticks(game, standoff.afterwards_months) * lay_out(game).flow, 0.0


def afterwards_ticks(game: Game, months: float) -> FloatArray:
    """Return the discounted ticks of flow that the last state is worth to each actor, shape (A,).

    The closed form of the geometric sum with n = ``months`` / D. For n that is not whole it is the smooth
    continuation of the sum. Written with expm1, because 1 - delta loses digits when patience is close to 1.

    Examples
    --------
    With patience 1 and months of a quarter of a year, twelve months are four ticks:

    >>> from types import SimpleNamespace
    >>> afterwards_ticks(SimpleNamespace(patience=np.array([1.0]), tick_months=3.0), 12.0).tolist()
    [4.0]
    """
    ticks = months / game.tick_months
    rate = np.log(discount_per_tick(game))
    patient = rate == 0.0
    safe = np.where(patient, -1.0, rate)
    return np.where(patient, ticks, np.expm1(ticks * safe) / np.expm1(safe))


def before_event(values: FloatArray, carry: IntArray | None) -> FloatArray:
    """Values just before a dated event: those of the states it will turn each state into."""
    if carry is None:
        raise GameError("a later stretch without a carry: only the first stretch of a plan may lack one")
    return np.ascontiguousarray(values[carry])


def check_clock(standoff: Standoff) -> None:
    """Refuse stretches that do not follow one another before the horizon.

    Raises `GameError` naming the first plan that is wrong.
    """
    for plan in standoff.plans:
        firsts = [stretch.first_tick for stretch in plan.stretches]
        if firsts[:1] != [plan.first_tick] or firsts != sorted(firsts) or firsts[-1] >= standoff.ticks:
            raise GameError(
                f"plan from tick {plan.first_tick}: expected stretches from that tick on, in order and "
                f"before the horizon at tick {standoff.ticks}, got {firsts}"
            )
