"""Compiling beside a known scenario gives the same to the last bit; so does loading what was shown."""

# ruff: noqa: E501  lists

from __future__ import annotations

import dataclasses
import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.compile.reuse import LruCache
from blinkfirst.compile.scenario import Compiled, compile_like, compile_scenario
from blinkfirst.errors import Place
from blinkfirst.exchange.npz import exported
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import changed, load
from blinkfirst.scenario.nodes import plain
from blinkfirst.scenario.settings import planted
from blinkfirst.scenario.yaml_trees import read_text, yaml_text
from conftest import SHIPPED
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from, written

WITH_EVENTS = edited("questions:", EVENTS)


def assert_equal(one: Any, other: Any, where: str = "") -> None:
    """The same, through all records, to the last bit."""
    assert type(one) is type(other), where
    if dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_equal(getattr(one, field.name), getattr(other, field.name), f"{where}.{field.name}")
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype and one.shape == other.shape, where
        assert one.tobytes() == other.tobytes(), where
    elif isinstance(one, tuple):
        assert len(one) == len(other), where
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            assert_equal(left, right, f"{where}[{index}]")
    else:
        assert one == other, where


CHANGES: list[dict[str, Any]] = [
    {},
    {"arguments.fear.weight": -3},
    {"arguments.loss.strength": 0},
    {"arguments.loss.weight.new.1": -0.15},
    {"actors.US.precision": 0.5},
    {"actors.CN.precision": 7},
    {"actors.US.patience": 0.5},
    {"lens": "old"},
    {"lens": {"old": 0.1, "new": 0.9}},
    {"actors.US.tempo": 0.3},
    {"actors.US.tempo": "0.3 + 0.1 * heat"},
    {"parameters.fuss": 0.1},
    {"parameters.hawk-noise": 0.9},
    {"afterwards": 3},
    {"horizon": 7},
    {"tick": 0.2},
    {"start": "2019-12-25"},
    {"world.heat": "high"},
    {"freeze": ["docket"]},
    {"nature.vote.rate": 0},
    {"actors.US.moves.press.then.0.chance": 0.9},
    {"arguments.fear.worth": "1 + heat"},
    {"arguments.fear.for": ["US", "CN"]},
]


@pytest.mark.parametrize("text", [TWO_HOUSES, WITH_EVENTS], ids=["plain", "events"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: ", ".join(change) or "nothing")
def test_beside_a_known_scenario(text: str, change: dict[str, Any]) -> None:
    scenario = scenario_from(text)
    known = compile_scenario(changed(scenario, {"arguments.fear.weight": 9, "actors.US.precision": 1}))
    new = changed(scenario, change)
    assert_equal(compile_like(known, new).standoff, compile_scenario(new).standoff)


def test_one_after_the_other_through_many_changes() -> None:
    """What is kept for reuse stays what it was, however often it is used."""
    scenario = scenario_from(WITH_EVENTS)
    known: Compiled = compile_scenario(scenario)
    for change in [*CHANGES, *CHANGES[::-3], *CHANGES]:
        new = changed(scenario, change)
        known = compile_like(known, new)
        assert_equal(known.standoff, compile_scenario(new).standoff, str(change))


@pytest.mark.parametrize(
    "change",
    [
        {"events.0.name": "Renamed"},
        {"events.0.foreseen": False},
        {"events.1.on": "2020-03-02"},
        {"events.0.set": {"world.heat": "top"}},
        {"events.3.set": {"nature.vote.rate": 0.7}},
    ],
)  # fmt: skip
def test_changed_events(change: dict[str, Any]) -> None:
    scenario = scenario_from(WITH_EVENTS)
    new = changed(scenario, change)
    assert_equal(compile_like(compile_scenario(scenario), new).standoff, compile_scenario(new).standoff)


def assert_same_arrays(one: Standoff, other: Standoff) -> None:
    """All exported arrays equal."""
    left, right = exported(one), exported(other)
    assert left.keys() == right.keys()
    for name, array in left.items():
        np.testing.assert_array_equal(array, right[name], err_msg=name)


@pytest.mark.parametrize("name", SHIPPED)
def test_show_loads_to_the_same_tree(name: str) -> None:
    composed = load(name).composed
    assert plain(read_text(yaml_text(composed), "shown.yaml")) == plain(composed)


@pytest.mark.parametrize("name", ["korea-1/2018-report-hold-mixed", "korea-1/2018-revision-walkout"])
def test_show_loads_to_the_same_game(name: str, tmp_path: Path) -> None:
    frozen = ["beijing", "moscow", "tests", "pledge", "drills", "talks"]
    scenario = load(name, {"freeze": frozen})
    again = load(written(tmp_path, "shown.yaml", yaml_text(scenario.composed)))
    assert_same_arrays(compile_scenario(scenario).standoff, compile_scenario(again).standoff)


AWKWARD = [
    "NO", "yes", "on", "12:30", "010", "0x10", "1e5", "1e400", "+1", ".5", "5.", "~", "null", "true", "2018-08-30", "-",
    "#", "a # b", "a: b", "- a", "[a]", "{a}", "&a", "*a", "!a", "|", ">", "%", "@", "`", "'", '"', "\\", " a ", "a\nb", "a\n",
    "\n a", "\t", "é", "日本", "🙂", "\x85", "\u2028", "x" * 500, "a  b", "<<", "=", "",
]  # fmt: skip


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_awkward_texts_survive(text: str) -> None:
    tree = planted({"title": text, "list": [text, {"deep": text}]}, Place("f"))
    assert plain(read_text(yaml_text(tree), "f.yaml")) == plain(tree)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=60)
)
def test_any_text_survives(text: str) -> None:
    tree = planted({"title": text}, Place("f"))
    composed = unicodedata.normalize("NFC", text)  # as every file is read
    assert plain(read_text(yaml_text(tree), "f.yaml")) == {"title": composed}


@given(st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9) | st.booleans() | st.none())
def test_any_value_survives(value: float | int | bool | None) -> None:
    read = plain(read_text(yaml_text(planted({"x": value}, Place("f"))), "f.yaml"))["x"]
    assert read == value and type(read) is type(value)


def test_what_is_kept_does_not_grow_with_the_number_of_cases() -> None:
    """Values that differ in every case, as a sample has them, are let go again."""
    scenario = scenario_from(WITH_EVENTS)
    known = compile_scenario(scenario)
    shared = known.shared
    for case in range(40):
        settings = {"parameters.hawk-noise": case / 64, "nature.vote.rate": 0.25 + case / 640}
        known = compile_like(known, changed(scenario, settings))
    assert known.shared is shared
    assert len(shared._layouts) == shared._layouts.most
    assert len(shared._reached) == shared._reached.most
    for laid_out in shared._layouts.values():
        assert len(laid_out.payoffs) <= laid_out.payoffs.most
        assert len(laid_out.features) <= laid_out.features.most < 40


def test_kept_lets_the_least_lately_used_go() -> None:
    kept: LruCache[int] = LruCache(2)
    assert kept.keep("a", 1) == 1
    kept.keep("b", 2)
    assert kept.get("a") == 1
    kept.keep("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c"), len(kept)) == (1, None, 3, 2)


def test_several_starts_hold_all_that_can_be_reached_from_any() -> None:
    scenario = scenario_from(WITH_EVENTS)
    starts = [
        {"docket": docket, "heat": heat, "yielded": "no-one", "flag": "up"}
        for docket in ("none", "tighten")
        for heat in ("low", "top")
    ]
    together = compile_scenario(scenario, starts=starts)
    for start in starts:
        alone = compile_scenario(changed(scenario, {f"world.{name}": level for name, level in start.items()}))
        for one, all_of_them in zip(alone.standoff.course, together.standoff.course, strict=True):
            rows = {tuple(row) for row in one.game.states.tolist()}
            assert rows <= {tuple(row) for row in all_of_them.game.states.tolist()}
    assert together.standoff.opening.state_labels(together.standoff.opening.start) == starts[0]
