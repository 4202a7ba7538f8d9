"""Facts that several questions put to the grammar: who leads, and whether it survives sharper choice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from blinkfirst.game.forecast import SAME_CHANCE
from blinkfirst.game.leader import Leader, is_news, leader_of, likeliest_blinkers, survives

CLAIM_LENGTH = 110  # of a claim that a sentence still quotes
AS_GOOD = 0.005  # utils; a smaller difference is none to a reader

Shown: TypeAlias = Callable[[str], str]
"""What an actor is shown as: its label, where it has one."""


def leader_facts(chances: Mapping[str, float], shown: Shown = str) -> dict[str, Any]:
    """Return the leader of some chances of blinking first."""
    return _outcome(leader_of(chances), shown)


def blinker_facts(chances: Mapping[str, float], shown: Shown = str) -> dict[str, Any]:
    """Return the actor, or those that tie, that most likely blinks first; no names where nobody ever does."""
    names = likeliest_blinkers(chances)
    return _outcome(Leader(tuple(names), max((chances[name] for name in names), default=0.0)), shown)


def _outcome(leader: Leader, shown: Shown) -> dict[str, Any]:
    return {
        "names": [shown(name) for name in leader.names],
        "chance": leader.chance,
        "nobody": leader.is_nobody,
        "tied": len(leader.names) > 1,
        "certain": leader.chance >= 1 - SAME_CHANCE,
        "majority": leader.chance > 1 / 2,
    }


def sharper_facts(
    chances: Mapping[str, float],
    sharper: Mapping[str, float],
    coin_toss: Mapping[str, float],
    errs: bool,
    shown: Shown = str,
) -> dict[str, Any]:
    """Return what is left of the leader at doubled precision, and what it has where everybody tosses coins.

    Parameters
    ----------
    errs : whether anybody chooses in error, so that doubled precision changes anything.
    """
    names = leader_of(chances).names
    unsure = any(map(math.isnan, sharper.values()))
    toss = max(coin_toss[name] for name in names)
    found = {"errs": errs, "unsure": unsure, "news": is_news(chances, coin_toss), "toss": toss}
    if unsure:
        return found
    kept = max(sharper[name] for name in names)
    return {
        **found,
        "survives": survives(chances, sharper),
        "kept": kept,
        "leader": leader_facts(sharper, shown),
        "leads": set(leader_of(sharper).names) == set(names),
    }
