"""Chances of moves over time: what an actor does when an initiative is its."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import BLINK_DEGREES, NO_BLINK, FloatArray, Game
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.forecast import report_months, state_distributions


@dataclass(frozen=True)
class MoveChances:
    """Chances of one actor's moves, given an initiative of it, in the worlds that are likely by then.

    Attributes
    ----------
    actor : name.
    moves : names of its n moves.
    degrees : of each: ``none``, ``soft`` or ``hard``, the hardest that it ever is.
    months : shape (K,), after the start.
    chances : shape (K, n), rows add up to one; nan while the actor has no initiative.
    """

    actor: str
    moves: tuple[str, ...]
    degrees: tuple[str, ...]
    months: FloatArray
    chances: FloatArray


def move_chances(standoff: Standoff, policy: Policy) -> tuple[MoveChances, ...]:
    """Return the chances of every actor's moves, month by month."""
    ticks = sorted({_tick(standoff, float(month)) for month in report_months(standoff)[:-1]})
    sights = state_distributions(standoff, policy, ticks)
    by_tick = []
    for tick in ticks:
        game, played = standoff.course[sights[tick].stretch].game, policy.course[sights[tick].stretch]
        choice = played.choice[tick - played.first_tick]
        by_tick.append(_by_move(game, sights[tick].probabilities, choice))
    games = [stretch.game for stretch in standoff.course]
    months = np.array(ticks) * standoff.tick_months
    return tuple(
        MoveChances(
            actor=name,
            moves=games[0].moves[k],
            degrees=_degrees(games, k),
            months=months,
            chances=np.array([chances[k] for chances in by_tick]),
        )
        for k, name in enumerate(games[0].actors)
    )


def _tick(standoff: Standoff, month: float) -> int:
    return min(int(month / standoff.tick_months + 0.5), standoff.ticks - 1)


def _by_move(game: Game, probabilities: FloatArray, choice: FloatArray) -> list[FloatArray]:
    """Return per actor the chances of its moves, shape (its moves,)."""
    weight = probabilities[game.edge_state] * game.tempo[game.edge_state, game.edge_actor] * choice
    found = []
    for actor, moves in enumerate(game.moves):
        mine = game.edge_actor == actor
        sums = np.bincount(game.edge_move[mine], weight[mine], minlength=len(moves))
        total = sums.sum()
        found.append(sums / total if total > 0.0 else np.full(len(moves), np.nan))
    return found


def _degrees(games: Sequence[Game], actor: int) -> tuple[str, ...]:
    hardest = np.full(len(games[0].moves[actor]), NO_BLINK)
    for game in games:
        mine = game.edge_actor == actor
        np.maximum.at(hardest, game.edge_move[mine], game.edge_blink[mine])
    return tuple(BLINK_DEGREES[degree] for degree in hardest)
