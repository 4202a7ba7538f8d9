"""Certificates: profiles become equilibria here and only here, whoever found them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import expected_payoffs, regrets
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.best_replies import (
    SAME_TOLERANCE,
    UNPLAYED,
    best_replies,
    regret_tolerances,
)


def certified(form: StrategicForm, profile: Sequence[FloatArray]) -> Equilibrium | None:
    """Return the equilibrium a profile makes, or None when a regret is above its :func:`regret_tolerances`.

    Payoffs and regret are computed from the table of the game, not taken from whoever proposed the profile;
    rounding of probabilities below zero, and of their sum, is corrected.
    """
    mixtures = tuple(_as_distribution(vector) for vector in profile)
    gains = regrets(form.payoffs, mixtures)
    if (gains > regret_tolerances(form)).any():
        return None
    replies = best_replies(form, mixtures)
    return Equilibrium(
        profile=mixtures,
        payoffs=expected_payoffs(form.payoffs, mixtures),
        regret=float(gains.max()),
        pure=all(int(np.count_nonzero(own)) == 1 for own in mixtures),
        idle=tuple(
            tuple(k for k in best if own[k] == 0.0) for best, own in zip(replies, mixtures, strict=True)
        ),
    )


def same_profile(first: Sequence[FloatArray], second: Sequence[FloatArray]) -> bool:
    """Return whether two profiles are the same: no probability differs by more than ``SAME_TOLERANCE``."""
    return all(
        float(np.abs(one - other).max()) <= SAME_TOLERANCE for one, other in zip(first, second, strict=True)
    )


def how_many_lack(these: Sequence[Sequence[FloatArray]], others: Sequence[Sequence[FloatArray]]) -> int:
    """Count the profiles that are none of some others."""
    if not others:
        return len(these)
    known = np.stack([np.concatenate(profile) for profile in others])
    nearest = [float(np.abs(known - np.concatenate(profile)).max(axis=1).min()) for profile in these]
    return sum(far > SAME_TOLERANCE for far in nearest)


def in_order(equilibria: Iterable[Equilibrium]) -> list[Equilibrium]:
    """Sort equilibria: pure before mixed, small supports before large, then by strategy and probability."""

    def rank(found: Equilibrium) -> tuple[int, tuple[tuple[int, ...], ...], tuple[float, ...]]:
        played = sum(len(support) for support in found.supports)
        return played, found.supports, tuple(-float(p) for vector in found.profile for p in vector)

    return sorted(equilibria, key=rank)


def _as_distribution(vector: FloatArray) -> FloatArray:
    shares = np.asarray(vector, dtype=np.float64)
    shares = np.where(shares > UNPLAYED, shares, 0.0)
    shares /= shares.sum()
    shares.setflags(write=False)
    return shares
