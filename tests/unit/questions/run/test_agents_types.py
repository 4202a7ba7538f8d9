"""Agents with private types, as a page, a JSON object, tables, stories and a log of all runs."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from blinkfirst.agents.engine import simulate_each
from blinkfirst.compile.scenario import Compiled, compile_readings, compile_scenario
from blinkfirst.questions.run.agents import (
    SampleRuns,
    run_condition,
    sample_pool,
    sample_runs,
    simulate,
    solution_of,
)
from blinkfirst.questions.run.agents_page import document_of
from blinkfirst.questions.run.agents_tables import object_of
from blinkfirst.questions.run.run_log import write_log
from blinkfirst.report.text import as_text
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy
from worlds.typed_houses import TYPED_HOUSES, with_events

RUNS = 300


@pytest.fixture(scope="module")
def hidden() -> tuple[Compiled, HiddenPolicy]:
    compiled = compile_scenario(load(with_events()))
    policy = solution_of(compiled.standoff)
    assert isinstance(policy, HiddenPolicy)
    return compiled, policy


@pytest.fixture(scope="module")
def sample(hidden: tuple[Compiled, HiddenPolicy]) -> SampleRuns:
    compiled, policy = hidden
    where = run_condition("US blinks first", compiled.scenario)
    return sample_runs(compiled, policy, RUNS, 7, {}, stories=3, where=where)


def test_runs_are_counted_by_type(sample: SampleRuns) -> None:
    assert {actor: [one.type for one in types] for actor, types in sample.types.items()} == {
        "US": ["dealer", "hawk"],
        "CN": ["carrier", "shield"],
    }
    for actor, types in sample.types.items():
        assert sum(one.runs for one in types) == RUNS
        counted = sum(one.first_blink["itself"].value * one.runs for one in types)
        assert counted == pytest.approx(sample.first_blink[actor].value * RUNS)
        for one in types:
            assert sum(share.value for share in one.first_blink.values()) == pytest.approx(1.0)
    shield = sample.types["CN"][1]
    assert shield.first_blink["itself"].value == 0.0


def test_by_type_in_json_tables_and_on_the_page(sample: SampleRuns) -> None:
    found = object_of(sample)["types"]["US"]["hawk"]
    hawk = sample.types["US"][1]
    assert found["runs"] == hawk.runs
    assert found["first_blink"]["itself"] == hawk.first_blink["itself"]._asdict()
    assert found["belief"] == hawk.belief._asdict()
    table = next(table for table in sample.tables() if table.name == "agent_types")
    assert [row[:3] for row in table.rows][1] == ("US", "hawk", hawk.runs)
    text = as_text(document_of(sample), 80)
    assert "The same runs by type" in text and "US  Dealer" in text


def test_stories_say_what_was_drawn_and_what_is_believed(
    hidden: tuple[Compiled, HiddenPolicy], sample: SampleRuns
) -> None:
    compiled, policy = hidden
    numbers = [story.run for story in sample.stories]
    runs = list(simulate_each(compiled.standoff, policy, 7, numbers))
    for run, told in zip(runs, sample.stories, strict=True):
        us, cn = (
            names[kind]
            for names, kind in zip((("Dealer", "hawk"), ("carrier", "shield")), run.types, strict=True)
        )
        assert told.lines[0] == (
            f"2020-01-01  drawn, unknown to the others: US is of the type {us}, CN is of the type {cn}"
        )
        last = f"hold it {100 * run.beliefs[-1, 0]:.0f} % likely that US is of the type hawk"
        assert f"; in the end the others {last} and " in told.lines[-1]
        assert any("; the others now hold it" in line for line in told.lines[1:-1])


def test_a_move_that_only_one_type_makes_is_told_as_known() -> None:
    scenario = load(TYPED_HOUSES, {"beliefs.about": ["CN"], "actors.CN.types.shield.prior": 0.02})
    found = simulate(scenario, 200, 3, stories=1, where="CN blinks first")
    assert found.stories and any(
        "CN" in line and line.endswith("; the others now know that CN is of the type carrier")
        for line in found.story
    )


def test_stubborn_actors_are_said_to_be_read_as_if_they_were_none(
    hidden: tuple[Compiled, HiddenPolicy],
) -> None:
    compiled, policy = hidden
    text = as_text(document_of(sample_runs(compiled, policy, 50, 7, {"US": "stubborn"})), 80)
    assert "US is stubborn" in text and "read by the others as if they played by it" in text


def test_the_log_has_types_and_beliefs(hidden: tuple[Compiled, HiddenPolicy], tmp_path: Path) -> None:
    compiled, policy = hidden
    path = tmp_path / "log.csv"
    count = write_log(path, compiled, policy, 40, 7, {})
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == count
    runs = list(simulate_each(compiled.standoff, policy, 7, range(40)))
    assert [row["type.US"] for row in rows] == [
        ("dealer", "hawk")[run.types[0]] for run in runs for _ in run.log
    ]
    for q, actor in enumerate(("US", "CN")):
        held = np.concatenate([run.beliefs[:, q] for run in runs])
        assert [float(row[f"belief.{actor}"]) for row in rows] == held.tolist()


def test_a_run_of_a_pool_draws_its_reading_and_then_its_types() -> None:
    pool: Scenario = load(TYPED_HOUSES, {"lens": {"pool": {"old": 0.5, "new": 0.5}}})
    readings = compile_readings(pool)
    policies = [solution_of(one.standoff) for one in readings]
    found = sample_pool(pool, readings, policies, 60, 5, {}, stories=4)
    assert found.types == {} and len(found.stories) == 4
    for story in found.stories:
        read = [
            one for one in readings if story.lines[0].endswith(f"drawn as right: {one.scenario.lens_text}")
        ]
        (run,) = simulate_each(read[0].standoff, policies[readings.index(read[0])], 5, [story.run])
        assert ("dealer", "Dealer")[1] in story.lines[1] or run.types[0] == 1
        assert f"CN is of the type {('carrier', 'shield')[run.types[1]]}" in story.lines[1]
