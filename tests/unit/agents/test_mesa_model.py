"""The Mesa model: its clock, its agents, its tables, and what it leaves alone."""

from __future__ import annotations

import ast
import gc
import os
import random
import subprocess
import sys
import weakref
from dataclasses import replace
from pathlib import Path

import mesa
import numpy as np
import pytest

import blinkfirst
from blinkfirst.agents.event_log import EVENT, MOVE
from blinkfirst.agents.mesa_model import ActorAgent, StandoffModel
from blinkfirst.agents.runs_mesa import play
from blinkfirst.errors import GameError, StudyError
from blinkfirst.rng import replicate_stream
from blinkfirst.scenario.calendar import date_of
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.crisis import Crisis, duel

MODEL = Path(blinkfirst.__file__).parent


def model_of(crisis: Crisis, replicate: int = 0, collect: bool = True) -> StandoffModel:
    return StandoffModel(crisis.standoff, crisis.policy, replicate_stream(4, replicate), collect=collect)


def test_one_agent_for_every_actor(crisis: Crisis) -> None:
    model = model_of(crisis)
    assert [(agent.name, agent.unique_id) for agent in model.agents] == [("North", 1), ("South", 2)]
    assert model.agents_by_type.keys() == {ActorAgent}


def test_it_runs_to_the_horizon_and_no_further(crisis: Crisis) -> None:
    model = model_of(crisis)
    model.run_model()
    assert (model.tick, model.steps, model.running) == (crisis.standoff.ticks, crisis.standoff.ticks, False)
    with pytest.raises(GameError, match="tick 36: the horizon has been reached"):
        model.step()


def test_a_step_is_a_tick(crisis: Crisis) -> None:
    model = model_of(crisis)
    for tick in range(1, 20):
        model.step()
        assert (model.tick, model.steps) == (tick, tick)
    assert max(entry.tick for entry in model.log if entry.kind != EVENT) <= 18


def test_dated_events_strike_before_their_tick_is_played(crisis: Crisis) -> None:
    model = model_of(crisis)
    model.run_model()
    events = [(entry.tick, entry.move_or_event) for entry in model.log if entry.kind == EVENT]
    assert events == [(s.first_tick, s.event) for s in crisis.standoff.course[1:]]
    assert [name for _, name in events] == ["Election", "Walk-out"]
    for place, entry in enumerate(model.log):
        if entry.kind == EVENT:
            assert all(earlier.tick < entry.tick for earlier in model.log[:place])
            assert all(later.tick >= entry.tick for later in model.log[place + 1 :])


@pytest.mark.parametrize("replicate", range(6))
def test_model_table_matches_the_log(crisis: Crisis, replicate: int) -> None:
    model = model_of(crisis, replicate)
    model.run_model()
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table) == ["tick", "date", "months", "world.heat", "world.talks", "first_blinker"]
    standoff = crisis.standoff
    assert table["tick"].tolist() == list(range(standoff.ticks + 1))
    assert table["months"].tolist() == [tick * 0.25 for tick in range(standoff.ticks + 1)]
    assert table["date"].tolist() == [date_of(standoff.start, t, 0.25) for t in range(standoff.ticks + 1)]
    game, state, blinker, log = standoff.opening, standoff.opening.start, "", list(model.log)
    games = iter(standoff.course[1:])
    for tick in range(standoff.ticks + 1):
        while log and (log[0].tick < tick or (log[0].tick == tick and log[0].kind == EVENT)):
            entry = log.pop(0)
            assert entry.before_state == state
            game = next(games).game if entry.kind == EVENT else game
            state = entry.after_state
            blinker = blinker or (entry.actor if entry.blink else "")
        levels = game.state_labels(state)
        row = table.iloc[tick]
        assert (row["world.heat"], row["world.talks"]) == (levels["heat"], levels["talks"])
        assert row["first_blinker"] == blinker


def test_agent_table_matches_the_log(crisis: Crisis) -> None:
    model = model_of(crisis)
    model.run_model()
    table = model.datacollector.get_agent_vars_dataframe()
    last = table.xs(crisis.standoff.ticks, level="Step").set_index("name")
    for actor in ("North", "South"):
        mine = [entry for entry in model.log if entry.kind == MOVE and entry.actor == actor]
        assert last.loc[actor, "initiatives"] == len(mine)
        assert last.loc[actor, "moves_made"] == len(
            [e for e in mine if e.move_or_event not in ("wait", "sit")]
        )
    assert last["payoff"].tolist() == model.payoffs.tolist()
    assert (table.xs(0, level="Step")["initiatives"] == 0).all()


def test_collecting_changes_nothing(crisis: Crisis) -> None:
    for replicate in range(5):
        model = model_of(crisis, replicate)
        model.run_model()
        assert tuple(model.log) == play(crisis.standoff, crisis.policy, 4, replicate).log


def test_restart_forgets_everything(crisis: Crisis) -> None:
    model = model_of(crisis)
    model.run_model()
    model.restart(replicate_stream(4, 3))
    assert (model.tick, model.steps, model.log, model.running) == (0, 0, [], True)
    model.run_model()
    fresh = model_of(crisis, 3)
    fresh.run_model()
    assert model.log == fresh.log
    assert (model.payoffs == fresh.payoffs).all()
    frames = [m.datacollector.get_model_vars_dataframe() for m in (model, fresh)]
    assert frames[0].equals(frames[1])
    agents = [m.datacollector.get_agent_vars_dataframe() for m in (model, fresh)]
    if not mesa.__version__.startswith("3."):  # from Mesa 4 on its clock, which numbers the rows, goes on
        agents = [frame.droplevel("Step") for frame in agents]
    assert agents[0].equals(agents[1])


def test_no_random_state_but_ours_is_touched(crisis: Crisis) -> None:
    stdlib, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002 - it must stay as it was
    model = model_of(crisis)
    own = model.random.getstate()
    model.run_model()
    after = np.random.get_state()  # noqa: NPY002
    assert random.getstate() == stdlib
    assert all(np.array_equal(a, b) for a, b in zip(legacy, after, strict=True))
    assert model.random.getstate() == own
    behind = replicate_stream(4, 0)
    behind.random(3 * crisis.standoff.ticks)
    assert model.rng.random() == behind.random()


def test_models_can_be_forgotten(crisis: Crisis) -> None:
    """Mesa's own table of agent numbers would keep every model, and its policy, for ever."""
    model = model_of(crisis)
    model.run_model()
    trace = weakref.ref(model)
    del model
    gc.collect()
    assert trace() is None


def test_a_policy_of_another_standoff_is_refused() -> None:
    standoff = duel(1.0)
    with pytest.raises(
        GameError, match=r"policy of the stretch from tick 0: expected choices of shape \(16, 6\)"
    ):
        StandoffModel(standoff, backward_induction(replace(standoff, ticks=5)), replicate_stream(0, 0))


def test_unknown_actors_and_minds_are_all_named(crisis: Crisis) -> None:
    with pytest.raises(StudyError) as caught:
        play(crisis.standoff, crisis.policy, 0, 0, {"north": "stubborn", "South": "stuborn"})
    assert str(caught.value) == (
        "unknown actor 'north'; there are: North, South\n    did you mean: North\n"
        "unknown mind 'stuborn'; there are: strategic, stubborn\n    did you mean: stubborn"
    )


def test_only_one_file_imports_mesa() -> None:
    importers = [
        path.relative_to(MODEL).as_posix()
        for path in MODEL.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if any(name.split(".")[0] == "mesa" for name in _imported(node))
    ]
    assert importers == ["agents/mesa_model.py"]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_importing_the_room_does_not_import_mesa() -> None:
    code = (
        "import sys, blinkfirst.agents.runs_mesa, blinkfirst.agents.story\n"
        "import blinkfirst.agents.minds.assignment\n"
        "assert not {'mesa', 'pandas', 'blinkfirst.solve.kernels'} & set(sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": str(MODEL.parent)}
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, env=environment)
