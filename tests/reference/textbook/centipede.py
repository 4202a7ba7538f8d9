"""The centipede of four moves, reasoned from the end."""

from __future__ import annotations

from collections.abc import Sequence

from reference.textbook.choice import shares

TAKEN = ((0.8, 0.2), (0.4, 1.6), (3.2, 0.8), (1.6, 6.4))  # (first player, second player) by node
SHARED_OUT = (12.8, 3.2)


def take_probabilities(precision: float) -> list[float]:
    """How often the mover takes at each node; players alternate, beginning with the first."""
    later: Sequence[float] = SHARED_OUT
    found = []
    for node in (3, 2, 1, 0):
        take = shares([TAKEN[node][node % 2], later[node % 2]], precision)[0]
        later = [take * taken + (1 - take) * passed for taken, passed in zip(TAKEN[node], later, strict=True)]
        found.append(take)
    return found[::-1]


def ends_at(precision: float) -> list[float]:
    """P(the game ends at node 1, 2, 3, 4, or is shared out)."""
    on, found = 1.0, []
    for take in take_probabilities(precision):
        found.append(on * take)
        on *= 1 - take
    return [*found, on]
