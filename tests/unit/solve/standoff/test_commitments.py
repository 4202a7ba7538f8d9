"""What a posture leaves on the menus, and what that comes to on paper."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.game.commitments import ALLOWED, ALWAYS, FORBIDDEN, NEVER, REQUIRED, Limit, Posture
from blinkfirst.game.game import HARD, SOFT, Game, lump
from blinkfirst.solve.standoff.commitments import (
    committed_outcome,
    games_of,
    kept_edges,
    restricted_game,
    restricted_standoff,
)
from worlds.handmade import Edge, handmade_game
from worlds.random_games import standoff_of

HOLDS = ("wait", "sit")


def menus(game: Game, posture: Posture, members: tuple[str, ...] = ("actor0",)) -> dict[int, list[str]]:
    """The menus that a posture leaves the first actor, by state."""
    kept = kept_edges(game, members, posture, HOLDS)
    left: dict[int, list[str]] = {}
    for edge in np.flatnonzero(kept & (game.edge_actor == 0)):
        left.setdefault(int(game.edge_state[edge]), []).append(game.edge_label(int(edge))[1])
    return left


def quarrel(sit_blinks: int = 0) -> Game:
    """Actor 0: wait, push, yield (a blink) in state 0; wait and yield in 1; actor 1 sits, or objects in 0."""
    edges = [
        Edge(0, 0, "wait", {0: 1.0}),
        Edge(0, 0, "push", {1: 1.0}, {0: 0.5, 1: -0.25}),
        Edge(0, 0, "yield", {2: 1.0}, {0: -1.0, 1: 2.0}, HARD),
        Edge(1, 0, "wait", {1: 1.0}),
        Edge(1, 0, "yield", {2: 1.0}, {0: -3.0}, SOFT),
        Edge(2, 0, "wait", {2: 1.0}),
        Edge(0, 1, "sit", {0: 1.0}, blink=sit_blinks),
        Edge(0, 1, "object", {1: 0.5, 0: 0.5}, {1: 4.0}),
        Edge(1, 1, "sit", {1: 1.0}),
        Edge(2, 1, "sit", {2: 1.0}, blink=sit_blinks),
    ]
    flows = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]
    return handmade_game(edges, flows, [0.5, 0.25], [1.0, 2.0], [0.9, 0.8])


@pytest.mark.parametrize(
    ("posture", "expected"),
    [
        (Posture("free"), {0: ["wait", "push", "yield"], 1: ["wait", "yield"], 2: ["wait"]}),
        (Posture("firm", NEVER), {0: ["wait", "push"], 1: ["wait"], 2: ["wait"]}),
        (Posture("soft", ALWAYS), {0: ["yield"], 1: ["yield"], 2: ["wait"]}),
        (
            Posture("own", limits=(Limit("actor0", FORBIDDEN, ("push", "yield")),)),
            {0: ["wait"], 1: ["wait"], 2: ["wait"]},
        ),
        (
            Posture("own", limits=(Limit("actor0", FORBIDDEN, ("wait",)),)),
            {0: ["push", "yield"], 1: ["yield"], 2: ["wait"]},  # the hold stays where nothing else is
        ),
        (
            Posture("own", limits=(Limit("actor0", ALLOWED, ("push",)),)),
            {0: ["wait", "push"], 1: ["wait"], 2: ["wait"]},
        ),
        (
            Posture("own", limits=(Limit("actor0", REQUIRED, ("push",)),)),
            {0: ["push"], 1: ["wait", "yield"], 2: ["wait"]},
        ),
        (
            Posture(
                "own",
                limits=(
                    Limit("actor0", FORBIDDEN, ("push",)),
                    Limit("actor0", REQUIRED, ("push", "yield")),
                ),
            ),
            {0: ["yield"], 1: ["yield"], 2: ["wait"]},
        ),
        (  # what is required is off the menu: it requires nothing
            Posture("own", NEVER, (Limit("actor0", REQUIRED, ("yield",)),)),
            {0: ["wait", "push"], 1: ["wait"], 2: ["wait"]},
        ),
    ],
)
def test_menus(posture: Posture, expected: dict[int, list[str]]) -> None:
    assert menus(quarrel(), posture) == expected


def test_who_always_blinks_is_free_where_no_move_is_a_blink() -> None:
    edges = [
        Edge(0, 0, "wait", {0: 1.0}), Edge(0, 0, "push", {1: 1.0}),
        Edge(1, 0, "wait", {1: 1.0}), Edge(1, 0, "push", {0: 1.0}), Edge(1, 0, "yield", {1: 1.0}, blink=SOFT),
    ]  # fmt: skip
    game = handmade_game(edges, [[0.0], [0.0]], [0.5], [1.0], [0.9])
    kept = kept_edges(game, ["actor0"], Posture("soft", ALWAYS), ("wait",))
    assert kept.tolist() == [True, True, False, False, True]


def test_who_is_not_bound_keeps_all_moves() -> None:
    game = quarrel()
    for blinking in (NEVER, ALWAYS):
        kept = kept_edges(game, ["actor0"], Posture("own", blinking), HOLDS)
        assert kept[game.edge_actor == 1].all()
    assert kept_edges(game, [], Posture("own", NEVER), HOLDS).all()


def test_a_hold_that_is_a_blink_goes_where_there_is_another_move_and_stays_where_there_is_none() -> None:
    game = quarrel(sit_blinks=SOFT)
    kept = kept_edges(game, ["actor1"], Posture("firm", NEVER), HOLDS)
    left = [int(edge) for edge in np.flatnonzero(kept & (game.edge_actor == 1))]
    assert [(int(game.edge_state[edge]), game.edge_label(edge)[1]) for edge in left] == [
        (0, "object"),
        (1, "sit"),
        (2, "sit"),
    ]


def test_a_menu_without_a_hold_is_not_emptied_in_silence() -> None:
    edges = [Edge(0, 0, "yield", {0: 1.0}, blink=HARD)]
    game = handmade_game(edges, [[0.0]], [0.5], [1.0], [0.9])
    with pytest.raises(GameError, match=r"leaves actor0 no move in state .*'s0'.*no hold either"):
        kept_edges(game, ["actor0"], Posture("firm", NEVER), ("wait",))


def test_a_restricted_game_keeps_what_belongs_to_the_edges_that_stay() -> None:
    game = quarrel()
    kept = kept_edges(game, ["actor0"], Posture("firm", NEVER), HOLDS)
    small = restricted_game(game, kept)
    assert lump(small).tolist() == lump(game)[kept].tolist()
    assert small.edge_blink.tolist() == game.edge_blink[kept].tolist()
    assert small.payoffs.flow_features is game.payoffs.flow_features and small.states is game.states
    assert np.diff(small.edge_offset).tolist() == [2, 2, 1, 1, 1, 1]
    # `object` leads to two states, each with one half, under its new number
    where = [small.edge_label(k)[1] for k in range(small.n_edges)].index("object")
    outcomes = slice(*small.outcome_offset[where : where + 2])
    assert small.outcome_state[outcomes].tolist() == [1, 0]
    assert small.outcome_probability[outcomes].tolist() == [0.5, 0.5]


def test_one_tick_on_paper() -> None:
    """One actor, one tick: the initiative with 1/2, then u against 0 with 1 / (1 + exp(-lambda u))."""
    edges = [
        Edge(0, 0, "wait", {0: 1.0}),
        Edge(0, 0, "yield", {0: 1.0}, {0: 0.7}, HARD),
    ]
    game = handmade_game(edges, [[0.0]], [0.5], [2.0], [1.0])
    standoff = standoff_of(game, ticks=1, afterwards_months=0.0)
    chance = 1 / (1 + exp(-2 * 0.7))
    free = committed_outcome(standoff)
    assert free.values[0] == pytest.approx(0.5 * chance * 0.7)
    assert free.first_blinks[0] == pytest.approx(0.5 * chance)
    assert free.nobody == pytest.approx(1 - 0.5 * chance)
    for blinking, share in ((NEVER, 0.0), (ALWAYS, 1.0)):
        kept = [kept_edges(g, g.actors, Posture("own", blinking), ("wait",)) for g in games_of(standoff)]
        bound = committed_outcome(restricted_standoff(standoff, kept))
        assert bound.values[0] == pytest.approx(0.5 * share * 0.7)
        assert bound.first_blinks[0] == pytest.approx(0.5 * share)
