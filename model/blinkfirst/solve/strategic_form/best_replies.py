"""Best replies: to a mixed profile, and in every cell of the table; and which payoffs count as equal.

Tolerances are shares of the range of a player's own payoffs, so that nothing depends on the units or the
zero of anybody's utils. Rounding errors, of the size of the largest payoffs, are allowed for on top.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import TooLargeError
from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import reply_payoffs
from blinkfirst.game.strategic_form import StrategicForm

MOST_PROFILES = 5_000_000  # cells of a table; payoffs of four players fill 160 MB
REGRET_TOLERANCE = 1e-8  # largest regret in equilibrium, as a share of the range of the player's payoffs
TIE_TOLERANCE = 1e-9  # payoffs this near, as a share of the range of the player's payoffs, count as equal
SAME_TOLERANCE = 1e-6  # probabilities this near belong to the same equilibrium
UNPLAYED = 1e-12  # a probability this small is rounding: the strategy is not played
ROUNDINGS = 64  # roundings of the largest payoff allowed for, where payoffs are large and differ little


def regret_tolerances(form: StrategicForm) -> FloatArray:
    """Return the largest regret of each player in an equilibrium, shape (P,), utils."""
    return _share_of_range(form, REGRET_TOLERANCE)


def tie_tolerances(form: StrategicForm) -> FloatArray:
    """Return the largest difference of two payoffs of each player that counts as a tie, shape (P,), utils."""
    return _share_of_range(form, TIE_TOLERANCE)


def _share_of_range(form: StrategicForm, share: float) -> FloatArray:
    tables = form.payoffs.reshape(form.n_players, -1)
    rounding = ROUNDINGS * np.finfo(np.float64).eps * np.abs(tables).max(axis=1)
    tolerances: FloatArray = share * (tables.max(axis=1) - tables.min(axis=1)) + rounding
    return tolerances


def best_replies(form: StrategicForm, profile: Sequence[FloatArray]) -> tuple[tuple[int, ...], ...]:
    """Find the strategies (indices) that serve each player best, but for rounding, against a mixed profile.

    Raises `GameError` when the profile does not fit the game.
    """
    return tuple(
        tuple(int(k) for k in np.flatnonzero(reply >= reply.max() - tie))
        for reply, tie in zip(reply_payoffs(form.payoffs, profile), tie_tolerances(form), strict=True)
    )


def best_reply_marks(form: StrategicForm) -> NDArray[np.bool_]:
    """Mark, in every cell of the table, whose strategy is a best reply to those of all others there.

    Raises `TooLargeError` with more than ``MOST_PROFILES`` cells.

    Returns
    -------
    shape (P, A_0, ..., A_{P-1}), bool
        True where player i could not gain more than a rounding by changing its own strategy in that cell.
    """
    refuse_too_many_profiles(form)
    return np.stack(
        [
            table >= table.max(axis=player, keepdims=True) - tie
            for player, (table, tie) in enumerate(zip(form.payoffs, tie_tolerances(form), strict=True))
        ]
    )


def refuse_too_many_profiles(form: StrategicForm) -> None:
    """Raise TooLargeError when a table has more cells than can be gone through."""
    if form.n_profiles > MOST_PROFILES:
        sizes = " x ".join(str(count) for count in form.counts)
        raise TooLargeError(
            f"{sizes} strategies make {form.n_profiles:,} profiles, at most {MOST_PROFILES:,} are gone "
            "through; give the players fewer strategies, or leave a player out"
        )
