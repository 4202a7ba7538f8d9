"""Who gives way in a matrix when everybody plays a mixed strategy of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.matrix import Matrix


@dataclass(frozen=True)
class GivingWay:
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


def giving_way(matrix: Matrix, profile: Sequence[FloatArray]) -> GivingWay:
    """Return who gives way under a profile of mixed strategies.

    Parameters
    ----------
    matrix : says which strategies count as giving way.
    profile : per player, shape (A_i,).
    """
    able = [k for k, player in enumerate(matrix.players) if player.blinks]
    each = [_chance(matrix, k, profile[k]) for k in able]
    holds = [1.0 - chance for chance in each]
    alone = [float(chance * np.prod(holds[:k] + holds[k + 1 :])) for k, chance in enumerate(each)]
    nobody = float(np.prod(holds))
    return GivingWay(
        players=tuple(matrix.players[k].name for k in able),
        each=tuple(each),
        alone=tuple(alone),
        nobody=nobody,
        several=max(0.0, 1.0 - nobody - sum(alone)),
    )


def _chance(matrix: Matrix, player: int, mixture: FloatArray) -> float:
    """Add up the smaller of what gives way and what does not, so that neither end is lost to rounding."""
    who = matrix.players[player]
    gives = [float(p) for name, p in zip(who.strategies, mixture, strict=True) if name in who.blinks]
    holds = [float(p) for name, p in zip(who.strategies, mixture, strict=True) if name not in who.blinks]
    return sum(gives) if sum(gives) <= 0.5 else 1.0 - sum(holds)
