"""What `check` does grows no faster than the file: work is counted, not timed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.scenario import library
from blinkfirst.scenario.composing import compose
from blinkfirst.scenario.loading import load
from worlds.two_houses import TWO_HOUSES, written

FEW, MANY = 20, 80


def calls_of(action: Callable[[], object]) -> int:
    """How many calls of Python functions an action takes: the same count on every machine."""
    count = 0

    def watch(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += event == "call"

    action()  # once before, so that what is cached for good does not count
    sys.setprofile(watch)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def dated(events: int, change: str) -> str:
    """A scenario with an event in each of so many ticks."""
    days = (date(2020, 1, 10) + timedelta(days=20 * k) for k in range(events))
    lines = [f"  - {{on: {day}, name: e{k}, foreseen: false, {change}}}" for k, day in enumerate(days)]
    long = TWO_HOUSES.partition("\nevents:")[0].replace("horizon: 6", "horizon: 90")
    return "\n".join([long, "events:", *lines, ""])


@pytest.mark.parametrize("change", ["set: {actors.US.tempo: 0.25}", "set: {world.heat: high}"])
def test_dated_events(change: str) -> None:
    def checked(events: int) -> Callable[[], object]:
        text = dated(events, change)
        return lambda: compile_scenario(load(text))

    few, many = calls_of(checked(FEW)), calls_of(checked(MANY))
    assert many < few * MANY / FEW


def test_a_chain_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped files are not listed for every link, only when a name is nowhere."""
    listed = 0
    listing = library.shipped_files

    def counted() -> dict[str, Path]:
        nonlocal listed
        listed += 1
        return listing()

    monkeypatch.setattr(library, "shipped_files", counted)
    written(tmp_path, "link0.yaml", TWO_HOUSES)
    for k in range(1, MANY + 1):
        text = f"blinkfirst: 1\ntitle: Link {k}\nextends: link{k - 1}\n"
        written(tmp_path, f"link{k}.yaml", text)

    def composed(end: int) -> Callable[[], object]:
        return lambda: compose(tmp_path / f"link{end}.yaml")

    few, many = calls_of(composed(FEW)), calls_of(composed(MANY))
    assert listed == 0
    assert many < few * MANY / FEW
