"""Scenarios and matrices from Python: by name, from a file, from text, from a dict, under new settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.library import shipped_files
from blinkfirst.scenario.loading import changed, load, load_matrix
from blinkfirst.scenario.nodes import plain

ON_KOREA = """
blinkfirst: 1
theatre: korea
title: A later spring
start: 2019-03-01
horizon: 12
lens: haggard-2022
"""


def written(name: str) -> dict[str, Any]:
    """What a shipped file holds, as bare values."""
    found: dict[str, Any] = yaml.safe_load(shipped_files()[name].read_text("utf-8"))
    return found


def test_text_and_dict_are_read_like_a_file() -> None:
    text, table = load(ON_KOREA), load(yaml.safe_load(ON_KOREA))
    assert (text.name, text.title, text.start) == ("text", "A later spring", date(2019, 3, 1))
    assert plain(text.composed) == plain(table.composed)
    assert table.name == "dict"


def test_a_dict_may_hold_dates_and_numbers_of_numpy() -> None:
    table = {**yaml.safe_load(ON_KOREA), "parameters": {}}
    assert isinstance(table["start"], date)
    assert load(table, {"actors.US.precision": np.float32(2)}).rules.actors[0].precision == 2.0
    assert load(table, {"actors.US.precision": np.int64(3)}).rules.actors[0].precision == 3.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": "soon"}, "dict: start: expected"),
        ({"actors": {"US": {"precision": "high"}}}, "dict: actors.US.precision: expected"),
        ({"worlds": {}}, "dict: worlds: unknown key"),
        ({"theatre": "kora"}, "dict: theatre: no theatre named 'kora'"),
        ({"extends": ["x"]}, "dict: extends: expected a name, got a list or a table"),
        ({"title": object()}, "dict: title: expected"),
    ],
)
def test_errors_of_a_dict_have_dotted_paths(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load({**yaml.safe_load(ON_KOREA), **change})
    assert any(line.startswith(said) for line in str(caught.value).splitlines()), str(caught.value)


def test_errors_of_a_text_have_lines() -> None:
    with pytest.raises(ScenarioError, match=r"text:5:8: start: expected"):
        load(ON_KOREA.replace("2019-03-01", "soon"))


def test_a_dict_without_end_is_refused() -> None:
    endless: dict[str, Any] = yaml.safe_load(ON_KOREA)
    endless["world"] = endless
    with pytest.raises(ScenarioError, match="dict: expected at most 40 levels of tables and lists"):
        load(endless)


def test_files_by_path_and_by_name(tmp_path: Path) -> None:
    file = tmp_path / "spring.yaml"
    file.write_text(ON_KOREA, "utf-8")
    assert load(file).title == load(str(file)).title == "A later spring"
    with pytest.raises(ScenarioError, match="did you mean: 2019-hanoi"):
        load("2019-hanio")


def test_a_matrix_too() -> None:
    matrix = load_matrix(written("textbook/chicken"))
    assert matrix.name == "dict"
    assert matrix.cells == load_matrix("textbook/chicken").cells
    with pytest.raises(ScenarioError, match="dict: kind: expected a matrix"):
        load_matrix(yaml.safe_load(ON_KOREA))


def test_errors_speak_of_arguments() -> None:
    scenario = load(ON_KOREA)
    with pytest.raises(ScenarioError, match=r"^settings: actors.USA.tempo: unknown name 'USA'"):
        changed(scenario, {"actors.USA.tempo": 1})
    with pytest.raises(ScenarioError, match=r"^lens: lens: unknown lens 'hagard'"):
        load(ON_KOREA, lens="hagard")
