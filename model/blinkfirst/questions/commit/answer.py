"""Commitments of a scenario: every profile solved, the equilibria, and what tying one's hands is worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np

from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import TooLargeError
from blinkfirst.game.commitments import CommitmentTable, CommittedOutcome, Player
from blinkfirst.game.dominance import Dominance
from blinkfirst.game.equilibrium import Equilibria
from blinkfirst.game.game import FloatArray
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.commitments import (
    MaskArray,
    committed_outcome,
    games_of,
    kept_edges,
    restricted_standoff,
)
from blinkfirst.solve.strategic_form.dominance import dominated
from blinkfirst.solve.strategic_form.equilibria import equilibria, equilibria_with_gambit
from blinkfirst.study.threads import workers

MOST_PROFILES = 1_000

Profile = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class TiedHands:
    """What it is worth to one player to bind itself alone, while all others play as the game goes.

    Attributes
    ----------
    player, posture : indices.
    gain : shape (P,), utils: what each player gets with the commitment, less what it gets without.
    actor_gain : shape (A,), utils: the same for each actor, players or not.
    first_blinks : shape (A,): P(the actor blinks first) under the commitment.
    """

    player: int
    posture: int
    gain: FloatArray
    actor_gain: FloatArray
    first_blinks: FloatArray

    @property
    def own_gain(self) -> float:
        """The value of tying one's hands, utils."""
        return float(self.gain[self.player])


@dataclass(frozen=True, eq=False)
class Commitments:
    """The commitment game of a scenario.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    table : what comes of every profile.
    form : its strategic form: a player's payoff is the sum of what its actors get.
    equilibria : of the form, each with its regret.
    dominated : postures that another, or a mixture of others, does better than.
    tied_hands : for every player and every posture of it that gives something up.
    idle : player and posture that take nothing off any menu and were left out.
    solved : number of stand-offs solved; profiles that leave the same menus share one.
    """

    scenario: Scenario
    table: CommitmentTable
    form: StrategicForm
    equilibria: Equilibria
    dominated: tuple[Dominance, ...]
    tied_hands: tuple[TiedHands, ...]
    idle: tuple[tuple[str, str], ...]
    solved: int

    def expected_first_blinks(self, profile: Sequence[FloatArray]) -> FloatArray:
        """P(each actor blinks first) under a mixed profile, shape (A,)."""
        table = self.table.first_blinks
        for mixture in profile:
            table = np.tensordot(mixture, table, axes=(0, 0))
        return table


def _silent(_: int, __: int) -> None:
    """Say nothing."""


def commitments_of(
    compiled: Compiled,
    players: Sequence[Player],
    gambit: bool = False,
    progress: Callable[[int, int], None] = _silent,
) -> Commitments:
    """Solve every profile of postures, two at a time, and the game that they make.

    Parameters
    ----------
    players : from `blinkfirst.questions.commit.players.players_of`; actors of nobody's play as the game goes.
    gambit : ask Gambit for equilibria, too.
    progress : told how many stand-offs are solved, and of how many.

    Raises
    ------
    TooLargeError
        When there are more profiles than ``MOST_PROFILES``.
    OptionError
        When Gambit is asked for and not installed.
    GameError, SolverError
        As the solutions.
    """
    refuse_too_many(players)
    menus = _Menus(compiled)
    players, idle = _without_idle(players, menus)
    everything = list(product(*(range(len(player.postures)) for player in players)))
    solutions = _Solutions(menus, players)
    alone = [
        (number, posture)
        for number, player in enumerate(players)
        for posture in range(len(player.postures))
        if not player.postures[posture].free
    ]
    keys = [solutions.key(profile) for profile in everything]
    alone_keys = [solutions.key_alone(*one) for one in alone]
    free = solutions.key_of_none()
    found = solutions.solved([free, *keys, *alone_keys], progress)
    shape = (*(len(player.postures) for player in players), len(menus.actors))
    table = CommitmentTable(
        players=players,
        actors=menus.actors,
        values=np.array([found[key].values for key in keys]).reshape(shape),
        first_blinks=np.array([found[key].first_blinks for key in keys]).reshape(shape),
        uncommitted=found[free],
    )
    form = _form_of(table, f"commitments in {compiled.scenario.name}")
    return Commitments(
        scenario=compiled.scenario,
        table=table,
        form=form,
        equilibria=equilibria_with_gambit(form) if gambit else equilibria(form),
        dominated=dominated(form),
        tied_hands=tuple(
            _tied(table, *one, found[key]) for one, key in zip(alone, alone_keys, strict=True)
        ),
        idle=idle,
        solved=len(found),
    )


def _form_of(table: CommitmentTable, title: str) -> StrategicForm:
    """The commitment table as a game in strategic form: a player's payoff is the sum over its actors."""
    return StrategicForm(
        title=title,
        players=tuple(player.name for player in table.players),
        strategies=tuple(tuple(p.name for p in player.postures) for player in table.players),
        payoffs=np.array([table.payoff(k, table.values) for k in range(len(table.players))]),
    )


def _tied(table: CommitmentTable, player: int, posture: int, outcome: CommittedOutcome) -> TiedHands:
    gain = outcome.values - table.uncommitted.values
    by_player = np.array([table.payoff(k, gain) for k in range(len(table.players))])
    return TiedHands(player, posture, by_player, gain, outcome.first_blinks)


class _Menus:
    """What every posture leaves on the menus, each set of menus once and under a number; 0: everything."""

    def __init__(self, compiled: Compiled) -> None:
        self.standoff: Standoff = compiled.standoff
        self.actors = compiled.standoff.opening.actors
        self.holds = tuple(actor.hold for actor in compiled.scenario.rules.actors)
        self.games = games_of(compiled.standoff)
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

    def restricted(self, numbers: Sequence[int]) -> Standoff:
        """The stand-off on the menus that several postures leave together; actors belong to one player."""
        by_game = zip(*(self.masks[number] for number in numbers), strict=True)
        together = [np.logical_and.reduce(masks) for masks in by_game]
        return restricted_standoff(self.standoff, together)


class _Solutions:
    """Solutions by the menus that are left, so that the same menus are solved once."""

    def __init__(self, menus: _Menus, players: Sequence[Player]) -> None:
        self.menus = menus
        self.numbers = [
            [menus.number(player, posture) for posture in range(len(player.postures))] for player in players
        ]

    def key(self, profile: Profile) -> Profile:
        """Numbers of the menus that each player's posture leaves."""
        return tuple(numbers[posture] for numbers, posture in zip(self.numbers, profile, strict=True))

    def key_alone(self, player: int, posture: int) -> Profile:
        """The same where one player commits and nobody else."""
        return tuple(
            numbers[posture] if number == player else 0 for number, numbers in enumerate(self.numbers)
        )

    def key_of_none(self) -> Profile:
        """The same where nobody commits."""
        return (0,) * len(self.numbers)

    def solved(
        self, keys: Sequence[Profile], progress: Callable[[int, int], None]
    ) -> dict[Profile, CommittedOutcome]:
        """Solve each key once, on the threads there are."""
        different = list(dict.fromkeys(keys))
        found: dict[Profile, CommittedOutcome] = {}
        progress(0, len(different))
        with workers() as pool:
            for key, outcome in zip(different, pool.map(self._outcome, different), strict=True):
                found[key] = outcome
                progress(len(found), len(different))
        return found

    def _outcome(self, key: Profile) -> CommittedOutcome:
        return committed_outcome(self.menus.restricted(key))


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


def refuse_too_many(players: Sequence[Player]) -> None:
    """Refuse more profiles than can be solved in bearable time, before anything is compiled.

    Raises
    ------
    TooLargeError
        With their number and what to restrict.
    """
    counts = [len(player.postures) for player in players]
    if math.prod(counts) <= MOST_PROFILES:
        return
    listed = " x ".join(map(str, counts))
    raise TooLargeError(
        f"{listed} = {math.prod(counts):,} profiles of commitments of {', '.join(p.name for p in players)}; "
        f"at most {MOST_PROFILES:,} are solved. Let fewer actors commit (--actors), let sides commit "
        "(--sides), or give some players fewer postures (--strategy PLAYER=POSTURE,...)"
    )
