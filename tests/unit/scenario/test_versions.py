"""A key that is newer than its file is refused, with what to write; old files are read as ever."""

from __future__ import annotations

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.versions import NEWEST
from worlds.omissions import FORGOTTEN
from worlds.two_houses import TWO_HOUSES


def test_a_newer_key_in_an_older_file_is_refused_with_its_place() -> None:
    with pytest.raises(ScenarioError) as caught:
        load(FORGOTTEN.replace("blinkfirst: 2", "blinkfirst: 1"))
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.path) == (32, "nature.forgotten.blink")
    assert problem.message == (
        "came with version 2 of the language; write `blinkfirst: 2` at the top of this file"
    )


def test_a_lens_may_be_called_a_pool() -> None:
    named = TWO_HOUSES.replace("old: {title: Old}", "pool: {title: Old}").replace("lens: old}", "lens: pool}")
    named = named.replace("{old: ", "{pool: ")
    assert load(named).shares == {"pool": 0.5, "new": 0.5}


@pytest.mark.parametrize("version", ["0", "4", "true", "1.0", "two"])
def test_there_are_three_versions(version: str) -> None:
    with pytest.raises(ScenarioError, match=f"expected a version of the language, 1 to {NEWEST}"):
        load(TWO_HOUSES.replace("blinkfirst: 1", f"blinkfirst: {version}"))


@pytest.mark.parametrize("version", [2, 3])
def test_a_file_of_any_version_means_the_same(version: int) -> None:
    old, new = load(TWO_HOUSES), load(TWO_HOUSES.replace("blinkfirst: 1", f"blinkfirst: {version}"))
    assert old.rules == new.rules


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("{Chna: soft}", "unknown actor 'Chna'"),
        ("{China: mild}", "nature.forgotten.blink.China: expected"),
        ("{China: {soft: demnd == open}}", "unknown"),
        ("soft", "expected a table of actors, each soft, hard or"),
    ],
)
def test_slips_in_a_blink_by_omission_are_told(slip: str, said: str) -> None:
    text = FORGOTTEN.replace("{China: soft, Russia: {hard: demand == open}}", slip)
    with pytest.raises(ScenarioError) as caught:
        load(text)
    assert any(said in str(problem) for problem in caught.value.problems), caught.value
