"""The commitment game of a scenario: every profile solved, its equilibria, the value of tying one's hands."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from blinkfirst.compile.commitments import parse_posture, players_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import TooLargeError
from blinkfirst.game.commitments import CommitmentTable, CommittedOutcome, Player
from blinkfirst.game.equilibrium import Equilibria
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.loading import check_no_types
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.commitments import commitment_table
from blinkfirst.solve.standoff.condition import strain_where_solved
from blinkfirst.solve.strategic_form.dominance import Dominance, dominated
from blinkfirst.solve.strategic_form.equilibria import equilibria, equilibria_with_gambit
from blinkfirst.study.threads import workers

MOST_PROFILES = 1_000


@dataclass(frozen=True, eq=False)
class TiedHands:
    """The value to one player of committing alone, while all others play as the game goes.

    Attributes
    ----------
    player, posture : indices.
    gain : shape (P,), utils: each player's payoff with the commitment, less that without it.
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


@dataclass(frozen=True, eq=False, repr=False)
class Commitments(Answer, headline="profiles"):
    """The commitment game of a scenario.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    outcomes : values and first blinks of every profile.
    form : its strategic form: a player's payoff is the sum of what its actors get.
    equilibria : of the form, each with its regret.
    dominated : postures that another posture, or a mixture of others, dominates.
    tied_hands : for every player and each of its postures that gives something up.
    idle : player and posture that take nothing off any menu and were left out.
    solved : number of stand-offs solved; profiles that leave the same menus share one.
    strain : how far rounding may move choices where nobody commits, as `strain_of` has it.
    """

    scenario: Scenario
    outcomes: CommitmentTable
    form: StrategicForm
    equilibria: Equilibria
    dominated: tuple[Dominance, ...]
    tied_hands: tuple[TiedHands, ...]
    idle: tuple[tuple[str, str], ...]
    solved: int
    strain: float = 0.0

    def expected_first_blinks(self, profile: Sequence[FloatArray]) -> FloatArray:
        """P(each actor blinks first) under a mixed profile, shape (A,)."""
        table = self.outcomes.first_blinks
        for mixture in profile:
            table = np.tensordot(mixture, table, axes=(0, 0))
        return table


def commit(
    scenario: Scenario,
    actors: Sequence[str] = (),
    *,
    postures: Sequence[str] = (),
    strategies: Mapping[str, Sequence[str]] | None = None,
    gambit: bool = False,
) -> Commitments:
    """Let players commit to postures before the first day, all knowing of it, and solve every profile.

    Parameters
    ----------
    actors : that commit, each for itself; the sides of the scenario by default.
    postures : own ones beside the standard three, as ``"firm: not back,enter"``.
    strategies : by player, the names of the postures it chooses among; all of them by default.
    gambit : ask Gambit for equilibria, too.

    Raises
    ------
    OptionError, ScenarioError
        When a name is unknown, with the nearest one; when Gambit is asked for and not installed.
    TooLargeError
        When there are more profiles than ``MOST_PROFILES``.
    """
    check_no_types(scenario)
    players = players_of(scenario, actors, [parse_posture(text) for text in postures], strategies)
    refuse_too_many(players)
    return commitments_of(compile_scenario(scenario), players, gambit)


def commitments_of(
    compiled: Compiled,
    players: Sequence[Player],
    gambit: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Commitments:
    """Solve every profile of postures, two at a time, and the game that they make.

    Raises `TooLargeError` when there are more profiles than ``MOST_PROFILES``. Raises `OptionError` when
    Gambit is asked for and not installed. Raises `GameError`, `SolverError` as the solutions.

    Parameters
    ----------
    players : from `players_of`; actors that belong to no player play as the game goes.
    gambit : ask Gambit for equilibria, too.
    progress : called with how many stand-offs are solved, and of how many.
    """
    refuse_too_many(players)
    holds = [actor.hold for actor in compiled.scenario.rules.actors]
    with workers() as pool:
        strained = pool.submit(strain_where_solved, compiled.standoff)
        found = commitment_table(compiled.standoff, holds, players, pool.map, progress)
        strain = strained.result()
    form = _form_of(found.table, f"commitments in {compiled.scenario.name}")
    return Commitments(
        scenario=compiled.scenario,
        outcomes=found.table,
        form=form,
        equilibria=equilibria_with_gambit(form) if gambit else equilibria(form),
        dominated=dominated(form),
        tied_hands=tuple(_tied(found.table, *one, outcome) for one, outcome in found.alone.items()),
        idle=found.idle,
        solved=found.solved,
        strain=strain,
    )


def _form_of(table: CommitmentTable, title: str) -> StrategicForm:
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


def refuse_too_many(players: Sequence[Player]) -> None:
    """Refuse more profiles than can be solved in reasonable time, before anything is compiled.

    Raises `TooLargeError` with their number and what to restrict.
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
