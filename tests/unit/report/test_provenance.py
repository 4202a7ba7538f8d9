"""What pages, objects and folders say that they were made from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blinkfirst.report.provenance import provenance_in, provenance_of
from blinkfirst.scenario.loading import changed, load, load_matrix
from blinkfirst.study.store import manifest
from blinkfirst.study.store.manifest import MADE, date_made, today
from surface.command import blinkfirst
from worlds.two_houses import TWO_HOUSES, written

CHANGED = ("--set", "actors.US.precision=4", "--set", "world.heat=high", "--lens", "new")
DAY = "2 January 2026"


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return written(tmp_path, "two.yaml", TWO_HOUSES)


def test_a_page_says_what_it_is_of(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    whole = load(str(two), {"actors.US.precision": 4, "world.heat": "high"}, "new")
    said = (
        f"Made from two, lens new, with actors.US.precision=4 and world.heat=high (hash {whole.sha256[:12]}) "
        f"by blinkfirst {manifest.version_of('blinkfirst')}, {DAY}."
    )
    for verb in ("run", "explain", "numbers", "arguments", "stability"):
        assert blinkfirst(verb, two, *CHANGED).out.splitlines()[-1] == said, verb
    plain = blinkfirst("run", two).out.splitlines()[-1]
    assert plain.startswith("Made from two, lens 50 % old + 50 % new, nothing changed (hash ")
    assert "Made by blinkfirst" in blinkfirst("attrition", "--prize", "1,1", "--cost", "1,1").out


def test_objects_and_folders_say_the_same(two: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    found = json.loads(blinkfirst("run", two, *CHANGED, "--json", "--out", kept).out)["provenance"]
    assert found["settings"] == {"actors.US.precision": 4, "world.heat": "high"}
    assert (found["lens"], found["date"]) == ({"new": 1.0}, "2026-01-02")
    (choice, *_) = json.loads(blinkfirst("explain", two, *CHANGED, "--json").out)
    assert choice["provenance"] == found
    assert json.loads(blinkfirst("results", kept, "--json").out)["provenance"] == found
    assert str(provenance_in(kept)).split("(hash")[0] == (
        "Made from two, lens new, with actors.US.precision=4 and world.heat=high "
    )
    again = json.loads(blinkfirst("run", kept / "scenario.yaml", "--json").out)["provenance"]
    assert again["composed_sha256"] == found["composed_sha256"], "the kept scenario is the one that was run"
    pair = json.loads(blinkfirst("compare", two, "--change", "actors.US.precision=4", "--json").out)
    assert pair["first"]["provenance"]["settings"] == {}
    assert pair["second"]["provenance"]["settings"] == {"actors.US.precision": 4}


def test_the_hash_is_that_of_what_is_composed(two: Path) -> None:
    scenario = load(str(two))
    assert changed(scenario, {}).sha256 == scenario.sha256
    assert changed(scenario, {"actors.US.precision": 4}).sha256 != scenario.sha256
    assert load(TWO_HOUSES).sha256 == scenario.sha256, "wherever it lies"
    chicken = load_matrix("textbook/chicken", {"parameters.crash": -20})
    assert provenance_of(chicken).settings == {"parameters.crash": -20}


def test_many_and_long_settings_are_cut() -> None:
    paths = [f"actors.{actor}.{key}" for actor in ("US", "CN") for key in ("tempo", "precision", "patience")]
    scenario = load(TWO_HOUSES, {"world.heat.start": "high", **dict.fromkeys(paths, 1)})
    said = str(provenance_of(scenario))
    assert "with world.heat.start=high, actors.US.tempo=1, " in said
    assert "actors.CN.precision=1 and 1 more (" in said
    long = load(TWO_HOUSES, {"actors.US.position": "x" * 60})
    assert f"with actors.US.position={'x' * 37}... (" in str(provenance_of(long))


def test_the_date_can_be_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for epoch, day in (("0", "1970-01-01"), ("1767312000", "2026-01-02")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        assert today() == day
    for odd in ("", "yesterday", "9" * 40):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", odd)
        assert today() > "2026-01-02"
    for text in ("", "[]", "{}", '{"date": 3}', '{"date": "soon"}'):
        (tmp_path / MADE).write_text(text)
        assert date_made(tmp_path) is None


def test_a_folder_without_a_date_says_none(two: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    assert blinkfirst("run", two, "--out", kept).status == 0
    before = blinkfirst("results", kept, "--fingerprint").out
    assert DAY in " ".join(blinkfirst("results", kept).out.split())
    (kept / MADE).unlink()
    assert DAY not in " ".join(blinkfirst("results", kept).out.split())
    assert blinkfirst("results", kept, "--fingerprint").out == before
