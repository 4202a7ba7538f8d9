"""The manifest of a sweep: both ways through JSON, and read strictly."""

from __future__ import annotations

import json
import math
import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from blinkfirst.errors import StoreError, StudyError
from blinkfirst.files import reading
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.yaml_trees import yaml_text
from blinkfirst.study.store.manifest import SweepManifest, check_values_fit, manifest_of_sweep, read_manifest
from worlds.invented_sweeps import LENS, TEMPO, Invented
from worlds.two_houses import TWO_HOUSES, written

MANIFEST = Invented(10, 4).manifest.enlarged({"factors": [0.1, 1e-300, "ü"]}, 7, 3)


def kept(folder: Path, found: Any) -> Path:
    """A manifest with a text, or with what somebody may have written by hand, without the seal."""
    path = folder / "manifest.json"
    if not isinstance(found, str):
        found = json.dumps({key: value for key, value in found.items() if key != "seal"})
    path.write_text(found, encoding="utf-8")
    return path


def test_both_ways_through_json(tmp_path: Path) -> None:
    text = MANIFEST.as_json()
    assert read_manifest(kept(tmp_path, text)) == MANIFEST
    assert read_manifest(kept(tmp_path, text)).as_json() == text


def test_rounds_follow_one_another() -> None:
    assert (MANIFEST.cases, MANIFEST.parts) == (17, 6)
    assert [list(MANIFEST.cases_of(part)) for part in range(6)] == [
        [0, 1, 2, 3], [4, 5, 6, 7], [8, 9], [10, 11, 12], [13, 14, 15], [16],
    ]  # fmt: skip
    every = [case for part in range(MANIFEST.parts) for case in MANIFEST.cases_of(part)]
    assert every == list(range(MANIFEST.cases)), "each case in one part"
    assert MANIFEST.rounds[0] == Invented(10, 4).manifest.rounds[0], "an earlier round stays as it is"
    with pytest.raises(StoreError, match="there is no part 6; the parts are 0 to 5"):
        MANIFEST.cases_of(6)


def test_the_manifest_of_a_scenario(tmp_path: Path) -> None:
    scenario = load(str(written(tmp_path, "two.yaml", TWO_HOUSES)))
    manifest = manifest_of_sweep(scenario, MANIFEST.paths, ["world", "first_blinkers"], seed=3, runs=5)
    assert (manifest.scenario, manifest.title, manifest.seed, manifest.runs) == ("two", "Two houses", 3, 5)
    assert list(manifest.schemas()) == ["cases", "first_blinkers", "world", "agents"]
    assert manifest.outcomes == ("first_blinkers", "world"), "in one order, so that the bytes are the same"
    assert [q.unit for q in manifest.questions] == ["probability", "probability", "times", "probability"]
    assert {"python", "numpy", "numba", "pyarrow", "blinkfirst"} <= set(manifest.versions)
    again = tmp_path / "again.yaml"
    again.write_text(yaml_text(scenario.composed), encoding="utf-8")
    other = manifest_of_sweep(load(str(again)), MANIFEST.paths, ["world"], seed=3, runs=5)
    assert other.scenario_sha256 == manifest.scenario_sha256, "the composed scenario has the hash of itself"


CHANGES: list[tuple[str, Any, str]] = [
    ("seed", None, ":1:1: seed: missing; expected a whole number >= 0"),
    ("seed", -1, ":17:11: seed: expected a whole number >= 0, got -1 (number)"),
    ("seed", True, ":17:11: seed: expected a whole number >= 0, got true (true or false)"),
    ("seed", 1.5, ":17:11: seed: expected a whole number >= 0, got 1.5 (number)"),
    ("title", 3, ":5:12: title: expected a title, got 3 (number)"),
    ("lens", ["old"], ":7:11: lens: expected a table of shares by lens, got the list ['old']"),
    ("lens", {"old": "all"}, ":8:13: lens.old: expected a number, got 'all' (text)"),
    ("outcomes", ["moves"], ": outcomes: unknown moves; expected some of: first_blinkers, "),
    ("outcomes", "world", ": outcomes: expected a list of tables, got 'world' (text)"),
    ("paths", [{"path": "a"}], ": paths.0.kind: missing; expected double or string"),
    ("paths", [{"path": "a", "kind": "int64"}], ": paths.0.kind: expected double or string, got 'int64' "),
    ("questions", [{"name": "a", "ask": "b", "unit": 1}], ": questions.0.unit: expected probability or "),
    ("versions", {"numpy": 2}, ": versions.numpy: expected text, got 2 (number)"),
    ("rounds", [{}], ": rounds.0.design: missing; expected a design, as a table"),
    ("seeds", 1, ": seeds: unknown key; expected one of: command, composed_sha256, format, "),
    ("format", None, "no folder of results: its manifest.json has no `format`"),
    ("format", 3, ": format: expected at most 2, got 3; the folder was written by a newer blinkfirst"),
    ("format", "1", ": format: expected a whole number >= 1, got '1'"),
]


@pytest.mark.parametrize(("key", "value", "message"), CHANGES)
def test_what_is_not_understood_is_refused_with_its_place(
    key: str, value: Any, message: str, tmp_path: Path
) -> None:
    found = json.loads(MANIFEST.as_json())
    if value is None:
        del found[key]
    else:
        found[key] = value
    path = kept(tmp_path, json.dumps(found, indent=2))
    with pytest.raises(StoreError) as caught:
        read_manifest(path)
    said = str(caught.value).splitlines()[0]
    if "its manifest" in message:
        assert said == f"{tmp_path}: {message}"
    else:
        where, place, rest = re.fullmatch(rf"({re.escape(str(path))})(:\d+:\d+)?(: .*)", said).groups()  # type: ignore[union-attr]
        assert where and (f"{place or ''}{rest}" if message[1].isdigit() else rest).startswith(message)
        assert place or key in ("format", "outcomes")
    assert ("did you mean: seed" in str(caught.value)) == (key == "seeds")


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    found = json.loads(MANIFEST.as_json())
    with pytest.raises(StoreError) as caught:
        read_manifest(kept(tmp_path, {**found, "seed": -1, "title": 3}))
    assert len(str(caught.value).splitlines()) == 2


def test_a_manifest_too_large_for_places_is_refused_all_the_same(tmp_path: Path) -> None:
    found = json.loads(MANIFEST.as_json())
    found["rounds"][0]["design"] = {"factors": list(range(200_000))}
    assert read_manifest(kept(tmp_path, found)).seed == 0, "a sound one may be as large as it likes"
    with pytest.raises(StoreError, match="expected at most"):
        read_manifest(kept(tmp_path, {**found, "seed": -1}))
    large = {**json.loads(MANIFEST.as_json()), "seed": 2**64 - 1}
    assert read_manifest(kept(tmp_path, large)).seed == 2**64 - 1
    with pytest.raises(StoreError, match="seed"):
        read_manifest(kept(tmp_path, {**large, "seed": 1e30}))


def test_the_first_format_is_read_as_it_is(tmp_path: Path) -> None:
    found = json.loads(MANIFEST.as_json())
    del found["command"]
    old = read_manifest(kept(tmp_path, {**found, "format": 1}))
    assert isinstance(old, SweepManifest)
    assert (old.rounds, old.paths, old.outcomes) == (MANIFEST.rounds, MANIFEST.paths, MANIFEST.outcomes)
    assert json.loads(old.as_json())["format"] == 2


def test_a_run_of_an_earlier_version_is_refused_with_its_name(tmp_path: Path) -> None:
    path = kept(tmp_path, {"blinkfirst": 1, "scenario": "two", "versions": {"blinkfirst": "0.1.0"}})
    with pytest.raises(StoreError) as caught:
        read_manifest(path)
    assert str(caught.value) == (
        f"{tmp_path}: was written by blinkfirst 0.1.0, in a layout that is read no more; use that one, read "
        f"the CSV tables as they are, or run {tmp_path / 'scenario.yaml'} again"
    )


@pytest.mark.parametrize("key", ["cases", "part_size", "first_case", "first_part", "design"])
def test_rounds_that_do_not_follow_are_refused(key: str, tmp_path: Path) -> None:
    found = json.loads(MANIFEST.as_json())
    found["rounds"][1][key] = 5
    if key in ("cases", "part_size"):
        found["rounds"].append(json.loads(MANIFEST.as_json())["rounds"][0])
    expected = r"json(:\d+:\d+)?: rounds\.[12](: expected first_case|\.design: expected)"
    with pytest.raises(StoreError, match=expected):
        read_manifest(kept(tmp_path, found))
    found["rounds"] = [{**found["rounds"][0], "part_size": 0}]
    with pytest.raises(StoreError, match=r"rounds\.0\.part_size: expected a whole number >= 1"):
        read_manifest(kept(tmp_path, found))


def test_what_was_changed_after_it_was_written_is_refused(tmp_path: Path) -> None:
    """Whatever the change is, but for the white space."""
    text = MANIFEST.as_json()
    assert read_manifest(kept(tmp_path, " ".join(text.split()))) == MANIFEST
    for old, new in (('"seed": 0', '"seed": 8'), ("Invented", "Infented"), ("0.1,", "0.3,"), ("old", "olt")):
        assert old in text
        with pytest.raises(StoreError, match=r"json: was changed after it was written: its seal is"):
            read_manifest(kept(tmp_path, text.replace(old, new, 1)))
    assert read_manifest(kept(tmp_path, json.loads(text))) == MANIFEST, "older ones have no seal"


def test_no_flipped_bit_goes_unnoticed(tmp_path: Path) -> None:
    raw = MANIFEST.as_json().encode()
    rng = np.random.default_rng(1)
    for at, bit in zip(rng.integers(len(raw), size=300), rng.integers(8, size=300), strict=True):
        changed = bytearray(raw)
        changed[at] ^= 1 << int(bit)
        (tmp_path / "manifest.json").write_bytes(changed)
        try:
            assert read_manifest(tmp_path / "manifest.json") == MANIFEST
        except StoreError as error:
            assert "manifest.json" in str(error)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("rounds", [{"design": {}, "first_case": 0, "cases": 2**63, "part_size": 1, "first_part": 0}],
         "rounds.0.cases: expected at most 9,223,372,036,854,775,807 in all"),
        ("rounds", [], "rounds: expected at least one"),
        ("seed", json.loads("[" * 900 + "]" * 900), "expected at most 40 levels of nesting, got more"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(key: str, value: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        read_manifest(kept(tmp_path, {**json.loads(MANIFEST.as_json()), key: value}))
    assert said in str(caught.value)


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"manifest\.json: no manifest of blinkfirst: its values are nested"):
        read_manifest(kept(tmp_path, "[" * 100_000))


@pytest.mark.parametrize("how", ["pipe", "device", "folder", "too long"])
def test_what_is_no_file_of_that_size_is_not_read(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "manifest.json"
    if how == "pipe":
        os.mkfifo(path)
    elif how == "device":
        path.symlink_to("/dev/zero")
    elif how == "folder":
        path.mkdir()
    else:
        kept(tmp_path, MANIFEST.as_json())
        monkeypatch.setattr(reading, "OWN_BYTES", 100)
    with pytest.raises(StoreError, match=r"json: cannot be read: (it is a pipe|Is a dir|expected at most)"):
        read_manifest(path)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"name": "../../secret", "row": "", "columns": []}, "tables.0.name: expected a name like no other"),
        ({"name": "a", "row": "", "columns": [{"name": "x", "kind": "int8", "unit": "", "meaning": ""}]},
         "tables.0: x: expected one of int64, double, string, bool, got 'int8'"),
    ],
)  # fmt: skip
def test_tables_that_cannot_be_files_of_the_folder(table: dict[str, Any], said: str, tmp_path: Path) -> None:
    answer = {**json.loads(MANIFEST.as_json()), "command": "run", "ticks": 3, "tick_months": 1}
    answer["tables"] = [table]
    with pytest.raises(StoreError, match=re.escape(said)):
        read_manifest(kept(tmp_path, answer))


@pytest.mark.parametrize("text", ["", "{", "[1", "\x00", MANIFEST.as_json()[:-20]])
def test_no_json(text: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"manifest\.json: not valid JSON: "):
        read_manifest(kept(tmp_path, text))


def test_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(StoreError) as caught:
            read_manifest(folder / "manifest.json")
        assert str(caught.value) == f"{folder}: no folder of results: there is no manifest.json in it"


def test_a_number_that_json_has_not_is_no_design() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        MANIFEST.model_copy(update={"rounds": ()}).enlarged({"factors": [math.inf]}, 1, 1).as_json()


def test_a_larger_design_must_fit_into_the_columns() -> None:
    check_values_fit(MANIFEST, {TEMPO: (0.5, 9), LENS: ("newer", 3)})
    with pytest.raises(StudyError, match=r"actors\.US\.tempo: 'exact' does not fit into this folder"):
        check_values_fit(MANIFEST, {TEMPO: (1, "exact"), LENS: ("old",)})
    with pytest.raises(StudyError, match=r"this folder sweeps over actors\.US\.tempo, lens, not over lens;"):
        check_values_fit(MANIFEST, {LENS: ("old",)})
