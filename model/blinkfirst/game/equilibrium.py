"""Equilibria of a strategic form, Nash and logit; whether a list of them is complete."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.short_repr import short_repr


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """One Nash equilibrium of a strategic form.

    Attributes
    ----------
    profile : P vectors, the i-th of shape (A_i,): the mixed strategy of each player, adding up to 1.
    payoffs : shape (P,), utils: what each player expects.
    regret : utils: the most that any player could gain by deviating alone, computed again from the table.
    pure : whether everybody plays one strategy for certain.
    idle : per player, the strategies (indices) that are best replies and yet not played. Any at all make the
        equilibrium degenerate: its player could mix them in at no cost to itself.
    index : +1 or -1 at a regular equilibrium of two players, 0 where it is not defined or was not computed.
        The indices of all equilibria of a game without ties add up to +1; only +1 can be stable.
    """

    profile: tuple[FloatArray, ...]
    payoffs: FloatArray
    regret: float
    pure: bool
    idle: tuple[tuple[int, ...], ...]
    index: int = 0

    __repr__ = short_repr

    @property
    def supports(self) -> tuple[tuple[int, ...], ...]:
        """Per player, the strategies (indices) played with a probability above 0."""
        return tuple(tuple(int(k) for k in np.flatnonzero(vector)) for vector in self.profile)

    @property
    def degenerate(self) -> bool:
        """True when some player has a best reply that it does not play."""
        return any(self.idle)


@dataclass(frozen=True, eq=False)
class Equilibria:
    """The equilibria that a search has found in one game.

    Attributes
    ----------
    equilibria : pure ones first, then by support and probability. Where the game is degenerate: the extreme
        ones, from which the others are mixed.
    method : names of the methods, the one that listed them first, then those that checked it.
    complete : whether these are all (all extreme ones of a degenerate game), as far as the methods can say.
    degenerate : whether ties were met that can make a whole continuum of equilibria.
    components : indices into ``equilibria``: those that belong to one connected set. A set of one is an
        isolated equilibrium; a larger one stands for a continuum. Empty where it was not worked out.
    tolerance : utils; no equilibrium listed has a larger regret.
    notes : of the search, in sentences: disagreements between methods, checks left out, what may be missing.
    ties_elsewhere : whether mixtures that are in no equilibrium have too many best replies.
    """

    equilibria: tuple[Equilibrium, ...]
    method: str
    complete: bool
    degenerate: bool
    components: tuple[tuple[int, ...], ...]
    tolerance: float
    notes: tuple[str, ...]
    ties_elsewhere: bool = False

    __repr__ = short_repr


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
