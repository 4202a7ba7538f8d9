"""Putting files together: theatre, then what is extended, then the file itself."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

from pathlib import Path

import pytest

from blinkfirst.scenario.composing import compose
from blinkfirst.scenario.library import find_scenario, shipped_scenarios, shipped_theatres
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.nodes import plain
from worlds.two_houses import TWO_HOUSES, edited, problems_of_file, written

HEAD = "blinkfirst: 1\ntitle: T\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_order_and_what_is_not_inherited(here: Path) -> None:
    written(here, "theatres/stage.yaml", edited("title: Two houses", "title: Stage\nsummary: Long"))
    written(
        here, "base.yaml", HEAD + "theatre: stage\nworld: {heat: top}\nhorizon: 3\nquestions: [US blinks]\n"
    )
    top = written(here, "top.yaml", HEAD + "extends: base\nworld: {docket: none}\nactors: {US: {tempo: 2}}\n")
    tree = plain(compose(top))
    assert tree["world"]["heat"] == {"levels": ["low", "mid", "high", "top"], "start": "top"}
    assert tree["world"]["docket"]["start"] == "none"
    assert tree["horizon"] == 3
    assert tree["questions"] == ["US blinks"], "lists replace, and are inherited"
    assert tree["actors"]["US"]["tempo"] == 2 and tree["actors"]["US"]["patience"] == 0.9
    assert tree["title"] == "T"
    assert not {"summary", "claims", "theatre", "extends"} & set(tree)
    assert load(top).ticks == 12


def test_a_theatre_is_looked_for_beside_the_scenario_first(here: Path) -> None:
    written(here, "theatres/stage.yaml", edited("horizon: 6", "horizon: 4"))
    top = written(here, "top.yaml", HEAD + "theatre: stage\n")
    assert load(top).ticks == 16
    written(here, "stage.yaml", edited("horizon: 6", "horizon: 5"))
    assert load(top).ticks == 20


def test_places_are_those_of_the_file_that_said_it(here: Path) -> None:
    written(here, "theatres/stage.yaml", edited("precision: 2", "precision: two"))
    top = written(here, "top.yaml", HEAD + "theatre: stage\nworld: {heat: tpo}\n")
    assert problems_of_file(top) == [
        "theatres/stage.yaml:26:16: actors.US.precision: expected a number >= 0 (choice precision, 1/utils) or `exact`, got 'two' (text)",
        "top.yaml:4:15: world.heat.start: unknown level 'tpo'; heat has: low, mid, high, top\n    did you mean: top",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("theatre: nowhere", "top.yaml:3:10: theatre: no theatre named 'nowhere' in ./, theatres/ nor among the shipped ones: "),
        ("theatre: ../stage", "top.yaml:3:10: theatre: expected a name (letters, digits, '-', '_', '.'), got '../stage'; files are named, not pointed to by path"),
        ("theatre: /etc/passwd", "top.yaml:3:10: theatre: expected a name (letters, digits, '-', '_', '.'), got '/etc/passwd'; files are named, not pointed to by path"),
        ("theatre: a/b", "top.yaml:3:10: theatre: expected a name (letters, digits, '-', '_', '.'), got 'a/b'; files are named, not pointed to by path"),
        ("theatre: ..", "top.yaml:3:10: theatre: expected a name (letters, digits, '-', '_', '.'), got '..'; files are named, not pointed to by path"),
        ("theatre: [a]", "top.yaml:3:10: theatre: expected a name, got a list or a table"),
        ("theatre: 3", "top.yaml:3:10: theatre: expected a name, got 3"),
        ("extends: ../top", "top.yaml:3:10: extends: expected a name (letters, digits, '-', '_', '.'), got '../top'; files are named, not pointed to by path"),
        ("extends: a/../../b", "top.yaml:3:10: extends: expected a name (letters, digits, '-', '_', '.'), got 'a/../../b'; files are named, not pointed to by path"),
        ("extends: /etc/passwd", "top.yaml:3:10: extends: expected a name (letters, digits, '-', '_', '.'), got '/etc/passwd'; files are named, not pointed to by path"),
        ("extends: 2018-report-hodl", "top.yaml:3:10: extends: no scenario named '2018-report-hodl' in ./ nor among the shipped ones: "),
        ("extends: top", "top.yaml:3:10: extends: goes round in a circle: top -> top"),
        ("extends: one", "two.yaml:2:10: extends: goes round in a circle: top -> one -> two -> top"),
        ("extends: stands", "stands.yaml:2:10: theatre: no theatre named 'missing' in ./, theatres/ nor among the shipped ones: "),
    ],
)  # fmt: skip
def test_what_cannot_be_put_together(here: Path, text: str, problem: str) -> None:
    written(here, "one.yaml", "blinkfirst: 1\nextends: two\n")
    written(here, "two.yaml", "blinkfirst: 1\nextends: top\n")
    written(here, "stands.yaml", "blinkfirst: 1\ntheatre: missing\n")
    (found,) = problems_of_file(written(here, "top.yaml", HEAD + text + "\n"))
    assert found.startswith(problem)


def test_the_nearest_name_is_suggested(here: Path) -> None:
    top = written(here, "top.yaml", HEAD + "theatre: koera\n")
    (found,) = problems_of_file(top)
    assert found.endswith("shipped ones: korea, korea-1\n    did you mean: korea")


def test_a_theatre_stands_on_nothing(here: Path) -> None:
    written(here, "theatres/stage.yaml", "theatre: korea\n" + TWO_HOUSES)
    top = written(here, "top.yaml", HEAD + "theatre: stage\n")
    assert problems_of_file(top) == [
        "theatres/stage.yaml:1:1: theatre: a theatre stands on nothing; only scenarios do"
    ]


def test_every_file_says_the_version(here: Path) -> None:
    written(here, "theatres/stage.yaml", edited("blinkfirst: 1\n", ""))
    top = written(here, "top.yaml", HEAD + "theatre: stage\n")
    assert problems_of_file(top) == [
        "theatres/stage.yaml:1:1: blinkfirst: missing; every file begins with `blinkfirst: 3` (version of the language)"
    ]
    assert problems_of_file(written(here, "text.yaml", "hello\n")) == [
        "text.yaml:1:1: expected a table of keys, as `title: ...`"
    ]


def test_shipped_scenarios_are_found_by_name_anywhere(here: Path) -> None:
    assert "korea" in shipped_theatres()
    for name, path in shipped_scenarios().items():
        assert find_scenario(name) == path
    assert find_scenario("any.yaml") == Path("any.yaml")


def test_a_shipped_scenario_may_be_extended_from_anywhere(here: Path) -> None:
    top = written(here, "mine.yaml", HEAD + "extends: korea-1/2019-hanoi\nhorizon: 2\nquestions: []\nevents: []\n")
    scenario = load(top)
    assert (scenario.name, scenario.title, scenario.ticks) == ("mine", "T", 9)
