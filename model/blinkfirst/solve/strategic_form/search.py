"""Equilibria of many players without other software: all pure ones, and the one the logit path leads to."""

from __future__ import annotations

from blinkfirst.game.equilibrium import Equilibria
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.certificate import in_order, same_profile
from blinkfirst.solve.strategic_form.logit_path import logit_path
from blinkfirst.solve.strategic_form.pure_equilibria import PURE, pure_equilibria
from blinkfirst.solve.strategic_form.tolerances import regret_tolerances

LOGIT = "the end of the logit path"
INCOMPLETE = (
    "these are all equilibria in pure strategies and the one that the logit path selects; there may be more "
    "in mixed strategies, which Gambit can look for"
)


def searched_equilibria(form: StrategicForm) -> Equilibria:
    """Find all pure equilibria, and the one at the end of the logit path.

    Others may exist, in mixed strategies; the record is never ``complete``, and its notes say so.

    Parameters
    ----------
    form : any game.

    Returns
    -------
    Equilibria, each certified.

    Raises
    ------
    SolverError
        When the logit path is lost.
    TooLargeError
        When the table has too many cells, or too many pure equilibria.
    """
    found = list(pure_equilibria(form))
    path = logit_path(form)
    if path.limit is not None and not any(same_profile(path.limit.profile, e.profile) for e in found):
        found.append(path.limit)
    equilibria = in_order(found)
    return Equilibria(
        equilibria=tuple(equilibria),
        method=f"{PURE}, {LOGIT}",
        complete=False,
        degenerate=any(equilibrium.degenerate for equilibrium in equilibria),
        components=(),
        tolerance=float(regret_tolerances(form).max()),
        notes=(INCOMPLETE, *path.notes),
    )
