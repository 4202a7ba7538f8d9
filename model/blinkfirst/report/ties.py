"""Notes on a list of equilibria in words: what the search says, and what ties do, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from blinkfirst.game.equilibrium import Equilibria, Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.tolerances import tie_tolerances

MOST_NOTES = 6  # ties named one by one; the rest is counted


def equilibrium_notes(form: StrategicForm, found: Equilibria) -> list[str]:
    """Return the notes of the search, then which strategies are tied where, and what that means for the list.

    Equilibria are numbered from 1, as a reader counts.
    """
    return [*found.notes, *_tie_notes(form, found)]


def _tie_notes(form: StrategicForm, found: Equilibria) -> Iterator[str]:
    yield from (
        f"{_listed(names)} are worth the same to {form.players[player]} whatever the others play"
        for player, names in _twins(form)
    )
    numbered = enumerate(found.equilibria, start=1)
    tied = [_tie_note(form, number, one) for number, one in numbered if one.degenerate]
    yield from tied[:MOST_NOTES]
    if len(tied) > MOST_NOTES:
        yield f"ties at {len(tied) - MOST_NOTES} more equilibria"
    continua = [component for component in found.components if len(component) > 1]
    for component in continua:
        numbers = _listed([str(k + 1) for k in component])
        yield (
            f"degenerate: equilibria {numbers} are corners of one connected set with infinitely many "
            "equilibria between them"
        )
    if tied and not continua:
        yield "degenerate: the number of equilibria need not be odd, and small changes of payoffs may move it"
    if found.ties_elsewhere and not tied:
        yield "some payoffs are tied where no equilibrium lies; the list is not affected"


def _twins(form: StrategicForm) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield players with groups of strategies whose payoffs to the player are equal in every cell."""
    for player, (table, tie) in enumerate(zip(form.payoffs, tie_tolerances(form), strict=True)):
        rows: FloatArray = np.moveaxis(table, player, 0).reshape(form.counts[player], -1)
        left = list(range(len(rows)))
        while left:
            group = [k for k in left if float(np.abs(rows[k] - rows[left[0]]).max()) <= tie]
            left = [k for k in left if k not in group]
            if len(group) > 1:
                yield player, tuple(form.strategies[player][k] for k in group)


def _tie_note(form: StrategicForm, number: int, found: Equilibrium) -> str:
    parts = []
    for player, names in enumerate(form.strategies):
        if found.idle[player]:
            played = _listed([names[k] for k in found.supports[player]])
            idle = _listed([names[k] for k in found.idle[player]])
            parts.append(f"{idle} would serve {form.players[player]} as well as {played}")
    return f"equilibrium {number} is tied: {'; '.join(parts)}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
