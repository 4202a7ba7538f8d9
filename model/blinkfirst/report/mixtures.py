"""Mixed strategies, payoffs and regrets of a strategic form in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from blinkfirst.game.dominance import Dominance
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.report.layout import percent

LEAST_SHOWN = 0.0005  # utils: smaller amounts are printed as none
ROUNDING = 1e-12


def amount_text(value: float) -> str:
    """Spell utils with three decimals, without a minus before a nought."""
    return f"{value:.3f}" if abs(value) >= LEAST_SHOWN else "0.000"


def payoff_text(value: float) -> str:
    """Spell a payoff of the table as it was written, to six digits."""
    return f"{value:g}" if value else "0"


def regret_text(regret: float) -> str:
    """Spell a regret; rounding errors are not spelled out: they differ from machine to machine."""
    return f"below {ROUNDING:.0e}" if regret < ROUNDING else f"{regret:.0e}"


def share_text(probability: float) -> str:
    """Spell a probability of an equilibrium, which may be a fraction worth recognising: ``87.5 %``.

    Examples
    --------
    >>> [share_text(p) for p in (0.5, 7 / 8, 2 / 3, 0.0004)]
    ['50 %', '87.5 %', '66.7 %', '0.04 %']
    """
    return f"{100 * probability:.3g} %"


def mixture_text(
    names: Sequence[str], mixture: FloatArray, spelled: Callable[[float], str] = percent
) -> str:
    """Spell a mixed strategy: ``hold``, or ``hold (25 %) or blink (75 %)``."""
    played = [(names[int(k)], float(mixture[k])) for k in np.flatnonzero(mixture)]
    if len(played) == 1:
        return played[0][0]
    return " or ".join(f"{name} ({spelled(p)})" for name, p in played)


def dominance_text(form: StrategicForm, dominance: Dominance) -> str:
    """Spell who should never play what, and what is better."""
    names = form.strategies[dominance.player]
    how = "strictly, by" if dominance.strict else "weakly, by"
    by = repr(names[int(dominance.by.argmax())]) if dominance.pure else mixture_text(names, dominance.by)
    return f"{form.players[dominance.player]}: {names[dominance.strategy]!r}, {how} {by}"
