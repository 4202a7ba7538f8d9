"""The way a run goes: the games that are really played, with everybody's plan and the odds of every draw."""

from __future__ import annotations

from functools import cache, cached_property, partial

import numpy as np

from blinkfirst.agents.believed import BelievedStretch
from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, IntArray, flow, lump
from blinkfirst.game.policy import Policy, StretchPolicy
from blinkfirst.game.standoff import Standoff, Stretch
from blinkfirst.rng import running_totals
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy


class PlayedStretch:
    """One stretch of the course, for all runs, of ``ticks`` ticks that are played.

    ``choice``, shape (ticks, E), is sigma. With private types it is empty, (ticks, 0): choices depend on what
    is believed, and ``believed`` works them out.

    Running totals of the three draws are worked out when first needed and kept: ``who`` of a state (actors,
    then nature rows), ``outcomes`` of a move, ``nature_outcomes`` of a nature row.
    """

    def __init__(
        self, stretch: Stretch, ticks: int, choice: FloatArray, believed: BelievedStretch | None = None
    ) -> None:
        self.game: Game = stretch.game
        self.first_tick, self.ticks = stretch.first_tick, ticks
        self.carry: IntArray | None = stretch.carry
        self.event = stretch.event
        self.choice, self.believed = choice, believed
        self.who = cache(self._who)
        self.outcomes = cache(partial(_totals, self.game.outcome_probability, self.game.outcome_offset))
        self.nature_outcomes = cache(
            partial(_totals, self.game.nature_outcome_probability, self.game.nature_outcome_offset)
        )

    def menu(self, state: int, actor: int) -> range:
        """The edges an actor chooses from."""
        row = state * self.game.n_movers + actor
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

    def _who(self, state: int) -> list[float]:
        game = self.game
        rows = slice(int(game.nature_offset[state]), int(game.nature_offset[state + 1]))
        initiatives = (game.tempo[state] * game.tick_months).tolist()
        return running_totals([*initiatives, *(game.nature_rate[rows] * game.tick_months).tolist()])


def _totals(probability: FloatArray, offset: IntArray, row: int) -> list[float]:
    return running_totals(probability[int(offset[row]) : int(offset[row + 1])].tolist())


def played_course(standoff: Standoff, policy: Policy | HiddenPolicy) -> tuple[PlayedStretch, ...]:
    """The stretches that are really played, as ``Standoff.course``, each with its plan.

    Raises `GameError` when the policy is not one of this standoff.
    """
    course = []
    for span in standoff.played:
        stretch = standoff.plans[span.plan].stretches[span.place]
        ticks = span.end - stretch.first_tick
        if isinstance(policy, HiddenPolicy):
            _check_hidden(standoff, policy)
            believed = BelievedStretch(policy, span)
            course.append(PlayedStretch(stretch, ticks, np.empty((ticks, 0)), believed))
        else:
            choice = _checked(policy.plans[span.plan].stretches[span.place], stretch, ticks)
            course.append(PlayedStretch(stretch, ticks, choice))
    return tuple(course)


def leads_nowhere(game: Game, edge: int) -> bool:
    """Say whether a move can only leave the world as it is."""
    outcomes = game.outcome_state[int(game.outcome_offset[edge]) : int(game.outcome_offset[edge + 1])]
    return bool((outcomes == game.edge_state[edge]).all())


def _checked(solved: StretchPolicy, stretch: Stretch, ticks: int) -> FloatArray:
    expected = (ticks, stretch.game.n_edges)
    if solved.choice.shape != expected:
        raise GameError(
            f"policy of the stretch from tick {stretch.first_tick}: expected choices of shape {expected} "
            f"(ticks, edges), got {solved.choice.shape}; is it the policy of this stand-off?"
        )
    return solved.choice


def _check_hidden(standoff: Standoff, policy: HiddenPolicy) -> None:
    if policy.standoff is not standoff:
        raise GameError("policy: expected the solution of this very stand-off, got that of another one")
