"""Regret, the gain from deviating alone: the certificate of an equilibrium, whoever found it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray

SUM_TOLERANCE = 1e-9  # how far the probabilities of one player may be from adding up to 1


def regrets(payoffs: FloatArray, profile: Sequence[FloatArray]) -> FloatArray:
    """Gain each player could make by deviating alone; zero everywhere at a Nash equilibrium.

    Raises `GameError` when the number of vectors or their lengths do not fit the payoffs, or one is not a
    distribution.

    Parameters
    ----------
    payoffs : shape (P, A_0, ..., A_{P-1}), utils
        Axes in the order of the players, never rotated so that the own strategy comes first.
    profile : P vectors, the i-th of shape (A_i,), dimensionless
        A mixed strategy per player: not negative, adding up to 1.

    Returns
    -------
    shape (P,), utils
        Not negative. The largest is the epsilon of an epsilon-equilibrium.

    Source
    ------
    [Nash1951]. Departure from the source: none.

    Examples
    --------
    >>> pennies = np.array([[[1.0, -1.0], [-1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]])
    >>> heads = np.array([1.0, 0.0])
    >>> regrets(pennies, [heads, heads]).tolist()
    [0.0, 2.0]
    """
    replies = reply_payoffs(payoffs, profile)
    # Against the expectation over the own mixture, taken from the same numbers: rounding cannot make it < 0.
    return np.array(
        [max(0.0, float((reply.max() - reply) @ own)) for reply, own in zip(replies, profile, strict=True)]
    )


def expected_payoffs(payoffs: FloatArray, profile: Sequence[FloatArray]) -> FloatArray:
    """Return the expected payoffs of a mixed profile, shape (P,), utils; arguments as of :func:`regrets`."""
    replies = reply_payoffs(payoffs, profile)
    return np.array([float(reply @ own) for reply, own in zip(replies, profile, strict=True)])


def reply_payoffs(payoffs: FloatArray, profile: Sequence[FloatArray]) -> tuple[FloatArray, ...]:
    """Return the payoff of each pure strategy while all others keep to the profile, utils.

    Arguments and errors as of :func:`regrets`; the i-th of the P vectors returned is of shape (A_i,).
    """
    vectors = [np.asarray(vector, dtype=np.float64) for vector in profile]
    _check_profile(payoffs, vectors)
    return tuple(averaged(payoffs[player], vectors, {player}) for player in range(len(vectors)))


def averaged(table: FloatArray, mixtures: Sequence[FloatArray], kept: set[int]) -> FloatArray:
    """Average a table over the mixtures of all players but those kept, whose axes stay in order."""
    for player in range(len(mixtures) - 1, -1, -1):  # the last first: axes before it keep their place
        if player not in kept:
            table = np.tensordot(table, mixtures[player], axes=([player], [0]))
    return table


def _check_profile(payoffs: FloatArray, profile: Sequence[FloatArray]) -> None:
    expected = tuple((count,) for count in payoffs.shape[1:])
    found = tuple(vector.shape for vector in profile)
    if found != expected:
        lengths = ", ".join(str(count) for (count,) in expected)
        raise GameError(
            f"profile: expected {len(expected)} vectors of lengths {lengths}, got shapes "
            f"{', '.join(map(str, found)) or 'none'}"
        )
    for player, vector in enumerate(profile):
        # `not (... <= ...)` and not `>`: a nan must not pass.
        if not (vector.min() >= 0.0 and abs(vector.sum() - 1.0) <= SUM_TOLERANCE):
            raise GameError(
                f"profile: expected probabilities that are not negative and add up to 1 for player {player}, "
                f"got {vector.tolist()}"
            )
