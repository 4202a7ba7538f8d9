"""What is different in two composed scenarios, and putting it back."""

# ruff: noqa: E501  the written worlds stand in full
from __future__ import annotations

from typing import Any

import pytest

from blinkfirst.errors import Place
from blinkfirst.scenario.differences import ABSENT, Difference, differences, taken_over
from blinkfirst.scenario.nodes import Node, plain, replaced
from blinkfirst.scenario.settings import put_all
from worlds.two_houses import TWO_HOUSES, edited, tree_of

TREE = tree_of(TWO_HOUSES)
EVENT = "events:\n  - {on: 2020-02-01, name: E, foreseen: true, set: {world.heat: top}}\nquestions:"
TWO_EVENTS = EVENT.replace(
    "\nquestions:", "\n  - {on: 2020-03-01, name: F, foreseen: true, set: {nature.cool.rate: 0.1}}\nquestions:"
)
WITH_EVENTS = edited("questions:", TWO_EVENTS)

# from a text and a changed one: the paths that differ, the values, what kind of thing they are
EDITS: list[tuple[str, str, list[tuple[str, Any, Any, str, bool]]]] = [
    (
        edited("    precision: 2\n", "    precision: 3\n"),
        TWO_HOUSES,
        [("actors.US.precision", 3, 2, "assumption", True)],
    ),
    (TWO_HOUSES, edited("start: mid", "start: top"), [("world.heat", "mid", "top", "assumption", True)]),
    (TWO_HOUSES, edited("fuss: 0.5", "fuss: 1"), [("parameters.fuss", 0.5, 1, "assumption", True)]),
    (
        TWO_HOUSES,
        edited("{old: 0.2, new: 0.6}", "{old: 0.2, new: 0.7}"),
        [("parameters.hawk-noise.value.new", 0.6, 0.7, "assumption", True)],
    ),
    (
        TWO_HOUSES,
        edited("{old: 0.2, new: 0.6}", "0.4"),
        [("parameters.hawk-noise", {"old": 0.2, "new": 0.6}, 0.4, "assumption", True)],
    ),
    (
        TWO_HOUSES,
        edited("low: 0, high: 1", "low: 0.1, high: 1"),
        [("parameters.hawk-noise.low", 0, 0.1, "range", True)],
    ),
    (
        TWO_HOUSES,
        edited("[-0.2, -0.1, 0]", "[-0.3, -0.1, 0]"),
        [("arguments.loss.weight.new", [-0.2, -0.1, 0], [-0.3, -0.1, 0], "range", True)],
    ),
    (
        TWO_HOUSES,
        edited("[-0.2, -0.1, 0]", "[-0.2, -0.15, 0]"),
        [("arguments.loss.weight.new", [-0.2, -0.1, 0], [-0.2, -0.15, 0], "assumption", True)],
    ),
    (
        TWO_HOUSES,
        edited("[-0.2, -0.1, 0]", "-0.1"),
        [("arguments.loss.weight.new", [-0.2, -0.1, 0], -0.1, "range", True)],
    ),
    (
        TWO_HOUSES,
        edited("lens: {old: 0.5, new: 0.5}", "lens: {old: 0.4, new: 0.6}"),
        [("lens", {"old": 0.5, "new": 0.5}, {"old": 0.4, "new": 0.6}, "assumption", True)],
    ),
    (
        TWO_HOUSES,
        edited("tick: 0.25", "tick: 0.2\nfreeze: [heat]"),
        [("tick", 0.25, 0.2, "assumption", True), ("freeze", ABSENT, ["heat"], "assumption", True)],
    ),
    (
        TWO_HOUSES,
        edited("levels: [low, mid, high, top]", "levels: [low, mid, high]"),
        [
            (
                "world.heat.levels",
                ["low", "mid", "high", "top"],
                ["low", "mid", "high"],
                "assumption",
                True,
            )
        ],
    ),
    (
        TWO_HOUSES,
        edited("levels: [none, tighten, near-embargo]", "levels: [none, tighten, beyond]"),
        [
            (
                "world.docket.levels",
                ["none", "tighten", "near-embargo"],
                ["none", "tighten", "beyond"],
                "assumption",
                True,
            )
        ],
    ),
    (
        TWO_HOUSES,
        edited("{chance: 0.25 + 0.25 * (docket == none), heat: 1}", "{chance: 0.5, heat: 1}"),
        [
            (
                "actors.US.moves.press.then.0.chance",
                "0.25 + 0.25 * (docket == none)",
                0.5,
                "assumption",
                True,
            )
        ],
    ),
    (
        TWO_HOUSES,
        edited("{when: heat > low, rate: fuss", "{rate: fuss"),
        [("nature.cool.when", "heat > low", ABSENT, "assumption", False)],
    ),
    (
        TWO_HOUSES,
        edited(
            "  fear: {claim: C, source: {brt: [2, 3]}, for: US, when: move == carry, worth: heat / 3, weight: 0.4}\n",
            "",
        ),
        [
            (
                "arguments.fear",
                {
                    "claim": "C",
                    "source": {"brt": [2, 3]},
                    "for": "US",
                    "when": "move == carry",
                    "worth": "heat / 3",
                    "weight": 0.4,
                },
                ABSENT,
                "assumption",
                False,
            )
        ],
    ),
    (
        TWO_HOUSES,
        edited("      sit: {}", "      sit: {}\n      wave: {}"),
        [("actors.US.moves.wave", ABSENT, {}, "assumption", True)],
    ),
    (
        TWO_HOUSES,
        edited("title: Two houses", "title: Two", edited("claim: C\n    source: {art: 1}", "claim: D\n    source: {art: 2}")),
        [
            ("title", "Two houses", "Two", "wording", False),
            ("arguments.loss.claim", "C", "D", "wording", True),
            ("arguments.loss.source.art", 1, 2, "wording", True),
        ],
    ),
    (
        TWO_HOUSES,
        edited("  - nobody blinks\n", ""),
        [
            (
                "questions",
                ["US blinks before CN blinks", {"name": "Hot", "ask": "heat == top by 2020-03-01"}, "count US presses", "nobody blinks"],
                ["US blinks before CN blinks", {"name": "Hot", "ask": "heat == top by 2020-03-01"}, "count US presses"],
                "question",
                False,
            )
        ],
    ),
    (
        WITH_EVENTS,
        edited("name: F, foreseen: true", "name: G, foreseen: false", WITH_EVENTS),
        [
            ("events.1.name", "F", "G", "wording", True),
            ("events.1.foreseen", True, False, "assumption", True),
        ],
    ),
    # the key `world.heat` has a dot, so no path leads past it
    (
        WITH_EVENTS,
        edited("{world.heat: top}", "{world.heat: low}", WITH_EVENTS),
        [("events.0.set", {"world.heat": "top"}, {"world.heat": "low"}, "assumption", True)],
    ),
]  # fmt: skip


@pytest.mark.parametrize("name", ["a.b", "a=b", "' a'"])
def test_where_no_path_leads_the_table_is_told_as_a_whole(name: str) -> None:
    one = edited("  fear: {claim", f"  {name}: {{claim")
    (found,) = differences(tree_of(one), tree_of(one.replace("weight: 0.4", "weight: 0.5")))
    assert (found.path, found.settable) == ("arguments", True)
    assert [d.path for d in differences(tree_of(one), tree_of(one.replace("fuss: 0.5", "fuss: 1")))] == [
        "parameters.fuss"
    ]


def told(found: tuple[Difference, ...]) -> list[tuple[str, Any, Any, str, bool]]:
    return [(d.path, d.old, d.new, d.kind, d.settable) for d in found]


@pytest.mark.parametrize(("old", "new", "expected"), EDITS)
def test_every_difference_is_told_at_the_finest_level(
    old: str, new: str, expected: list[tuple[str, Any, Any, str, bool]]
) -> None:
    assert told(differences(tree_of(old), tree_of(new))) == expected


@pytest.mark.parametrize("text", [TWO_HOUSES, WITH_EVENTS])
def test_a_scenario_does_not_differ_from_itself(text: str) -> None:
    assert differences(tree_of(text), tree_of(text)) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("fuss: 0.5", "fuss: 5e-1"),
        ("tempo: 1\n", "tempo: 1.0\n"),
        ("horizon: 6\ntick: 0.25", "tick: 0.25\nhorizon: 6"),
        ("  fuss: 0.5", "  fuss: {value: 0.5}"),
    ],
)
def test_another_spelling_is_no_difference(old: str, new: str) -> None:
    assert differences(TREE, tree_of(edited(old, new))) == ()


def test_true_is_not_one() -> None:
    one, other = (tree_of(edited("      sit: {}", f"      sit: {{when: {w}}}")) for w in ("1", "true"))
    assert [d.path for d in differences(one, other)] == ["actors.US.moves.sit.when"]


def test_a_level_named_absent_is_not_what_is_not_there() -> None:
    (found,) = differences(TREE, tree_of(edited("start: up", "start: absent")))
    assert (found.old, found.new) == ("up", "absent")
    assert found.new != ABSENT and str(ABSENT) == "absent"


def test_a_section_left_out_is_an_empty_one() -> None:
    without = edited(TWO_HOUSES[TWO_HOUSES.index("nature:") : TWO_HOUSES.index("arguments:")], "")
    found = differences(tree_of(without), TREE)
    assert [(d.path, d.old) for d in found] == [("nature.cool", ABSENT), ("nature.vote", ABSENT)]


PAIRS = [(old, new) for old, new, _ in EDITS] + [(new, old) for old, new, _ in EDITS]
EVERYTHING = edited("start: mid", "start: top", WITH_EVENTS.replace("title: Two houses", "title: Three"))
PAIRS += [(TWO_HOUSES, EVERYTHING), (EVERYTHING, TWO_HOUSES), (WITH_EVENTS, edited("questions:", EVENT))]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_what_is_taken_over_is_different_no_more(old: str, new: str) -> None:
    one, other = tree_of(old), tree_of(new)
    found = differences(one, other)
    assert found
    assert differences(taken_over(one, other, found), other) == ()
    assert differences(taken_over(other, one, found), one) == ()
    for difference in found:
        rest = tuple(d for d in found if d != difference)
        assert told(differences(taken_over(one, other, [difference]), other)) == told(rest)
        assert told(differences(taken_over(other, one, rest), taken_over(one, other, [difference]))) == []


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_paths_are_those_of_set(old: str, new: str) -> None:
    one, other = tree_of(old), tree_of(new)
    found = differences(one, other)
    settings = {d.path: d.new for d in found if d.settable}
    left = differences(put_all(one, settings, Place("--set")), other)
    assert told(left) == told(tuple(d for d in found if not d.settable))


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_other_way_round_old_is_new(old: str, new: str) -> None:
    one, other = tree_of(old), tree_of(new)
    there, back = differences(one, other), differences(other, one)
    assert sorted((d.path, repr(d.old), repr(d.new), d.kind) for d in there) == sorted(
        (d.path, repr(d.new), repr(d.old), d.kind) for d in back
    )


def test_nothing_is_overlooked() -> None:
    """Every scalar of the tree, changed alone, is found, and nothing else is."""

    def scalars(node: Node, path: tuple[str | int, ...]) -> list[tuple[str | int, ...]]:
        below = node.value.items() if isinstance(node.value, dict) else ()
        items = enumerate(node.value) if isinstance(node.value, list) else below
        return [p for key, child in items for p in scalars(child, (*path, key))] or [path]

    tree = tree_of(WITH_EVENTS)
    paths = scalars(tree, ())
    assert len(paths) > 100
    for path in paths:
        other = replaced(tree, path, Node("something else", tree.place, tree.place))
        (found,) = differences(tree, other)
        assert found.steps == path[: len(found.steps)]
        assert plain(other) != plain(tree)
