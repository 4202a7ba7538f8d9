"""The mind of the exact solution."""

from __future__ import annotations

from blinkfirst.agents.minds.mind import TableMind
from blinkfirst.game.game import FloatArray, Game


class Strategic(TableMind):
    """Plays its part in the logit equilibrium: sees where everything leads, and errs now and then.

    With every mind strategic, the frequencies of many runs converge to the exact forecast.

    Source
    ------
    [McKelvey1998] agent quantal response equilibrium.
    """

    stochastic = True
    leaves_sigma = True
    source = "[McKelvey1998] agent quantal response equilibrium"

    def write(self, game: Game, first_tick: int, choice: FloatArray) -> None:
        """Leave sigma as the policy has it."""
