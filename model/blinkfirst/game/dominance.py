"""Dominated strategies: another strategy, or a mixture of others, is better whatever the others do."""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm


@dataclass(frozen=True, eq=False)
class Dominance:
    """One dominated strategy and what dominates it.

    Attributes
    ----------
    player, strategy : indices in the game in question.
    by : shape (A_i,): the mixed strategy that dominates; one entry is 1 where a pure strategy does.
    strict : whether it is better against everything; if not, it is never worse and somewhere better.
    least, most : utils: the smallest and largest advantage of the dominating strategy over the cells. For
        strict dominance the smallest is above 0, for weak dominance it is 0 and the largest above 0.
    """

    player: int
    strategy: int
    by: FloatArray
    strict: bool
    least: float
    most: float

    @property
    def pure(self) -> bool:
        """True when one strategy alone dominates."""
        return float(self.by.max()) == 1.0


@dataclass(frozen=True, eq=False)
class Elimination:
    """Iterated elimination of dominated strategies: the rounds, and the game that is left.

    Attributes
    ----------
    rounds : what was taken out in each round, of all players at once; indices are those of the whole game,
        and dominance is judged on what the rounds before left.
    remaining : per player, the strategies (indices in the whole game) that are left, at least one.
    form : the game that is left.
    """

    rounds: tuple[tuple[Dominance, ...], ...]
    remaining: tuple[tuple[int, ...], ...]
    form: StrategicForm
