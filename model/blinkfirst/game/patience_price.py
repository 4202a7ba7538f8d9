"""The price of patience: what giving way is worth to an actor whose rivals are known never to."""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.game.game import FloatArray, PayoffColumn
from blinkfirst.short_repr import short_repr


@dataclass(frozen=True, eq=False)
class PatiencePrice:
    """The price of patience of one actor, all others of whom are known never to blink.

    It is the worst that an actor can believe of its rivals: they will not give way first, whatever comes.

    Attributes
    ----------
    actor : index.
    initiatives : expected number of its initiatives up to the horizon whose menu holds a blink and another
        move; they are what the rest is a mean over.
    gap : utils: mean of Q(best blink) - Q(best other move); nan where there is no such initiative.
    at_start : the same at the first tick, in the state the stand-off starts from; nan where the menu there
        does not hold both.
    reasoned : share of the initiatives at which the blink is the better move; nan as the gap.
    months : expected discounted months until it blinks, the afterwards included; infinite where an endless
        wait is not discounted.
    blinks, others : move and share of the initiatives at which it is the best blink, or the best other move;
        the most frequent first. Moves that tie share evenly.
    columns : C payoff columns of the actor.
    split : shape (C,), utils; adds up to ``gap``, nan as it.
    """

    actor: int
    initiatives: float
    gap: float
    at_start: float
    reasoned: float
    months: float
    blinks: tuple[tuple[str, float], ...]
    others: tuple[tuple[str, float], ...]
    columns: tuple[PayoffColumn, ...]
    split: FloatArray

    __repr__ = short_repr

    @property
    def cost(self) -> float:
        """Cost of waiting that would close the gap, utils a month; not positive where giving way is reasoned.

        A lower bound: it counts every month until the actor blinks, and a quarrel may end otherwise.
        """
        return 0.0 - self.gap / self.months
