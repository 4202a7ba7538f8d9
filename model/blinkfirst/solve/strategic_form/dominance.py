"""Dominated strategies, strictly and weakly, by pure and by mixed strategies; taking them out in rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.errors import SolverError
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.best_replies import refuse_too_many_profiles, tie_tolerances

_PROGRAM_TOLERANCE = 1e-10  # of the linear programs, with payoffs between 0 and 1


@dataclass(frozen=True, eq=False)
class Dominance:
    """One dominated strategy and what dominates it.

    Attributes
    ----------
    player, strategy : indices in the game in question.
    by : shape (A_i,): the mixed strategy that dominates; one entry is 1 where a pure strategy does.
    strict : whether it is better against everything; if not, it is never worse and somewhere better.
    least, most : utils: the smallest and largest advantage of the dominating strategy over the cells. For
        strict dominance the smallest is above 0, for weak dominance it is 0 and the largest above 0.
    """

    player: int
    strategy: int
    by: FloatArray
    strict: bool
    least: float
    most: float

    @property
    def pure(self) -> bool:
        """True when one strategy alone dominates."""
        return float(self.by.max()) == 1.0


@dataclass(frozen=True, eq=False)
class Elimination:
    """Iterated elimination of dominated strategies: the rounds, and the game that is left.

    Attributes
    ----------
    rounds : what was taken out in each round, of all players at once; indices are those of the whole game,
        and dominance is judged on what the rounds before left.
    remaining : per player, the strategies (indices in the whole game) that are left, at least one.
    form : the game that is left.
    """

    rounds: tuple[tuple[Dominance, ...], ...]
    remaining: tuple[tuple[int, ...], ...]
    form: StrategicForm


def dominated(form: StrategicForm, mixed: bool = True) -> tuple[Dominance, ...]:
    """Find every dominated strategy of every player, in order.

    Where several strategies dominate one, a strict dominator is named before a weak one, a pure one before a
    mixture, and among pure ones the one with the largest smallest advantage.

    Raises `SolverError` when a linear program is not solved. Raises `TooLargeError` when the table has too
    many cells.

    Parameters
    ----------
    mixed : whether mixtures of other strategies are tried too, by linear programming.

    Source
    ------
    [Pearce1984] for mixed dominators. Departure from the source: advantages of less than a rounding are none.
    """
    refuse_too_many_profiles(form)
    found = []
    for player, tie in enumerate(tie_tolerances(form)):
        rows = rows_of(form, player)
        for strategy in range(len(rows)):
            dominance = _dominance(rows, player, strategy, float(tie), mixed)
            if dominance is not None:
                found.append(dominance)
    return tuple(found)


def eliminated(form: StrategicForm, weak: bool = False, mixed: bool = True) -> Elimination:
    """Take dominated strategies out, judge what is left, and so on until nothing is dominated.

    Every round takes out, of all players at once, every strategy that is dominated in what the round before
    left. With strict dominance the order does not matter, and no equilibrium is lost. With weak dominance it
    does matter: another order may leave another game, and equilibria are lost.

    Raises `SolverError`, `TooLargeError` as :func:`dominated`.

    Parameters
    ----------
    weak : whether weakly dominated strategies go, too.
    mixed : as for :func:`dominated`.
    """
    remaining = tuple(tuple(range(count)) for count in form.counts)
    rounds: list[tuple[Dominance, ...]] = []
    left = form
    while True:
        found = [dominance for dominance in dominated(left, mixed) if weak or dominance.strict]
        if not found:
            return Elimination(tuple(rounds), remaining, left)
        rounds.append(tuple(_in_whole_game(form, remaining, dominance) for dominance in found))
        gone = {(dominance.player, dominance.strategy) for dominance in rounds[-1]}
        remaining = tuple(
            tuple(k for k in kept if (player, k) not in gone) for player, kept in enumerate(remaining)
        )
        left = restricted(form, remaining)


def restricted(form: StrategicForm, remaining: Sequence[Sequence[int]]) -> StrategicForm:
    """Return the game in which each player has only some of its strategies (indices), in that order."""
    return StrategicForm(
        title=form.title,
        players=form.players,
        strategies=tuple(
            tuple(names[k] for k in kept) for names, kept in zip(form.strategies, remaining, strict=True)
        ),
        payoffs=form.payoffs[np.ix_(range(form.n_players), *remaining)],
    )


def rows_of(form: StrategicForm, player: int) -> FloatArray:
    """A player's payoffs, own strategies down, everything the others can do across: shape (A_i, cells)."""
    rows: FloatArray = np.moveaxis(form.payoffs[player], player, 0).reshape(form.counts[player], -1)
    return rows


def _dominance(rows: FloatArray, player: int, strategy: int, tie: float, mixed: bool) -> Dominance | None:
    others = [k for k in range(len(rows)) if k != strategy]
    mixtures = [np.eye(len(rows))[k] for k in others]
    reasons = list(_reasons(rows, player, strategy, tie, mixtures))
    if mixed and len(others) > 1 and not any(reason.strict for reason in reasons):
        reasons += _reasons(rows, player, strategy, tie, _best_mixtures(rows, strategy))
    return max(reasons, key=lambda one: (one.strict, one.pure, one.least, one.most), default=None)


def _reasons(
    rows: FloatArray, player: int, strategy: int, tie: float, mixtures: Iterable[FloatArray]
) -> list[Dominance]:
    reasons = []
    for mixture in mixtures:
        advantage = mixture @ rows - rows[strategy]
        least, most = float(advantage.min()), float(advantage.max())
        # More than what rounding could add up to around a circle of strategies: none may dominate itself.
        enough = len(rows) * tie
        if least >= -tie and most > enough:
            reasons.append(Dominance(player, strategy, mixture, least > enough, least, most))
    return reasons


def _best_mixtures(rows: FloatArray, strategy: int) -> list[FloatArray]:
    """The mixture of the other strategies with the largest least advantage.

    If that is not above 0, also the one with the largest sum of advantages none of which is below 0.
    """
    span = float(rows.max() - rows.min()) or 1.0
    unit = (rows - rows.min()) / span
    others = np.delete(np.arange(len(rows)), strategy)
    gains = unit[others] - unit[strategy]  # shape (A - 1, cells)
    cells = gains.shape[1]
    # Unknowns: the probabilities and the least advantage e. Largest e with gains' p >= e in every cell.
    least = _program(
        np.append(np.zeros(len(others)), -1.0), np.hstack([-gains.T, np.ones((cells, 1))]), len(others)
    )
    if least is None:
        raise SolverError("mixed dominance: the linear program of the least advantage has no solution")
    found = [_spread(least, others, len(rows))]
    if not float((found[0] @ unit - unit[strategy]).min()) > 0.0:
        total = _program(-gains.sum(axis=1), -gains.T, len(others))
        if total is not None:  # None: every mixture is worse somewhere
            found.append(_spread(total, others, len(rows)))
    return found


def _program(cost: FloatArray, table: FloatArray, count: int) -> FloatArray | None:
    """Probabilities of least cost with table @ unknowns <= 0; None when there are none."""
    from scipy.optimize import linprog

    sums = np.zeros((1, len(cost)))
    sums[0, :count] = 1.0
    done = linprog(
        cost,
        A_ub=table,
        b_ub=np.zeros(len(table)),
        A_eq=sums,
        b_eq=[1.0],
        bounds=[(0.0, 1.0)] * count + [(None, None)] * (len(cost) - count),
        method="highs",
        options={
            "primal_feasibility_tolerance": _PROGRAM_TOLERANCE,
            "dual_feasibility_tolerance": _PROGRAM_TOLERANCE,
        },
    )
    if done.status == 2:  # infeasible
        return None
    if done.status != 0:
        raise SolverError(f"mixed dominance: a linear program was not solved: {done.message}")
    shares: FloatArray = np.asarray(done.x[:count], dtype=np.float64)
    return shares


def _spread(shares: FloatArray, others: IntArray, count: int) -> FloatArray:
    """A mixture of the other strategies as one of all, without what the program's tolerance left over."""
    mixture = np.zeros(count)
    mixture[others] = np.where(shares > 10.0 * _PROGRAM_TOLERANCE, shares, 0.0)
    mixture /= mixture.sum()
    return mixture


def _in_whole_game(form: StrategicForm, remaining: Sequence[Sequence[int]], found: Dominance) -> Dominance:
    kept = remaining[found.player]
    by = np.zeros(form.counts[found.player])
    by[list(kept)] = found.by
    return Dominance(found.player, kept[found.strategy], by, found.strict, found.least, found.most)
