"""A game in strategic form: everybody chooses once, at the same time, and a table says what comes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray
from blinkfirst.short_repr import short_repr

MOST_PLAYERS = 60  # an array has at most 64 axes, one of them for whose payoffs they are


@dataclass(frozen=True, eq=False)
class StrategicForm:
    """Players, the strategies of each, and what every combination of them is worth to everybody.

    Two forms are equal only when they are one and the same object. The payoffs are copied and locked, so a
    form never changes after it was checked.

    Attributes
    ----------
    title : what the game is called; may be empty.
    players : P names, at least one, each a different one.
    strategies : per player, the names of its A_i strategies; at least one, no name twice within a player.
    payoffs : shape (P, A_0, ..., A_{P-1}), utils. ``payoffs[i, a_0, ..., a_{P-1}]`` is what player i gets
        when player j plays its strategy a_j. Axes in the order of the players, never rotated.

    Raises
    ------
    GameError
        When names are missing, empty or double, the payoffs have another shape, or one is not finite.
    """

    title: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: FloatArray

    __repr__ = short_repr

    def __post_init__(self) -> None:
        object.__setattr__(self, "players", tuple(self.players))
        object.__setattr__(self, "strategies", tuple(tuple(names) for names in self.strategies))
        self._check_names()
        payoffs = np.array(self.payoffs, dtype=np.float64, order="C")
        self._check_payoffs(payoffs)
        payoffs.setflags(write=False)
        object.__setattr__(self, "payoffs", payoffs)

    @property
    def n_players(self) -> int:
        """Number of players P."""
        return len(self.players)

    @property
    def counts(self) -> tuple[int, ...]:
        """Number of strategies A_i of each player."""
        return tuple(len(names) for names in self.strategies)

    @property
    def n_profiles(self) -> int:
        """Number of pure strategy profiles: cells of the table."""
        return math.prod(self.counts)

    def profile_names(self, profile: Sequence[int]) -> tuple[str, ...]:
        """Return the names of a pure profile's strategies, player by player."""
        return tuple(names[index] for names, index in zip(self.strategies, profile, strict=True))

    def _check_names(self) -> None:
        if not self.players:
            raise GameError(f"{self._called()}: expected at least one player, got none")
        if len(self.players) > MOST_PLAYERS:
            expected = f"at most {MOST_PLAYERS} players"
            raise GameError(f"{self._called()}: expected {expected}, got {len(self.players)}")
        _check_different(self.players, f"{self._called()}: players")
        if len(self.strategies) != len(self.players):
            raise GameError(
                f"{self._called()}: expected a list of strategies for each of the {len(self.players)} "
                f"players, got {len(self.strategies)} lists"
            )
        for player, names in zip(self.players, self.strategies, strict=True):
            if not names:
                raise GameError(f"{self._called()}: expected at least one strategy for {player}, got none")
            _check_different(names, f"{self._called()}: strategies of {player}")

    def _check_payoffs(self, payoffs: FloatArray) -> None:
        expected = (self.n_players, *self.counts)
        if payoffs.shape != expected:
            raise GameError(
                f"{self._called()}: expected payoffs of shape {expected} (players, then the strategies of "
                f"each player in order), got {payoffs.shape}"
            )
        wrong = np.argwhere(~np.isfinite(payoffs))
        if wrong.size:
            player, *profile = (int(k) for k in wrong[0])
            where = ", ".join(self.profile_names(profile))
            raise GameError(
                f"{self._called()}: payoff of {self.players[player]} at ({where}): expected a finite number, "
                f"got {payoffs[tuple(wrong[0])]}"
            )

    def _called(self) -> str:
        return f"game {self.title!r}" if self.title else "game without a title"


def _check_different(names: Sequence[str], what: str) -> None:
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str) or not name:
            raise GameError(f"{what}: expected names that are not empty, got {name!r}")
        if name in seen:
            raise GameError(f"{what}: expected different names, got {name!r} twice")
        seen.add(name)
