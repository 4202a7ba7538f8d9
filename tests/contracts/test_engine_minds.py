"""What the engine knows of a mind is what the mind says itself; what it does not know, it refuses."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import pytest

import blinkfirst.agents.minds
from blinkfirst.agents.engine.mixed_actions import REWRITES, engine_plays, mixed_actions
from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.mind import Occasion
from blinkfirst.agents.minds.strategic import Strategic
from blinkfirst.agents.runs import simulate
from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.agents.schedule import played_course
from blinkfirst.errors import StudyError
from blinkfirst.game.game import HARD, NO_BLINK, SOFT
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.crisis import crisis_in, duel
from worlds.handmade import Edge, handmade_game
from worlds.random_games import random_game, standoff_of

World = tuple[Standoff, Policy]


class Forgetful(Strategic):
    """A mind only the Mesa model knows."""

    source: ClassVar[str] = "made up"


# one actor's moves: (leads to, degree of blink); "yield" is what sigma plays for certain
TEMPTATIONS: list[dict[str, tuple[int, int]]] = [
    {"yield": (1, HARD), "hold": (0, SOFT)},  # nothing but blinks
    {"yield": (1, HARD), "go": (1, SOFT)},  # the same, and none that holds
    {"yield": (1, HARD), "press": (1, NO_BLINK), "hold": (0, NO_BLINK), "wait": (0, NO_BLINK)},
    {"hold": (0, SOFT), "yield": (1, HARD), "press": (1, NO_BLINK), "push": (1, NO_BLINK)},
]


def tempting(moves: dict[str, tuple[int, int]]) -> Standoff:
    edges = [
        Edge(0, 0, move, {leads: 1.0}, {0: 9.0 if move == "yield" else 0.0}, blink)
        for move, (leads, blink) in moves.items()
    ]
    game = handmade_game(
        edges=[*edges, Edge(1, 0, "hold", {1: 1.0})],
        flow_per_tick=[[0.0], [0.0]],
        initiative=[0.5],
        precision=[np.inf],
        delta=[0.9],
    )
    return standoff_of(game, 3)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[World]:
    crisis = crisis_in(tmp_path_factory.mktemp("crisis"))
    standoffs = [standoff_of(random_game(np.random.default_rng(n), 6, 3), 6) for n in range(40)]
    standoffs += [duel(2.0), duel(np.inf), *map(tempting, TEMPTATIONS)]
    solved = [(standoff, backward_induction(standoff)) for standoff in standoffs]
    return [(crisis.standoff, crisis.policy), *solved]


def test_the_engine_knows_registered_minds_without_memory_only() -> None:
    assert set(REWRITES) <= set(MINDS)
    assert all(MINDS[name].memory == 0 for name in REWRITES)


@pytest.mark.parametrize("name", list(REWRITES))
def test_tables_are_what_the_mind_says_bit_for_bit(name: str, worlds: list[World]) -> None:
    for standoff, policy in worlds:
        for actor in range(standoff.opening.n_actors):
            others = range(standoff.opening.n_actors)
            names = tuple(name if other == actor else "strategic" for other in others)
            mind = MINDS[name](standoff, policy, actor)
            for played in played_course(standoff, policy):
                game, before = played.game, played.choice.copy()
                table = mixed_actions(game, played.choice, names)
                assert (played.choice == before).all(), "the policy is left as it is"
                assert (table[:, game.edge_actor != actor] == before[:, game.edge_actor != actor]).all()
                for step in range(table.shape[0]):
                    tick = played.first_tick + step
                    for state in range(game.n_states):
                        menu = played.menu(state, actor)
                        said = mind.mix(Occasion(tick, game, state, menu, played.sigma(tick, menu)))
                        assert table[step, menu.start : menu.stop].tolist() == said.tolist()


def test_the_worlds_put_the_stubborn_to_every_test(worlds: list[World]) -> None:
    """Menus without a blink, with some, with nothing else, and where sigma does nothing but blink."""
    met = set()
    for standoff, policy in worlds:
        for played in played_course(standoff, policy):
            for state in range(played.game.n_states):
                for actor in range(played.game.n_actors):
                    menu = played.menu(state, actor)
                    blinks = played.game.edge_blink[menu.start : menu.stop] > 0
                    firm = played.choice[:, menu.start : menu.stop][:, ~blinks]
                    only = bool((firm.sum(axis=1) == 0.0).any())
                    met.add((bool(blinks.any()), bool(blinks.all()), only))
    assert {(False, False, False), (True, False, False), (True, False, True), (True, True, True)} <= met


@pytest.mark.parametrize(("number", "played"), [(0, "hold"), (1, "yield"), (2, "hold"), (3, "press")])
def test_where_sigma_only_blinks_the_stubborn_stand_still(number: int, played: str) -> None:
    moves = TEMPTATIONS[number]
    game = tempting(moves).opening
    (sigma,) = (plan.stretches[0].choice for plan in backward_induction(tempting(moves)).plans)
    table = mixed_actions(game, sigma, ("stubborn",))[0, : len(moves)]
    assert table.tolist() == [float(move == played) for move in moves]


def test_strategic_tables_are_not_copied() -> None:
    standoff = duel(1.0)
    sigma = backward_induction(standoff).plans[0].stretches[0].choice
    assert mixed_actions(standoff.opening, sigma, ("strategic", "strategic")) is sigma


def test_every_other_mind_is_refused_and_left_to_mesa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(blinkfirst.agents.minds.MINDS, "forgetful", Forgetful)
    standoff, minds = duel(1.0), {"Right": "forgetful"}
    policy = backward_induction(standoff)
    assert engine_plays(None) and engine_plays({}) and engine_plays({"Left": "stubborn"})
    assert not engine_plays(minds)
    with pytest.raises(StudyError) as refused:
        simulate(standoff, policy, 3, 0, minds)
    assert str(refused.value) == (
        "mind 'forgetful' (of Right): expected one that the compiled engine plays (strategic, stubborn); "
        "`play_many` lets agents play any mind, run by run"
    )
    assert play_many(standoff, policy, 3, 0, minds).minds == ("strategic", "forgetful")
