"""What of a compiled game goes into its Graph Model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.game.game import Game
from blinkfirst.game.graph_model import GraphModel, UnilateralMoves
from blinkfirst.solve.graph_model.from_game import edges_between, graph_model_of, ordinal_ranks
from blinkfirst.solve.graph_model.stability import stability
from worlds.graph_models import model_of
from worlds.handmade import Drift, Edge, handmade_game


def quarrel() -> Game:
    """Two actors; a hold, a chance, a one-way move, and nature that leads where nobody does."""
    edges = [
        Edge(0, 0, "wait", {0: 1.0}),
        Edge(0, 0, "try", {1: 0.25, 0: 0.75}),
        Edge(0, 0, "gamble", {1: 0.5, 2: 0.5}),
        Edge(1, 0, "wait", {1: 1.0}),
        Edge(2, 0, "wait", {2: 1.0}),
        Edge(0, 1, "sit", {0: 1.0}, {1: 5.0}),
        Edge(1, 1, "undo", {0: 1.0}),
        Edge(2, 1, "sit", {2: 1.0}),
    ]
    flows = [(1.0, 0.0), (2.0, 0.0), (1.0, -1.0)]
    return handmade_game(edges, flows, (0.5, 0.5), (1.0, 1.0), (1.0, 1.0), [Drift(1, 0.1, {2: 1.0})])


def pairs(model: GraphModel, actor: int) -> list[tuple[int, int]]:
    moves = model.moves[actor]
    return list(zip(moves.source.tolist(), moves.target.tolist(), strict=True))


def test_moves_are_those_that_change_something() -> None:
    model = graph_model_of(quarrel())
    assert pairs(model, 0) == [(0, 1), (0, 2)], "each outcome, once; neither holds nor nature"
    assert pairs(model, 1) == [(1, 0)]
    assert model.moves[0].reachable(0).tolist() == [1, 2]


def test_without_initiative_no_move() -> None:
    game = quarrel()
    tempo = game.tempo.copy()
    tempo[0, 0] = 0.0
    assert pairs(graph_model_of(replace(game, tempo=tempo)), 0) == []


def test_flows_are_ranked_and_lumps_are_not() -> None:
    assert graph_model_of(quarrel()).ranks.tolist() == [[1, 2], [2, 2], [1, 1]]


def test_given_ranks() -> None:
    ranks = np.array([[3, 1], [2, 1], [1, 1]])
    assert graph_model_of(quarrel(), ranks).ranks.tolist() == ranks.tolist()
    with pytest.raises(GameError, match=r"expected 3 states x 2 actors, got \(2, 2\)"):
        graph_model_of(quarrel(), ranks[:2])


@pytest.mark.parametrize(
    ("tolerance", "ranks"),
    [(0.0, [1, 2, 3, 4]), (0.1, [1, 1, 1, 2]), (0.06, [1, 2, 2, 3]), (10.0, [1, 1, 1, 1])],
)
def test_ties_run_on_within_the_tolerance(tolerance: float, ranks: list[int]) -> None:
    values = np.array([[0.0], [0.0625], [0.1], [1.0]])
    assert ordinal_ranks(values, tolerance).ravel().tolist() == ranks


def test_a_tolerance_is_no_negative_number() -> None:
    for wrong in (-1.0, float("nan")):
        with pytest.raises(GameError, match="tolerance"):
            ordinal_ranks(np.zeros((2, 1)), wrong)


def test_moves_between_two_states_by_name() -> None:
    game = quarrel()
    assert edges_between(game, 0, 0, 1) == [("try", 0.25), ("gamble", 0.5)]
    assert edges_between(game, 1, 1, 0) == [("undo", 1.0)]
    assert edges_between(game, 1, 0, 1) == []


def test_arrays_that_make_no_model_are_refused() -> None:
    moves = UnilateralMoves(np.array([0, 1, 1]), np.array([1]))
    ranks = np.array([[1], [2]])
    assert GraphModel(("a",), ranks, (moves,)).n_states == 2
    for wrong in (
        UnilateralMoves(np.array([0, 1]), np.array([1])),
        UnilateralMoves(np.array([0, 1, 1]), np.array([2])),
        UnilateralMoves(np.array([0, 1, 1]), np.array([0])),
    ):
        with pytest.raises(GameError, match="graph model"):
            GraphModel(("a",), ranks, (wrong,))
    with pytest.raises(GameError, match="each of 2 actors"):
        GraphModel(("a", "b"), ranks, (moves,))
    with pytest.raises(GameError, match="expected one of Nash, GMR, SMR, SEQ, got 'nash'"):
        stability(model_of([[(0, 1)]], [(1, 2)])).stable("nash")
