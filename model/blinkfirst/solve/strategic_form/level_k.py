"""Limited depth of reasoning in a table: level-k, and the Poisson cognitive hierarchy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.game.regret import reply_payoffs
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.standoff.level_k import TAU, check_level, deepest_level, poisson_shares
from blinkfirst.solve.strategic_form.best_replies import tie_tolerances

Profile = tuple[FloatArray, ...]


@dataclass(frozen=True, eq=False)
class HierarchyProfile:
    """The play of a population of mixed depths.

    Attributes
    ----------
    shares : shape (K + 1,), how frequent each level is.
    levels : the profiles of levels 0 to K.
    played : strategy of a player of unknown level: the levels' mixed strategies by their shares.
    """

    shares: FloatArray
    levels: tuple[Profile, ...]
    played: Profile


def level_k(form: StrategicForm, level: int, precision: float = np.inf) -> tuple[Profile, ...]:
    """Return the profiles of levels 0 to ``level``: each replies to the others at one level below.

    Raises `GameError` when the level is out of range, or the precision negative or not a number.

    Parameters
    ----------
    level : the deepest, 0 or more; level 0 plays every strategy equally often.
    precision : 1/utils, of everybody's logit replies; ``inf`` for best replies, divided evenly between equal
        ones.

    Source
    ------
    [Stahl1995], [Nagel1995].

    Examples
    --------
    Staying wins 4 if the other gives way and costs 1 if not; giving way is worth nothing:

    >>> attrition = StrategicForm("attrition", ("Ann", "Bob"), (("give way", "stay"),) * 2,
    ...                           np.array([[[0., 0.], [4., -1.]], [[0., 4.], [0., -1.]]]))
    >>> [round(float(profile[0][0]), 4) for profile in level_k(attrition, 3, precision=5.0)]
    [0.5, 0.0006, 0.9932, 0.0]
    """
    check_level(level)
    profiles = [_uniform(form)]
    for _ in range(level):
        payoffs = reply_payoffs(form.payoffs, profiles[-1])
        profiles.append(_answers(form, payoffs, precision))
    return tuple(profiles)


def cognitive_hierarchy(form: StrategicForm, tau: float = TAU, precision: float = np.inf) -> HierarchyProfile:
    """Solve the cognitive hierarchy: depths are Poisson distributed, each aware of those below only.

    Raises `GameError` as `level_k`; also when ``tau`` is negative or so large that too many levels matter.

    Parameters
    ----------
    form : any game. With three players or more, the others' levels are drawn one by one, so what one does
        says nothing about another.
    tau : mean number of steps of reasoning; levels up to
        `blinkfirst.solve.standoff.level_k.deepest_level` are kept.
    precision : as in `level_k`.

    Source
    ------
    [Camerer2004]. Departure: with a finite ``precision`` replies are logit.

    Examples
    --------
    The larger of two numbers wins but for a draw, and 2 is the larger one: deep or not, reason picks it.

    >>> form = StrategicForm("", ("Ann", "Bob"), (("1", "2"),) * 2,
    ...                      np.array([[[0., -1.], [1., 0.]], [[0., 1.], [-1., 0.]]]))
    >>> found = cognitive_hierarchy(form, 1.0)
    >>> len(found.levels), found.played[0].round(3).tolist()
    (6, [0.184, 0.816])
    """
    deepest = deepest_level(tau)
    shares = poisson_shares(tau, deepest)
    levels = [_uniform(form)]
    for level in range(1, deepest + 1):
        below = _mixed(levels, shares[:level] / shares[:level].sum())
        levels.append(_answers(form, reply_payoffs(form.payoffs, below), precision))
    return HierarchyProfile(shares, tuple(levels), _mixed(levels, shares))


def _uniform(form: StrategicForm) -> Profile:
    return tuple(np.full(count, 1.0 / count) for count in form.counts)


def _mixed(levels: Sequence[Profile], shares: FloatArray) -> Profile:
    return tuple(
        np.asarray(shares @ np.stack(strategies), dtype=np.float64)
        for strategies in zip(*levels, strict=True)
    )


def _answers(form: StrategicForm, payoffs: Sequence[FloatArray], precision: float) -> Profile:
    if not precision >= 0.0:
        raise GameError(f"precision {precision}: expected a number >= 0, in 1/utils")
    ties = tie_tolerances(form)
    return tuple(_answer(reply, precision, tie) for reply, tie in zip(payoffs, ties, strict=True))


def _answer(reply: FloatArray, precision: float, tie: float) -> FloatArray:
    behind = reply - reply.max()
    weights = (behind >= -tie).astype(np.float64) if np.isinf(precision) else np.exp(precision * behind)
    return np.asarray(weights / weights.sum(), dtype=np.float64)
