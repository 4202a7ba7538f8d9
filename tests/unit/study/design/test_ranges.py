"""The ranges that a theatre itself gives."""

# ruff: noqa: E501  messages and places of files stand in full
from __future__ import annotations

from collections.abc import Mapping

import pytest

from blinkfirst.errors import StudyError
from blinkfirst.scenario.loading import changed, load
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.design.ranges import PARAMETERS, WEIGHTS, lenses_in_force, own_ranges
from worlds.two_houses import edited, scenario_from
from worlds.typed_houses import TYPED_HOUSES

MIXTURES: list[str | Mapping[str, float]] = [
    "garrie-2018", "haggard-2022", {"garrie-2018": 0.3, "haggard-2022": 0.7}
]  # fmt: skip


@pytest.fixture(scope="module")
def race() -> Scenario:
    return load("korea-1/2018-race-to-invest")


def intervals(scenario: Scenario, *over: str) -> dict[str, tuple[float, float]]:
    """The sides under the scenario's own lens."""
    found = own_ranges(scenario, over, tuple(scenario.shares))
    return {side.path: (side.interval.low, side.interval.high) for side in found.sides}


def term_ends(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """What the reader of rules makes of every weight: low and high under the lens or mixture."""
    return {
        ".".join(("arguments", argument.name, *(("terms", term.name) if term.name else ()), "weight")): (
            term.low,
            term.high,
        )
        for argument in scenario.rules.arguments
        for term in argument.terms
    }


@pytest.mark.parametrize("lens", MIXTURES, ids=str)
def test_the_ends_of_all_ranges_are_those_of_the_rules(
    race: Scenario, lens: str | Mapping[str, float]
) -> None:
    """The other road: `Term.low` and `Term.high`, mixed by share, which this module does not look at."""
    scenario = changed(race, {}, lens)
    sides = intervals(scenario, WEIGHTS)
    low, high = ({path: ends[k] for path, ends in sides.items()} for k in (0, 1))
    expected = term_ends(scenario)
    for k, settings in enumerate((low, high)):
        moved = changed(scenario, settings)
        for argument in moved.rules.arguments:
            for term in argument.terms:
                steps = ("terms", term.name) if term.name else ()
                path = ".".join(("arguments", argument.name, *steps, "weight"))
                assert term.weight == pytest.approx(expected[path][k], abs=1e-15), path
    assert len(sides) > 90


def test_weights_are_sampled_lens_by_lens() -> None:
    text = edited("weight: -0.05}", "weight: {old: [0, 0, 1], new: [-1, 0, 0]}}")
    both = scenario_from(text)
    assert intervals(both, WEIGHTS) == {
        "arguments.loss.weight.new": (-0.2, 0),
        "arguments.many.terms.b.weight.old": (0, 1),
        "arguments.many.terms.b.weight.new": (-1, 0),
    }
    assert intervals(changed(both, {}, "old"), WEIGHTS) == {"arguments.many.terms.b.weight.old": (0, 1)}


def test_what_is_left_out_and_why() -> None:
    text = edited("weight: 0.4}", "weight: [0.4, 0.4, 0.4]}")
    text = edited("    assumption: because\n", "    assumption: because\n    strength: 0\n", text)
    found = own_ranges(scenario_from(text), [WEIGHTS, PARAMETERS], ["old", "new"])
    assert [(left.path, left.reason) for left in found.left_out] == [
        ("arguments.loss.weight.old", "no range, low to high, is given"),
        ("arguments.fear.weight", "its range has no width"),
        ("arguments.many.terms.a.weight", "its argument has strength 0"),
        ("arguments.many.terms.b.weight", "its argument has strength 0"),
        ("parameters.fuss", "no range, low to high, is given"),
    ]
    assert [side.path for side in found.sides] == ["arguments.loss.weight.new", "parameters.hawk-noise"]


def test_a_name_with_a_dot_cannot_be_reached() -> None:
    text = edited("weight: 0.4}", "weight: [0, 0.4, 1]}", edited("  fear: {", "  fe.ar: {"))
    (left,) = own_ranges(scenario_from(text), ["arguments.fe"], ["old"]).left_out
    assert (left.path, left.reason) == ("arguments.fe.ar.weight", "a dot in its name, so no path leads there")


def test_paths_stand_for_all_ranges_below_them(race: Scenario) -> None:
    assert set(intervals(race, "parameters.haste")) == {"parameters.haste"}
    assert intervals(race, "arguments.haste-penalty") == {
        "arguments.haste-penalty.terms.tariffs.weight.garrie-2018": (-1.4, -0.6),
        "arguments.haste-penalty.terms.sanctions.weight.garrie-2018": (-1.1, -0.5),
    }
    tariffs = "arguments.haste-penalty.terms.tariffs"
    assert list(intervals(race, "parameters.thrift", "parameters.haste", tariffs)) == [
        f"{tariffs}.weight.garrie-2018", "parameters.haste", "parameters.thrift",
    ]  # fmt: skip
    everything = intervals(race, WEIGHTS, PARAMETERS)
    assert everything == intervals(race, WEIGHTS) | intervals(race, PARAMETERS)
    assert all(low < high for low, high in everything.values())


@pytest.mark.parametrize(
    ("values", "lenses"),
    [
        ((), ("garrie-2018",)),
        (("haggard-2022",), ("haggard-2022",)),
        (("haggard-2022", "garrie-2018"), ("garrie-2018", "haggard-2022")),
        (({"haggard-2022": 0.5, "garrie-2018": 0.5},), ("garrie-2018", "haggard-2022")),
        (({"haggard-2022": 0, "garrie-2018": 1},), ("garrie-2018",)),
        (("nobodys",), ()),
    ],
)
def test_lenses_that_some_case_reads_with(
    race: Scenario, values: tuple[str | Mapping[str, float], ...], lenses: tuple[str, ...]
) -> None:
    assert lenses_in_force(race, values) == lenses


def test_unknown_ranges_are_told_with_the_nearest(race: Scenario) -> None:
    with pytest.raises(StudyError) as caught:
        own_ranges(race, ["wieghts", "arguments.haste-penalti", "world.tests", "weights"], ["garrie-2018"])
    told = "no range of this scenario lies at or below it; expected weights, parameters, or a path as arguments.ARGUMENT"
    assert str(caught.value).splitlines() == [
        f"wieghts: {told}",
        "    did you mean: weights",
        f"arguments.haste-penalti: {told}",
        "    did you mean: arguments.haste-penalty",
        f"world.tests: {told}",
    ]


def test_ranges_of_types_are_asked_for_by_their_path() -> None:
    found = own_ranges(scenario_from(TYPED_HOUSES), ["actors.US.types"], ["old", "new"])
    hawk = "actors.US.types.hawk"
    assert [(side.path, side.interval.low, side.interval.high) for side in found.sides] == [
        (f"{hawk}.prior.old", 0.2, 0.5),
        (f"{hawk}.arguments.fear.times", 0.5, 3.0),
    ]
    assert [left.path for left in found.left_out] == [
        f"{hawk}.prior.new",
        f"{hawk}.arguments.many.terms.a.weight",
    ]
