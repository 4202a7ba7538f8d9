"""What blinkfirst says of a shipped textbook matrix."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.questions.matrix.answer import MatrixAnswer, equilibria
from blinkfirst.questions.matrix.forecast import logits_at
from blinkfirst.scenario.loading import load_matrix


@dataclass(frozen=True, eq=False)
class PlayedOnce:
    """Answers by name."""

    found: MatrixAnswer

    @property
    def count(self) -> int:
        """Number of equilibria."""
        return len(self.found.equilibria.equilibria)

    def mixed(self, player: str, strategy: str) -> float:
        """Probability of a strategy in the only mixed equilibrium."""
        i, k = self._place(player, strategy)
        return float(self._only_mixed().profile[i][k])

    def mixed_payoff(self, player: str) -> float:
        """What a player expects in the only mixed equilibrium, utils."""
        return float(self._only_mixed().payoffs[self.found.form.players.index(player)])

    def logit(self, player: str, strategy: str, multiple: float = 1.0) -> float:
        """Probability of a strategy in the logit equilibrium at a multiple of the file's precisions."""
        i, k = self._place(player, strategy)
        (found,) = logits_at(self.found.matrix, self.found.form, [multiple])
        return float(found.profile[i][k])

    def limit(self, player: str, strategy: str) -> float:
        """Probability of a strategy at the end of the logit path."""
        i, k = self._place(player, strategy)
        assert self.found.limit is not None
        return float(self.found.equilibria.equilibria[self.found.limit].profile[i][k])

    def _only_mixed(self) -> Equilibrium:
        (only,) = (one for one in self.found.equilibria.equilibria if not one.pure)
        return only

    def _place(self, player: str, strategy: str) -> tuple[int, int]:
        i = self.found.form.players.index(player)
        return i, self.found.form.strategies[i].index(strategy)


@cache
def played_once(name: str, **parameters: float) -> PlayedOnce:
    """Solve a shipped matrix under other parameters."""
    settings = {f"parameters.{parameter}": value for parameter, value in parameters.items()}
    return PlayedOnce(equilibria(load_matrix(f"textbook/{name}", settings)))
