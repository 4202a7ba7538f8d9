"""The Graph Model that lies in a compiled game."""

from __future__ import annotations

import numpy as np

from blinkfirst.errors import GameError
from blinkfirst.game.game import FloatArray, Game, IntArray, flow
from blinkfirst.game.graph_model import GraphModel, UnilateralMoves

TIE_TOLERANCE = 1e-9  # utils per month: flows this close are a tie


def graph_model_of(game: Game, ranks: IntArray | None = None, tolerance: float = TIE_TOLERANCE) -> GraphModel:
    """Read a compiled game as a Graph Model.

    A move with chance leads to each of its outcomes that has a positive probability: whoever can try can get
    there. Moves that change nothing are no moves, nor are those of an actor that has no initiative in a state
    (tempo 0). Nature is nobody, so its events are no moves. The reachable list of an actor is what one of its
    moves can bring about; sequences of moves of the same actor are not run together.

    Parameters
    ----------
    ranks : shape (S, A), the higher, the better. By default from the flows: what a state is worth per
        month while it lasts. Lumps belong to moves, and a Graph Model ranks states only; they count for
        nothing.
    tolerance : utils per month, see `ordinal_ranks`.

    Source
    ------
    [Fang1993].
    """
    by_state = ordinal_ranks(flow(game)[:, : game.n_actors], tolerance) if ranks is None else ranks
    if by_state.shape != (game.n_states, game.n_actors):
        raise GameError(
            f"ranks: expected {game.n_states} states x {game.n_actors} actors, got {by_state.shape}"
        )
    moves = tuple(_moves_of(game, actor) for actor in range(game.n_actors))
    return GraphModel(game.actors, np.asarray(by_state, dtype=np.int64), moves)


def ordinal_ranks(values: FloatArray, tolerance: float = TIE_TOLERANCE) -> IntArray:
    """Rank the states by what they are worth, column by column: 1 is the worst.

    Neighbours in the order whose distance is at most ``tolerance`` share a rank. Ties run on: of three values
    a tolerance apart from each other the first and the last are tied, too.

    Examples
    --------
    >>> ordinal_ranks(np.array([[0.5], [-1.0], [0.5 + 1e-12], [2.0]])).ravel().tolist()
    [2, 1, 2, 3]
    """
    if not tolerance >= 0:
        raise GameError(f"tolerance: expected a number of at least 0, got {tolerance}")
    order = np.argsort(values, axis=0, kind="stable")
    steps = np.diff(np.take_along_axis(values, order, axis=0), axis=0) > tolerance
    ranks = np.ones(values.shape, dtype=np.int64)
    climbed = 1 + np.concatenate([np.zeros((1, values.shape[1]), np.int64), np.cumsum(steps, axis=0)])
    np.put_along_axis(ranks, order, climbed, axis=0)
    return ranks


def edges_between(game: Game, actor: int, state: int, target: int) -> list[tuple[str, float]]:
    """Names of the moves by which an actor can bring a state about, each with the chance that it does."""
    return [(game.edge_label(edge)[1], chance) for edge, chance in edges_to(game, actor, state, target)]


def edges_to(game: Game, actor: int, state: int, target: int) -> list[tuple[int, float]]:
    """As `edges_between`, by index."""
    row = state * game.n_movers + actor
    found = []
    for edge in range(int(game.edge_offset[row]), int(game.edge_offset[row + 1])):
        outcomes = slice(int(game.outcome_offset[edge]), int(game.outcome_offset[edge + 1]))
        hits = game.outcome_state[outcomes] == target
        chance = float(game.outcome_probability[outcomes][hits].sum())
        if chance > 0:
            found.append((edge, chance))
    return found


def _moves_of(game: Game, actor: int) -> UnilateralMoves:
    edge = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    source, target = game.edge_state[edge].astype(np.int64), game.outcome_state.astype(np.int64)
    kept = game.edge_actor[edge] == actor
    kept &= (game.outcome_probability > 0) & (source != target)
    kept &= game.tempo[source, actor] > 0
    pairs = np.unique(source[kept] * game.n_states + target[kept])
    counts = np.bincount(pairs // game.n_states, minlength=game.n_states)
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return UnilateralMoves(offset, pairs % game.n_states)
