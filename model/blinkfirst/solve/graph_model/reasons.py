"""Why a state is stable for an actor or not: its improvements, the answers to them, and the way out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.graph_model import GMR, SEQ, SMR, GraphModel, Stability, UnilateralMoves
from blinkfirst.solve.graph_model.stability import improvements_only, rank_after_escape


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
