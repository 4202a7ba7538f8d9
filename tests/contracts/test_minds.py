"""What every registered mind promises, tried on random games and on a crisis with dated events."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import blinkfirst.agents.minds
from blinkfirst.agents.event_log import MOVE, LogEntry
from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.mind import Mind, Occasion, TableMind
from blinkfirst.agents.runs_mesa import play
from blinkfirst.agents.schedule import played_course
from blinkfirst.game.game import NO_BLINK
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.rng import replicate_stream
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.crisis import crisis_in, duel
from worlds.random_games import random_game, standoff_of

World = tuple[Standoff, Policy]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[World]:
    crisis = crisis_in(tmp_path_factory.mktemp("crisis"))
    standoffs = [standoff_of(random_game(np.random.default_rng(n), 5, 3), 6) for n in range(5)]
    standoffs += [duel(2.0), duel(np.inf)]
    solved = [(standoff, backward_induction(standoff)) for standoff in standoffs]
    return [(crisis.standoff, crisis.policy), *solved]


@pytest.fixture(params=list(MINDS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def occasions(standoff: Standoff, policy: Policy, actor: int) -> Iterator[Occasion]:
    """Every state and tick of every stretch in which an actor may have the initiative."""
    for played in played_course(standoff, policy):
        for step in range(played.choice.shape[0]):
            for state in range(played.game.n_states):
                menu, tick = played.menu(state, actor), played.first_tick + step
                yield Occasion(tick, played.game, state, menu, played.sigma(tick, menu))


def made(name: str, world: World) -> list[Mind]:
    standoff, policy = world
    return [MINDS[name](standoff, policy, actor) for actor in range(standoff.opening.n_actors)]


def test_the_register_is_sorted_and_complete() -> None:
    assert list(MINDS) == sorted(MINDS)
    folder = Path(blinkfirst.agents.minds.__file__).parent
    families = {
        node.name
        for path in folder.glob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        and any(getattr(base, "id", "") in ("Mind", "TableMind") for base in node.bases)
    } - {TableMind.__name__}
    assert {mind.__name__ for mind in MINDS.values()} == families


def test_metadata_is_there(name: str) -> None:
    mind = MINDS[name]
    assert mind.memory >= 0
    assert isinstance(mind.stochastic, bool)
    assert mind.source
    assert mind.__doc__


def test_mixed_actions_are_probabilities(name: str, worlds: list[World]) -> None:
    for world in worlds:
        for mind in made(name, world):
            for occasion in occasions(*world, mind.actor):
                mixed = mind.mix(occasion)
                assert mixed.shape == (len(occasion.edges),)
                assert (mixed >= 0.0).all()
                assert mixed.sum() == pytest.approx(1.0, abs=1e-12)


def test_stochastic_means_that_it_mixes_somewhere(name: str, worlds: list[World]) -> None:
    mixes = any(
        (mind.mix(occasion) % 1.0 != 0.0).any()
        for world in worlds
        for mind in made(name, world)
        for occasion in occasions(*world, mind.actor)
    )
    assert mixes == MINDS[name].stochastic


def test_memory_means_that_what_happened_matters(name: str, worlds: list[World]) -> None:
    swayed = any(
        _swayed(mind, list(occasions(*world, mind.actor)), world)
        for world in worlds
        for mind in made(name, world)
    )
    assert swayed == (MINDS[name].memory > 0)


def _swayed(mind: Mind, put: list[Occasion], world: World) -> bool:
    """Whether a mind answers otherwise after it has seen a run."""
    mind.begin()
    fresh = [mind.mix(occasion).copy() for occasion in put]
    for entry in play(*world, 4, 0).log:
        mind.observe(entry)
    return any((mind.mix(occasion) != before).any() for occasion, before in zip(put, fresh, strict=True))


def test_a_new_run_begins_without_memories(name: str, worlds: list[World]) -> None:
    world = worlds[0]
    for mind in made(name, world):
        put = list(occasions(*world, mind.actor))
        mind.begin()
        fresh = [mind.mix(occasion).copy() for occasion in put]
        mind.observe(LogEntry(0, MOVE, "North", "press", 0, 0))
        mind.begin()
        assert all((mind.mix(o) == before).all() for o, before in zip(put, fresh, strict=True))


def test_a_mind_does_not_write_into_the_policy(name: str, worlds: list[World]) -> None:
    for world in worlds:
        for mind in made(name, world):
            for occasion in occasions(*world, mind.actor):
                before = occasion.sigma.copy()
                mind.mix(occasion)
                assert (occasion.sigma == before).all()


def test_same_seed_same_play(name: str, worlds: list[World]) -> None:
    for standoff, policy in worlds:
        everybody = dict.fromkeys(standoff.opening.actors, name)
        first, second = (play(standoff, policy, 8, 2, everybody).log for _ in range(2))
        assert first == second


def test_minds_pickle(name: str, worlds: list[World]) -> None:
    for world in worlds:
        for mind in made(name, world):
            copy = pickle.loads(pickle.dumps(mind))
            for occasion in occasions(*world, mind.actor):
                assert (copy.mix(occasion) == mind.mix(occasion)).all()


def test_a_mind_draws_nothing(name: str, worlds: list[World]) -> None:
    """All chance is the model's: three doubles a tick, whoever plays."""
    from blinkfirst.agents.mesa_model import StandoffModel

    for standoff, policy in worlds:
        stream = replicate_stream(1, 1)
        StandoffModel(standoff, policy, stream, dict.fromkeys(standoff.opening.actors, name)).run_model()
        behind = replicate_stream(1, 1)
        behind.random(3 * standoff.ticks)
        assert stream.random() == behind.random()


def test_stubborn_never_blinks(worlds: list[World]) -> None:
    for standoff, policy in worlds[1:]:
        everybody = dict.fromkeys(standoff.opening.actors, "stubborn")
        for replicate in range(20):
            run = play(standoff, policy, 6, replicate, everybody)
            assert run.first_blink is None
            assert all(entry.blink == NO_BLINK for entry in run.log)
