"""`blinkfirst schema --study` accepts what reading accepts, and refuses what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.nodes import plain
from blinkfirst.scenario.yaml_trees import read_file
from blinkfirst.study.design.study_file import studies_of
from surface.command import blinkfirst

SHIPPED = sorted(Path(__file__).parents[2].glob("experiments/*.yaml"))
GOOD: dict[str, Any] = {
    "blinkfirst": 1,
    "studies": {
        "one": {
            "question": "How much?",
            "scenario": "2019-hanoi",
            "lens": {"garrie-2018": 0.5, "haggard-2022": 0.5},
            "set": {"actors.US.precision": 3},
            "design": {"actors.China.precision": [1, 2]},
            "sample": {"method": "lhs", "n": 4},
            "over": ["weights"],
            "outcomes": ["questions"],
            "questions": [{"name": "US", "ask": "US blinks"}],
            "runs": 10,
            "seed": 3,
        }
    },
}


@pytest.fixture(scope="module")
def schema() -> Any:
    done = blinkfirst("schema", "--study")
    assert done.status == 0, done.err
    found = json.loads(done.out)
    jsonschema.Draft202012Validator.check_schema(found)
    return found


def errors(schema: Any, value: Any) -> list[str]:
    return [error.message[:200] for error in jsonschema.Draft202012Validator(schema).iter_errors(value)]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_studies_pass(schema: Any, path: Path) -> None:
    assert errors(schema, plain(read_file(path))) == []


CHANGES: dict[str, dict[str, Any]] = {
    "an unknown key": {"scenarios": "2019-hanoi"},
    "no question": {"question": None},
    "no method of sampling": {"sample": {"method": "sobal", "n": 4}},
    "a sample without a size": {"sample": {"method": "lhs"}},
    "an unknown table": {"outcomes": ["question"]},
    "a negative number of runs": {"runs": -1},
    "a seed that is no whole number": {"seed": 0.5},
    "a number for a design": {"design": 3},
    "a question without its text": {"questions": [{"name": "US"}]},
    "a lens of numbers": {"lens": [0.5, 0.5]},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_refused_by_the_schema_and_on_reading(schema: Any, change: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "studies.yaml"
    file.write_text(yaml.safe_dump(GOOD), encoding="utf-8")
    assert errors(schema, GOOD) == [] and studies_of(file)
    bad = {**GOOD, "studies": {"one": {**GOOD["studies"]["one"], **change}}}
    bad["studies"]["one"] = {key: value for key, value in bad["studies"]["one"].items() if value is not None}
    file.write_text(yaml.safe_dump(bad), encoding="utf-8")
    assert errors(schema, bad) != []
    with pytest.raises(ScenarioError):
        studies_of(file)


def test_a_file_without_studies_is_refused(schema: Any) -> None:
    assert errors(schema, {"blinkfirst": 1}) and errors(schema, {"blinkfirst": 1, "studies": {}})
