"""Agents beside the forecast: whichever road the runs take, the page and the story are the same."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from pyarrow import parquet

import blinkfirst.agents.minds
from blinkfirst.agents.engine import simulate_log
from blinkfirst.agents.event_log import EVENT
from blinkfirst.agents.minds.mind import Mind, Occasion
from blinkfirst.game.game import BLINK_DEGREES, FloatArray
from blinkfirst.questions.run import agents as module
from blinkfirst.questions.run import run_log
from blinkfirst.questions.run.agents import SampleRuns, run_condition, sample_runs
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


def played(
    crisis: Crisis, minds: dict[str, str], told: list[int], stories: int = 1, where: str | None = None
) -> SampleRuns:
    condition = run_condition(where, crisis.compiled.scenario)
    return sample_runs(
        crisis.compiled, crisis.policy, 200, 7, minds, told.append, stories=stories, where=condition
    )


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


CONDITIONS = [
    "North blinks first", "South blinks hard", "nobody blinks", "heat == high", "talks == deep on 2019-03-01",
    "heat == low by 2018-10-01",
]  # fmt: skip


@pytest.mark.parametrize("where", CONDITIONS)
def test_the_runs_that_are_told_meet_the_condition(
    crisis: Crisis, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = played(crisis, {}, [], 3, where)
    assert found.chosen is not None and found.chosen.condition == where
    met = round(found.chosen.share.value * 200)
    assert len(found.stories) == min(met, 3)
    everybody = played(crisis, {}, [], 200)
    by_run = {told.run: told.lines for told in everybody.stories}
    assert all(told.lines == by_run[told.run] for told in found.stories)
    endings = {"North blinks first": "North blinked first", "nobody blinks": "nobody has blinked"}
    if where in endings:
        meeting = [run for run, lines in by_run.items() if endings[where] in lines[-1]]
        assert len(meeting) == met and [told.run for told in found.stories] == meeting[:3]
    with monkeypatch.context() as mesa_only:
        mesa_only.setattr(module, "engine_plays", lambda minds: False)
        assert object_of(played(crisis, {}, [], 3, where)) == object_of(found)


@pytest.mark.parametrize("minds", [{}, {"North": "stubborn"}])
def test_the_log_of_all_runs_is_that_of_each(
    crisis: Crisis, minds: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the engine, a block of runs at a time, and by Mesa, run by run, the same to the byte."""
    texts = []
    for engine in (True, False):
        path = tmp_path / f"{engine}.csv"
        monkeypatch.setattr(run_log, "engine_plays", lambda minds, engine=engine: engine)
        done: list[int] = []
        rows = run_log.write_log(path, crisis.compiled, crisis.policy, 30, 7, minds, done.append)
        texts.append(path.read_text())
        assert done[-1] == 30 and rows == len(texts[-1].splitlines()) - 1
    assert texts[0] == texts[1]
    table = list(csv.DictReader(texts[0].splitlines()))
    games = [stretch.game for stretch in crisis.standoff.course]
    for run in range(30):
        log = simulate_log(crisis.standoff, crisis.policy, 7, run, minds)
        mine = [row for row in table if row["run"] == str(run)]
        assert len(mine) == len(log)
        stretch, first = 0, True
        for row, entry in zip(mine, log, strict=True):
            stretch += entry.kind == EVENT
            assert (row["tick"], row["kind"], row["actor"]) == (str(entry.tick), entry.kind, entry.actor)
            assert row["move"] == entry.move_or_event
            assert row["degree"] == ("" if entry.blink == 0 else BLINK_DEGREES[entry.blink])
            assert row["first"] == ("true" if entry.blink and first else "false")
            first = first and not entry.blink
            levels = games[stretch].state_labels(entry.after_state)
            assert {name: row[f"world.{name}"] for name in ("heat", "talks")} == levels


def test_the_log_as_parquet(crisis: Crisis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blinkfirst.agents.engine.RUNS_SIDE_BY_SIDE", 8)
    path, csv_path = tmp_path / "log.parquet", tmp_path / "log.csv"
    rows = run_log.write_log(path, crisis.compiled, crisis.policy, 30, 7, {})
    run_log.write_log(csv_path, crisis.compiled, crisis.policy, 30, 7, {})
    table = parquet.read_table(path)
    assert table.num_rows == rows and table.schema.field("tick").metadata[b"meaning"]
    csv_rows = list(csv.DictReader(csv_path.read_text().splitlines()))
    assert [str(run) for run in table.column("run").to_pylist()] == [row["run"] for row in csv_rows]
    assert table.column("changes").to_pylist() == [row["changes"] for row in csv_rows]
    changed = [row for row in csv_rows if row["changes"]]
    assert changed and all(" -> " in row["changes"] for row in changed)
