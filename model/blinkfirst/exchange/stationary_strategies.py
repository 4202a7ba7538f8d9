"""A stochastic game in strategic form: everybody picks, once and for all, what to do in each state.

A pure stationary strategy is an action for every state. A profile of them makes a Markov chain that pays; its
discounted value from the start is the payoff. Only states that can be reached count, and only those in which
a player has a choice make its strategies different.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from blinkfirst.errors import GameError, OptionError, TooLargeError, hinted, nearest
from blinkfirst.exchange.stochastic_game import StochasticGame
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.strategic_form import StrategicForm

MOST_PROFILES = 10_000
MOST_WORK = 2_000_000_000  # profiles times the cube of the states: some seconds


def stationary_form(game: StochasticGame, start: str | None = None) -> StrategicForm:
    """Write a stochastic game as the strategic form of its pure stationary strategies.

    Raises `OptionError` when there is no such state, or none is named and the game has several to choose
    from. Raises `TooLargeError` when there are more than `MOST_PROFILES` profiles, or too many states. Raises
    `GameError` when a player that does not discount is paid for ever.

    Parameters
    ----------
    start : name of the state in which the game begins; by default the only one that leaves a choice.

    Returns
    -------
    StrategicForm
        A strategy is named after its actions in the states that can be reached and leave a choice: ``action``
        where there is one such state, else ``state: action; state: action``. Payoffs are discounted sums.

    Source
    ------
    [Shapley1953] for the game and the value of stationary strategies. Departure: nothing more is to be had
    where a player that does not discount is paid nothing any more.
    """
    first = _start(game, start)
    kept = _reachable(game, first)
    players = range(game.n_players)
    choices = [[state for state in kept if game.counts[state][player] > 1] for player in players]
    sizes = [[game.counts[state][player] for state in choices[player]] for player in players]
    counts = [math.prod(own) for own in sizes]
    _check_size(game, first, counts, len(kept))
    plans = [list(product(*map(range, own))) for own in sizes]
    strategies = [
        [_called(game, player, states, picked) for picked in plan] if states else [_only(game, player, kept)]
        for player, (states, plan) in enumerate(zip(choices, plans, strict=True))
    ]
    chain = _Chain(game, kept)
    begin = kept.index(first)
    values = [chain.values(_rows(game, kept, choices, picked))[begin] for picked in product(*plans)]
    payoffs = np.array(values).T.reshape(game.n_players, *counts)
    return StrategicForm(game.title, game.players, tuple(map(tuple, strategies)), payoffs)


def decision_states(game: StochasticGame) -> list[str]:
    """States in which somebody has something to choose."""
    return [name for name, counts in zip(game.states, game.counts, strict=True) if max(counts) > 1]


def _start(game: StochasticGame, start: str | None) -> int:
    if start is None:
        choosing = decision_states(game) or list(game.states)
        if len(choosing) > 1:
            shown = ", ".join(choosing[:8]) + (", ..." if len(choosing) > 8 else "")
            raise OptionError(
                "expected the state in which the game begins (--start STATE), one of "
                f"{len(choosing)}: {shown}"
            )
        return game.states.index(choosing[0])
    if start not in game.states:
        known = f"the game has {len(game.states)}, such as {', '.join(game.states[:5])}"
        raise OptionError(hinted(f"--start: no state {start!r}; {known}", nearest(start, game.states)))
    return game.states.index(start)


def _reachable(game: StochasticGame, first: int) -> list[int]:
    """States that can be reached under some profile, in the order of the game."""
    found, waiting = {first}, [first]
    while waiting:
        state = waiting.pop()
        entries = slice(game.offset[game.row_offset[state]], game.offset[game.row_offset[state + 1]])
        new = {*game.target[entries][game.probability[entries] > 0.0].tolist()} - found
        found |= new
        waiting += new
    return sorted(found)


def _check_size(game: StochasticGame, first: int, counts: Sequence[int], states: int) -> None:
    profiles = math.prod(counts)
    listed = ", ".join(f"{name} {count:,}" for name, count in zip(game.players, counts, strict=True))
    advice = "begin nearer to the end (--start STATE), or take out states, or dominated actions, first"
    if profiles > MOST_PROFILES:
        raise TooLargeError(
            f"from state {game.states[first]} there are {profiles:,} profiles of pure stationary strategies "
            f"({listed}), expected at most {MOST_PROFILES:,}; {advice}"
        )
    if profiles * states**3 > MOST_WORK:
        raise TooLargeError(
            f"from state {game.states[first]} {profiles:,} profiles ({listed}) would have to be valued in "
            f"{states:,} states each, which takes too long; {advice}"
        )


def _called(game: StochasticGame, player: int, states: Sequence[int], picked: Sequence[int]) -> str:
    done = [game.actions[state][player][k] for state, k in zip(states, picked, strict=True)]
    if len(states) == 1:
        return done[0]
    return "; ".join(f"{game.states[state]}: {action}" for state, action in zip(states, done, strict=True))


def _only(game: StochasticGame, player: int, kept: Sequence[int]) -> str:
    actions = {game.actions[state][player][0] for state in kept}
    return actions.pop() if len(actions) == 1 else "as it must"


def _rows(
    game: StochasticGame, kept: Sequence[int], choices: list[list[int]], picked: Sequence[Sequence[int]]
) -> IntArray:
    does = [dict(zip(states, actions, strict=True)) for states, actions in zip(choices, picked, strict=True)]
    rows = []
    for state in kept:
        actions = [own.get(state, 0) for own in does]
        within = np.ravel_multi_index(tuple(actions), game.counts[state])
        rows.append(int(game.row_offset[state]) + int(within))
    return np.array(rows)


class _Chain:
    """Values of the Markov chains that profiles make of a game."""

    def __init__(self, game: StochasticGame, kept: Sequence[int]) -> None:
        self.game = game
        self.place = np.full(game.n_states, -1)
        self.place[kept] = np.arange(len(kept))

    def values(self, rows: IntArray) -> FloatArray:
        """Discounted value of every kept state to every player, shape (kept, P), under one row per state."""
        steps = self._steps(rows)
        values = np.empty((rows.size, self.game.n_players))
        for player, discount in enumerate(self.game.discounts.tolist()):
            payoffs = self.game.payoffs[rows, player]
            open_states = self._unsettled(steps, payoffs, player) if discount == 1.0 else np.arange(rows.size)
            values[:, player] = 0.0
            within = np.eye(open_states.size) - discount * steps[np.ix_(open_states, open_states)]
            values[open_states, player] = np.linalg.solve(within, payoffs[open_states])
        return values

    def _steps(self, rows: IntArray) -> FloatArray:
        """Chances from state to state, shape (kept, kept)."""
        game, steps = self.game, np.zeros((rows.size, rows.size))
        for at, row in enumerate(rows.tolist()):
            entries = slice(game.offset[row], game.offset[row + 1])
            np.add.at(steps[at], self.place[game.target[entries]], game.probability[entries])
        return steps

    def _unsettled(self, steps: FloatArray, payoffs: FloatArray, player: int) -> IntArray:
        """States outside closed classes (that no step leaves, not to an end either); those must pay 0."""
        count, group = connected_components(csr_matrix(steps > 0.0), directed=True, connection="strong")
        leaves = np.zeros(count, dtype=np.bool_)
        origins, targets = np.nonzero(steps)
        leaves[group[origins[group[origins] != group[targets]]]] = True
        leaves[group[steps.sum(axis=1) == 0.0]] = True
        lasting = ~leaves[group]
        paid = np.flatnonzero(lasting & (payoffs != 0.0))
        if paid.size:
            name = self.game.players[player]
            kept = np.flatnonzero(self.place >= 0)
            raise GameError(
                f"{name} does not discount (delta 1) and can be paid for ever in state "
                f"{self.game.states[int(kept[paid[0]])]}: that has no finite worth; give it a delta below 1, "
                "or let the game end"
            )
        return np.flatnonzero(~lasting)
