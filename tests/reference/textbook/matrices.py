"""Small games played once, solved with pencil and paper: no table, no solver, formulas and bisection only."""

from __future__ import annotations

from collections.abc import Callable
from math import exp


def chicken_straight(crash: float) -> float:
    """P(straight) in the mixed equilibrium of chicken with 0, +1, -1 and ``crash``.

    With s = P(swerve) of the other: -(1 - s) = s + crash (1 - s), so 1 - s = 1 / -crash.
    """
    return -1.0 / crash


def hawks(prize: float, injury: float) -> float:
    """P(hawk) in the mixed equilibrium of hawk and dove: the prize over the cost of injury, at most 1."""
    return min(1.0, prize / injury)


def violations(punished: float, ignored: float, needless: float, peace: float) -> float:
    """P(violate) in a game of inspection, from the *sender's* payoffs: it must not care whether it sanctions.

    ``punished`` and ``ignored`` are what a violation is worth to it with and without a sanction, ``needless``
    and ``peace`` the same where the rule is kept.
    """
    return (peace - needless) / ((punished - ignored) + (peace - needless))


def sanctions(penalty: float, loot: float, harassed: float, quiet: float) -> float:
    """P(sanction), from the *target's* payoffs: violation sanctioned and not, the rule kept so and so."""
    return (loot - quiet) / ((harassed - penalty) + (loot - quiet))


def stag_share(stag: float, hare: float, together: float) -> float:
    """P(stag) at which the other hunter does not care: hare alone pays `hare`, two on hares `together`."""
    return together / (stag - hare + together)


def logit_pennies(precision: float, prize: float) -> tuple[float, float]:
    """P(heads) of Row and Column in matching pennies with a prize on heads, for logit players.

    Row's heads rise with Column's, Column's fall with Row's: the two lines cross once.
    """

    def column(row: float) -> float:
        return _logistic(precision * (1.0 - 2.0 * row))  # a mismatch: tails against heads pays 1

    def row(heads: float) -> float:
        return _logistic(precision * (prize * heads - (1.0 - heads)))

    mine = _root(lambda p: row(column(p)) - p, 0.0, 1.0)
    return mine, column(mine)


def logit_stags(precision: float, stag: float, hare: float, together: float) -> float:
    """P(stag) of two like logit hunters who start from a coin toss; for a hare that is the safer choice.

    Down from 1/2 the first fixed point is the only one, as the hare is better for each while the other's
    P(stag) is at most 1/2.
    """
    return _root(
        lambda p: _logistic(precision * (stag * p - hare * p - together * (1.0 - p))) - p, 0.0, 0.5
    )


def logit_chicken(precision: float, crash: float) -> float:
    """P(swerve) of two like logit drivers: the one symmetric logit equilibrium."""
    return _root(
        lambda s: _logistic(precision * (-(1.0 - s) - s - crash * (1.0 - s))) - s, 0.0, 1.0
    )


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + exp(-x)) if x >= 0.0 else exp(x) / (1.0 + exp(x))


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a function that falls from above to below 0 crosses it."""
    for _ in range(200):
        middle = (low + high) / 2.0
        if falling(middle) > 0.0:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
