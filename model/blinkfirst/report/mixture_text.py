"""Mixed strategies, payoffs and regrets of a strategic form in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.dominance import Dominance
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.report.outlook_text import percent

LEAST_SHOWN = 0.0005  # utils: smaller amounts are printed as none
ROUNDING = 1e-12


def amount_text(value: float) -> str:
    """Spell utils with three decimals, without a minus before a nought."""
    return f"{value:.3f}" if abs(value) >= LEAST_SHOWN else "0.000"


def payoff_text(value: float) -> str:
    """Spell a payoff of the table as it was written, as far as six digits tell."""
    return f"{value:g}" if value else "0"


def regret_text(regret: float) -> str:
    """Spell a regret; rounding is not worth telling apart: its digits differ from machine to machine."""
    return f"below {ROUNDING:.0e}" if regret < ROUNDING else f"{regret:.0e}"


def mixture_text(names: Sequence[str], mixture: FloatArray) -> str:
    """Spell a mixed strategy: ``hold``, or ``hold (25 %) or blink (75 %)``."""
    played = [(names[int(k)], float(mixture[k])) for k in np.flatnonzero(mixture)]
    if len(played) == 1:
        return played[0][0]
    return " or ".join(f"{name} ({percent(p)})" for name, p in played)


def dominance_text(form: StrategicForm, dominance: Dominance) -> str:
    """Spell who should never play what, and what is better."""
    names = form.strategies[dominance.player]
    how = "strictly, by" if dominance.strict else "weakly, by"
    by = repr(names[int(dominance.by.argmax())]) if dominance.pure else mixture_text(names, dominance.by)
    return f"{form.players[dominance.player]}: {names[dominance.strategy]!r}, {how} {by}"
