"""Outcomes of commitments: the same stand-off with moves taken off the menus, solved once per profile.

States, features and everything that no menu touches are shared between the profiles; only edges are left
out. All know of the postures, so all allow for the menus that are left: the solution of a profile is the
logit solution of the restricted stand-off, and every value is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import GameError
from blinkfirst.game.commitments import ALLOWED, ALWAYS, FORBIDDEN, NEVER, CommittedOutcome, Limit, Posture
from blinkfirst.game.game import NO_BLINK, Game, IntArray, Payoffs
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_answers import (
    ANY_DEGREE,
    backward_answers_and_values,
    first_blink_watches,
)

MaskArray: TypeAlias = NDArray[np.bool_]


def committed_outcome(standoff: Standoff) -> CommittedOutcome:
    """Return everybody's payoff, and the first blinks, under some profile of postures.

    Parameters
    ----------
    standoff : from `restricted_standoff`, or as compiled when nobody commits.

    Returns
    -------
    After surprises the values are those along what really happens, as in the forecast.

    Raises
    ------
    GameError, SolverError
        As `backward_answers_and_values`.

    Source
    ------
    [Schelling1960] for moves given up on purpose.
    """
    watches = first_blink_watches(standoff, [ANY_DEGREE])
    answers, values = backward_answers_and_values(standoff, watches)
    return CommittedOutcome(values, answers)


def games_of(standoff: Standoff) -> tuple[Game, ...]:
    """The games of all stretches of all plans, in order; also those that are only expected."""
    return tuple(stretch.game for plan in standoff.plans for stretch in plan.stretches)


def restricted_standoff(standoff: Standoff, kept: Sequence[MaskArray]) -> Standoff:
    """The stand-off with edges left out; all else is shared.

    Parameters
    ----------
    kept : per game of `games_of`, shape (E of that game,): which edges stay. A game that keeps all of them
        stays the same object.
    """
    games = iter([restricted_game(game, mask) for game, mask in zip(games_of(standoff), kept, strict=True)])
    plans = []
    for plan in standoff.plans:
        stretches = tuple(replace(stretch, game=next(games)) for stretch in plan.stretches)
        plans.append(replace(plan, stretches=stretches))
    return replace(standoff, plans=tuple(plans))


def kept_edges(game: Game, members: Sequence[str], posture: Posture, holds: Sequence[str]) -> MaskArray:
    """Mark the edges that a posture leaves on the menus, shape (E,); those of other actors all stay.

    No menu is emptied: where a posture leaves no move at all, the hold stays.

    Parameters
    ----------
    members : names of the actors that the posture binds.
    holds : per actor of the game, the name of the move that changes nothing.

    Raises
    ------
    GameError
        When a menu would be empty and has no hold.
    """
    row = game.edge_state * game.n_actors + game.edge_actor
    bound = np.isin(game.edge_actor, [game.actors.index(name) for name in members])
    kept = np.ones(game.n_edges, dtype=np.bool_)
    blinking = game.edge_blink != NO_BLINK
    if posture.blinking == NEVER:
        kept &= ~(bound & blinking)
    elif posture.blinking == ALWAYS:
        kept &= ~(bound & ~blinking & _beside(row, bound & blinking))
    hold = _hold_edges(game, holds)
    for limit in posture.limits:
        kept &= ~_excluded(game, limit, kept, hold, row)
    return _with_holds(game, kept, hold, row)


def _excluded(game: Game, limit: Limit, kept: MaskArray, hold: MaskArray, row: IntArray) -> MaskArray:
    actor = game.actors.index(limit.actor)
    his = game.edge_actor == actor
    named = his & np.isin(game.edge_move, [game.moves[actor].index(move) for move in limit.moves])
    if limit.word == FORBIDDEN:
        excluded = named
    elif limit.word == ALLOWED:
        excluded = his & ~named & ~hold
    else:
        excluded = his & ~named & _beside(row, named & kept)
    return np.asarray(excluded, dtype=np.bool_)


def _beside(row: IntArray, chosen: MaskArray) -> MaskArray:
    """Edges on a menu with one of some edges."""
    menus = np.zeros(int(row[-1]) + 1, dtype=np.bool_)
    menus[row[chosen]] = True
    return np.asarray(menus[row], dtype=np.bool_)


def _hold_edges(game: Game, holds: Sequence[str]) -> MaskArray:
    menus = zip(game.moves, holds, strict=True)
    numbers = [moves.index(hold) if hold in moves else -1 for moves, hold in menus]
    return np.asarray(game.edge_move == np.array(numbers)[game.edge_actor], dtype=np.bool_)


def _with_holds(game: Game, kept: MaskArray, hold: MaskArray, row: IntArray) -> MaskArray:
    empty = ~_beside(row, kept)
    kept = kept | (empty & hold)
    bare = np.flatnonzero(empty & ~_beside(row, kept))
    if bare.size:
        actor, _ = game.edge_label(int(bare[0]))
        state = game.state_labels(int(game.edge_state[bare[0]]))
        raise GameError(f"a commitment leaves {actor} no move in state {state}, which has no hold either")
    return kept


def restricted_game(game: Game, kept: MaskArray) -> Game:
    """The game with fewer edges; states, nature and features are shared, not copied.

    Parameters
    ----------
    kept : shape (E,), which edges stay: at least one of every menu. The game itself comes back when all do.
    """
    if kept.all():
        return game
    outcomes = np.diff(game.outcome_offset)
    kept_outcomes = np.repeat(kept, outcomes)
    row = game.edge_state * game.n_actors + game.edge_actor
    menus = np.bincount(row[kept], minlength=game.n_states * game.n_actors)
    return replace(
        game,
        edge_offset=_offsets(menus),
        edge_state=game.edge_state[kept],
        edge_actor=game.edge_actor[kept],
        edge_move=game.edge_move[kept],
        edge_blink=game.edge_blink[kept],
        outcome_offset=_offsets(outcomes[kept]),
        outcome_state=game.outcome_state[kept_outcomes],
        outcome_probability=game.outcome_probability[kept_outcomes],
        payoffs=_restricted_payoffs(game.payoffs, kept),
    )


def _restricted_payoffs(payoffs: Payoffs, kept: MaskArray) -> Payoffs:
    """Lumps of the edges that stay, under their new numbers."""
    stays = kept[payoffs.lump_edge]
    rows = np.repeat(np.arange(payoffs.lump_columns.size), np.diff(payoffs.lump_offset))
    renumbered = np.cumsum(kept) - 1
    return replace(
        payoffs,
        lump_offset=_offsets(np.bincount(rows[stays], minlength=payoffs.lump_columns.size)),
        lump_edge=renumbered[payoffs.lump_edge[stays]],
        lump_worth=payoffs.lump_worth[stays],
    )


def _offsets(counts: IntArray) -> IntArray:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
