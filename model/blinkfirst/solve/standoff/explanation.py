"""Why did they do that? The worth of every move on a menu, split exactly by argument.

Q is linear in the arguments' weights once everybody's choices are given. So the probabilities are pushed
forward from each move in turn, and what every payoff column brings on the way is added up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, PayoffColumn
from blinkfirst.game.policy import PlanPolicy, Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.short_repr import short_repr
from blinkfirst.solve.layout.game_tables import discount_per_tick
from blinkfirst.solve.standoff.backward_induction import solve_plan
from blinkfirst.solve.standoff.forecast import add_what_follows
from blinkfirst.solve.standoff.forward_pass import Leg, Route, columns_of, walk
from blinkfirst.sums import even_sum, even_sums


@dataclass(frozen=True)
class ChoiceExplanation:
    """One actor's choice taken apart: the value of each of its moves, in one state at one tick.

    Attributes
    ----------
    tick, state, actor : where; the state is an index in the game in force at that tick.
    moves : names of the m moves on the menu.
    probabilities : shape (m,), sigma, the chance of each.
    values : shape (m,), utils, Q of each: what it brings at once and later, under the plan in force.
    columns : C payoff columns of that actor.
    split : shape (m, C), utils; a row adds up to the move's value.
    """

    tick: int
    state: int
    actor: int
    moves: tuple[str, ...]
    probabilities: FloatArray
    values: FloatArray
    columns: tuple[PayoffColumn, ...]
    split: FloatArray

    __repr__ = short_repr


def with_whole_plan(standoff: Standoff, policy: Policy, tick: int) -> Policy:
    """The same policy, the plan in force at a tick solved up to the horizon, to explain several choices with.

    Where a surprise cuts a plan short, `explain_choice` and `explain_difference` have to solve it again;
    given this policy they need not.
    """
    number = plan_in_force(standoff, tick)
    plans = list(policy.plans)
    plans[number] = _whole_plan(standoff, policy, number)
    return replace(policy, plans=tuple(plans))


def explain_choice(
    standoff: Standoff, policy: Policy, tick: int, state: int, actor: int
) -> ChoiceExplanation:
    """Split by argument what an actor expects of each of its moves.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
    tick : 0 to the last tick before the horizon.
    state : index in the game in force at that tick, after a dated event of that tick.
    actor : index.

    Returns
    -------
    ChoiceExplanation
        Under the plan in force at that tick: surprises still to come are ignored.

    Raises
    ------
    GameError
        When tick, state or actor do not exist.
    """
    ahead = _expected_legs(standoff, policy, tick)
    game = ahead[0].game
    _check_place(game, state, actor)
    row = state * game.n_movers + actor
    edges = range(int(game.edge_offset[row]), int(game.edge_offset[row + 1]))
    columns = tuple(column for column in columns_of(ahead) if column.actor == actor)
    split = np.stack([
        _split(standoff, ahead, actor, lumps_of_edge(game, edge), _outcomes(game, edge), columns)
        for edge in edges
    ])  # fmt: skip
    return ChoiceExplanation(
        tick=tick,
        state=state,
        actor=actor,
        moves=tuple(game.edge_label(edge)[1] for edge in edges),
        probabilities=ahead[0].choice[0, edges.start : edges.stop].copy(),
        values=even_sum(split, axis=1),
        columns=columns,
        split=split,
    )


def explain_difference(
    standoff: Standoff, policy: Policy, tick: int, edge: int, instead: int
) -> tuple[tuple[PayoffColumn, ...], FloatArray]:
    """Why one move is worth more, or less, than another of the same menu.

    Everything is linear, so one walk does: what the first move's outcomes bring, less what the other's do.

    Raises `GameError` when the tick does not exist or the edges are not of one menu.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
    tick : 0 to the last tick before the horizon.
    edge, instead : two edges of one actor in one state, in the game in force at that tick.

    Returns
    -------
    columns : C payoff columns of that actor.
    split : shape (C,), utils; adds up to Q(edge) - Q(instead).
    """
    ahead = _expected_legs(standoff, policy, tick)
    game = ahead[0].game
    if (game.edge_state[edge], game.edge_actor[edge]) != (game.edge_state[instead], game.edge_actor[instead]):
        raise GameError(f"edges {edge} and {instead}: expected two moves of one actor in one state")
    columns = tuple(column for column in columns_of(ahead) if column.actor == game.edge_actor[edge])
    at_once = lumps_of_edge(game, edge)
    for column, utils in lumps_of_edge(game, instead).items():
        at_once[column] = at_once.get(column, 0.0) - utils
    reached = _outcomes(game, edge) - _outcomes(game, instead)
    return columns, _split(standoff, ahead, int(game.edge_actor[edge]), at_once, reached, columns)


def _split(
    standoff: Standoff,
    ahead: tuple[Leg, ...],
    actor: int,
    at_once: dict[PayoffColumn, float],
    reached: FloatArray,
    columns: tuple[PayoffColumn, ...],
) -> FloatArray:
    """Payoff at once, and from the next tick on where the states weigh ``reached``; shape (C,)."""
    here = ahead[0]
    afterwards = (Leg(here.game, here.first + 1, here.end, None, here.choice[1:]), *ahead[1:])
    record = walk(afterwards, reached, Route(afterwards))
    add_what_follows(record, standoff, ahead[-1])
    later = dict(zip(record.columns, record.split, strict=True))
    delta = float(discount_per_tick(here.game)[actor])
    return np.array([at_once.get(column, 0.0) + delta * float(later[column]) for column in columns])


def _outcomes(game: Game, edge: int) -> FloatArray:
    """Probability of each state after a move, shape (S,)."""
    outcomes = slice(int(game.outcome_offset[edge]), int(game.outcome_offset[edge + 1]))
    return even_sums(game.outcome_state[outcomes], game.outcome_probability[outcomes], game.n_states)


def lumps_of_edge(game: Game, edge: int) -> dict[PayoffColumn, float]:
    """Return what a move brings at once, by payoff column; nothing where it brings none."""
    payoffs = game.payoffs
    found: dict[PayoffColumn, float] = {}
    for entry in np.flatnonzero(payoffs.lump_edge == edge):
        row = int(np.searchsorted(payoffs.lump_offset, entry, side="right")) - 1
        number = int(payoffs.lump_columns[row])
        worth = float(payoffs.weights[number] * payoffs.lump_worth[entry])
        found[payoffs.columns[number]] = found.get(payoffs.columns[number], 0.0) + worth
    return found


def _expected_legs(standoff: Standoff, policy: Policy, tick: int) -> tuple[Leg, ...]:
    """The way ahead from a tick on, as the plan in force has it; the first leg begins at that tick."""
    if not 0 <= tick < standoff.ticks:
        raise GameError(f"tick {tick}: expected 0 to {standoff.ticks - 1}, before the horizon")
    number = plan_in_force(standoff, tick)
    plan = standoff.plans[number]
    solved = _whole_plan(standoff, policy, number)
    ends = plan.ends(standoff.ticks)
    legs = [
        Leg(stretch.game, stretch.first_tick, end, stretch.carry, choices.choice)
        for stretch, choices, end in zip(plan.stretches, solved.stretches, ends, strict=True)
        if end > tick
    ]
    here = legs[0]
    return (Leg(here.game, tick, here.end, None, here.choice[tick - here.first :]), *legs[1:])


def _whole_plan(standoff: Standoff, policy: Policy, number: int) -> PlanPolicy:
    """Choices of a plan up to the horizon; solved again where a surprise cut them short."""
    solved = policy.plans[number]
    if (
        sum(stretch.choice.shape[0] for stretch in solved.stretches)
        == standoff.ticks - standoff.plans[number].first_tick
    ):
        return solved
    return solve_plan(standoff, standoff.plans[number], standoff.ticks)[0]


def plan_in_force(standoff: Standoff, tick: int) -> int:
    """Return the number of the plan that rules a tick."""
    return max(n for n, plan in enumerate(standoff.plans) if plan.first_tick <= tick)


def _check_place(game: Game, state: int, actor: int) -> None:
    if not 0 <= state < game.n_states:
        raise GameError(f"state {state}: expected 0 to {game.n_states - 1}, the states of the game in force")
    if not 0 <= actor < game.n_movers:
        raise GameError(f"actor {actor}: expected 0 to {game.n_movers - 1} ({', '.join(game.actors)})")
