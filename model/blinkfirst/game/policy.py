"""The policy of a stand-off: logit probabilities of every move, in every state, at every tick."""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.game.game import FloatArray
from blinkfirst.short_repr import short_repr


@dataclass(frozen=True)
class StretchPolicy:
    """Choices within one stretch of a plan.

    Attributes
    ----------
    first_tick : as in the stretch.
    choice : shape (n, E); row k holds sigma of tick ``first_tick + k``. For the stretches of a plan that is
        overtaken by a surprise, n covers only the ticks really played under that plan (possibly 0).
    values : shape (S, A), utils: V at ``first_tick``.
    """

    first_tick: int
    choice: FloatArray
    values: FloatArray

    __repr__ = short_repr


@dataclass(frozen=True)
class PlanPolicy:
    """Choices under one plan, stretch by stretch as in ``Plan.stretches``."""

    stretches: tuple[StretchPolicy, ...]

    __repr__ = short_repr


@dataclass(frozen=True)
class Policy:
    """The one solution of a standoff.

    Attributes
    ----------
    plans : as ``Standoff.plans``.
    residual : largest change of a value in the last sweep of the stationary solution; 0 with a finite
        horizon.
    """

    plans: tuple[PlanPolicy, ...]
    residual: float

    __repr__ = short_repr

    @property
    def course(self) -> tuple[StretchPolicy, ...]:
        """Policies of the stretches that are really played, as ``Standoff.course``."""
        played: list[StretchPolicy] = []
        for index, plan in enumerate(self.plans):
            last = index + 1 == len(self.plans)
            played.extend(s for s in plan.stretches if last or s.choice.shape[0] > 0)
        return tuple(played)
