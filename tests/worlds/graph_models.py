"""Graph Models written by hand, and random ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from hypothesis import strategies as st

from blinkfirst.game.graph_model import GraphModel, UnilateralMoves


def unilateral_moves(pairs: Iterable[tuple[int, int]], n_states: int) -> UnilateralMoves:
    """Moves from pairs (state, where it leads)."""
    ordered = sorted(set(pairs))
    counts = np.bincount([here for here, _ in ordered], minlength=n_states)
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return UnilateralMoves(offset, np.array([there for _, there in ordered], dtype=np.int64))


def model_of(
    moves: Sequence[Iterable[tuple[int, int]]],
    ranks: Sequence[Sequence[int]],
    actors: Sequence[str] = (),
) -> GraphModel:
    """A model from each actor's moves and its ranks by state."""
    names = tuple(actors) or tuple(f"actor{k}" for k in range(len(ranks)))
    n_states = len(ranks[0])
    return GraphModel(
        names, np.array(ranks).T, tuple(unilateral_moves(pairs, n_states) for pairs in moves)
    )


def both_ways(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Moves that can be taken back."""
    return [way for a, b in pairs for way in ((a, b), (b, a))]


@st.composite
def graph_models(draw: st.DrawFn, max_states: int = 8, max_actors: int = 4) -> GraphModel:
    """A random model: sparse or dense, with ties, with moves that cannot be taken back."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    states = draw(st.integers(1, max_states))
    actors = draw(st.integers(1, max_actors))
    return random_model(rng, states, actors, draw(st.sampled_from([0.1, 0.25, 0.5])))


def random_model(rng: np.random.Generator, states: int, actors: int, density: float) -> GraphModel:
    """A model in which every move exists with the same chance."""
    ranks = rng.integers(1, rng.integers(2, states + 2), (actors, states))
    moves = []
    for _ in range(actors):
        there = rng.random((states, states)) < density
        np.fill_diagonal(there, False)
        moves.append([(int(a), int(b)) for a, b in np.argwhere(there)])
    return model_of(moves, ranks.tolist())
