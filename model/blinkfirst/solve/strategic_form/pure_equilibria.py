"""Equilibria in which everybody plays one strategy for certain, read off the table."""

from __future__ import annotations

import numpy as np

from blinkfirst.errors import TooLargeError
from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.best_replies import best_reply_marks
from blinkfirst.solve.strategic_form.certificate import certified

PURE = "pure strategies one by one"  # as records name this method
MOST_LISTED = 10_000  # pure equilibria; more than that are a table of ties, not an answer


def pure_equilibria(form: StrategicForm) -> tuple[Equilibrium, ...]:
    """Find all equilibria in pure strategies, in the order of the cells: the last player's changes fastest.

    Raises `TooLargeError` with too many cells, or more than ``MOST_LISTED`` pure equilibria.

    Source
    ------
    [Nash1951]. Departure from the source: payoffs that differ by rounding only are taken for equal.
    """
    cells = np.argwhere(best_reply_marks(form).all(axis=0))
    if len(cells) > MOST_LISTED:
        raise TooLargeError(
            f"pure equilibria: {len(cells):,} of {form.n_profiles:,} profiles are equilibria, at most "
            f"{MOST_LISTED:,} are listed; most payoffs are tied: leave out strategies that are worth the same"
        )
    corners = [np.eye(count) for count in form.counts]
    found = (certified(form, [own[k] for own, k in zip(corners, cell, strict=True)]) for cell in cells)
    return tuple(equilibrium for equilibrium in found if equilibrium is not None)
