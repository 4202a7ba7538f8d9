"""First blinks in a Graph Model: paths of improvements that meet no credible counter-move."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from blinkfirst.game.game import NO_BLINK, Game
from blinkfirst.game.graph_model import GraphModel, Stability
from blinkfirst.solve.graph_model.from_game import edges_to
from blinkfirst.solve.graph_model.stability import improvements_only


@dataclass(frozen=True)
class GraphBlinks:
    """First blinks that can occur when actors take exactly the improvements that meet no counter-move.

    Attributes
    ----------
    actors : indices of those who blink first on some such way, in order.
    rests : whether some such way ends, without a blink, in a state that nobody leaves.
    visited : how many states such ways pass before anybody has blinked.
    """

    actors: tuple[int, ...]
    rests: bool
    visited: int


def graph_blinks(game: Game, model: GraphModel, found: Stability, concept: str, start: int) -> GraphBlinks:
    """Follow improvements without sanction from a state until somebody blinks, or nobody goes on.

    Parameters
    ----------
    game : that the model was read from.
    concept : which sanctions deter, ``GMR``, ``SMR`` or ``SEQ``.
    start : index of the state.

    Returns
    -------
    A move is a blink here when its mover has no other way to the same state that is none. A Graph Model has
    no times and no chances, so it says who can blink first, not how likely.

    Source
    ------
    The definitions of [Fang1993]; following the moves of a state that is not stable is our reading.
    """
    improving = [improvements_only(model, actor) for actor in range(len(model.actors))]
    least = found.least_answer[concept]
    blinking: set[int] = set()
    rests = False
    seen, waiting = {start}, deque([start])
    while waiting:
        state = waiting.popleft()
        leaves = False
        for actor in range(len(model.actors)):
            for target in map(int, improving[actor].reachable(state)):
                if least[target, actor] <= model.ranks[state, actor]:
                    continue
                leaves = True
                if is_blink(game, actor, state, target):
                    blinking.add(actor)
                elif target not in seen:
                    seen.add(target)
                    waiting.append(target)
        rests |= not leaves
    return GraphBlinks(tuple(sorted(blinking)), rests, len(seen))


def is_blink(game: Game, actor: int, state: int, target: int) -> bool:
    """Return whether an actor can bring another state about by a blink only."""
    return all(game.edge_blink[edge] != NO_BLINK for edge, _ in edges_to(game, actor, state, target))


def blink_moves_the_world(game: Game) -> bool:
    """Return whether a blink of an actor with initiative leads to another state, as a move must."""
    edge = np.repeat(np.arange(game.n_edges), np.diff(game.outcome_offset))
    source = game.edge_state[edge]
    moves = (game.outcome_state != source) & (game.outcome_probability > 0)
    moves &= (game.edge_blink[edge] != NO_BLINK) & (game.tempo[source, game.edge_actor[edge]] > 0)
    return bool(moves.any())
