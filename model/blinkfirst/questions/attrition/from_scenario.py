"""A scenario seen as a war of attrition: what two sides contend for, taken from its exact values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.compile.commitments import players_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import StudyError
from blinkfirst.game.commitments import BLINKS_FIRST, NEVER_BLINKS, CommitmentTable, Player
from blinkfirst.game.game import FloatArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.layout.game_tables import discount_per_tick
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks
from blinkfirst.solve.standoff.commitments import commitment_table
from blinkfirst.solve.standoff.condition import strain_where_solved
from blinkfirst.solve.war_of_attrition.contest import Stakes
from blinkfirst.study.threads import workers


@dataclass(frozen=True, eq=False)
class ScenarioAttrition:
    """Prizes and costs of waiting of two sides of a scenario.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    names : of the two sides.
    other_blinks, blinks, nobody_blinks : shape (2,), utils
        What a side gets over the whole horizon when the other gives way at the first chance and it never
        does; when it gives way and the other never does; when neither ever does.
    stakes : prize, ``other_blinks - blinks``; and cost per month, ``blinks - nobody_blinks`` spread evenly
        over the discounted months of the horizon and what follows it, actor by actor.
    first_blinks : shape (2,), the scenario's own probability that the side blinks first.
    nobody : the scenario's own probability that nobody blinks.
    strain : how far rounding may move choices in the scenario itself, as `strain_of` has it.
    """

    scenario: Scenario
    names: tuple[str, str]
    other_blinks: FloatArray
    blinks: FloatArray
    nobody_blinks: FloatArray
    stakes: Stakes
    first_blinks: FloatArray
    nobody: float
    strain: float = 0.0


def scenario_attrition(
    compiled: Compiled, actors: Sequence[str] = (), progress: Callable[[int, int], None] | None = None
) -> ScenarioAttrition:
    """Take two sides' prizes and costs of waiting from a scenario.

    Raises `StudyError` when there are not two sides, one cannot blink or cannot but blink, or the signs make
    no attrition: nothing to win by the other's blinking first, or nothing to pay for waiting. Raises
    `OptionError` when an actor is unknown.

    Parameters
    ----------
    actors : two of them, each for itself; the scenario's sides by default.
    progress : called with how many profiles are solved, and of how many.
    """
    scenario = compiled.scenario
    players = players_of(scenario, actors)
    if len(players) != 2:
        have = ", ".join(player.name for player in players)
        raise StudyError(
            f"attrition: expected two sides, got {len(players)} ({have}); name two actors, as "
            f"--actors {','.join(actor.name for actor in scenario.rules.actors[:2])}"
        )
    holds = [actor.hold for actor in scenario.rules.actors]
    with workers() as pool:
        strained = pool.submit(strain_where_solved, compiled.standoff)
        table = commitment_table(compiled.standoff, holds, players, pool.map, progress).table
        strain = strained.result()
    _refuse_idle(table, scenario.name)
    won, lost, neither = _ends(table)
    prizes = _by_side(table, won - lost)
    costs = _by_side(table, (lost - neither) * (1.0 / _months(compiled.standoff)))
    names = (table.players[0].name, table.players[1].name)
    _refuse_signs(names, prizes, costs)
    return ScenarioAttrition(
        scenario=scenario,
        names=names,
        other_blinks=_by_side(table, won),
        blinks=_by_side(table, lost),
        nobody_blinks=_by_side(table, neither),
        stakes=Stakes(prizes, costs),
        first_blinks=np.array([table.payoff(k, table.uncommitted.first_blinks) for k in range(2)]),
        nobody=table.uncommitted.nobody,
        strain=strain,
    )


def _refuse_idle(table: CommitmentTable, scenario: str) -> None:
    for player in table.players:
        for posture, why in ((NEVER_BLINKS, "can never blink"), (BLINKS_FIRST, "has no way but to blink")):
            if posture not in _names(player):
                raise StudyError(
                    f"attrition: {player.name} {why} in {scenario}; expected two sides that can hold out or "
                    "give way"
                )


def _names(player: Player) -> list[str]:
    return [posture.name for posture in player.postures]


def _ends(table: CommitmentTable) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Values, shape (2, A), of the other's giving way, of one's own, and of nobody's, side by side."""
    holds = [_names(player).index(NEVER_BLINKS) for player in table.players]
    yields = [_names(player).index(BLINKS_FIRST) for player in table.players]
    first_wins, second_wins = table.values[holds[0], yields[1]], table.values[yields[0], holds[1]]
    neither = table.values[holds[0], holds[1]]
    return (
        np.stack([first_wins, second_wins]),
        np.stack([second_wins, first_wins]),
        np.stack([neither, neither]),
    )


def _by_side(table: CommitmentTable, values: FloatArray) -> FloatArray:
    return np.array([float(table.payoff(k, values[k])) for k in range(2)])


def _months(standoff: Standoff) -> FloatArray:
    """Discounted months of the horizon and of what follows it, shape (A,); patience is that of the start."""
    game = standoff.opening
    discount = discount_per_tick(game)[: game.n_actors]
    if standoff.stationary:
        return np.asarray(standoff.tick_months / (1 - discount))
    ticks = (discount[None, :] ** np.arange(standoff.ticks)[:, None]).sum(axis=0)
    after = discount**standoff.ticks * afterwards_ticks(game, standoff.afterwards_months)[: game.n_actors]
    return np.asarray(standoff.tick_months * (ticks + after))


def _refuse_signs(names: tuple[str, str], prizes: FloatArray, costs: FloatArray) -> None:
    wrong = []
    for name, prize, cost in zip(names, prizes, costs, strict=True):
        if prize <= 0:
            wrong.append(f"{name} gains nothing by the other's blinking first (prize {prize:.3f} utils)")
        if cost <= 0:
            wrong.append(
                f"{name} would rather wait to the end than give way (cost {cost:.4f} utils per month)"
            )
    if wrong:
        raise StudyError(
            f"no war of attrition between {' and '.join(names)}: {'; '.join(wrong)}; expected a prize "
            "and a cost above 0 on both sides"
        )
