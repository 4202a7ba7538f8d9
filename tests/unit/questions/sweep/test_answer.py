"""A sweep from Python: the tables of the command, in memory or in a folder."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from blinkfirst.errors import OptionError, StudyError
from blinkfirst.questions.sweep.answer import sweep
from surface.command import blinkfirst
from worlds.small_sweeps import NAME, scenario, tree

AXES = ("world.quarrel=mild,costly", "actors.East.precision=1,2,3")


def test_the_tables_are_those_of_the_command() -> None:
    found = sweep(scenario(), AXES, outcomes=["first_blinkers"])
    table = found.table("first_blinkers")
    printed = list(csv.reader(io.StringIO(blinkfirst("sweep", NAME, *AXES, "--csv").out)))
    assert list(table.columns) == printed[0]
    assert table.units == ("", "", "", "", "probability", "probability", "probability", "utils")
    for row, line in zip(table.rows, printed[1:], strict=True):
        cells = ["" if cell is None else cell for cell in row]
        assert cells == [type(cell)(text) for cell, text in zip(cells, line, strict=True)]
    assert [one.name for one in found.tables()] == ["cases", "first_blinkers"]
    assert str(table.to_arrow().schema.field("actor").type) == "string"
    with pytest.raises(OptionError, match="hazard: no table of this folder; it has: cases, "):
        found.table("hazard")


def test_what_it_says_of_itself() -> None:
    found = sweep(scenario(), AXES, outcomes=["first_blinkers"])
    first, *actors = found.summary.split(". ")
    assert first == "6 of 6 cases are done, 0 failed"
    assert [line.split()[0] for line in actors] == ["East", "West", "nobody"]
    assert "Who blinks first? Probabilities over 6 cases" in str(found)
    assert len(repr(found)) < 2000 and "first_blinkers" in found._repr_html_()


def test_without_a_folder_the_results_go_with_the_answer() -> None:
    found = sweep(scenario(), ["actors.East.precision=1,2"], outcomes=["questions"])
    folder = found.folder
    assert folder.is_dir()
    del found
    assert not folder.parent.exists()


def test_a_folder_is_the_commands_and_can_be_enlarged(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    found = sweep(scenario(), ["actors.East.precision=1,2"], out=ours)
    assert blinkfirst("sweep", NAME, "actors.East.precision=1,2", "--out", theirs).status == 0
    assert tree(ours) == tree(theirs) and len(found.table("cases").rows) == 2
    with pytest.raises(OptionError, match="holds a sweep already"):
        sweep(scenario(), ["actors.East.precision=1,2,3"], out=ours)
    larger = sweep(scenario(), ["actors.East.precision=1,2,3"], out=ours, resume=True)
    assert [row[:2] for row in larger.table("cases").rows] == [(0, 1.0), (1, 2.0), (2, 3.0)]


def test_a_design_that_is_wrong_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError):
        sweep(scenario(), ["actors.East.precision=interval(1,2)"], out=tmp_path / "swept")
    assert list(tmp_path.iterdir()) == []
