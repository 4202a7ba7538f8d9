"""Logit equilibria of a strategic form, one and a whole branch of them."""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.short_repr import short_repr


@dataclass(frozen=True, eq=False)
class LogitEquilibrium:
    """A profile in which everybody's probabilities are proportional to exp(precision x expected payoff).

    Attributes
    ----------
    precision : lambda, 1/utils, of a player whose ratio is 1.
    profile : P vectors, the i-th of shape (A_i,), all above 0 (as far as numbers go that small).
    payoffs : shape (P,), utils.
    regret : utils, the largest: what the noise costs whoever loses most by it.
    residual : largest error of log(p_a / p_b) = lambda (u_a - u_b), dimensionless.
    """

    precision: float
    profile: tuple[FloatArray, ...]
    payoffs: FloatArray
    regret: float
    residual: float

    __repr__ = short_repr


@dataclass(frozen=True, eq=False)
class LogitPath:
    """The branch of logit equilibria that begins at a coin toss, precision 0.

    Attributes
    ----------
    precisions : shape (N,), 1/utils, lambda at each point, from 0 on. It need not rise throughout: the branch
        may turn back and rise again.
    profiles : per player, shape (N, A_i).
    regrets : shape (N,), utils: the largest regret at each point.
    residual : largest error of log(p_a / p_b) = lambda (u_a - u_b) at any point, as a share of the larger of
        1 and lambda times the range of payoffs.
    turns : precisions at which the branch turns back or forward again.
    forks : precisions at which another branch crosses it, as happens in symmetric games; the path goes
        straight on.
    limit : the Nash equilibrium that the branch leads to, or None when none was found near the last point.
    notes : sentences for the reader.
    """

    precisions: FloatArray
    profiles: tuple[FloatArray, ...]
    regrets: FloatArray
    residual: float
    turns: tuple[float, ...]
    forks: tuple[float, ...]
    limit: Equilibrium | None
    notes: tuple[str, ...]

    __repr__ = short_repr
