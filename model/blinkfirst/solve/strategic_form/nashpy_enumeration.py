"""All equilibria of two players once more, by nashpy: the second road, and the only file that imports it.

nashpy has three ways. Its enumeration of supports compares payoffs exactly and so loses equilibria to
rounding; Lemke and Howson's path finds some of them only. Its enumeration of vertices, by Qhull, missed none
on random games, regular or tied, as long as all payoffs are positive. It shares neither code nor arithmetic
with our own: half-spaces are intersected there, and small linear systems solved here.

What it hands over is not certified. It takes payoffs within one part in 100,000 for tied.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import SolverError
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.vertex_enumeration import completely_labelled, unit_payoffs


def nashpy_equilibria(form: StrategicForm) -> tuple[tuple[FloatArray, FloatArray], ...]:
    """Return what nashpy's vertex enumeration lists for a game of two players; some perhaps twice.

    Raises `SolverError` when Qhull gives up, as it may on payoffs that are nearly tied.

    Source
    ------
    [Knight2018], algorithm 3.5 of [VonStengel2007]. The vertices of each player are computed once, not once
    per vertex of the other as nashpy's own loop does; labels are nashpy's.
    """
    from nashpy.polytope import build_halfspaces, non_trivial_vertices
    from scipy.spatial import QhullError

    # Between 1 and 2: with a payoff of 0 a polytope may be unbounded and the enumeration is then wrong.
    rows, columns = (table + 1.0 for table in unit_payoffs(form))
    m, n = form.counts
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its divisions by zero at vertices that are infinitely far away
            first = list(non_trivial_vertices(build_halfspaces(columns.T)))
            second = list(non_trivial_vertices(build_halfspaces(rows)))
    except (QhullError, TypeError) as error:  # TypeError: no inner point was found, and None is subscripted
        raise SolverError(f"nashpy's vertex enumeration gave up: {str(error).splitlines()[0]}") from error
    # Its labels count the second player's strategies first where the first player's vertices are concerned.
    of_first = _table([[(label + m) % (m + n) for label in labels] for _, labels in first], m + n)
    pairs = zip(*completely_labelled(of_first, _table([labels for _, labels in second], m + n)), strict=True)
    return tuple((first[i][0] / first[i][0].sum(), second[j][0] / second[j][0].sum()) for i, j in pairs)


def _table(labels: Sequence[Iterable[int]], count: int) -> NDArray[np.bool_]:
    table = np.zeros((len(labels), count), dtype=bool)
    for row, members in zip(table, labels, strict=True):
        row[list(members)] = True
    return table
