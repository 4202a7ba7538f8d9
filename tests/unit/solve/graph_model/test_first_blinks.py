"""Who can blink first by improvements without sanction: against the definitions, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from blinkfirst.game.game import HARD, NO_BLINK, SOFT, Game
from blinkfirst.game.graph_model import CONCEPTS, NASH
from blinkfirst.solve.graph_model.first_blinks import blink_moves_the_world, graph_blinks, is_blink
from blinkfirst.solve.graph_model.from_game import graph_model_of
from blinkfirst.solve.graph_model.stability import improvements, stability
from worlds.handmade import Edge, handmade_game
from worlds.random_games import games


def slowly(game: Game, concept: str, start: int) -> tuple[set[int], bool, set[int]]:
    """From the reasons that stand beside every improvement: those without a sanction are taken."""
    model = graph_model_of(game)
    found = stability(model)
    blinking: set[int] = set()
    rests = False
    seen, left = {start}, [start]
    while left:
        state = left.pop()
        ways = [
            (actor, one.state)
            for actor in range(game.n_actors)
            for one in improvements(model, found, state, actor)
            if not one.sanctions[concept]
        ]
        rests = rests or not ways
        for actor, target in ways:
            degrees = set()
            for edge in np.flatnonzero((game.edge_state == state) & (game.edge_actor == actor)):
                outcomes = slice(game.outcome_offset[edge], game.outcome_offset[edge + 1])
                hits = game.outcome_state[outcomes] == target
                if (game.outcome_probability[outcomes][hits] > 0).any():
                    degrees.add(int(game.edge_blink[edge]))
            if NO_BLINK not in degrees:
                blinking.add(actor)
            elif target not in seen:
                seen.add(target)
                left.append(target)
    return blinking, rests, seen


@settings(max_examples=150)
@given(games())
def test_against_the_reasons_state_by_state(game: Game) -> None:
    model = graph_model_of(game)
    found = stability(model)
    for concept in (name for name in CONCEPTS if name != NASH):
        blinks = graph_blinks(game, model, found, concept, game.start)
        actors, rests, seen = slowly(game, concept, game.start)
        assert (set(blinks.actors), blinks.rests, blinks.visited) == (actors, rests, len(seen))


def two_ways(second: int) -> Game:
    """Actor 0 gains by leaving; by one move that is a blink and another of the degree given."""
    edges = [
        Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "yield", {1: 1.0}, blink=SOFT),
        Edge(0, 0, "slip", {1: 1.0}, blink=second), Edge(1, 0, "hold", {1: 1.0}),
        Edge(0, 1, "hold", {0: 1.0}), Edge(1, 1, "hold", {1: 1.0}),
    ]  # fmt: skip
    return handmade_game(edges, [[0.0, 0.0], [1.0, 0.0]], [0.5, 0.5], [1.0, 1.0], [1.0, 1.0])


@pytest.mark.parametrize(("second", "who"), [(HARD, (0,)), (NO_BLINK, ())])
def test_who_has_another_way_to_the_same_does_not_blink(second: int, who: tuple[int, ...]) -> None:
    game = two_ways(second)
    model = graph_model_of(game)
    blinks = graph_blinks(game, model, stability(model), "SEQ", 0)
    assert blinks.actors == who
    assert blinks.rests == (not who)


def test_blinks_that_change_nothing_are_no_moves() -> None:
    edges = [Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "sigh", {0: 1.0}, blink=SOFT)]
    assert not blink_moves_the_world(handmade_game(edges, [[0.0]], [0.5], [1.0], [1.0]))
    assert blink_moves_the_world(two_ways(HARD))


def test_what_cannot_happen_is_no_way() -> None:
    """Neither outcomes of chance 0 nor blinks of an actor without initiative lead anywhere."""
    never = [
        Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "yield", {0: 1.0, 1: 0.0}, blink=SOFT),
        Edge(1, 0, "hold", {1: 1.0}),
    ]  # fmt: skip
    assert not blink_moves_the_world(handmade_game(never, [[0.0], [1.0]], [0.5], [1.0], [1.0]))
    really = [*never, Edge(0, 0, "go", {1: 1.0}, blink=HARD)]
    assert blink_moves_the_world(handmade_game(really, [[0.0], [1.0]], [0.5], [1.0], [1.0]))
    assert not blink_moves_the_world(handmade_game(really, [[0.0], [1.0]], [0.0], [1.0], [1.0]))
    stay = [*really, Edge(0, 0, "stay", {0: 1.0, 1: 0.0})]
    assert is_blink(handmade_game(stay, [[0.0], [1.0]], [0.5], [1.0], [1.0]), 0, 0, 1)
