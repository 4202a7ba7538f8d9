"""The minds of the actors, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.mind import Mind, TableMind
from blinkfirst.errors import StudyError, hinted, nearest
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff

if TYPE_CHECKING:  # solvers take their time to import
    from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy

DEFAULT = "strategic"


class UnknownName(NamedTuple):
    """An actor or a mind that does not exist."""

    what: str
    name: str
    known: Sequence[str]


def unknown_names(minds: Mapping[str, str], actors: Sequence[str]) -> Iterator[UnknownName]:
    """Yield every actor and mind in an assignment, actor -> mind, that does not exist."""
    for actor in minds:
        if actor not in actors:
            yield UnknownName("actor", actor, actors)
    for mind in minds.values():
        if mind not in MINDS:
            yield UnknownName("mind", mind, tuple(MINDS))


def mind_names(standoff: Standoff, minds: Mapping[str, str]) -> tuple[str, ...]:
    """Return the name of every actor's mind, by default strategic; StudyError with every unknown name."""
    actors = standoff.opening.actors
    wrong = [
        hinted(f"unknown {what} {name!r}; there are: {', '.join(known)}", nearest(name, known))
        for what, name, known in unknown_names(minds, actors)
    ]
    if wrong:
        raise StudyError("\n".join(wrong))
    return tuple(minds.get(actor, DEFAULT) for actor in actors)


def minds_of(standoff: Standoff, policy: Policy | HiddenPolicy, names: Sequence[str]) -> tuple[Mind, ...]:
    """Return a mind for every mover, in order, given the names of the actors' minds.

    An event that is somebody's blink by omission has no choice, so any mind would do.
    """
    everybody = [*names, *(DEFAULT for _ in standoff.opening.omitters)]
    return tuple(MINDS[name](standoff, policy, index) for index, name in enumerate(everybody))


def engine_plays(minds: Mapping[str, str] | None) -> bool:
    """Say whether the engine plays every one of these minds, given by actor.

    Examples
    --------
    >>> engine_plays({"US": "stubborn"}), engine_plays({"US": "human"})
    (True, False)
    """
    return all(is_table(name) for name in (minds or {}).values())


def is_table(name: str) -> bool:
    """Say whether a mind is without memory, so that the engine plays it."""
    return name in MINDS and issubclass(MINDS[name], TableMind)
