"""Commitments: the same stand-off with moves taken off the menus, solved once per profile of postures.

States, features and everything that no menu touches are shared between the profiles; only edges are left
out. All know of the postures, so all allow for the menus that are left: the solution of a profile is the
logit solution of the restricted stand-off, and every value is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import GameError
from blinkfirst.game.commitments import (
    ALLOWED,
    ALWAYS,
    FORBIDDEN,
    NEVER,
    CommitmentTable,
    CommittedOutcome,
    Limit,
    Player,
    Posture,
)
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

    After surprises the values are those along what really happens, as in the forecast. Errors as
    `backward_answers_and_values`.

    Parameters
    ----------
    standoff : from `restricted_standoff`, or as compiled when nobody commits.

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

    Raises `GameError` when a menu would be empty and has no hold.

    Parameters
    ----------
    members : names of the actors that the posture binds.
    holds : per actor of the game, the name of the move that changes nothing.
    """
    row = game.edge_state * game.n_movers + game.edge_actor
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
    menus = zip(game.moves, [*holds, *("" for _ in game.omitters)], strict=True)
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
    row = game.edge_state * game.n_movers + game.edge_actor
    menus = np.bincount(row[kept], minlength=game.n_states * game.n_movers)
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


Key: TypeAlias = tuple[int, ...]
"""Per player, the number of the menus that its posture leaves."""

Progress: TypeAlias = Callable[[int, int], None]
SolveAll: TypeAlias = Callable[[Callable[[Key], CommittedOutcome], Sequence[Key]], Iterable[CommittedOutcome]]


class SolvedCommitments(NamedTuple):
    """A solved table, and what comes when one player alone commits.

    Attributes
    ----------
    table : every profile of the postures that make a difference.
    alone : by player and posture (indices): that player commits, all others play as the game goes.
    idle : player and posture that take nothing off any menu and were left out.
    solved : number of stand-offs solved; profiles that leave the same menus share one.
    """

    table: CommitmentTable
    alone: Mapping[tuple[int, int], CommittedOutcome]
    idle: tuple[tuple[str, str], ...]
    solved: int


def commitment_table(
    standoff: Standoff,
    holds: Sequence[str],
    players: Sequence[Player],
    solve_all: SolveAll = map,
    progress: Progress | None = None,
) -> SolvedCommitments:
    """Solve every profile of postures, and every posture that one player takes alone.

    Raises `GameError` or `SolverError` as `committed_outcome`.

    Parameters
    ----------
    holds : per actor of the stand-off, the name of the move that changes nothing.
    players : with their postures; actors that belong to no player play as the game goes.
    solve_all : applies a function to many keys in order, like `map`; that of a pool of threads, say.
    progress : called with how many stand-offs are solved, and of how many.
    """
    menus = _PostureMenus(standoff, holds)
    players, idle = _without_idle(players, menus)
    numbers = [[menus.number(player, k) for k in range(len(player.postures))] for player in players]
    profiles = list(product(*numbers))
    alone = {
        (i, k): tuple(numbers[i][k] if other == i else 0 for other in range(len(players)))
        for i, player in enumerate(players)
        for k, posture in enumerate(player.postures)
        if not posture.free
    }
    nobody = (0,) * len(players)
    found = _solved(menus, [nobody, *profiles, *alone.values()], solve_all, progress)
    shape = (*(len(player.postures) for player in players), len(standoff.opening.actors))
    table = CommitmentTable(
        players=players,
        actors=standoff.opening.actors,
        values=np.array([found[key].values for key in profiles]).reshape(shape),
        first_blinks=np.array([found[key].first_blinks for key in profiles]).reshape(shape),
        uncommitted=found[nobody],
    )
    return SolvedCommitments(table, {one: found[key] for one, key in alone.items()}, idle, len(found))


def _solved(
    menus: _PostureMenus, keys: Sequence[Key], solve_all: SolveAll, progress: Progress | None
) -> dict[Key, CommittedOutcome]:
    different = list(dict.fromkeys(keys))
    found: dict[Key, CommittedOutcome] = {}
    if progress is not None:
        progress(0, len(different))
    for key, outcome in zip(different, solve_all(menus.outcome, different), strict=True):
        found[key] = outcome
        if progress is not None:
            progress(len(found), len(different))
    return found


class _PostureMenus:
    """The menus that postures leave, each set of menus once and under a number; 0: everything."""

    def __init__(self, standoff: Standoff, holds: Sequence[str]) -> None:
        self.standoff = standoff
        self.holds = holds
        self.games = games_of(standoff)
        self.masks: list[tuple[MaskArray, ...]] = []
        self._numbers: dict[tuple[bytes, ...], int] = {}
        self._add(tuple(np.ones(game.n_edges, dtype=np.bool_) for game in self.games))

    def number(self, player: Player, posture: int) -> int:
        """The number of the menus that one posture of a player leaves when nobody else commits."""
        chosen = player.postures[posture]
        if chosen.free:
            return 0
        return self._add(tuple(kept_edges(game, player.actors, chosen, self.holds) for game in self.games))

    def _add(self, masks: tuple[MaskArray, ...]) -> int:
        key = tuple(np.packbits(mask).tobytes() for mask in masks)
        if key not in self._numbers:
            self._numbers[key] = len(self.masks)
            self.masks.append(masks)
        return self._numbers[key]

    def outcome(self, key: Key) -> CommittedOutcome:
        """Solve the stand-off on the menus that several postures leave together."""
        by_game = zip(*(self.masks[number] for number in key), strict=True)
        together = [np.logical_and.reduce(masks) for masks in by_game]
        return committed_outcome(restricted_standoff(self.standoff, together))


def _without_idle(
    players: Sequence[Player], menus: _PostureMenus
) -> tuple[tuple[Player, ...], tuple[tuple[str, str], ...]]:
    """Leave out postures that take nothing off any menu, and name them; a player left with none stays."""
    kept, idle = [], []
    for player in players:
        postures = enumerate(player.postures)
        same = [k for k, posture in postures if not posture.free and menus.number(player, k) == 0]
        others = tuple(posture for k, posture in enumerate(player.postures) if k not in same)
        kept.append(replace(player, postures=others) if others else player)
        idle += [(player.name, player.postures[k].name) for k in same if others]
    return tuple(kept), tuple(idle)
