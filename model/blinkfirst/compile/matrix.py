"""From a written matrix to a game in strategic form, and back to text."""

from __future__ import annotations

import numpy as np

from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.scenario.matrix.matrix import Matrix
from blinkfirst.scenario.matrix.writing import matrix_text


def strategic_form_of(matrix: Matrix) -> StrategicForm:
    """Return the table of a matrix as arrays, players and strategies in the file's order."""
    cells = np.array([cell.pays for cell in matrix.cells])
    return StrategicForm(
        title=matrix.title,
        players=tuple(player.name for player in matrix.players),
        strategies=tuple(player.strategies for player in matrix.players),
        payoffs=cells.T.reshape(len(matrix.players), *matrix.counts),
    )


def text_of_form(form: StrategicForm, assumption: str, summary: str = "") -> str:
    """Return a matrix file of a game in strategic form; loading it gives the same payoffs bit by bit.

    Parameters
    ----------
    form : any game.
    assumption : in place of a citation of the whole table: the origin of the numbers.
    summary : a few lines; omitted when empty.

    Raises
    ------
    TooLargeError
        When there are more payoffs than a file may hold, or one is too large for it.
    """
    cells = form.payoffs.reshape(form.n_players, -1).T.tolist()
    return matrix_text(form.title, form.players, form.strategies, cells, assumption, summary)
