"""Commitments: postures that players may commit to before a stand-off begins, and their outcomes.

A posture takes moves off the menus of a player's actors, in every state and at every tick, and everybody
knows it. The moves left on the menus are chosen as before. A profile, one posture per player, thus makes
another stand-off of the same world.
"""

from __future__ import annotations

from dataclasses import dataclass

from blinkfirst.game.game import FloatArray
from blinkfirst.short_repr import short_repr
from blinkfirst.sums import even_sum

FREE, NEVER_BLINKS, BLINKS_FIRST = "as the game goes", "never blinks", "blinks at the first chance"
STANDARD_NAMES = (NEVER_BLINKS, BLINKS_FIRST, FREE)

# what a posture says about blinking
AS_EVER, NEVER, ALWAYS = "as ever", "never", "always"

# what a limit says about the moves it names
FORBIDDEN, ALLOWED, REQUIRED = "not", "only", "must"
LIMIT_WORDS = (FORBIDDEN, ALLOWED, REQUIRED)


@dataclass(frozen=True)
class Limit:
    """A restriction on the moves of one actor.

    Attributes
    ----------
    actor : name.
    word : ``not``: the moves are off its menus; ``only``: all other moves are, but for the hold; ``must``:
        where one of the moves is on the menu, nothing else is, the hold neither.
    moves : names.
    """

    actor: str
    word: str
    moves: tuple[str, ...]


@dataclass(frozen=True)
class Posture:
    """A commitment open to a player; without any restriction, none.

    Attributes
    ----------
    name : as in tables.
    blinking : ``as ever``; ``never``: blinking moves are off the menus; ``always``: where a blinking move is
        on the menu, only blinking moves are, at the first chance as at every later one.
    limits : what is forbidden, allowed or required, applied in this order, after ``blinking``.
    """

    name: str
    blinking: str = AS_EVER
    limits: tuple[Limit, ...] = ()

    @property
    def free(self) -> bool:
        """True when nothing is given up."""
        return self.blinking == AS_EVER and not self.limits


STANDARD_POSTURES = (Posture(NEVER_BLINKS, NEVER), Posture(BLINKS_FIRST, ALWAYS), Posture(FREE))


@dataclass(frozen=True)
class Player:
    """Actors that commit as one: a posture binds all of them.

    Attributes
    ----------
    name : of the side or the actor.
    actors : names.
    postures : that it chooses among; at least one.
    """

    name: str
    actors: tuple[str, ...]
    postures: tuple[Posture, ...]


@dataclass(frozen=True, eq=False)
class CommittedOutcome:
    """The exact outcome of one profile.

    Attributes
    ----------
    values : shape (A,), utils: what each actor gets, afterwards included.
    first_blinks : shape (A,): P(the actor blinks first), of any degree, by the horizon.
    """

    values: FloatArray
    first_blinks: FloatArray

    __repr__ = short_repr

    @property
    def nobody(self) -> float:
        """P(nobody blinks by the horizon)."""
        return max(0.0, float(1.0 - even_sum(self.first_blinks)))


@dataclass(frozen=True, eq=False)
class CommitmentTable:
    """The exact outcomes of all profiles of postures.

    Attributes
    ----------
    players : P of them, with their postures.
    actors : A names, all of the stand-off, players or not.
    values : shape (N_0, ..., N_{P-1}, A), utils, as in `CommittedOutcome`.
    first_blinks : shape (N_0, ..., N_{P-1}, A), as there.
    uncommitted : the outcome when nobody commits: the forecast of the stand-off as it is.
    """

    players: tuple[Player, ...]
    actors: tuple[str, ...]
    values: FloatArray
    first_blinks: FloatArray
    uncommitted: CommittedOutcome

    __repr__ = short_repr

    @property
    def counts(self) -> tuple[int, ...]:
        """Number of postures of each player."""
        return tuple(len(player.postures) for player in self.players)

    def members(self, player: int) -> list[int]:
        """Indices of a player's actors."""
        return [self.actors.index(name) for name in self.players[player].actors]

    def payoff(self, player: int, values: FloatArray) -> FloatArray:
        """Sum of what a player's actors get, given what every actor gets; the last axis is summed over."""
        return even_sum(values[..., self.members(player)])
