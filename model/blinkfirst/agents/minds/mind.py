"""What a mind is: given an occasion to act, how likely each move on the menu.

A mind never draws. It says with what probabilities it would play (a human or a script says 1 and 0s), and the
model picks with the one uniform that the draw protocol (`blinkfirst.rng`) sets aside for it. A new family of
minds is a new file and one line in ``agents/__init__.py``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

from blinkfirst.agents.event_log import LogEntry
from blinkfirst.game.game import FloatArray, Game
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff


class Occasion(NamedTuple):
    """An actor has the initiative.

    Attributes
    ----------
    tick : now.
    game : in force.
    state : of the world, an index in the game.
    edges : the menu, edges of the game.
    sigma : shape (number of edges,), the equilibrium's mixed action.
    """

    tick: int
    game: Game
    state: int
    edges: range
    sigma: FloatArray


class Mind(ABC):
    """How one actor chooses.

    A mind is made once for many runs; what takes long (solving, say) belongs in ``__init__``, what a run
    teaches is forgotten in ``begin``.

    Attributes
    ----------
    memory : how many log entries back its choices depend on; 0 none, ``inf`` all of the run.
    stochastic : whether it can mix; if not, every mixed action is a 1 and 0s.
    source : where the idea comes from.
    """

    memory: ClassVar[float]
    stochastic: ClassVar[bool]
    source: ClassVar[str]

    def __init__(self, standoff: Standoff, policy: Policy, actor: int) -> None:
        self.actor = actor

    def begin(self) -> None:  # noqa: B027 - most minds have nothing to forget
        """Forget the last run."""

    def observe(self, entry: LogEntry) -> None:  # noqa: B027 - most minds do not look back
        """See what happened, one's own deeds too. Called only when ``memory`` is above 0."""

    @abstractmethod
    def mix(self, occasion: Occasion) -> FloatArray:
        """Probability of each edge of the menu, in its order; sums to 1."""
