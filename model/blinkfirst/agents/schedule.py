"""The way a run goes: the games that are really played, with everybody's plan and the odds of every draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, IntArray, flow, lump
from blinkfirst.game.policy import Policy, StretchPolicy
from blinkfirst.game.standoff import Standoff, Stretch
from blinkfirst.rng import running_totals


class PlayedStretch:
    """One stretch of the course, for all runs: running totals are worked out when first needed and kept.

    Attributes
    ----------
    game, first_tick, carry, event : as in the stretch.
    choice : shape (ticks played, E), sigma.
    """

    def __init__(self, stretch: Stretch, solved: StretchPolicy) -> None:
        self.game: Game = stretch.game
        self.first_tick = stretch.first_tick
        self.carry: IntArray | None = stretch.carry
        self.event = stretch.event
        self.choice: FloatArray = solved.choice
        self._who: dict[int, list[float]] = {}
        self._outcomes: dict[int, list[float]] = {}
        self._nature_outcomes: dict[int, list[float]] = {}

    def who(self, state: int) -> list[float]:
        """Running totals of the first draw: actors, then the nature rows of the state."""
        return _kept(self._who, state, self._who_totals)

    def outcomes(self, edge: int) -> list[float]:
        """Running totals of the outcomes of a move."""
        return _kept(self._outcomes, edge, self._outcome_totals)

    def nature_outcomes(self, row: int) -> list[float]:
        """Running totals of the outcomes of a nature row."""
        return _kept(self._nature_outcomes, row, self._nature_totals)

    def menu(self, state: int, actor: int) -> range:
        """The edges an actor chooses from."""
        row = state * self.game.n_actors + actor
        return range(int(self.game.edge_offset[row]), int(self.game.edge_offset[row + 1]))

    def sigma(self, tick: int, menu: range) -> FloatArray:
        """The strategic mixed action over a menu at a tick."""
        return self.choice[tick - self.first_tick, menu.start : menu.stop]

    @cached_property
    def flow(self) -> FloatArray:
        """Shape (S, A), utils per tick."""
        return self.game.tick_months * flow(self.game)

    @cached_property
    def lump(self) -> FloatArray:
        """Shape (E, A), utils."""
        return lump(self.game)

    @cached_property
    def discount(self) -> FloatArray:
        """The present worth of a util one tick later, shape (A,)."""
        return np.asarray(self.game.patience ** (self.game.tick_months / 12.0), dtype=np.float64)

    def _who_totals(self, state: int) -> list[float]:
        game = self.game
        rows = slice(int(game.nature_offset[state]), int(game.nature_offset[state + 1]))
        initiatives = (game.tempo[state] * game.tick_months).tolist()
        return running_totals([*initiatives, *(game.nature_rate[rows] * game.tick_months).tolist()])

    def _outcome_totals(self, edge: int) -> list[float]:
        offset = self.game.outcome_offset
        return running_totals(
            self.game.outcome_probability[int(offset[edge]) : int(offset[edge + 1])].tolist()
        )

    def _nature_totals(self, row: int) -> list[float]:
        game, offset = self.game, self.game.nature_outcome_offset
        return running_totals(
            game.nature_outcome_probability[int(offset[row]) : int(offset[row + 1])].tolist()
        )


def played_course(standoff: Standoff, policy: Policy) -> tuple[PlayedStretch, ...]:
    """The stretches that are really played, as ``Standoff.course``, each with its plan.

    Raises
    ------
    GameError
        When the policy is not one of this standoff.
    """
    course = []
    for span in standoff.played:
        stretch = standoff.plans[span.plan].stretches[span.place]
        played = PlayedStretch(stretch, policy.plans[span.plan].stretches[span.place])
        _check_choice(played, span.end - played.first_tick)
        course.append(played)
    return tuple(course)


def leads_nowhere(game: Game, edge: int) -> bool:
    """Say whether a move can only leave the world as it is."""
    outcomes = game.outcome_state[int(game.outcome_offset[edge]) : int(game.outcome_offset[edge + 1])]
    return bool((outcomes == game.edge_state[edge]).all())


def _check_choice(played: PlayedStretch, ticks: int) -> None:
    expected = (ticks, played.game.n_edges)
    if played.choice.shape != expected:
        raise GameError(
            f"policy of the stretch from tick {played.first_tick}: expected choices of shape {expected} "
            f"(ticks, edges), got {played.choice.shape}; is it the policy of this stand-off?"
        )


def _kept(memory: dict[int, list[float]], key: int, compute: Callable[[int], list[float]]) -> list[float]:
    found = memory.get(key)
    if found is None:
        found = memory[key] = compute(key)
    return found
