"""Nash, GMR, SMR and SEQ stability of every state for every actor, any number of actors.

All ask one thing of an improvement: how low can the others bring the actor afterwards? Preferences are a
complete order, so the lowest rank among the states that the others can reach settles it. Passes over the
moves, one for every step that an answer may take, find that rank for all states at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.game import IntArray
from blinkfirst.game.graph_model import GMR, SEQ, SMR, GraphModel, MaskArray, Stability, UnilateralMoves


def stability(model: GraphModel) -> Stability:
    """Find for whom each state is stable.

    The others answer as a coalition: by any sequence of their moves, at least one, in which no actor moves
    twice in a row (for SEQ: each of them an improvement for its mover over the state it leaves). Where the
    others cannot move, an improvement meets no sanction.

    Source
    ------
    [Fang1993], chapters 3 and 4: the definitions for n decision makers.
    """
    n_actors = len(model.actors)
    improving = [improvements_only(model, actor) for actor in range(n_actors)]
    stable: dict[str, list[MaskArray]] = {GMR: [], SMR: [], SEQ: []}
    least: dict[str, list[IntArray]] = {GMR: [], SMR: [], SEQ: []}
    for actor in range(n_actors):
        ranks, others = model.ranks[:, actor], [k for k in range(n_actors) if k != actor]
        any_move = [model.moves[k] for k in others]
        answers = {
            GMR: (any_move, ranks),
            SMR: (any_move, rank_after_escape(model, actor)),
            SEQ: ([improving[k] for k in others], ranks),
        }
        for concept, (moves, values) in answers.items():
            least[concept].append(_least_reachable(moves, values, int(ranks.max()) + 1))
            stable[concept].append(_stable(ranks, improving[actor], least[concept][-1]))
    nash = np.column_stack([np.diff(moves.offset) == 0 for moves in improving])
    by_concept = {concept: np.column_stack(columns) for concept, columns in stable.items()}
    return Stability(
        Nash=nash,
        **by_concept,
        least_answer={concept: np.column_stack(columns) for concept, columns in least.items()},
    )


def improvements_only(model: GraphModel, actor: int) -> UnilateralMoves:
    """The moves of an actor to states that it prefers to the one it leaves."""
    moves, ranks = model.moves[actor], model.ranks[:, actor]
    source = moves.source
    better = ranks[moves.target] > ranks[source]
    counts = np.bincount(source[better], minlength=model.n_states)
    return UnilateralMoves(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), moves.target[better]
    )


def rank_after_escape(model: GraphModel, actor: int) -> IntArray:
    """The best rank an actor has in a state or one move of its own away, shape (S,)."""
    moves, ranks = model.moves[actor], model.ranks[:, actor]
    movable = np.flatnonzero(np.diff(moves.offset))
    best = ranks.copy()
    if movable.size:
        away = np.maximum.reduceat(ranks[moves.target], moves.offset[movable])
        best[movable] = np.maximum(best[movable], away)
    return best


def _stable(ranks: IntArray, improving: UnilateralMoves, least: IntArray) -> MaskArray:
    """Whether every improvement is answered by something no better than where it began."""
    source = improving.source
    unanswered = least[improving.target] > ranks[source]
    found = np.ones(ranks.size, dtype=np.bool_)
    found[source[unanswered]] = False
    return found


def _least_reachable(moves: Sequence[UnilateralMoves], values: IntArray, none: int) -> IntArray:
    """The least value among the states that some actors can bring about from each state, none twice in a row.

    ``via[k]`` is the least that can be had by sequences which actor k begins; ``arrived[k]`` the least of a
    state that k has just moved to and of what the others can make of it. Both only ever fall, so repeating
    until nothing does is exact.
    """
    via = np.full((len(moves), values.size), none, dtype=np.int64)
    arrived = np.tile(values, (len(moves), 1))
    movable = [np.flatnonzero(np.diff(one.offset)) for one in moves]
    falling = bool(moves)
    while falling:
        before = via.copy()
        for k, one in enumerate(moves):
            if movable[k].size:
                via[k, movable[k]] = np.minimum.reduceat(arrived[k, one.target], one.offset[movable[k]])
        for k in range(len(moves)):
            following = np.delete(via, k, axis=0).min(axis=0, initial=none)
            arrived[k] = np.minimum(values, following)
        falling = bool((via < before).any())
    return np.asarray(via.min(axis=0, initial=none), dtype=np.int64)
