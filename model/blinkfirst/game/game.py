"""The compiled game of one stretch of time, as plain arrays with their labels.

Order, fixed once by the compiler and never changed: states in the order of their level codes (the first
variable varies slowest), actors, moves and variables as the scenario lists them. Edges lie state-major, then
by actor, then by move; the outcomes of an edge lie together; so do the nature events of a state. Every offset
array has one entry more than what it indexes: the members of row ``r`` are ``offset[r]:offset[r + 1]``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from blinkfirst.short_repr import short_repr
from blinkfirst.sums import even_sum, even_sums

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CodeArray = NDArray[np.signedinteger]  # small numbers, as narrow as may be

NO_BLINK, SOFT, HARD = 0, 1, 2
BLINK_DEGREES = ("none", "soft", "hard")


@dataclass(frozen=True)
class Variable:
    """A world variable: its name and its named, ordered levels."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class PayoffColumn:
    """One actor's share in one term of one argument: a column of the feature matrix.

    Attributes
    ----------
    argument : id in the ledger.
    term : name of the term inside the argument; empty when the argument has just one.
    actor : index of the actor who feels it.
    kind : ``"while"`` (a flow, per month) or ``"when"`` (a lump, once).
    """

    argument: str
    term: str
    actor: int
    kind: str


def by_argument(columns: Sequence[PayoffColumn], utils: FloatArray) -> dict[str, float]:
    """Sum what columns bring, shape (C,), by argument."""
    amounts: dict[str, list[float]] = {}
    for column, amount in zip(columns, utils, strict=True):
        amounts.setdefault(column.argument, []).append(float(amount))
    return {argument: math.fsum(all_of_it) for argument, all_of_it in amounts.items()}


@dataclass(frozen=True)
class Payoffs:
    """Payoffs as features times weights, so that a change of weights recompiles nothing.

    ``flow[s, i]`` is the sum over the flow columns c of actor i of
    ``weights[c] * flow_features[row of c, s]`` and ``lump[e, i]`` the sum over the lump columns of actor i of
    ``weights[c] * worth`` where the worths are stored sparsely.

    Attributes
    ----------
    columns : C columns; flow and lump columns in one list, in ledger order.
    weights : shape (C,), utils (per month for flows). Weights of the chosen lens or mixture, strength
        included.
    flow_columns : shape (F,), index of the column each row of ``flow_features`` belongs to.
    flow_features : shape (F, S), worth where the condition holds, else 0.
    lump_columns : shape (L,), index of the column each sparse row belongs to.
    lump_offset : shape (L + 1,), ``lump_offset[r]:lump_offset[r + 1]`` are the entries of row r.
    lump_edge : shape (n,), edge of each entry, increasing within a row.
    lump_worth : shape (n,), worth at that edge.
    """

    columns: tuple[PayoffColumn, ...]
    weights: FloatArray
    flow_columns: IntArray
    flow_features: FloatArray
    lump_columns: IntArray
    lump_offset: IntArray
    lump_edge: IntArray
    lump_worth: FloatArray

    __repr__ = short_repr


@dataclass(frozen=True, eq=False)
class SecondType:
    """The second type of an actor, where it differs from the first, which is as the game has it.

    Attributes
    ----------
    actor : index.
    weights : shape (C,), of all payoff columns; only the actor's own differ from those of the game.
    precision : 1/utils, finite.
    barred : shape (E,), moves that this type never makes.
    """

    actor: int
    weights: FloatArray
    precision: float
    barred: np.ndarray[tuple[int], np.dtype[np.bool_]]

    __repr__ = short_repr


@dataclass(frozen=True, eq=False)
class Game:
    """A stand-off between two dated events: states, initiatives, moves, nature and payoffs.

    Two games are equal only when they are one and the same object: comparing arrays is the caller's business.

    Attributes
    ----------
    actors : A names.
    moves : per actor, the names of its moves.
    variables : V variables with their levels.
    nature : names of nature's events.
    states : shape (S, V), level index of each variable; every state reachable, rows in increasing code order.
    start : index of the state at the first tick of this stretch.
    tick_months : length D of one tick, months.
    tempo : shape (S, A), initiatives per month.
    patience : shape (A,), discount factor per year, in (0, 1].
    precision : shape (A,), logit precision, 1/utils; 0 is a coin toss, ``inf`` an exact maximiser.
    edge_offset : shape (S * A + 1,), the edges of actor a in state s are row ``s * A + a``; never empty.
    edge_state, edge_actor, edge_move : shape (E,), what is played where by whom (``edge_move`` indexes
        ``moves[actor]``).
    edge_blink : shape (E,), 0 none, 1 soft, 2 hard.
    outcome_offset : shape (E + 1,).
    outcome_state, outcome_probability : shape (O,), where an edge leads; the probabilities of an edge sum to
        1.
    nature_offset : shape (S + 1,), the nature rows of state s.
    nature_event : shape (M,), index into ``nature``.
    nature_rate : shape (M,), per month, > 0.
    nature_outcome_offset : shape (M + 1,).
    nature_outcome_state, nature_outcome_probability : shape (Q,).
    payoffs : features and weights.
    omitters : per event of nature that is a blink by omission, the actor that lets it happen. Such an event
        is a mover of its own, behind the actors, so that there are J = A + ``len(omitters)`` of them: it has
        no choice and is paid nothing, its tempo is its rate, its edge leads where the event leads; where it
        cannot happen, it has no tempo. Where the text says A for what movers have (``moves``, ``tempo``,
        ``patience``, ``precision``, rows of ``edge_offset``, ``edge_actor``), it is J.
    seconds : second types of the actors that have private types; see `blinkfirst.game.hidden_resolve`.
    """

    actors: tuple[str, ...]
    moves: tuple[tuple[str, ...], ...]
    variables: tuple[Variable, ...]
    nature: tuple[str, ...]
    states: IntArray
    start: int
    tick_months: float
    tempo: FloatArray
    patience: FloatArray
    precision: FloatArray
    edge_offset: IntArray
    edge_state: IntArray
    edge_actor: IntArray
    edge_move: IntArray
    edge_blink: IntArray
    outcome_offset: IntArray
    outcome_state: IntArray
    outcome_probability: FloatArray
    nature_offset: IntArray
    nature_event: IntArray
    nature_rate: FloatArray
    nature_outcome_offset: IntArray
    nature_outcome_state: IntArray
    nature_outcome_probability: FloatArray
    payoffs: Payoffs
    omitters: tuple[int, ...] = ()
    seconds: tuple[SecondType, ...] = ()

    __repr__ = short_repr

    @property
    def n_states(self) -> int:
        """Number of reachable states S."""
        return int(self.states.shape[0])

    @property
    def n_actors(self) -> int:
        """Number of actors A."""
        return len(self.actors)

    @property
    def n_movers(self) -> int:
        """Number of movers J: the actors, then the events that are blinks of one."""
        return len(self.actors) + len(self.omitters)

    @property
    def movers(self) -> tuple[str, ...]:
        """Names of the movers."""
        return (*self.actors, *(moves[0] for moves in self.moves[len(self.actors) :]))

    @property
    def mover_actor(self) -> IntArray:
        """Actor whose deed a mover's is, shape (J,): an actor's own, an event's of whoever lets it happen."""
        return np.array([*range(len(self.actors)), *self.omitters], dtype=np.int64)

    @property
    def deeds(self) -> tuple[tuple[int, str], ...]:
        """Actor and name of all that movers do, mover by mover."""
        owners = self.mover_actor.tolist()
        return tuple((owner, move) for owner, moves in zip(owners, self.moves, strict=True) for move in moves)

    @property
    def n_edges(self) -> int:
        """Number of (state, actor, move) triples E."""
        return int(self.edge_state.shape[0])

    def state_labels(self, state: int) -> dict[str, str]:
        """Level name of every variable in a state."""
        return {v.name: v.levels[k] for v, k in zip(self.variables, self.states[state], strict=True)}

    def edge_label(self, edge: int) -> tuple[str, str]:
        """Actor and move of an edge, as names."""
        mover = int(self.edge_actor[edge])
        return self.actors[self.mover_actor[mover]], self.moves[mover][int(self.edge_move[edge])]

    def with_weights(self, weights: FloatArray) -> Game:
        """Return the same game under other argument weights; everything else is shared, not copied."""
        return replace(self, payoffs=replace(self.payoffs, weights=np.asarray(weights, dtype=np.float64)))


def flow(game: Game) -> FloatArray:
    """Return the worth of each state to each actor while it lasts, shape (S, A), utils per month."""
    return flow_sums(game.payoffs, game.payoffs.flow_features, game.n_movers)


def flow_sums(payoffs: Payoffs, features: FloatArray, actors: int) -> FloatArray:
    """Weigh features, shape (F, n), by arguments and add up what is each actor's; shape (n, A).

    In whatever order the arguments stand.
    """
    owners = np.array([payoffs.columns[column].actor for column in payoffs.flow_columns], dtype=np.int64)
    weights = payoffs.weights[payoffs.flow_columns]
    sums = np.empty((features.shape[1], actors))
    for actor in range(actors):
        mine = owners == actor
        sums[:, actor] = even_sum(weights[mine, np.newaxis] * features[mine], axis=0)
    return sums


def lump(game: Game) -> FloatArray:
    """Return the worth of each move to each actor at the moment it is played, shape (E, A), utils."""
    payoffs = game.payoffs
    column = np.repeat(payoffs.lump_columns, np.diff(payoffs.lump_offset))
    owners = np.array([column.actor for column in payoffs.columns], dtype=np.int64)
    places = payoffs.lump_edge * game.n_movers + owners[column]
    utils = payoffs.weights[column] * payoffs.lump_worth
    return even_sums(places, utils, game.n_edges * game.n_movers).reshape(game.n_edges, game.n_movers)
