"""A stochastic game: in a state all choose at once and are paid, then chance picks the next state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.strategic_form import StrategicForm

CHANCE_TOLERANCE = 1e-9  # how far the chances of a profile may add up to something else than one


@dataclass(frozen=True, eq=False)
class StochasticGame:
    """States, what everybody may do in them, what that pays, and where it leads.

    A row is an action profile of a state. Rows lie state by state; within a state the first player's action
    changes slowest. The game ends where a row leads nowhere.

    Source
    ------
    [Shapley1953]. Departure: any number of players, each with a discount factor of its own.

    Raises `GameError` when names are missing or double, shapes do not fit, a number is not finite, or the
    chances of a row do not add up to one.

    Attributes
    ----------
    title, players, states : any text; P names; S names.
    actions : per state, per player, the names of its actions; at least one.
    payoffs : shape (R, P), utils at once, when the profile of the row is played.
    offset : shape (R + 1,); ``offset[r]:offset[r + 1]`` are the entries of row r in the next two. None where
        the game ends.
    target, probability : shape (N,), a state and how likely the row leads to it.
    discounts : shape (P,), in [0, 1]: what a util one period later is worth now.
    """

    title: str
    players: tuple[str, ...]
    states: tuple[str, ...]
    actions: tuple[tuple[tuple[str, ...], ...], ...]
    payoffs: FloatArray
    offset: IntArray
    target: IntArray
    probability: FloatArray
    discounts: FloatArray

    def __post_init__(self) -> None:
        _check_different("players", self.players)
        _check_different("states", self.states)
        if len(self.actions) != len(self.states):
            raise GameError(f"expected actions in {len(self.states)} states, got {len(self.actions)}")
        for state, actions in zip(self.states, self.actions, strict=True):
            if len(actions) != len(self.players):
                raise GameError(
                    f"state {state}: expected actions of {len(self.players)} players, got {len(actions)}"
                )
            for player, names in zip(self.players, actions, strict=True):
                _check_different(f"actions of {player} in state {state}", names)
        self._check_arrays()

    @property
    def n_players(self) -> int:
        """Number of players P."""
        return len(self.players)

    @property
    def n_states(self) -> int:
        """Number of states S."""
        return len(self.states)

    @cached_property
    def counts(self) -> tuple[tuple[int, ...], ...]:
        """Number of actions of each player in each state."""
        return tuple(tuple(map(len, actions)) for actions in self.actions)

    @cached_property
    def row_offset(self) -> IntArray:
        """Rows of each state, shape (S + 1,)."""
        return np.concatenate(([0], np.cumsum([math.prod(counts) for counts in self.counts])))

    def profiles(self, state: int) -> list[tuple[str, ...]]:
        """Action profiles of a state, in the order of its rows."""
        return list(product(*self.actions[state]))

    def _check_arrays(self) -> None:
        rows = int(self.row_offset[-1])
        shapes = {
            "payoffs": (self.payoffs, (rows, self.n_players)),
            "offset": (self.offset, (rows + 1,)),
            "target": (self.target, (int(self.offset[-1]),)),
            "probability": (self.probability, (int(self.offset[-1]),)),
            "discounts": (self.discounts, (self.n_players,)),
        }
        for name, (array, shape) in shapes.items():
            if array.shape != shape:
                raise GameError(f"{name}: expected shape {shape}, got {array.shape}")
            if not np.isfinite(array).all():
                raise GameError(f"{name}: expected finite numbers")
        if ((self.discounts < 0.0) | (self.discounts > 1.0)).any():
            raise GameError(f"discounts: expected numbers from 0 to 1, got {self.discounts.tolist()}")
        if ((self.target < 0) | (self.target >= self.n_states)).any():
            raise GameError(f"target: expected states from 0 to {self.n_states - 1}")
        self._check_chances(rows)

    def _check_chances(self, rows: int) -> None:
        owners = np.repeat(np.arange(rows), np.diff(self.offset))
        sums = np.bincount(owners, weights=self.probability, minlength=rows)
        wrong = (np.diff(self.offset) > 0) & (np.abs(sums - 1.0) > CHANCE_TOLERANCE)
        if wrong.any() or (self.probability < 0.0).any():
            row = int(np.argmax(wrong))
            state = int(np.searchsorted(self.row_offset, row, side="right")) - 1
            raise GameError(
                f"state {self.states[state]}: expected chances of at least 0 that add up to 1, got a sum of "
                f"{sums[row]}"
            )


def one_shot(form: StrategicForm) -> StochasticGame:
    """A game in strategic form as a stochastic game: one state, played once, and it is over."""
    payoffs = form.payoffs.reshape(form.n_players, -1).T.copy()
    return StochasticGame(
        title=form.title,
        players=form.players,
        states=("game",),
        actions=(form.strategies,),
        payoffs=payoffs,
        offset=np.zeros(len(payoffs) + 1, dtype=np.int64),
        target=np.zeros(0, dtype=np.int64),
        probability=np.zeros(0),
        discounts=np.zeros(form.n_players),
    )


def _check_different(what: str, names: tuple[str, ...]) -> None:
    if not names or not all(names) or len(set(names)) != len(names):
        raise GameError(f"{what}: expected different names that are not empty, got {list(names)}")
