"""The tree of histories, as Gambit would read it, solved by hand against the one solution."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from blinkfirst.errors import OptionError, TooLargeError
from blinkfirst.exchange.efg import efg_lines
from blinkfirst.exchange.game_tree import Chance, Decision, End, GameTree, tree_sizes, unrolled
from blinkfirst.game.game import Game
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff, cut_off
from blinkfirst.solve.standoff.backward_induction import backward_induction
from reference.efg_reader import logit, read
from worlds.handmade import Drift, Edge, handmade_game
from worlds.random_games import eventful_standoffs, standoff_of, standoffs

FINITE = (0.0, 0.3, 1.0, 4.0)
CLOSE: Any = {"rtol": 1e-9, "atol": 1e-10}


def as_text(tree: GameTree) -> str:
    return "\n".join(efg_lines(tree))


def small(standoff: Standoff, most: int = 1500) -> Standoff:
    """The longest horizon of a stand-off whose tree is small."""
    sizes = tree_sizes(standoff)
    fits = int(np.flatnonzero(sizes <= most)[-1])
    assume(fits > 0)
    return cut_off(standoff, fits)


def expected_plan(standoff: Standoff) -> Standoff:
    """What everybody expects at the start, as if it were what happens."""
    return replace(standoff, plans=standoff.plans[:1])


def choices_of(tree: GameTree, policy: Policy) -> dict[tuple[int, int], list[float]]:
    """Our choices by player and number of the information set, both from 1."""
    found: dict[tuple[int, int], list[float]] = {}
    count = [0] * len(tree.seats)
    for node in tree.decisions:
        player = tree.player(node)
        count[player] += 1
        stretch = policy.plans[0].stretches[node.stretch]
        found[player + 1, count[player]] = stretch.choice[node.tick - stretch.first_tick][
            list(node.edges)
        ].tolist()
    return found


@settings(max_examples=30, deadline=None)
@given(standoffs(max_states=4, max_actors=3, max_ticks=4, precisions=FINITE))
def test_logit_of_the_scaled_tree_is_the_solution(standoff: Standoff) -> None:
    standoff = small(standoff)
    tree = unrolled(standoff, scaled=True)
    _, found = logit(read(as_text(tree)), 1.0)
    expected = choices_of(tree, backward_induction(standoff))
    assert found.keys() == expected.keys()
    for key, shares in expected.items():
        np.testing.assert_allclose(found[key], shares, **CLOSE)


@settings(max_examples=20, deadline=None)
@given(standoffs(max_states=4, max_actors=3, max_ticks=4, precisions=(2.0,), patiences=(1.0,)))
def test_logit_in_utils_is_the_solution_when_nobody_discounts(standoff: Standoff) -> None:
    standoff = small(standoff)
    tree, policy = unrolled(standoff), backward_induction(standoff)
    worth, found = logit(read(as_text(tree)), 2.0)
    for key, shares in choices_of(tree, policy).items():
        np.testing.assert_allclose(found[key], shares, **CLOSE)
    values = policy.plans[0].stretches[0].values[standoff.opening.start]
    np.testing.assert_allclose(worth, values, **CLOSE)


@settings(max_examples=30, deadline=None)
@given(eventful_standoffs(max_states=3, max_actors=2, max_ticks=5))
def test_the_tree_pays_what_the_start_is_worth(standoff: Standoff) -> None:
    """With everybody's own choices, whatever their patience, precision and the events to come."""
    standoff = expected_plan(small(standoff))
    tree, policy = unrolled(standoff), backward_induction(standoff)
    chosen = iter(tree.nodes)

    def worth() -> np.ndarray:
        node = next(chosen)
        if isinstance(node, End):
            return np.array(tree.payoffs(node))
        if isinstance(node, Chance):
            shares: Any = node.chances
        else:
            stretch = policy.plans[0].stretches[node.stretch]
            shares = stretch.choice[node.tick - stretch.first_tick][list(node.edges)]
        return sum((share * worth() for share in shares), start=np.zeros(standoff.opening.n_actors))

    values = policy.plans[0].stretches[0].values[standoff.opening.start]
    np.testing.assert_allclose(worth(), values, **CLOSE)
    assert next(chosen, None) is None


@settings(max_examples=20, deadline=None)
@given(eventful_standoffs(max_states=3, max_actors=2, max_ticks=5))
def test_the_size_is_known_beforehand(standoff: Standoff) -> None:
    standoff = small(standoff)
    tree = unrolled(standoff)
    assert len(tree.nodes) == tree_sizes(standoff)[-1] == read(as_text(tree)).nodes


def two_ticks(patience: float = 1.0, precision: float = 1.0) -> Standoff:
    """One who may go or hold, a gust that may blow it away, and something to be paid for either."""
    edges = [
        Edge(0, 0, "hold", {0: 1.0}, {0: 0.25}),
        Edge(0, 0, "go", {1: 0.5, 2: 0.5}, {0: -1.0}),
        Edge(1, 0, "hold", {1: 1.0}),
        Edge(2, 0, "hold", {2: 1.0}),
    ]
    game = handmade_game(
        edges, [[0.0], [2.0], [0.0]], [0.5], [precision], [patience], nature=[Drift(0, 0.25, {2: 1.0})]
    )
    return standoff_of(game, 2, afterwards_months=0.0)


def test_what_stands_in_the_file() -> None:
    text = as_text(unrolled(cut_off(two_ticks(), 1)))
    assert text.splitlines() == [
        'EFG 2 R "Made up" { "actor0" }',
        '"Payoffs in utils, discounted to the start."',
        'c "" 1 "1; tick 0: as at the start" { "actor0" 0.5 "drift" 0.25 "nothing" 0.25 } 0',
        'p "" 1 1 "1; tick 0: as at the start" { "hold" "go" } 0',
        't "" 1 "tick 1: as at the start" { 0.25 }',
        'c "" 2 "2; tick 0: as at the start" { "state=s1" 0.5 "state=s2" 0.5 } 0',
        't "" 2 "tick 1: state=s1" { -1.0 }',
        't "" 3 "tick 1: state=s2" { -1.0 }',
        't "" 4 "tick 1: state=s2" { 0.0 }',
        't "" 5 "tick 1: as at the start" { 0.0 }',
    ]


def test_who_discounts_is_a_player_per_tick_in_a_scaled_tree() -> None:
    assert [seat.name for seat in unrolled(two_ticks(), scaled=True).seats] == ["actor0"]
    tree = unrolled(two_ticks(patience=0.5, precision=3.0), scaled=True)
    assert [seat.name for seat in tree.seats] == ["actor0, tick 0", "actor0, tick 1"]
    assert [seat.factor for seat in tree.seats] == pytest.approx([3.0, 6.0])
    assert {tree.player(node) for node in tree.decisions if node.tick == 1} == {1}
    assert "lambda = 1" in as_text(tree).splitlines()[1]


def test_a_menu_of_one_move_is_no_decision() -> None:
    tree = unrolled(two_ticks())
    assert all(len(node.edges) == 2 and node.state == 0 for node in tree.decisions)


def test_a_tree_too_large_says_how_large_and_what_fits() -> None:
    standoff = replace(two_ticks(), ticks=60)
    with pytest.raises(TooLargeError) as caught:
        unrolled(standoff, most=200)
    sizes = tree_sizes(standoff)
    fits = int((sizes <= 200).sum()) - 1
    assert str(caught.value) == (
        f"made-up: over 60 ticks the tree of histories would have about {sizes[-1]:.1e} nodes, expected at "
        f"most 200; a horizon of {fits} ticks makes {sizes[fits]:.0f}; shorten the horizon, freeze variables "
        "or allow more"
    )
    assert len(unrolled(cut_off(standoff, fits), most=200).nodes) <= 200
    with pytest.raises(TooLargeError, match="more than 1e308 nodes"):
        unrolled(replace(two_ticks(), ticks=5000))


def test_what_has_no_tree_is_refused() -> None:
    with pytest.raises(OptionError, match="an endless game has no tree"):
        unrolled(replace(two_ticks(), stationary=True))
    with pytest.raises(OptionError, match="actor0 is an exact maximiser"):
        unrolled(two_ticks(precision=inf), scaled=True)
    assert unrolled(two_ticks(precision=inf)).seats[0].factor == 1.0


def bad_names(game: Game) -> Game:
    return replace(game, actors=('the "one"\n',), moves=(("hold", 'a "\\ b'),))


def test_names_are_quoted() -> None:
    standoff = two_ticks()
    standoff = replace(standoff_of(bad_names(standoff.opening), 1), title='"x"')
    tree = read(as_text(unrolled(standoff)))
    assert (tree.title, tree.players) == ("'x'", ["the 'one'"])


def test_deep_trees_do_not_exhaust_the_stack() -> None:
    edges = [Edge(0, 0, "wait", {0: 1.0}), Edge(0, 0, "stop", {1: 1.0}), Edge(1, 0, "wait", {1: 1.0})]
    game = handmade_game(edges, [[1.0], [0.0]], [1.0], [1.0], [1.0])
    tree = unrolled(standoff_of(game, 600))
    assert len(tree.decisions) == 600
    assert isinstance(tree.nodes[0], Decision)
