"""Minds as tables: what each plays at every tick on every menu, worked out before the first run.

That needs a mind without memory. A new one is a new function here and one line in `REWRITES`; a mind without
a line is left to the Mesa model, which plays any. `engine_plays` tells which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import StudyError
from blinkfirst.game.game import NO_BLINK, FloatArray, Game, IntArray


def engine_plays(minds: Mapping[str, str] | None) -> bool:
    """Whether the engine knows every one of these minds; those left out are strategic, which it knows.

    Parameters
    ----------
    minds : actor -> name of its mind.

    Examples
    --------
    >>> engine_plays({"US": "stubborn"}), engine_plays({"US": "human"})
    (True, False)
    """
    return all(name in REWRITES for name in (minds or {}).values())


def mixed_actions(game: Game, sigma: FloatArray, minds: tuple[str, ...]) -> FloatArray:
    """What the minds play, all ticks at once.

    Parameters
    ----------
    game : in force.
    sigma : shape (ticks, E), the equilibrium's mixed actions.
    minds : name of every actor's mind.

    Returns
    -------
    shape (ticks, E)
        ``sigma`` itself when everybody is strategic. Bit for bit what the minds' own ``mix`` says.

    Raises
    ------
    StudyError
        When the engine does not know a mind.
    """
    unknown = [(actor, name) for actor, name in zip(game.actors, minds, strict=True) if name not in REWRITES]
    if unknown:
        told = ", ".join(f"{name!r} (of {actor})" for actor, name in unknown)
        raise StudyError(
            f"mind {told}: expected one that the compiled engine plays ({', '.join(REWRITES)}); "
            "`play_many` lets agents play any mind, run by run"
        )
    others = [actor for actor, name in enumerate(minds) if name != STRATEGIC]
    played = sigma.copy() if others else sigma
    for actor in others:
        REWRITES[minds[actor]](game, played, actor)
    return played


def _leave(game: Game, choice: FloatArray, actor: int) -> None:
    """The strategic mind plays sigma."""


def _never_blink(game: Game, choice: FloatArray, actor: int) -> None:
    """The stubborn mind, as `blinkfirst.agents.minds.stubborn` has it."""
    menus = np.arange(game.n_states) * game.n_actors + actor
    first, end = game.edge_offset[menus], game.edge_offset[menus + 1]
    blinks = game.edge_blink != NO_BLINK
    tempted = _any_of(blinks, first, end)
    first, end = first[tempted], end[tempted]
    kept = np.zeros((choice.shape[0], first.size))
    for edges, here in _places(first, end):  # from left to right, one plain addition after the other
        kept[:, here] += np.where(blinks[edges], 0.0, choice[:, edges])
    still = _standing_still(game, blinks, first, end)
    for edges, here in _places(first, end):
        share = np.where(blinks[edges], 0.0, choice[:, edges])
        total = kept[:, here]
        certain = (edges == still[here]).astype(np.float64)
        with np.errstate(invalid="ignore"):
            choice[:, edges] = np.where(total > 0.0, share / total, certain)


def _standing_still(game: Game, blinks: NDArray[np.bool_], first: IntArray, end: IntArray) -> IntArray:
    """The move of each menu where sigma does nothing but blink: the first hold that is no blink, or else the
    first move that is none; the same among the blinks where there is nothing else.
    """
    holds, nothing_else = _leads_nowhere(game), ~_any_of(~blinks, first, end)
    found = np.full(first.size, -1)
    for good_enough in (holds, np.ones_like(holds)):
        for edges, here in _places(first, end):
            fits = good_enough[edges] & (~blinks[edges] | nothing_else[here])
            found[here] = np.where((found[here] < 0) & fits, edges, found[here])
    return found


def _leads_nowhere(game: Game) -> NDArray[np.bool_]:
    """Whether each move can only leave the world as it is, shape (E,)."""
    outcomes = np.diff(game.outcome_offset)
    stays = game.outcome_state == np.repeat(game.edge_state, outcomes)
    return np.logical_and.reduceat(stays, game.outcome_offset[:-1])


def _any_of(wanted: NDArray[np.bool_], first: IntArray, end: IntArray) -> NDArray[np.bool_]:
    """Whether any edge of each menu is wanted."""
    found = np.zeros(first.size, dtype=np.bool_)
    for edges, here in _places(first, end):
        found[here] |= wanted[edges]
    return found


def _places(first: IntArray, end: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """The first edge of every menu, then the second of those that have one, ...; and whose they are."""
    for place in range(int((end - first).max(initial=0))):
        here = np.flatnonzero(end - first > place)
        yield first[here] + place, here


STRATEGIC = "strategic"

# name of a mind -> how it rewrites an actor's choices in place: (game, choice of shape (ticks, E), actor)
REWRITES: dict[str, Callable[[Game, FloatArray, int], None]] = {
    STRATEGIC: _leave,
    "stubborn": _never_blink,
}
