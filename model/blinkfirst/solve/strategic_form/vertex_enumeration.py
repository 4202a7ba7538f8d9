"""All equilibria of two players: corners of the best-reply polytopes, matched by their labels.

Where a player stands is a point of a simplex that is cut into the regions where one strategy or another of
the opponent's is the best reply. Corners of that cutting are found by trying every support and every equally
large set of replies that could be tied against it: one small system of linear equations each, solved many at
a time. Each corner carries labels: the own strategies it does not play, and the opponent's strategies that
are best replies to it. A pair of corners is an equilibrium exactly when every strategy of both players is a
label of one or the other: it is unplayed, or a best reply.

Chosen after trying six ways on the same random games, with ties and without: only this one and nashpy's
vertex enumeration missed nothing in any of them. This one took 1 to 2 milliseconds for four strategies each,
the other 60. Both give the extreme equilibria of a game with ties, which enumeration of equally large
supports loses, however fast (QuantEcon's takes 0.1 ms, once it has been compiled for some seconds). The
figures are in docs/discussion/equilibria.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import TooLargeError
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.best_replies import TIE_TOLERANCE, tie_tolerances

MOST_SYSTEMS = 200_000  # linear systems per player: 10 x 10 strategies need 184,755, some seconds
LARGEST_CONDITION = 1e11  # beyond it the rows of a system are tied: no corner of their own
_BLOCK = 2_000_000  # numbers held at once while systems are solved


@dataclass(frozen=True, eq=False)
class Corners:
    """Corners of the cutting of one player's mixed strategies by the opponent's best replies.

    Attributes
    ----------
    mixtures : shape (K, m): own probabilities.
    labels : shape (K, m + n), bool: own strategy i unplayed (first m), opponent's strategy j a best reply
        (n).
    """

    mixtures: FloatArray
    labels: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class ExtremeEquilibria:
    """Pairs of corners that are equilibria.

    Attributes
    ----------
    rows, columns : shape (K, A_0) and (K, A_1): the mixed strategies of the two players.
    row_corner, column_corner : shape (K,): which corner each is; equal numbers are the same mixture.
    regular : shape (K,), bool: neither corner has more labels than its dimension, so the equilibrium is
        isolated and survives small changes of the payoffs.
    ties_elsewhere : whether any corner at all, in equilibrium or not, has too many labels.
    """

    rows: FloatArray
    columns: FloatArray
    row_corner: IntArray
    column_corner: IntArray
    regular: NDArray[np.bool_]
    ties_elsewhere: bool


def extreme_equilibria(form: StrategicForm) -> ExtremeEquilibria:
    """Find every extreme equilibrium of a game of two players.

    In a game without ties these are all its equilibria. With ties the set of equilibria is a union of convex
    pieces, and these are the corners of the pieces.

    Raises `TooLargeError` when more than ``MOST_SYSTEMS`` systems would have to be solved for one player.

    Returns
    -------
    The equilibria, not certified yet, in no particular order.

    Source
    ------
    [Mangasarian1964] for the corners, [VonStengel2007] for the labels. Departure from the source: supports
    and tied replies are enumerated instead of pivoting from corner to corner, and payoffs within
    ``TIE_TOLERANCE`` of one another count as tied.
    """
    _refuse_too_large(form)
    rows, columns = unit_payoffs(form)
    first = corners(columns)
    second = corners(rows.T)
    m = form.counts[0]
    # Both in one order: the strategies of the first player, then those of the second.
    other = np.hstack([second.labels[:, form.counts[1] :], second.labels[:, : form.counts[1]]])
    i, j = completely_labelled(first.labels, other)
    simple_first = first.labels.sum(axis=1) == m
    simple_second = other.sum(axis=1) == form.counts[1]
    return ExtremeEquilibria(
        rows=first.mixtures[i],
        columns=second.mixtures[j],
        row_corner=i,
        column_corner=j,
        regular=simple_first[i] & simple_second[j],
        ties_elsewhere=not (bool(simple_first.all()) and bool(simple_second.all())),
    )


def corners(payoffs: FloatArray, tie: float = TIE_TOLERANCE) -> Corners:
    """Find all corners of the regions of a player's mixtures where the opponent has the same best replies.

    Parameters
    ----------
    payoffs : shape (m, n), the opponent's payoffs, own strategies first, between 0 and 1.
    tie : probabilities and differences of payoffs up to this are taken for zero.

    Returns
    -------
    Each corner once; where several systems lead to the same labels, from the best conditioned of them.
    """
    m, n = payoffs.shape
    found: list[tuple[FloatArray, FloatArray]] = []
    for size in range(1, min(m, n) + 1):
        supports, replies = subsets(m, size), subsets(n, size)
        step = max(1, _BLOCK // (len(replies) * (size + 1) ** 2))
        for start in range(0, len(supports), step):
            found.append(_candidates(payoffs, supports[start : start + step], replies, tie))
    mixtures = np.vstack([mixture for mixture, _ in found])
    condition = np.concatenate([condition for _, condition in found])
    worth = mixtures @ payoffs
    labels = np.hstack([mixtures == 0.0, worth >= worth.max(axis=1, keepdims=True) - tie])
    best_first = np.argsort(condition, kind="stable")
    _, kept = np.unique(np.packbits(labels[best_first], axis=1), axis=0, return_index=True)
    chosen = best_first[kept]
    return Corners(mixtures[chosen], labels[chosen])


def _candidates(
    payoffs: FloatArray, supports: IntArray, replies: IntArray, tie: float
) -> tuple[FloatArray, FloatArray]:
    """Mixtures over each support against which each set of replies is tied and best, and their condition.

    The unknowns are the probabilities p of the support and the common worth v of the replies J:
    sum over i of p_i payoffs[i, j] - v = 0 for every j in J, and sum of p = 1.
    """
    size = supports.shape[1]
    of_system = np.repeat(np.arange(len(supports)), len(replies))
    systems = np.empty((len(of_system), size + 1, size + 1))
    block = payoffs[supports[:, None, None, :], replies[None, :, :, None]]
    systems[:, :size, :size] = block.reshape(-1, size, size)
    systems[:, :size, size] = -1.0
    systems[:, size, :size] = 1.0
    systems[:, size, size] = 0.0
    solvable = np.linalg.det(systems) != 0.0
    inverse = np.linalg.inv(systems[solvable])
    condition = np.linalg.norm(systems[solvable], axis=(1, 2)) * np.linalg.norm(inverse, axis=(1, 2))
    solution = inverse[:, :, size]  # the right-hand side is the last unit vector
    of_system = of_system[solvable]
    fine = (condition <= LARGEST_CONDITION) & (solution[:, :size] >= -tie).all(axis=1)
    mixtures = np.zeros((int(fine.sum()), payoffs.shape[0]))
    np.put_along_axis(mixtures, supports[of_system[fine]], solution[fine, :size], axis=1)
    mixtures[mixtures <= tie] = 0.0
    mixtures /= mixtures.sum(axis=1, keepdims=True)
    best = (mixtures @ payoffs).max(axis=1) <= solution[fine, size] + tie
    return mixtures[best], condition[fine][best]


def completely_labelled(
    first: NDArray[np.bool_], second: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find the pairs of rows, one of each table of labels, that have every label between them."""
    # Counted in floating point, which is exact for so few labels and much faster than in whole numbers.
    lacking = (~first).astype(np.float32) @ (~second).astype(np.float32).T
    one, other = np.nonzero(lacking == 0.0)
    return one, other


def unit_payoffs(form: StrategicForm) -> tuple[FloatArray, ...]:
    """Payoffs of each player moved and stretched to run from 0 to 1, so that a tie means ``TIE_TOLERANCE``.

    Numbers that differ by rounding only, as computed payoffs do, are made equal: in the sorted list of
    payoffs a number tied with the one before becomes that one.
    """
    units = []
    for table, tie in zip(form.payoffs, tie_tolerances(form), strict=True):
        stretched = (table - table.min()) * (TIE_TOLERANCE / tie if tie > 0.0 else 1.0)
        levels, where = np.unique(stretched, return_inverse=True)
        begins = np.diff(levels, prepend=-1.0) > TIE_TOLERANCE
        first = np.maximum.accumulate(np.where(begins, np.arange(len(levels)), 0))
        units.append(levels[first][where.reshape(table.shape)])
    return tuple(units)


@lru_cache(maxsize=256)
def subsets(count: int, size: int) -> IntArray:
    """All subsets of a size, each increasing, in lexicographic order: shape (count choose size, size)."""
    chosen = np.array(list(combinations(range(count), size)), dtype=np.int64)
    chosen.setflags(write=False)
    return chosen


def _refuse_too_large(form: StrategicForm) -> None:
    systems = comb(sum(form.counts), form.counts[0]) - 1
    if systems > MOST_SYSTEMS:
        raise TooLargeError(
            f"all equilibria of {form.counts[0]} x {form.counts[1]} strategies: {systems:,} systems of "
            f"equations for each player, at most {MOST_SYSTEMS:,} are tried; give the players fewer "
            "strategies; of a matrix, `blinkfirst solve --search` lists pure equilibria and the end of the "
            "logit path"
        )
