"""An ultimatum, backward by hand: one state in which anything is open, and three ends that last."""

from __future__ import annotations

from dataclasses import dataclass

from reference.textbook.choice import shares

ASKED, LAPSES = 0.25, 0.125
TICK, TICKS, AFTERWARDS = 0.25, 24, 12
PATIENCE = 0.95
DELTA = PATIENCE ** (TICK / 12)


@dataclass(frozen=True)
class Ultimatum:
    """What a month of each end costs, utils: a broken word and a blow Sender, a blow and a gift Target."""

    broken: float = 0.1
    striking: float = 0.04
    pain: float = 0.15
    prize: float = 0.05


@dataclass(frozen=True)
class Ends:
    """Probabilities, by the horizon."""

    yielded: float
    lapsed: float
    struck: float


def ends(game: Ultimatum, precision: float) -> Ends:
    """How it ends when both choose by logit at this precision, and look ahead to the horizon and beyond."""
    sender = target = 0.0  # worth of what is open, at the horizon: nothing more comes
    found = Ends(0.0, 0.0, 0.0)
    for left in range(TICKS):
        # months, discounted, that whatever comes about in this tick lasts, felt from the next tick on
        lasts = DELTA * TICK * (1 - DELTA ** (left + AFTERWARDS / TICK)) / (1 - DELTA)
        strike = shares((DELTA * sender, -game.striking * lasts), precision)[1]
        give = shares((DELTA * target, -game.prize * lasts), precision)[1]
        struck, yielded = ASKED * strike, ASKED * give
        stays = 1 - struck - yielded - LAPSES
        sender = stays * DELTA * sender - struck * game.striking * lasts - LAPSES * game.broken * lasts
        target = stays * DELTA * target - struck * game.pain * lasts - yielded * game.prize * lasts
        found = Ends(
            yielded + stays * found.yielded, LAPSES + stays * found.lapsed, struck + stays * found.struck
        )
    return found
