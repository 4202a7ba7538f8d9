"""Bargaining by alternating offers, with a last round."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import inf

from reference.textbook.choice import shares


def share_of_the_first(delta: float, offers: int) -> float:
    """The first proposer's share when the pie is cut anywhere and ``offers`` may be made in all.

    The last proposer takes everything, the one before leaves delta of it, and so on:
    x_n = 1 - delta x_(n-1) = (1 - (-delta)^n) / (1 + delta), which tends to 1 / (1 + delta).
    """
    share = 1.0
    for _ in range(offers - 1):
        share = 1 - delta * share
    return share


@dataclass(frozen=True)
class Bargain:
    """What each expects at some point, in pies, and East's expected share of a deal times its chance."""

    worth: tuple[float, float]
    deal: float
    share: float


def bargain(
    parts: int, rounds: int, deltas: tuple[float, float], precision: float = inf
) -> Bargain:
    """The game with shares of k / ``parts`` only, by going through everything that can be on the table.

    In round t (from 0) East moves when t is even, West when it is odd: wait, accept what the other has
    proposed, or propose anew. What is accepted is paid at once; a round later is worth ``deltas``.
    """

    @cache
    def ahead(round_: int, terms: int, by: int) -> Bargain:
        if round_ == rounds:
            return Bargain((0.0, 0.0), 0.0, 0.0)
        mover = round_ % 2
        after = [ahead(round_ + 1, terms, by)]
        after += [ahead(round_ + 1, k, mover) for k in range(parts + 1)]
        options = [
            Bargain((deltas[0] * b.worth[0], deltas[1] * b.worth[1]), b.deal, b.share) for b in after
        ]
        if by == 1 - mover:
            options.append(Bargain((terms / parts, 1 - terms / parts), 1.0, terms / parts))
        chosen = shares([option.worth[mover] for option in options], precision)
        pairs = list(zip(chosen, options, strict=True))
        return Bargain(
            (sum(p * o.worth[0] for p, o in pairs), sum(p * o.worth[1] for p, o in pairs)),
            sum(p * o.deal for p, o in pairs),
            sum(p * o.share for p, o in pairs),
        )

    return ahead(0, 0, 2)
