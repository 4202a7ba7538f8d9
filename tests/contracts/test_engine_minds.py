"""What the engine knows of a mind is what the mind says itself; what it does not know, it refuses."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
import pytest

import blinkfirst.agents.minds
from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.assignment import engine_plays, is_table
from blinkfirst.agents.minds.mind import Mind, Occasion, TableMind, mixed_actions
from blinkfirst.agents.runs import simulate
from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.agents.schedule import leads_nowhere, played_course
from blinkfirst.errors import StudyError
from blinkfirst.game.game import HARD, NO_BLINK, SOFT, FloatArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.crisis import crisis_in, duel
from worlds.handmade import Edge, handmade_game
from worlds.random_games import random_game, standoff_of

World = tuple[Standoff, Policy]


class Forgetful(Mind):
    """A mind that writes no tables, so that only the Mesa model plays it."""

    memory: ClassVar[float] = 1
    stochastic: ClassVar[bool] = True
    source: ClassVar[str] = "made up"

    def mix(self, occasion: Occasion) -> FloatArray:
        """Sigma."""
        return occasion.sigma


def never_blinking(occasion: Occasion) -> FloatArray:
    """What the stubborn mind plays, told menu by menu: the slow road to the same numbers."""
    game, menu = occasion.game, list(enumerate(occasion.edges))
    blinks = [game.edge_blink[edge] != NO_BLINK for edge in occasion.edges]
    if not any(blinks):
        return occasion.sigma
    kept = np.where(blinks, 0.0, occasion.sigma)
    total = math.fsum(kept)
    if total > 0.0:
        return kept / total
    firm = [(place, edge) for place, edge in menu if not blinks[place]] or menu
    still = [place for place, edge in firm if leads_nowhere(game, edge)]
    certain = np.zeros(len(menu))
    certain[still[0] if still else firm[0][0]] = 1.0
    return certain


SLOW = {"strategic": lambda occasion: occasion.sigma, "stubborn": never_blinking}


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
    assert {name for name in MINDS if is_table(name)} == {n for n, mind in MINDS.items() if mind.memory == 0}
    assert set(SLOW) <= {name for name, mind in MINDS.items() if issubclass(mind, TableMind)}


@pytest.mark.parametrize("name", [name for name in MINDS if is_table(name)])
def test_tables_are_what_the_mind_says_bit_for_bit(name: str, worlds: list[World]) -> None:
    for standoff, policy in worlds:
        for actor in range(standoff.opening.n_actors):
            everybody = range(standoff.opening.n_actors)
            names = [name if other == actor else "strategic" for other in everybody]
            minds = [MINDS[each](standoff, policy, other) for other, each in enumerate(names)]
            mind = minds[actor]
            for played in played_course(standoff, policy):
                game, before = played.game, played.choice.copy()
                table = mixed_actions(game, played.first_tick, played.choice, minds)
                assert (played.choice == before).all(), "the policy is left as it is"
                assert (table[:, game.edge_actor != actor] == before[:, game.edge_actor != actor]).all()
                for step in range(table.shape[0]):
                    tick = played.first_tick + step
                    for state in range(game.n_states):
                        menu = played.menu(state, actor)
                        occasion = Occasion(tick, game, state, menu, played.sigma(tick, menu))
                        found = table[step, menu.start : menu.stop].tolist()
                        assert found == mind.mix(occasion).tolist()
                        if name in SLOW:  # totals of other sums may differ by half a last digit
                            assert found == pytest.approx(SLOW[name](occasion).tolist(), rel=3e-16, abs=0)


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
    standoff = tempting(moves)
    policy = backward_induction(standoff)
    sigma = policy.plans[0].stretches[0].choice
    mind = MINDS["stubborn"](standoff, policy, 0)
    table = mixed_actions(standoff.opening, 0, sigma, [mind])[0, : len(moves)]
    assert table.tolist() == [float(move == played) for move in moves]


def test_strategic_tables_are_not_copied() -> None:
    standoff = duel(1.0)
    policy = backward_induction(standoff)
    sigma = policy.plans[0].stretches[0].choice
    minds = [MINDS["strategic"](standoff, policy, actor) for actor in range(2)]
    assert mixed_actions(standoff.opening, 0, sigma, minds) is sigma


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
