"""Minds: given an occasion to act, the probability of each move on the menu.

A mind never draws. It says with what probabilities it would play (a human or a script says 1 and 0s), and the
model picks with the one uniform that the draw protocol (`blinkfirst.rng`) sets aside for it. A new family of
minds is a new file and one line in ``agents/minds/__init__.py``.

A mind without memory is a `TableMind`: it writes what it plays on every menu and in every tick of a stretch
before the first run, and both the Mesa model and the compiled engine play its table. A mind that looks back
is asked occasion by occasion, and is played by the Mesa model alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from blinkfirst.agents.event_log import LogEntry
from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff

if TYPE_CHECKING:  # solvers take their time to import
    from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy


class Occasion(NamedTuple):
    """An actor has the initiative: tick, game, state, menu, and the equilibrium's mixed action on it."""

    tick: int
    game: Game
    state: int
    edges: range
    sigma: FloatArray


class Mind(ABC):
    """The choices of one actor, asked for on every occasion.

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

    def __init__(self, standoff: Standoff, policy: Policy | HiddenPolicy, actor: int) -> None:
        self.actor = actor

    def begin(self) -> None:  # noqa: B027 - most minds have nothing to forget
        """Forget the last run."""

    def observe(self, entry: LogEntry) -> None:  # noqa: B027 - most minds do not look back
        """See what happened, one's own deeds too. Called only when ``memory`` is above 0."""

    @abstractmethod
    def mix(self, occasion: Occasion) -> FloatArray:
        """Probability of each edge of the menu, in its order; sums to 1."""


class TableMind(Mind):
    """A mind without memory: what it plays depends on tick and state alone."""

    memory = 0
    leaves_sigma: ClassVar[bool] = False  # then nothing is copied

    @abstractmethod
    def write(self, game: Game, first_tick: int, choice: FloatArray) -> None:
        """Write what the actor plays on each of its menus, in place.

        ``choice``, shape (ticks, E), holds the equilibrium's mixed actions of a stretch of ``game`` from
        ``first_tick`` on; whatever is not on a menu of the actor stays as it is.
        """

    def write_rows(self, game: Game, states: IntArray, choice: FloatArray) -> FloatArray:
        """Return what the actor plays in some states, given the equilibrium's mixed actions, shape (n, M).

        With private types these hang on beliefs, so every run has its own. A row of ``choice`` begins with
        the menu of its state; what is behind it is 0.
        """
        found = np.zeros_like(choice)
        menus = states * game.n_movers + self.actor
        for row, (first, end) in enumerate(
            zip(game.edge_offset[menus].tolist(), game.edge_offset[menus + 1].tolist(), strict=True)
        ):
            sigma = choice[row, : end - first]
            occasion = Occasion(0, game, int(states[row]), range(first, end), sigma)
            found[row, : end - first] = self.mix(occasion)
        return found

    def mix(self, occasion: Occasion) -> FloatArray:
        """Probability of each edge of the menu, from the table of this one tick."""
        menu = slice(occasion.edges.start, occasion.edges.stop)
        choice = np.zeros((1, occasion.game.n_edges))
        choice[0, menu] = occasion.sigma
        self.write(occasion.game, occasion.tick, choice)
        return choice[0, menu]


class Strategic(TableMind):
    """Plays its part in the logit equilibrium: sees where everything leads, and errs now and then.

    With every mind strategic, the frequencies of many runs converge to the exact forecast.
    """

    stochastic = True
    leaves_sigma = True
    source = "[McKelvey1998] agent quantal response equilibrium"

    def write(self, game: Game, first_tick: int, choice: FloatArray) -> None:
        """Leave sigma as the policy has it."""


def mixed_actions(game: Game, first_tick: int, sigma: FloatArray, minds: Sequence[Mind]) -> FloatArray:
    """Return what minds, one per actor, play in a stretch, shape (ticks, E); sigma for those that look back.

    When all leave ``sigma``, the equilibrium's mixed actions, as it is, it is returned itself.
    """
    writing = [mind for mind in minds if isinstance(mind, TableMind) and not mind.leaves_sigma]
    played = sigma.copy() if writing else sigma
    for mind in writing:
        mind.write(game, first_tick, played)
    return played
