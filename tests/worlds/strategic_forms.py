"""Strategic forms for tests, from bare numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.equilibrium import Equilibria, Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm

Numbers = Sequence[Any] | NDArray[Any]
NAMES = ("Ann", "Bob", "Cyd", "Dan", "Eve")


def form_of(payoffs: Numbers, title: str = "") -> StrategicForm:
    """A form with made-up names: players Ann, Bob, ..., strategies a1, a2, ..., b1, ..."""
    table = np.asarray(payoffs, dtype=np.float64)
    players = NAMES[: len(table)]
    strategies = tuple(
        tuple(f"{name[0].lower()}{k + 1}" for k in range(count))
        for name, count in zip(players, table.shape[1:], strict=True)
    )
    return StrategicForm(title, players, strategies, table)


def bimatrix(rows: Numbers, columns: Numbers, title: str = "") -> StrategicForm:
    """Two players, a table of payoffs each."""
    tables = [np.asarray(table, dtype=np.float64) for table in (rows, columns)]
    return form_of(np.stack(tables), title)


def random_form(seed: int, counts: Sequence[int], levels: int = 0) -> StrategicForm:
    """Payoffs from a normal distribution, or whole numbers below a number of levels."""
    rng = np.random.default_rng(seed)
    shape = (len(counts), *counts)
    return form_of(rng.integers(0, levels, size=shape) if levels else rng.normal(size=shape))


def rounded(profile: Sequence[FloatArray], digits: int = 6) -> tuple[tuple[float, ...], ...]:
    """A profile that can stand in a set."""
    return tuple(tuple(round(float(p), digits) + 0.0 for p in own) for own in profile)


def profiles(found: Equilibria | Sequence[Equilibrium]) -> set[tuple[tuple[float, ...], ...]]:
    """Profiles of equilibria as a set, to six digits."""
    listed = found.equilibria if isinstance(found, Equilibria) else found
    return {rounded(equilibrium.profile) for equilibrium in listed}
