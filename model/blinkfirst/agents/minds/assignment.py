"""Who is played by which mind."""

from __future__ import annotations

from collections.abc import Mapping

from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.mind import Mind
from blinkfirst.errors import StudyError, hinted, nearest
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff

DEFAULT = "strategic"


def cast(standoff: Standoff, policy: Policy, minds: Mapping[str, str]) -> tuple[Mind, ...]:
    """A mind for every actor, in order; those not named are strategic.

    Parameters
    ----------
    minds : actor -> name of a mind.

    Raises
    ------
    StudyError
        When an actor or a mind does not exist, with all that is wrong.
    """
    names = mind_names(standoff, minds)
    return tuple(MINDS[name](standoff, policy, index) for index, name in enumerate(names))


def mind_names(standoff: Standoff, minds: Mapping[str, str]) -> tuple[str, ...]:
    """The name of every actor's mind, in order; those not named are strategic.

    Raises
    ------
    StudyError
        When an actor or a mind does not exist, with all that is wrong.
    """
    actors = standoff.opening.actors
    wrong = [_unknown("actor", name, actors) for name in minds if name not in actors]
    wrong += [_unknown("mind", name, tuple(MINDS)) for name in minds.values() if name not in MINDS]
    if wrong:
        raise StudyError("\n".join(wrong))
    return tuple(minds.get(actor, DEFAULT) for actor in actors)


def _unknown(what: str, name: str, known: tuple[str, ...]) -> str:
    return hinted(f"unknown {what} {name!r}; there are: {', '.join(known)}", nearest(name, known))
