"""The table of a commitment game: a stand-off solved under every profile of postures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np

from blinkfirst.game.commitments import CommitmentTable, CommittedOutcome, Player
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.commitments import (
    MaskArray,
    committed_outcome,
    games_of,
    kept_edges,
    restricted_standoff,
)

Key: TypeAlias = tuple[int, ...]
"""Per player, the number of the menus that its posture leaves."""

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
    progress: Callable[[int, int], None] | None = None,
) -> SolvedCommitments:
    """Solve every profile of postures, and every posture that one player takes alone.

    Parameters
    ----------
    holds : per actor of the stand-off, the name of the move that changes nothing.
    players : with their postures; actors that belong to no player play as the game goes.
    solve_all : applies a function to many keys in order, like `map`; that of a pool of threads, say.
    progress : called with how many stand-offs are solved, and of how many.

    Raises
    ------
    GameError, SolverError
        As `committed_outcome`.
    """
    menus = _Menus(standoff, holds)
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
    menus: _Menus,
    keys: Sequence[Key],
    solve_all: SolveAll,
    progress: Callable[[int, int], None] | None,
) -> dict[Key, CommittedOutcome]:
    """Solve each key once."""
    different = list(dict.fromkeys(keys))
    found: dict[Key, CommittedOutcome] = {}
    if progress is not None:
        progress(0, len(different))
    for key, outcome in zip(different, solve_all(menus.outcome, different), strict=True):
        found[key] = outcome
        if progress is not None:
            progress(len(found), len(different))
    return found


class _Menus:
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


class _Trimmed(NamedTuple):
    """Players with the postures that make a difference, and those that make none, by name."""

    players: tuple[Player, ...]
    idle: tuple[tuple[str, str], ...]


def _without_idle(players: Sequence[Player], menus: _Menus) -> _Trimmed:
    """Leave out postures that take nothing off any menu; a player left with none plays as the game goes."""
    kept, idle = [], []
    for player in players:
        same = [
            k
            for k, posture in enumerate(player.postures)
            if not posture.free and menus.number(player, k) == 0
        ]
        others = tuple(posture for k, posture in enumerate(player.postures) if k not in same)
        kept.append(replace(player, postures=others) if others else player)
        idle += [(player.name, player.postures[k].name) for k in same if others]
    return _Trimmed(tuple(kept), tuple(idle))
