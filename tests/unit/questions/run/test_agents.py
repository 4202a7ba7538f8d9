"""Agents beside the forecast: whichever road the runs take, the page and the story are the same."""

from __future__ import annotations

import json

import pytest

import blinkfirst.agents.minds
from blinkfirst.agents.minds.mind import Mind, Occasion
from blinkfirst.game.game import FloatArray
from blinkfirst.questions.run import agents as module
from blinkfirst.questions.run.agents import SampleRuns, sample_runs
from blinkfirst.questions.run.agents_tables import object_of
from worlds.crisis import Crisis, crisis_in


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Crisis:
    return crisis_in(tmp_path_factory.mktemp("crisis"))


class Novel(Mind):
    """A mind that writes no tables."""

    memory = 1
    stochastic = True
    source = "made up"

    def mix(self, occasion: Occasion) -> FloatArray:
        """Sigma."""
        return occasion.sigma


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("not this road")


def played(crisis: Crisis, minds: dict[str, str], told: list[int]) -> SampleRuns:
    return sample_runs(crisis.compiled, crisis.policy, 200, 7, minds, told.append)


@pytest.mark.parametrize("minds", [{}, {"North": "stubborn"}])
def test_both_roads_tell_the_same(
    crisis: Crisis, minds: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    with monkeypatch.context() as engine_only:
        engine_only.setattr(module, "play_many", refuse)
        by_engine = played(crisis, minds, told)
    assert told == [200]
    with monkeypatch.context() as mesa_only:
        mesa_only.setattr(module, "engine_plays", lambda minds: False)
        by_mesa = played(crisis, minds, told)
    assert json.dumps(object_of(by_engine)) == json.dumps(object_of(by_mesa))
    assert by_engine.tables() == by_mesa.tables()


def test_minds_the_engine_does_not_know_are_played_by_mesa(
    crisis: Crisis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(blinkfirst.agents.minds.MINDS, "novel", Novel)
    monkeypatch.setattr(module, "simulate_by_engine", refuse)
    found = played(crisis, {"North": "novel"}, [])
    assert found.minds == {"North": "novel", "South": "strategic"}
