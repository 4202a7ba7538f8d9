"""The leader of a forecast, the likeliest answer to who blinks first, and whether it survives sharper choice.

Chances are of blinking first, by actor, and ``nobody``; they add up to one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from blinkfirst.game.forecast import NOBODY, SAME_CHANCE

NEWS = 0.01  # of a probability, by which a leader has to exceed its chance where everybody tosses coins
KEPT_SHARE = (
    0.5  # of its probability, which a leader that survives keeps when everybody's precision is doubled
)


class Leader(NamedTuple):
    """The likeliest of "this actor blinks first" and "nobody blinks".

    Attributes
    ----------
    names : one name; all actors that tie for it. `NOBODY` leads only where it is likelier than any actor.
    chance : probability, of each of them.
    """

    names: tuple[str, ...]
    chance: float

    @property
    def is_nobody(self) -> bool:
        """True where most likely nobody blinks."""
        return self.names == (NOBODY,)


def likeliest_blinkers(chances: Mapping[str, float]) -> list[str]:
    """Return the actor that most likely blinks first, several when they tie; none when nobody ever does."""
    actors = {name: chance for name, chance in chances.items() if name != NOBODY}
    most = max(actors.values(), default=0.0)
    return [name for name, chance in actors.items() if most > 0 and chance > most - SAME_CHANCE]


def leader_of(chances: Mapping[str, float]) -> Leader:
    """Return the leader of some chances.

    Examples
    --------
    >>> leader_of({"A": 0.3, "B": 0.3, "nobody": 0.4})
    Leader(names=('nobody',), chance=0.4)
    """
    first = likeliest_blinkers(chances)
    if not first or chances[NOBODY] > chances[first[0]] + SAME_CHANCE:
        return Leader((NOBODY,), chances[NOBODY])
    return Leader(tuple(first), max(chances[name] for name in first))


def survives(chances: Mapping[str, float], sharper: Mapping[str, float]) -> bool:
    """Return whether a forecast survives sharper choice; where it does not, it rests on error.

    It does when doubling everybody's precision leaves it the same leader, with at least half of its
    probability. Of several that tie, all have to.

    Parameters
    ----------
    sharper : the chances at doubled precision.
    """
    leader = leader_of(chances)
    kept = all(sharper[name] >= KEPT_SHARE * leader.chance for name in leader.names)
    return kept and set(leader_of(sharper).names) == set(leader.names)


def resting_on_error(chances: Mapping[str, float], sharper: Mapping[str, float]) -> frozenset[str]:
    """Return the names whose chance does not survive sharper choice; none where that is unsure.

    Of leaders that is what `survives` says. Others survive with at least half of their probability.
    """
    if any(math.isnan(chance) for chance in sharper.values()):
        return frozenset()
    leaders = set(leader_of(chances).names)
    halved = {name for name, chance in chances.items() if sharper[name] < KEPT_SHARE * chance}
    fallen = set() if survives(chances, sharper) else leaders
    return frozenset((halved - leaders) | fallen)


def is_news(chances: Mapping[str, float], coin_toss: Mapping[str, float]) -> bool:
    """Return whether the leader is any likelier than where everybody tosses coins, by more than `NEWS`."""
    leader = leader_of(chances)
    return any(leader.chance > coin_toss[name] + NEWS for name in leader.names)
