"""Nash, GMR, SMR and SEQ stability of every state for every actor, any number of actors; and the reasons.

All ask one thing of an improvement: how low can the others bring the actor afterwards? Preferences are a
complete order, so the lowest rank among the states that the others can reach settles it. It is found for all
states at once, in a time that grows with the number of moves and no faster.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from blinkfirst.game.game import IntArray
from blinkfirst.game.graph_model import GMR, SEQ, SMR, GraphModel, MaskArray, Stability, UnilateralMoves

_WaysBack: TypeAlias = tuple[list[int], list[int]]  # offsets by state, and where its moves come from


def stability(model: GraphModel) -> Stability:
    """Find for whom each state is stable.

    The others answer as a coalition: by any sequence of their moves, at least one, in which no actor moves
    twice in a row (for SEQ: each of them an improvement for its mover over the state it leaves). Where the
    others cannot move, an improvement meets no sanction.

    Source
    ------
    [Fang1993], the definitions for n decision makers.
    """
    n_actors = len(model.actors)
    improving = [improvements_only(model, actor) for actor in range(n_actors)]
    back = [_ways_back(moves) for moves in model.moves]
    improving_back = [_ways_back(moves) for moves in improving]
    stable: dict[str, list[MaskArray]] = {GMR: [], SMR: [], SEQ: []}
    least: dict[str, list[IntArray]] = {GMR: [], SMR: [], SEQ: []}
    for actor in range(n_actors):
        ranks, others = model.ranks[:, actor], [k for k in range(n_actors) if k != actor]
        any_move = [back[k] for k in others]
        answers = {
            GMR: (any_move, ranks),
            SMR: (any_move, rank_after_escape(model, actor)),
            SEQ: ([improving_back[k] for k in others], ranks),
        }
        for concept, (ways, values) in answers.items():
            least[concept].append(_least_reachable(ways, values, int(ranks.max()) + 1))
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
    return UnilateralMoves(np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), moves.target[better])


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
    """Mark states from which every improvement meets a counter-move to a state no better for the mover."""
    source = improving.source
    unanswered = least[improving.target] > ranks[source]
    found = np.ones(ranks.size, dtype=np.bool_)
    found[source[unanswered]] = False
    return found


def _least_reachable(ways_back: Sequence[_WaysBack], values: IntArray, none: int) -> IntArray:
    """The least value among the states that some actors can bring about from each state, none twice in a row.

    States are taken by rising value, and from each the moves are followed back: whatever is met for the first
    time can be held to that value and to no lower one. What can happen in a state depends on who moved last,
    but two different movers are enough to let everybody move; so each move is followed once.
    """
    least, first_mover = [none] * values.size, [-1] * values.size
    settled = [[False] * values.size for _ in ways_back]  # by mover: the state, when that one has moved to it
    movers = range(len(ways_back))
    for seed in np.argsort(values, kind="stable").tolist():
        value = int(values[seed])
        waiting = [(seed, mover) for mover in movers if not settled[mover][seed]]
        for _, mover in waiting:
            settled[mover][seed] = True
        while waiting:
            state, mover = waiting.pop()
            offset, sources = ways_back[mover]
            for source in sources[offset[state] : offset[state + 1]]:
                before = first_mover[source]
                if before < 0:
                    first_mover[source], least[source] = mover, value
                    opened = [other for other in movers if other != mover and not settled[other][source]]
                elif before != mover and not settled[before][source]:
                    opened = [before]
                else:
                    continue
                for other in opened:
                    settled[other][source] = True
                    waiting.append((source, other))
    return np.array(least, dtype=np.int64)


def _ways_back(moves: UnilateralMoves) -> _WaysBack:
    order = np.argsort(moves.target, kind="stable")
    counts = np.bincount(moves.target, minlength=moves.offset.size - 1)
    return [0, *np.cumsum(counts).tolist()], moves.source[order].tolist()


@dataclass(frozen=True)
class Step:
    """A move: who makes it, and the state it leads to."""

    actor: int
    state: int


@dataclass(frozen=True)
class Improvement:
    """A state that an actor can move to and prefers, and how it can be answered.

    Attributes
    ----------
    state : where the improvement leads.
    sanctions : by ``GMR``, ``SMR`` and ``SEQ``, a shortest sequence of the others' moves that leaves the
        actor no better off than before; empty where there is none.
    escape : the actor's best move after the sanction under GMR; ``None`` where there is no such sanction or
        no move from there to anything better than before.
    """

    state: int
    sanctions: dict[str, tuple[Step, ...]]
    escape: Step | None


def improvements(model: GraphModel, found: Stability, state: int, actor: int) -> tuple[Improvement, ...]:
    """List an actor's improvements from a state, the least answered first, then the most preferred first."""
    ranks = model.ranks[:, actor]
    moves = {
        GMR: model.moves,
        SMR: model.moves,
        SEQ: tuple(improvements_only(model, k) for k in range(len(model.actors))),
    }
    values = {GMR: ranks, SMR: rank_after_escape(model, actor), SEQ: ranks}
    listed = []
    for target in improvements_only(model, actor).reachable(state):
        sanctions: dict[str, tuple[Step, ...]] = {}
        for concept, least in found.least_answer.items():
            held = values[concept] <= ranks[state]
            answered = least[target, actor] <= ranks[state]
            sanctions[concept] = (
                _shortest(moves[concept], actor, int(target), held.__getitem__) if answered else ()
            )
        listed.append(Improvement(int(target), sanctions, _escape(model, actor, state, sanctions[GMR])))
    return tuple(sorted(listed, key=lambda one: (_answered(one), -int(ranks[one.state]), one.state)))


def _answered(one: Improvement) -> int:
    return sum(bool(steps) for steps in one.sanctions.values())


def _escape(model: GraphModel, actor: int, state: int, sanction: tuple[Step, ...]) -> Step | None:
    if not sanction:
        return None
    ranks, ways = model.ranks[:, actor], model.moves[actor].reachable(sanction[-1].state)
    if not ways.size or ranks[ways].max() <= ranks[state]:
        return None
    return Step(actor, int(ways[np.argmax(ranks[ways])]))


def _shortest(
    moves: tuple[UnilateralMoves, ...], left_out: int, begin: int, wanted: Callable[[int], bool]
) -> tuple[Step, ...]:
    """Breadth first over states and their last movers; a way is known to exist."""
    came_from: dict[tuple[int, int], tuple[int, int] | None] = {(begin, left_out): None}
    waiting = deque(came_from)
    while waiting:
        here = waiting.popleft()
        for actor in range(len(moves)):
            if actor in (left_out, here[1]):
                continue
            for target in moves[actor].reachable(here[0]):
                there = (int(target), actor)
                if there in came_from:
                    continue
                came_from[there] = here
                if wanted(there[0]):
                    return _way_to(there, came_from)
                waiting.append(there)
    return ()


def _way_to(
    end: tuple[int, int], came_from: dict[tuple[int, int], tuple[int, int] | None]
) -> tuple[Step, ...]:
    steps: list[Step] = []
    here: tuple[int, int] = end
    while (before := came_from[here]) is not None:
        steps.append(Step(here[1], here[0]))
        here = before
    return tuple(reversed(steps))
