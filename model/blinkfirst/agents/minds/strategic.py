"""The mind of the exact solution."""

from __future__ import annotations

from blinkfirst.agents.minds.mind import Mind, Occasion
from blinkfirst.game.game import FloatArray


class Strategic(Mind):
    """Plays its part in the logit equilibrium: sees where everything leads, and errs now and then.

    With every mind strategic, the frequencies of many runs converge to the exact forecast.

    Source
    ------
    [McKelvey1998] agent quantal response equilibrium.
    """

    memory = 0
    stochastic = True
    source = "[McKelvey1998] agent quantal response equilibrium"

    def mix(self, occasion: Occasion) -> FloatArray:
        """Sigma, as the policy has it."""
        return occasion.sigma
