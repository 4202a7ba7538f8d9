"""The equations of a logit equilibrium in logarithms of probabilities, and their derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import averaged


@dataclass(frozen=True, eq=False)
class LogitEquations:
    """Equations H(l, lambda) = 0 of the logit equilibria of one game.

    The unknowns are the logarithms l of all probabilities, player after player, n in all, and the precision
    lambda. Player i with strategies 0, 1, ... has the equations

        sum over a of exp(l_ia) = 1,
        l_ia - l_i0 = lambda (u_ia - u_i0)   for a = 1, 2, ...

    where u_ia is the expected payoff of a against the others.

    Attributes
    ----------
    payoffs : shape (P, A_0, ..., A_{P-1}), of any unit; lambda has its inverse.
    """

    payoffs: FloatArray

    @property
    def offsets(self) -> list[int]:
        """First unknown of each player; one entry more than players."""
        return [0, *np.cumsum(self.payoffs.shape[1:]).tolist()]

    def split(self, logs: FloatArray) -> list[FloatArray]:
        """Cut the unknowns into one vector per player."""
        offsets = self.offsets
        return [logs[begin:end] for begin, end in pairwise(offsets)]

    def values(self, point: FloatArray) -> FloatArray:
        """H at a point (l, lambda): shape (n,)."""
        logs, precision = self.split(point[:-1]), point[-1]
        mixtures = [np.exp(own) for own in logs]
        return np.concatenate(
            [
                np.concatenate([[mixture.sum() - 1.0], (own - own[0] - precision * (reply - reply[0]))[1:]])
                for own, mixture, reply in zip(logs, mixtures, replies(self.payoffs, mixtures), strict=True)
            ]
        )

    def derivatives(self, point: FloatArray) -> FloatArray:
        """Derivatives of H by l and lambda: shape (n, n + 1)."""
        precision = point[-1]
        mixtures = [np.exp(own) for own in self.split(point[:-1])]
        offsets = self.offsets
        result = np.zeros((offsets[-1], offsets[-1] + 1))
        for i, (begin, end) in enumerate(pairwise(offsets)):
            result[begin, begin:end] = mixtures[i]
            result[begin + 1 : end, begin] = -1.0
            result[range(begin + 1, end), range(begin + 1, end)] = 1.0
            for j in range(len(mixtures)):
                if j != i:
                    against = pair_payoffs(self.payoffs[i], mixtures, i, j)
                    others = slice(offsets[j], offsets[j + 1])
                    result[begin + 1 : end, others] = -precision * (against[1:] - against[0]) * mixtures[j]
            reply = averaged(self.payoffs[i], mixtures, {i})
            result[begin + 1 : end, -1] = -(reply[1:] - reply[0])
        return result


def replies(payoffs: FloatArray, mixtures: Sequence[FloatArray]) -> list[FloatArray]:
    """Expected payoff of each player's strategies; unlike `reply_payoffs`, nothing need add up to 1."""
    return [averaged(payoffs[player], mixtures, {player}) for player in range(len(mixtures))]


def pair_payoffs(table: FloatArray, mixtures: Sequence[FloatArray], i: int, j: int) -> FloatArray:
    """Expected payoff of a table for each pair of strategies of players i and j: shape (A_i, A_j)."""
    pair = averaged(table, mixtures, {i, j})
    return pair if i < j else pair.T
