"""Cases as changes of a compiled scenario's numbers against reading and compiling every case: the same bits."""

# ruff: noqa: E501  lists

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from blinkfirst.compile.scenario import Compiled, compile_like, compile_scenario
from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.loading import changed, load
from blinkfirst.scenario.nodes import plain
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.cases.levers import Lever, Touch, levers_of
from unit.compile.test_reuse import assert_equal
from worlds.case_sweeps import FastOnly, SlowWorker, grid, leaves, listed, swept
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from
from worlds.typed_houses import TYPED_HOUSES, with_events

SECTIONS = ("actors", "arguments", "parameters", "nature", "world", "lens", "tick", "horizon", "afterwards")


def fast_leaves(scenario: Scenario) -> Iterator[tuple[Lever, Any]]:
    """Bare values that are plain numbers to a compiled scenario, with another value for each."""
    found = {path: value for path, value in leaves(scenario.composed) if path.split(".")[0] in SECTIONS}
    found |= {f"arguments.{argument.name}.strength": 1.0 for argument in scenario.rules.arguments}
    for lever in levers_of(scenario, list(found)):
        if lever.fast and lever.touch is not Touch.START:
            yield lever, other(found[lever.path])


def other(value: Any) -> Any:
    """Another number, small enough for a tempo or patience, and on the same side of nought."""
    if isinstance(value, str):
        return 0.3125
    return value * 0.96875 if value else 0.0078125


def assert_fast_is_slow(known: Compiled, lever: Lever, value: Any) -> bool:
    """The case as a change of numbers is the case read anew, to the last bit; return whether it is good."""
    path = lever.path
    try:
        slow = compile_like(known, changed(known.scenario, {path: value}))
    except ScenarioError:
        assert known.edited({path: value}) is None
        return False
    fast = known.edited({path: value})
    if fast is None:  # something has become possible or impossible
        assert lever.touch is Touch.CHANCES, path
        fast = known.at({path: value})
    assert_same_case(fast, slow, path)
    return True


def assert_same_case(fast: Compiled, slow: Compiled, path: str = "") -> None:
    """The same games, made from the same rules."""
    assert_equal(fast.standoff, slow.standoff, path)
    assert fast.course_rules == slow.course_rules, path
    assert [[g.rules for g in row] for row in fast.grounds] == [[g.rules for g in row] for row in slow.grounds]
    for left, right in zip(fast.grounds, slow.grounds, strict=True):
        for one, other in zip(left, right, strict=True):
            assert_equal(one.laid_out.layout, other.laid_out.layout, path)
    assert fast.scenario.rules == slow.scenario.rules, path
    assert fast.scenario.shares == slow.scenario.shares, path
    assert plain(fast.scenario.composed) == plain(slow.scenario.composed), path


FROZEN = ["beijing", "moscow", "tests", "pledge", "drills", "lead", "sanctions", "leak", "shield", "trust"]


@pytest.mark.parametrize("name", ["korea-1/2018-forced-us-veto", "korea-1/2019-hanoi"])
def test_every_path_of_a_shipped_theatre(name: str) -> None:
    scenario = load(name, {"freeze": FROZEN})
    known = compile_scenario(scenario)
    found = sorted(fast_leaves(scenario), key=lambda pair: pair[0].path)
    assert len(found) > 700
    good = [assert_fast_is_slow(known, lever, value) for lever, value in found[:: len(found) // 12]]
    assert sum(good) > 6


def test_a_chance_of_nature_touches_no_move() -> None:
    """The first event's first outcome is not taken for the first actor's first move, a hold."""
    known = compile_scenario(load("korea-1/2019-hanoi", {"freeze": FROZEN}))
    chances = [
        (lever, value)
        for lever, value in fast_leaves(known.scenario)
        if lever.path.startswith("nature.") and lever.path.endswith(".chance")
    ]
    assert len(chances) > 1
    assert sum(assert_fast_is_slow(known, lever, value) for lever, value in chances) > 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "every"), [("korea-1/2019-hanoi", 1), ("korea-1/2018-report-hold-mixed", 5), ("korea-1/2018-revision-walkout", 7)]
)
def test_truly_every_path_of_a_shipped_theatre(name: str, every: int) -> None:
    """Without dated events; with them, where reading takes longer, some."""
    scenario = load(name, {"freeze": FROZEN})
    known = compile_scenario(scenario)
    found = list(fast_leaves(scenario))[::every]
    good = [assert_fast_is_slow(known, lever, value) for lever, value in found]
    assert sum(good) > 500 / every


WRITTEN = {
    "plain": TWO_HOUSES,
    "events": edited("questions:", EVENTS),
    "choices by parameters": edited("precision: 2", "precision: 2 * fuss + hawk-noise", edited(
        "patience: 0.9\n    precision: exact", "patience: 0.5 + fuss / 2\n    precision: exact",
        edited("rate: fuss", "rate: 0.5"),
    )),
    "tempo by parameters": edited("tempo: 1\n", "tempo: 0.5 + hawk-noise / 4\n"),
    "a payoff when a parameter says so": edited("when: move == carry,", "when: move == carry and heat > 4 * hawk-noise,", edited(
        "while: heat > low, worth", "while: heat > 4 * hawk-noise, worth")),
    "a question about a parameter": edited(
        "ask: heat == top by", "ask: heat > 2 * hawk-noise + 1 by",
    ),
}  # fmt: skip
TYPED = {"private types": TYPED_HOUSES, "private types and events": with_events()}


@pytest.mark.parametrize("text", [*WRITTEN.values(), *TYPED.values()], ids=[*WRITTEN, *TYPED])
def test_every_path_of_a_small_world(text: str) -> None:
    scenario = scenario_from(text)
    known = compile_scenario(scenario)
    found = list(fast_leaves(scenario))
    paths = {lever.path for lever, _ in found}
    assert {"actors.US.precision", "arguments.loss.weight.new.1", "parameters.hawk-noise.value.old"} <= paths
    assert "parameters.fuss.value" in paths
    assert sum(assert_fast_is_slow(known, lever, value) for lever, value in found) > 10


CHANGES: dict[str, list[Any]] = {
    "arguments.fear.weight": [-3, 0.25, [0, 0.5, 1], [1, 0.5, 0], [1, 2], "x", None, True, 2**29, 1e9,
                              {"old": 1, "new": [0, 1, 2]}, {"old": 1}, {"old": 1, "new": 1, "newer": 1}],
    "arguments.loss.weight": [0.5, {"old": -0.5, "new": -0.25}, {"old": -0.5, "new": [0, 1]}],
    "arguments.loss.weight.new": [0.5, [0.25, 0.5, 0.75], [0.75, 0.5, 0.25]],
    "arguments.loss.weight.new.0": [-0.25, 0.25],
    "arguments.loss.strength": [0, -1.5, "strong", False],
    "arguments.many.terms.a.weight": [0.5, 1e-5],
    "arguments.many.weight": [0.5],
    "arguments.nobody.strength": [1],
    "actors.US.precision": [0, 0.5, 7, "exact", -1, 1e7, "2 * fuss", 1e-5, 1e-320, 10**9, [1]],
    "actors.CN.precision": [0, 3.25],
    "actors.US.patience": [0.5, 1, 0, 1.5, "0.5"],
    "actors.US.tempo": [0, 0.25, 2, 1.5, 3, 4, -0.5, "0.3 + 0.1 * heat"],
    "parameters.hawk-noise": [0, 0.5, 1, 1.5, {"old": 0.25, "new": 0.75}, {"old": 2, "new": 0}, [0, 0.5, 1]],
    "parameters.hawk-noise.value.old": [0.5, -0.5],
    "parameters.fuss": [0.25],
    "lens": ["old", "new", "newer", {"old": 0.25, "new": 0.75}, {"old": 0, "new": 1}, {"old": 0.5}, {}, 3,
             {"old": True, "new": 0}, {"old": 1.5, "new": -0.5}],
    "lens.old": [0.5, 0.25],
    "world.heat": ["low", "top", "hot", 3, ["low"]],
    "horizon": [3, 0],
    "nature.vote.rate": [0, 0.25, -1],
}  # fmt: skip


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("text", [WRITTEN["plain"], WRITTEN["events"]], ids=["plain", "events"])
def test_good_and_bad_values(text: str, path: str) -> None:
    """Also what is told of the bad ones."""
    scenario = scenario_from(text)
    design = listed([path], *([value] for value in CHANGES[path]))
    fast, slow = swept(scenario, design), swept(scenario, design, worker=SlowWorker)
    assert fast.failures == slow.failures
    assert fast.tables == slow.tables


HAWK, SHIELD = "actors.US.types.hawk", "actors.CN.types.shield"
TYPE_CHANGES: dict[str, list[Any]] = {
    f"{HAWK}.prior": [0.5, 0, 1, {"old": 0.25, "new": 0.75}, {"old": 0, "new": 0.5}, [0.25, 0.5, 0.75], [0, 0.5, 1], "x"],
    f"{HAWK}.prior.old": [0.5, [0.5, 0.625, 0.75], 1],
    f"{HAWK}.precision": [0, 1, "exact", "2 * fuss", -1, 2],
    f"{HAWK}.lens": ["old", "newer"],
    f"{HAWK}.arguments.fear.times": [0, 1, -2, [1, 2, 3], {"old": 1, "new": 2}, "x"],
    f"{HAWK}.arguments.fear": [{"weight": 0.5}, {"times": 2, "weight": 1}],
    f"{HAWK}.arguments.many.terms.a.weight": [0.5, {"old": 1}],
    f"{HAWK}.arguments.loss.times": [2],
    f"{SHIELD}.prior": [0.5, 0],
    f"{SHIELD}.never": ["carry", "wait", []],
    f"{SHIELD}.precision": [3, 5, "exact"],
    f"{SHIELD}": [{"prior": 0.25}, {"prior": 0.25, "precision": 3}, {"prior": 0.25, "precision": 4}],
    "actors.CN.types": ["none", {"a": {}, "b": {"prior": 0.125, "never": "carry"}}],
    "beliefs": ["none", {"about": ["US"]}, {}],
    "beliefs.nodes": [5, 11, 4], "beliefs.about": [[], ["CN"], ["US", "CN"], ["JP"]], "beliefs.reach": [2, 0],
}  # fmt: skip


@pytest.mark.parametrize("path", [*CHANGES, *TYPE_CHANGES])
@pytest.mark.parametrize("text", TYPED.values(), ids=list(TYPED))
def test_games_with_types_under_good_and_bad_values(text: str, path: str) -> None:
    """Every case is that of reading it anew, and what is wrong is told as reading tells it."""
    scenario = scenario_from(text)
    known = compile_scenario(scenario)
    for value in CHANGES.get(path, []) + TYPE_CHANGES.get(path, []):
        found: list[Any] = []
        for case in (known.at, lambda changes: compile_scenario(changed(scenario, changes))):
            try:
                found.append(case({path: value}))
            except ScenarioError as error:
                found.append(str(error))
        fast, slow = found
        if isinstance(fast, Compiled) and isinstance(slow, Compiled):
            assert_same_case(fast, slow, path)
        else:
            assert fast == slow


def test_types_that_only_the_numbers_make_alike_are_told_when_read() -> None:
    text = edited("        lens: new\n", "", edited(", many: {terms: {a: {weight: -0.3}}}", "", TYPED_HOUSES))
    known = compile_scenario(scenario_from(text))
    alike = {f"{HAWK}.arguments.fear.times": 1, f"{HAWK}.precision": 2}
    assert known.edited(alike) is None
    with pytest.raises(ScenarioError, match="hawk differs in nothing from dealer"):
        known.at(alike)
    assert known.edited({**alike, f"{HAWK}.precision": 2.5}) is not None


MIXED = {
    "weights and lens": {"arguments__loss__weight__new": (0.5, -0.25), "lens": ("old", {"old": 0.5, "new": 0.5}),
                         "arguments__many__strength": (1, 2)},
    "two ends of a range": {"arguments__loss__weight__new__0": (-0.5, 0), "arguments__loss__weight__new__2": (-1, 0)},
    "parameters and choices": {"parameters__hawk_noise": (0, 0.5), "actors__US__precision": (1, "exact"),
                               "actors__US__tempo": (0.5, 2)},
    "anew and fast": {"horizon": (3, 6), "arguments__fear__weight": (0, 1, "x"), "nature__vote__rate": (0, -1)},
    "chances and payoffs": {"actors__US__moves__press__then__0__chance": (0.25, 1), "parameters__fuss": (0.25, 0),
                            "arguments__fear__weight": (0.5, 1)},
    "shares one by one": {"lens__old": (0.25, 0.5), "lens__new": (0.5, 0.75)},
}  # fmt: skip


@pytest.mark.parametrize("axes", MIXED.values(), ids=list(MIXED))
@pytest.mark.parametrize("text", [WRITTEN["plain"], WRITTEN["events"]], ids=["plain", "events"])
def test_several_at_once(text: str, axes: Mapping[str, Any]) -> None:
    scenario = scenario_from(text)
    fast, slow = swept(scenario, grid(**axes)), swept(scenario, grid(**axes), worker=SlowWorker)
    assert fast.failures == slow.failures
    assert fast.tables == slow.tables


@pytest.mark.parametrize("text", WRITTEN.values(), ids=list(WRITTEN))
@pytest.mark.parametrize("outcomes", [("first_blinkers",), ("questions",), ("payoffs", "hazards")])
def test_whatever_is_asked(text: str, outcomes: tuple[str, ...]) -> None:
    """What is not plainly fast would fail here."""
    scenario = scenario_from(text)
    design = grid(
        parameters__hawk_noise=(0.25, 0.625), arguments__fear__strength=(0.5, 2), actors__CN__precision=(1, "exact"),
        nature__vote__rate=(0.25, 0.375), actors__US__moves__press__then__0__chance=(0.25, 0.5),
    )
    fast = swept(scenario, design, outcomes, FastOnly)
    assert fast.tables == swept(scenario, design, outcomes, SlowWorker).tables
    assert set(fast.tables) == {"cases", *outcomes}
