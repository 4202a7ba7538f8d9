"""The tables of a part against what `run --json` prints for the same settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.scenario.loading import changed
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.study.cases.part_worker import PartWorker
from blinkfirst.study.cases.sweep_task import sweep_task
from blinkfirst.study.executors.executor import PartBytes
from surface.command import blinkfirst
from worlds.case_sweeps import grid, listed, rows, swept, table, task_of
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from, written

TEXTS = {"plain": TWO_HOUSES, "events": edited("questions:", EVENTS)}
CASES = [(0.5, "old", "low"), (-0.25, "new", "top"), (2, "old", "mid")]
PATHS = ("arguments.fear.weight", "lens", "world.heat")


def run_json(folder: Path, text: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    options = [word for path, value in settings.items() for word in ("--set", f"{path}={value}")]
    done = blinkfirst("run", written(folder, "two.yaml", text), *options, "--json")
    assert done.status == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def of_case(part: PartBytes, name: str, case: int) -> list[dict[str, Any]]:
    return [row for row in rows(part, name) if row["case_id"] == case]


@pytest.mark.parametrize("name", TEXTS)
def test_against_a_run_of_the_same_settings(name: str, tmp_path: Path) -> None:
    part = swept(scenario_from(TEXTS[name]), listed(PATHS, *CASES))
    backward = swept(scenario_from(TEXTS[name]), listed(PATHS, *CASES), ("first_blinkers", "questions"))
    for case, values in enumerate(CASES):
        said = run_json(tmp_path, TEXTS[name], dict(zip(PATHS, values, strict=True)))
        for tables in (part, backward):
            blinkers = {row["actor"]: row for row in of_case(tables, "first_blinkers", case)}
            assert list(blinkers) == ["US", "CN", "nobody"]
            for column, key in (
                ("first_blink", "first_blink"),
                ("first_soft", "first_soft_blink"),
                ("first_hard", "first_hard_blink"),
            ):
                found = {actor: row[column] for actor, row in blinkers.items()}
                assert found == pytest.approx(said[key], abs=1e-12)
            values_said = {actor: entry["value"] for actor, entry in said["payoffs"].items()}
            assert blinkers.pop("nobody")["value"] is None
            assert {a: row["value"] for a, row in blinkers.items()} == pytest.approx(values_said, abs=1e-12)
            answers = [(row["question"], row["answer"]) for row in of_case(tables, "questions", case)]
            assert [name for name, _ in answers] == [q["name"] for q in said["questions"]]
            answers_said = [q["answer"] for q in said["questions"]]
            assert [answer for _, answer in answers] == pytest.approx(answers_said, abs=1e-12)
        hazards = of_case(part, "hazards", case)
        by_month: dict[int, float] = {}
        for row in hazards:
            by_month[row["month"]] = by_month.get(row["month"], 0.0) + row["hazard"]
        assert list(by_month.values()) == pytest.approx(said["hazard"], abs=1e-12)
        assert list(by_month) == list(range(1, len(said["hazard"]) + 1))
        world = of_case(part, "world", case)
        months = said["world"].pop("months")
        found_world = [(r["month"], r["variable"], r["level"], r["probability"]) for r in world]
        said_world = [
            (month, variable, level, probabilities[k])
            for k, month in enumerate(months)
            for variable, levels in said["world"].items()
            for level, probabilities in levels.items()
        ]
        assert [row[:3] for row in found_world] == [row[:3] for row in said_world]
        assert [r[3] for r in found_world] == pytest.approx([r[3] for r in said_world], abs=1e-12)
        payoffs: dict[str, dict[str, float]] = {}
        for row in of_case(part, "payoffs", case):
            payoffs.setdefault(row["actor"], {})[row["argument"]] = row["utils"]
        for actor, entry in said["payoffs"].items():
            assert payoffs[actor] == pytest.approx(entry["by_argument"], abs=1e-12)


@pytest.mark.parametrize("name", TEXTS)
def test_payoffs_by_argument_add_up_and_hazards_to_first_blinks(name: str) -> None:
    """What an actor gets is the sum of its arguments, and who blinks first adds up over the months."""
    design = grid(arguments__fear__strength=(1, -2), actors__US__precision=(0, 3), world__heat=("low", "top"))
    scenario = scenario_from(TEXTS[name])
    part, backward = swept(scenario, design), swept(scenario, design, ("first_blinkers",))
    for case in range(len(design)):
        value = {row["actor"]: row["value"] for row in of_case(backward, "first_blinkers", case)}
        for actor in ("US", "CN"):
            split = [r["utils"] for r in of_case(part, "payoffs", case) if r["actor"] == actor]
            assert sum(split) == pytest.approx(value[actor], abs=1e-11)
        found = {"US": 0.0, "CN": 0.0}
        standing = 1.0
        for month in range(1, 7):
            hazards = {r["actor"]: r["hazard"] for r in of_case(part, "hazards", case) if r["month"] == month}
            found = {actor: found[actor] + standing * hazards[actor] for actor in found}
            standing *= 1 - sum(hazards.values())
        blinks = {r["actor"]: r["first_blink"] for r in of_case(backward, "first_blinkers", case)}
        assert {**found, "nobody": standing} == pytest.approx(blinks, abs=1e-12)


def test_cases_in_their_order_whatever_order_they_are_answered_in() -> None:
    design = grid(world__heat=("low", "mid"), arguments__fear__weight=(0.5, "x", 1), lens=("old", "new"))
    numbered = [(7 * k + 3, case) for k, case in enumerate(design.cases())]
    part = PartWorker(task_of(scenario_from(TWO_HOUSES), design)).part(numbered)
    cases = rows(part, "cases")
    assert [row["case_id"] for row in cases] == [number for number, _ in numbered]
    assert [(row["world.heat"], row["lens"]) for row in cases] == [
        (case["world.heat"], case["lens"]) for _, case in numbered
    ]
    assert [row["arguments.fear.weight"] for row in cases] == ["0.5", "0.5", "x", "x", "1", "1"] * 2
    failed = [number for number, case in numbered if case["arguments.fear.weight"] == "x"]
    assert [row["case_id"] for row in cases if row["error"]] == failed
    assert part.failures == tuple((row["case_id"], row["error"]) for row in cases if row["error"])
    assert {text for _, text in part.failures} == {
        "settings: arguments.fear.weight: expected a number, [low, base, high], or a table of these by lens, "
        "got 'x' (text)"
    }
    for name in ("first_blinkers", "questions", "hazards", "world", "payoffs"):
        numbers = table(part, name)["case_id"].to_pylist()
        assert numbers == sorted(numbers)
        assert set(numbers) == {number for number, _ in numbered} - set(failed)


def test_numbers_that_make_no_game_fail_with_what_a_run_says(tmp_path: Path) -> None:
    """More than one thing a tick: tempo 3 a month and ticks of a quarter."""
    design = listed(["actors.US.tempo"], [1], [3.75])
    part = swept(scenario_from(TWO_HOUSES), design)
    done = blinkfirst("run", written(tmp_path, "two.yaml", TWO_HOUSES), "--set", "actors.US.tempo=3.75")
    ((number, text),) = part.failures
    assert number == 1
    assert "initiatives and nature's rates add up to" in text
    assert text.split(": ", 1)[1] in done.err


def test_all_cases_failed() -> None:
    part = swept(scenario_from(TWO_HOUSES), listed(["arguments.fear.weight"], ["x"], ["y"]))
    assert len(part.failures) == 2
    for name in ("first_blinkers", "questions", "hazards", "world", "payoffs"):
        assert table(part, name).num_rows == 0
        assert table(part, name).schema == table(swept(
            scenario_from(TWO_HOUSES), listed(["arguments.fear.weight"], [1])), name).schema  # fmt: skip


def test_horizons_of_different_length() -> None:
    part = swept(scenario_from(TWO_HOUSES), listed(["horizon"], [3], [5.5]), ("hazards", "world"))
    assert [max(r["month"] for r in of_case(part, "hazards", case)) for case in (0, 1)] == [3, 6]
    assert [max(r["month"] for r in of_case(part, "world", case)) for case in (0, 1)] == [3, 5.5]


@pytest.mark.parametrize("outcomes", [(), ("first_blinkers",), ("hazards",)])
def test_agents_play_what_mesa_plays(outcomes: tuple[str, ...]) -> None:
    scenario = scenario_from(TWO_HOUSES.replace("precision: exact", "precision: 3"))
    design = grid(world__heat=("low", "high"), arguments__fear__weight=(0.5, -1))
    task = sweep_task(scenario, design, outcomes, runs=20, seed=7)
    part = PartWorker(task).part(list(enumerate(design.cases())))
    assert set(part.tables) == {"cases", "agents", *outcomes}
    for number, case in enumerate(design.cases()):
        standoff = compile_scenario(changed(scenario, case)).standoff
        played = play_many(standoff, backward_induction(standoff), 20, 7)
        table_rows = of_case(part, "agents", number)
        said = [(r["actor"], r["runs"], r["share"], r["low"], r["high"]) for r in table_rows]
        estimates = [*played.first_blink_by_actor, played.nobody_blinks]
        assert said == [(a, 20, *e) for a, e in zip(("US", "CN", "nobody"), estimates, strict=True)]


@pytest.mark.parametrize("foreseen", ["true", "false"])
def test_a_question_on_the_day_of_an_event_is_about_what_comes_of_it(foreseen: str) -> None:
    event = f"{{on: 2020-02-01, name: Thaw, foreseen: {foreseen}, set: {{world.heat: low}}}}"
    asked = "  - {name: Cold, ask: heat == low on 2020-02-01}\n  - count US presses"
    text = edited("  - count US presses", asked)
    scenario = scenario_from(text.replace("questions:", f"events: [{event}]\nquestions:"))
    for outcomes in (("questions",), ("questions", "hazards")):
        part = swept(scenario, listed(["arguments.fear.weight"], [0.5], [1]), outcomes)
        found = [row["answer"] for row in rows(part, "questions") if row["question"] == "Cold"]
        assert found == pytest.approx([1, 1], abs=1e-12)
