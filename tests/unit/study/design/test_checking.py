"""A design tried on its scenario before anything runs."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.nodes import plain
from blinkfirst.study.design import drafts
from blinkfirst.study.design.drafts import (
    TRIES_PER_FACTOR,
    Sampling,
    check_design,
    drawn_up,
    parse_design,
    parse_draft,
)
from worlds.two_houses import scenario_from

SCENARIO = scenario_from()


def tried(monkeypatch: pytest.MonkeyPatch, texts: list[str], *more: Any) -> list[dict[str, Any]]:
    """The settings that are tried, in order."""
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr(drafts, "changed", lambda s, nodes: seen.append({p: plain(n) for p, n in nodes.items()}))
    check_design(SCENARIO, drawn_up(parse_draft(texts, *more), SCENARIO).design)
    return seen


def problems_of(texts: list[str], *more: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        draft = parse_draft(texts, *more)
        check_design(SCENARIO, drawn_up(draft, SCENARIO).design, draft)
    return [str(problem) for problem in caught.value.problems]


def test_sound_designs_pass() -> None:
    check_design(SCENARIO, parse_design(["world.heat=low,top", "actors.US.precision=0,2,exact", "lens=old,new:0.5+old:0.5"]))
    check_design(SCENARIO, parse_design(["zip(actors.US.tempo=0.5,1, parameters.fuss=0,2)", "freeze=[],[heat]"]))


def test_of_numbers_the_ends_are_tried_of_words_all(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tried(monkeypatch, ["a=3,1,x,2,true,7,y,exact", "b=linspace(0,1,50001)"]) == [
        {"a": 1}, {"a": "x"}, {"a": True}, {"a": 7}, {"a": "y"}, {"a": "exact"}, {"b": 0.0}, {"b": 1.0},
    ]  # fmt: skip


def test_paired_values_are_tried_together(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tried(monkeypatch, ["zip(a=x,x,y,x, b=1,3,2,0)"]) == [
        {"a": "x", "b": 1}, {"a": "x", "b": 3}, {"a": "y", "b": 2}, {"a": "x", "b": 0},
    ]  # fmt: skip
    assert tried(monkeypatch, ["zip(a=x,x,x,x, b=1,2,3,0)"]) == [
        {"a": "x", "b": 1}, {"a": "x", "b": 3}, {"a": "x", "b": 0},
    ]  # fmt: skip


def test_the_ends_of_a_box_are_tried_together(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tried(monkeypatch, ["a=interval(0,1)", "b=interval(-2,5)"], Sampling("lhs", 9, 0))
    assert seen == [{"a": 0, "b": -2}, {"a": 1, "b": 5}]


def test_tries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a=" + ",".join(f"w{k}" for k in range(2 * TRIES_PER_FACTOR))]
    assert len(tried(monkeypatch, texts)) == TRIES_PER_FACTOR


def test_every_problem_is_told_once() -> None:
    texts = ["world.heat=low,hot,cold", "parameters.fus=1,2", "zip(lens=old,odl, actors.US.precision=1,-1)", "parameters.hawk-noise=interval(0,2)"]
    assert problems_of(texts, Sampling("random", 3, 0)) == [
        "sweep: world.heat.start: unknown level 'hot'; heat has: low, mid, high, top",
        "sweep: world.heat.start: unknown level 'cold'; heat has: low, mid, high, top",
        "sweep: parameters.fus: unknown name 'fus' in parameters; it has: fuss, hawk-noise\n    did you mean: fuss",
        "sweep: lens: unknown lens 'odl'; this theatre has: new, old\n    did you mean: old",
        "sweep: actors.US.precision: expected a number >= 0 (choice precision, 1/utils) or `exact`, got -1",
        "sweep: parameters.hawk-noise.value: expected a number from 0 to 1, got 2",
    ]


def test_problems_of_a_table_have_its_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cases.csv").write_text("world.heat,parameters.hawk-noise\nlow,0.5\nhot,0.5\nmid,3\nhot,4\n")
    assert problems_of([], None, (), Path("cases.csv")) == [
        "cases.csv:3:1: world.heat.start: unknown level 'hot'; heat has: low, mid, high, top",
        "cases.csv:4:5: parameters.hawk-noise.value: expected a number from 0 to 1, got 3",
        "cases.csv:5:1: world.heat.start: unknown level 'hot'; heat has: low, mid, high, top",
        "cases.csv:5:5: parameters.hawk-noise.value: expected a number from 0 to 1, got 4",
    ]
