"""Tasks travel, and what they cannot be is said."""

from __future__ import annotations

import pickle
from functools import partial

import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import ScenarioError, StudyError
from blinkfirst.scenario.loading import changed, load
from blinkfirst.study.cases.part_worker import PartWorker
from blinkfirst.study.cases.sweep_task import sweep_task
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.factors import Interval
from blinkfirst.study.design.sampling import Sample, Side
from blinkfirst.study.executors.executor import packed
from blinkfirst.study.store.tables import PathColumn
from unit.compile.test_reuse import assert_equal
from worlds.case_sweeps import grid, listed, task_of
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from

AXES = {"world__heat": ("low", "mid"), "arguments__fear__weight": (0.5, "x"), "horizon": (3, 6)}


def test_a_scenario_that_has_travelled_is_the_same() -> None:
    scenario = scenario_from(edited("questions:", EVENTS))
    arrived = pickle.loads(pickle.dumps(scenario))
    assert arrived == scenario
    assert_equal(compile_scenario(arrived).standoff, compile_scenario(scenario).standoff)
    settings = {"actors.US.precision": "2 * fuss", "lens": "old", "arguments.fear.worth": "heat + 1"}
    assert changed(arrived, settings) == changed(scenario, settings)
    with pytest.raises(ScenarioError) as here:
        changed(scenario, {"actors.US.tempoo": 1})
    with pytest.raises(ScenarioError) as there:
        changed(arrived, {"actors.US.tempoo": 1})
    assert str(here.value) == str(there.value)
    assert pickle.loads(pickle.dumps(here.value)).problems == here.value.problems


def test_a_travelled_task_gives_the_same_bytes() -> None:
    design = grid(**AXES)
    task = task_of(scenario_from(edited("questions:", EVENTS)), design)
    arrived = pickle.loads(packed(partial(PartWorker, task)))
    assert arrived.args == (task,)
    cases = list(enumerate(design.cases()))
    assert arrived().part(cases) == PartWorker(task).part(cases)


def test_a_worker_says_the_same_whatever_it_did_before() -> None:
    design = grid(**AXES)
    task = task_of(scenario_from(TWO_HOUSES), design)
    cases = list(enumerate(design.cases()))
    worker = PartWorker(task)
    worker.part(cases[::-1])
    worker.part(cases[3:])
    assert worker.part(cases) == PartWorker(task).part(cases)
    assert worker.part(cases[2:5]) == PartWorker(task).part(cases[2:5])


def test_the_columns_of_the_paths() -> None:
    scenario = scenario_from(TWO_HOUSES)
    task = task_of(scenario, grid(**AXES))
    assert task.paths == ("world.heat", "arguments.fear.weight", "horizon")
    assert [column.kind for column in task.columns] == ["string", "string", "double"]
    assert task.start_levels == (("world.heat", ("low", "mid")),)
    earlier = [PathColumn(path="horizon", kind="string")]
    assert sweep_task(scenario, listed(["horizon"], [3]), columns=earlier).columns == tuple(earlier)


def test_an_interval_is_a_column_of_numbers() -> None:
    side = Side("arguments.fear.weight", Interval(0.0, 1.0))
    design = Design((Sample((side,), "random", 4, 1),))
    assert sweep_task(scenario_from(TWO_HOUSES), design).columns == (
        PathColumn(path="arguments.fear.weight", kind="double"),
    )


def test_outcomes_stand_in_one_order() -> None:
    design: Design = listed(["horizon"], [3])
    scenario = scenario_from(TWO_HOUSES)
    assert sweep_task(scenario, design, ("payoffs", "questions")) == sweep_task(
        scenario, design, ("questions", "payoffs")
    )


def test_what_no_task_can_be() -> None:
    scenario, design = scenario_from(TWO_HOUSES), listed(["horizon"], [3])
    with pytest.raises(StudyError, match="outcomes: unknown weather; expected some of: first_blinkers"):
        sweep_task(scenario, design, ("weather",))
    with pytest.raises(StudyError, match="runs: expected 0 or more, got -1"):
        sweep_task(scenario, design, runs=-1)
    with pytest.raises(StudyError, match=r"expected some of .* got nothing"):
        sweep_task(scenario, design, ())
    with pytest.raises(StudyError, match="expected values for horizon, got start"):
        PartWorker(task_of(scenario, design)).part([(0, {"start": "2020-01-01"})])


@pytest.mark.slow
def test_a_shipped_scenario_travels() -> None:
    scenario = load("korea-1/2018-revision-walkout")
    assert pickle.loads(pickle.dumps(scenario)) == scenario
