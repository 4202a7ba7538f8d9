"""Concessions in a matrix when everybody plays a mixed strategy of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.matrix import Matrix


@dataclass(frozen=True)
class Concessions:
    """Probabilities of giving way, the players drawing independently of one another.

    Attributes
    ----------
    players : names of those who can give way: some of their strategies, named under `blinks`, do.
    each : that a player does, whatever the others do.
    alone : that it does and nobody else.
    nobody, several : that none does; that two or more do.
    """

    players: tuple[str, ...]
    each: tuple[float, ...]
    alone: tuple[float, ...]
    nobody: float
    several: float


def concessions(matrix: Matrix, profile: Sequence[FloatArray]) -> Concessions:
    """Return the probabilities of giving way under a profile of mixed strategies.

    Parameters
    ----------
    matrix : says which strategies count as giving way.
    profile : per player, shape (A_i,).
    """
    able = [k for k, player in enumerate(matrix.players) if player.blinks]
    each = [_chance(matrix, k, profile[k], gives=True) for k in able]
    # each of these is added up by itself, not as what the others leave: what is very unlikely keeps its
    # digits, and what cannot happen is 0
    holds = [_chance(matrix, k, profile[k], gives=False) for k in able]
    alone = [float(chance * np.prod(holds[:k] + holds[k + 1 :])) for k, chance in enumerate(each)]
    nobody, one, several = 1.0, 0.0, 0.0
    for gives, held in zip(each, holds, strict=True):
        nobody, one, several = nobody * held, one * held + nobody * gives, several + one * gives
    return Concessions(
        players=tuple(matrix.players[k].name for k in able),
        each=tuple(each),
        alone=tuple(alone),
        nobody=nobody,
        several=several,
    )


def _chance(matrix: Matrix, player: int, mixture: FloatArray, gives: bool) -> float:
    """Add up the probabilities of the strategies that give way, or of all others."""
    who = matrix.players[player]
    pairs = zip(who.strategies, mixture, strict=True)
    return sum(float(p) for name, p in pairs if (name in who.blinks) == gives)
