"""Nash equilibria of any strategic form: the choice of method, and notes on what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from blinkfirst.errors import SolverError, TooLargeError
from blinkfirst.game.equilibrium import Equilibria, Equilibrium
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.best_replies import regret_tolerances
from blinkfirst.solve.strategic_form.certificate import certified, in_order, same_profile
from blinkfirst.solve.strategic_form.dominance import Elimination, eliminated
from blinkfirst.solve.strategic_form.gambit import TIME_LIMIT, gambit_equilibria
from blinkfirst.solve.strategic_form.logit_path import logit_path
from blinkfirst.solve.strategic_form.pure_equilibria import PURE, pure_equilibria
from blinkfirst.solve.strategic_form.two_players import two_player_equilibria

LOGIT = "the end of the logit path"
INCOMPLETE = (
    "these are all equilibria in pure strategies and the one that the logit path selects; there may be more "
    "in mixed strategies, which Gambit can look for"
)


def equilibria(form: StrategicForm, second_opinion: bool = True) -> Equilibria:
    """Find the Nash equilibria of a game: all of them for two players, what can be found for more.

    Two players: all equilibria, by two methods that check each other. More players: where taking out strictly
    dominated strategies leaves a choice to two players at most, all equilibria, too; else all pure ones and
    the end of the logit path, and the record says that it is not complete.

    Parameters
    ----------
    second_opinion : False leaves out nashpy's check of a game of two players.

    Returns
    -------
    Equilibria, each certified; ties, disagreements and what is left out are in the notes.

    Raises
    ------
    SolverError
        When the logit path of a game of more than two players is lost.
    TooLargeError
        When two players have too many strategies even without the dominated ones, or there are too many
        cells.
    """
    if form.n_players == 2:
        try:
            return two_player_equilibria(form, second_opinion)
        except TooLargeError:
            left = eliminated(form, mixed=False)
            if not left.rounds:
                raise
            return _in_whole_game(form, left, second_opinion)
    if form.n_players == 1:
        return _of_one(form)
    left = eliminated(form, mixed=False)
    if sum(len(kept) > 1 for kept in left.remaining) <= 2:
        return _in_whole_game(form, left, second_opinion)
    return searched_equilibria(form)


def equilibria_with_gambit(
    form: StrategicForm, method: str = "", time_limit: float = TIME_LIMIT, second_opinion: bool = True
) -> Equilibria:
    """Find equilibria with our own methods and with Gambit, compare the two lists and join them.

    Raises `OptionError`, `SolverError`, `TooLargeError` as the two searches.

    Parameters
    ----------
    method, time_limit : as for :func:`gambit_equilibria`.
    second_opinion : as for :func:`equilibria`.

    Returns
    -------
    Both lists together, each equilibrium once. Where a method that should have found all lacks some, the
    notes say so and the record is not ``complete``. ``components`` is empty if Gambit has added anything.
    """
    own = equilibria(form, second_opinion)
    theirs = gambit_equilibria(form, method, time_limit)
    added, lacking = _without(theirs, own), _without(own, theirs)
    disagreements = []
    if own.complete and added:
        disagreements.append(f"{theirs.method} lists {_many(len(added))} that our own methods lack")
    if theirs.complete and lacking:
        disagreements.append(f"{theirs.method} lacks {_many(len(lacking))} that our own methods list")
    joined = tuple(in_order([*own.equilibria, *added]))
    complete = (own.complete or theirs.complete) and not disagreements
    notes = [note for note in own.notes if not (complete and note == INCOMPLETE)]
    return replace(
        own,
        equilibria=joined,
        method=f"{own.method}, {theirs.method}",
        complete=complete,
        degenerate=own.degenerate or theirs.degenerate,
        components=() if added else own.components,
        notes=(*disagreements, *notes, *(note for note in theirs.notes if note not in notes)),
    )


def _in_whole_game(form: StrategicForm, left: Elimination, second_opinion: bool) -> Equilibria:
    """Equilibria of what strict dominance left to at most two players, as equilibria of the whole game."""
    choosing = [player for player, kept in enumerate(left.remaining) if len(kept) > 1]
    # Two axes at least: a player without a choice serves as well.
    pair = sorted([*choosing, *(k for k in range(form.n_players) if k not in choosing)][:2])
    cells = tuple(slice(None) if k in pair else 0 for k in range(form.n_players))
    table = left.form.payoffs[(pair, *cells)]
    pair_form = StrategicForm(
        title=form.title,
        players=tuple(form.players[k] for k in pair),
        strategies=tuple(left.form.strategies[k] for k in pair),
        payoffs=table,
    )
    found = two_player_equilibria(pair_form, second_opinion)
    lifted = [_lifted(form, left, pair, equilibrium) for equilibrium in found.equilibria]
    gone = sum(len(taken) for taken in left.rounds)
    what, them = ("strategy", "it") if gone == 1 else ("strategies", "them")
    notes = [f"{gone} strictly dominated {what} set aside first: no equilibrium plays {them}"]
    return replace(
        found,
        equilibria=tuple(lifted),
        method=f"strict dominance, {found.method}" if gone else found.method,
        tolerance=float(regret_tolerances(form).max()),
        notes=(*(notes if gone else []), *found.notes),
    )


def _lifted(form: StrategicForm, left: Elimination, pair: Sequence[int], found: Equilibrium) -> Equilibrium:
    profile = []
    for player, (count, kept) in enumerate(zip(form.counts, left.remaining, strict=True)):
        mixture = np.zeros(count)
        mixture[list(kept)] = found.profile[pair.index(player)] if player in pair else 1.0
        profile.append(mixture)
    equilibrium = certified(form, profile)
    if equilibrium is None:
        raise SolverError(
            "an equilibrium of what dominance left is none of the whole game: payoffs are nearly tied; "
            "ask for pure equilibria or for Gambit"
        )
    return replace(equilibrium, index=found.index)


def _of_one(form: StrategicForm) -> Equilibria:
    best = pure_equilibria(form)
    everything = tuple(range(len(best)))
    return Equilibria(
        equilibria=best,
        method=PURE,
        complete=True,
        degenerate=len(best) > 1,
        components=(everything,),
        tolerance=float(regret_tolerances(form).max()),
        notes=(),
    )


def _without(these: Equilibria, others: Equilibria) -> list[Equilibrium]:
    return [
        equilibrium
        for equilibrium in these.equilibria
        if not any(same_profile(equilibrium.profile, other.profile) for other in others.equilibria)
    ]


def _many(count: int) -> str:
    return f"{count} {'equilibrium' if count == 1 else 'equilibria'}"


def searched_equilibria(form: StrategicForm) -> Equilibria:
    """Find all pure equilibria, and the one at the end of the logit path.

    Others may exist, in mixed strategies; the record is never ``complete``, and its notes say so.

    Raises `SolverError` when the logit path is lost. Raises `TooLargeError` when the table has too many
    cells, or too many pure equilibria.
    """
    found = list(pure_equilibria(form))
    path = logit_path(form)
    if path.limit is not None and not any(same_profile(path.limit.profile, e.profile) for e in found):
        found.append(path.limit)
    equilibria = in_order(found)
    return Equilibria(
        equilibria=tuple(equilibria),
        method=f"{PURE}, {LOGIT}",
        complete=False,
        degenerate=any(equilibrium.degenerate for equilibrium in equilibria),
        components=(),
        tolerance=float(regret_tolerances(form).max()),
        notes=(INCOMPLETE, *path.notes),
    )
