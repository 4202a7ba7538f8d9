"""Files of new values by path: read with their places, put in place of a scenario's own as settings are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.nodes import plain
from blinkfirst.scenario.overlays import laid_over, read_overlay
from surface.command import blinkfirst
from worlds.two_houses import TWO_HOUSES, scenario_from

OVERLAY = """\
actors:
  US: {precision: 4}
  CN.precision: 1
world.flag: up
world: {heat: low}
parameters: {fuss: 0.25}
arguments.loss.weight: {old: -0.5, new: -0.25}
lens: {old: 1}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.yaml").write_text(TWO_HOUSES)
    return tmp_path


def overlay(folder: Path, text: str, name: str = "over.yaml") -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_paths_and_nested_tables_are_read_alike(folder: Path) -> None:
    values = read_overlay(overlay(folder, OVERLAY))
    assert {path: plain(node) for path, node in values.items()} == {
        "actors.US.precision": 4,
        "actors.CN.precision": 1,
        "world.flag": "up",
        "world.heat": "low",
        "parameters.fuss": 0.25,
        "arguments.loss.weight": {"old": -0.5, "new": -0.25},
        "lens": {"old": 1},
    }
    assert str(values["actors.US.precision"].place) == "over.yaml:2:19"


def test_an_overlay_is_the_scenario_under_the_same_settings(folder: Path) -> None:
    values = read_overlay(overlay(folder, OVERLAY))
    bare = {path: plain(node) for path, node in values.items()}
    laid = load("two.yaml", values)
    assert laid.sha256 == load("two.yaml", bare).sha256 != scenario_from().sha256
    assert laid.settings == {path: value for path, value in bare.items() if path != "lens"}


def test_an_empty_overlay_changes_nothing(folder: Path) -> None:
    assert read_overlay(overlay(folder, "{}\n")) == {}
    assert read_overlay(overlay(folder, "actors: {}\n")) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1\n", "over.yaml:1:1: expected an overlay: lines of `path: value`"),
        (TWO_HOUSES, "over.yaml:1:1: expected an overlay: lines of `path: value`; this is a scenario file"),
        (
            "world.heat: low\nworld:\n  heat:\n    start: mid\n",
            "over.yaml:4:5: world.heat.start: appears twice in the overlay; it has a value already in line 1",
        ),
        ("lens: old\nlens: new\n", "over.yaml:2:1: lens: duplicate key; it appears already in line 1"),
        ("lens: [\n", "over.yaml:2:1: "),
    ],
)
def test_what_is_no_overlay(folder: Path, text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(message)):
        read_overlay(overlay(folder, text))


def test_every_bad_line_is_told_with_its_place(folder: Path) -> None:
    overlay(folder, "actors:\n  USA.precision: 4\nworld: {heat: hot}\nparameters.fus: 1\n")
    done = blinkfirst("check", "two.yaml", "--overlay", "over.yaml")
    assert (done.status, done.out) == (2, "")
    assert done.err == (
        "over.yaml:2:18: actors.USA.precision: unknown name 'USA' in actors; it has: US, CN\n"
        "    did you mean: US\n"
        "over.yaml:3:15: world.heat.start: unknown level 'hot'; heat has: low, mid, high, top\n"
        "over.yaml:4:17: parameters.fus: unknown name 'fus' in parameters; it has: fuss, hawk-noise\n"
        "    did you mean: fuss\n"
        "3 problems in over.yaml; nothing was run\n"
    )


def test_a_later_file_wins_and_the_option_over_all(folder: Path) -> None:
    overlay(folder, "parameters.fuss: 0.1\nworld.heat: low\n", "first.yaml")
    overlay(folder, "parameters.fuss.value: 0.2\nactors.US.precision: 3\n", "second.yaml")
    files = ("--overlay", "first.yaml", "--overlay", "second.yaml")
    shown = blinkfirst("show", "two.yaml", *files, "--set", "actors.US.precision=5")
    same = blinkfirst(
        *("show", "two.yaml", "--set", "parameters.fuss=0.2", "--set", "world.heat=low"),
        *("--set", "actors.US.precision=5"),
    )
    assert shown.status == 0 and shown.out == same.out
    one, two = read_overlay(folder / "first.yaml"), read_overlay(folder / "second.yaml")
    assert list(laid_over(one, two)) == ["world.heat", "parameters.fuss.value", "actors.US.precision"]


def test_an_answer_says_what_an_overlay_changed(folder: Path) -> None:
    overlay(folder, "parameters: {fuss: 0.25}\n")
    laid = blinkfirst("run", "two.yaml", "--overlay", "over.yaml")
    assert laid.status == 0 and "with parameters.fuss=0.25 (hash" in " ".join(laid.out.split())
    assert laid.out == blinkfirst("run", "two.yaml", "--set", "parameters.fuss=0.25").out


def test_two_sweeps_and_studies_take_no_overlay(folder: Path) -> None:
    overlay(folder, "parameters: {fuss: 0.25}\n")
    swept = blinkfirst("sweep", "two.yaml", "parameters.fuss=0.1,0.2", "--out", "swept")
    assert swept.status == 0
    for command in (("compare", "swept", "swept"), ("sweep", "--out", "swept", "--resume")):
        done = blinkfirst(*command, "--overlay", "over.yaml")
        assert done.status == 2 and done.err.startswith("--overlay: "), done.err
