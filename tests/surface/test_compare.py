"""``blinkfirst compare`` as people use it: what it prints, keeps and refuses."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import csv
import io
import json
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from surface.command import blinkfirst
from worlds.kept_sweeps import kept_sweep
from worlds.two_houses import TWO_HOUSES, edited, scenario_from, written


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    written(tmp_path, "two.yaml", TWO_HOUSES)
    written(tmp_path, "other.yaml", edited("title: Two houses", "title: Others", edited("fuss: 0.5", "fuss: 0.2")))
    written(tmp_path, "wrong.yaml", edited("tempo: 1\n", "tempo: fast\n"))
    written(tmp_path, "late.yaml", edited("by 2020-03-01", "by 2020-04-01"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


REFUSED = [
    ("compare", ["Error: Missing argument 'FIRST'."]),
    ("compare two.yaml", ["expected a second scenario to compare with, or --lens twice, or --change PATH=VALUE"]),
    (
        "compare two.yaml --lens old",
        ["expected a second scenario to compare with, or --lens twice, or --change PATH=VALUE"],
    ),
    (
        "compare two.yaml --lens old --lens new --lens old",
        ["--lens: expected one for both, or one for each; got 3"],
    ),
    (
        "compare two.yaml --change parameters.fus=1",
        [
            "--change: parameters.fus: unknown name 'fus' in parameters; it has: fuss, hawk-noise",
            "    did you mean: fuss",
            "1 problem in --change; nothing was run",
        ],
    ),
    (
        "compare two.yaml --change fuss",
        ["--change: expected PATH=VALUE, got 'fuss'", "1 problem in --change; nothing was run"],
    ),
    (
        "compare two.yaml --change parameters.fuss=1 --change parameters.fuss=2",
        ["--change: parameters.fuss: appears twice; one --change per path", "1 problem in --change; nothing was run"],
    ),
    (
        "compare two.yaml wrong.yaml",
        [
            "wrong.yaml:24:12: actors.US.tempo: unknown name 'fast'; this theatre's variables are: docket, flag, heat, yielded; its parameters: fuss, hawk-noise",
            "1 problem in wrong.yaml; nothing was run",
        ],
    ),
    (
        "compare missing wrong.yaml --lens old --lens nwe",
        [
            "missing: no such file, and no shipped scenario of that name; `blinkfirst list` shows them",
            "--lens: lens: unknown lens 'nwe'; this theatre has: new, old",
            "    did you mean: new",
            "wrong.yaml:24:12: actors.US.tempo: unknown name 'fast'; this theatre's variables are: docket, flag, heat, yielded; its parameters: fuss, hawk-noise",
            "3 problems in --lens, missing, wrong.yaml; nothing was run",
        ],
    ),
    ("compare two.yaml other.yaml --json --csv", ["--json, --csv: expected one of them, got both"]),
    (
        "compare two.yaml other.yaml --outcome 'US blink first'",
        [
            "--outcome: unknown outcome 'US blink first'; expected one of: US blinks first; CN blinks first; nobody blinks; US blinks before CN blinks; Hot; count US presses; month of the first blink; value of US; value of CN; US blinks soft first; CN blinks soft first; nobody blinks soft; US blinks hard first; CN blinks hard first; nobody blinks hard",
            "    did you mean: US blinks first",
        ],
    ),
    (
        "compare two.yaml late.yaml --outcome hot",
        [
            "--outcome: the two ask 'hot' in different words, so its difference is not one of assumptions alone: 'heat == top by 2020-03-01' and 'heat == top by 2020-04-01'"
        ],
    ),
    ("compare two.yaml other.yaml --out two.yaml", ["two.yaml: expected a folder to write to, got a file"]),
    ("compare two.yaml other.yaml --top 0", ["Error: Invalid value for '--top': 0 is not in the range x>=1."]),
    ("compare swept", ["swept: the folder of a sweep can be compared with that of another one only"]),
    ("compare two.yaml swept", ["swept: the folder of a sweep can be compared with that of another one only"]),
    (
        "compare swept swept --lens old",
        ["--lens: two sweeps are compared as they are; the option is for scenarios"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("command", "expected"), REFUSED, ids=[command for command, _ in REFUSED])
def test_bad_input(command: str, expected: list[str], folder: Path) -> None:
    if "swept" in command:
        kept_sweep(folder / "swept", scenario_from(), ["parameters.fuss=0.1,0.2"], outcomes=["questions"])
    before = sorted(path.name for path in folder.iterdir())
    done = blinkfirst(*shlex.split(command)[0:])
    complaints = [line for line in done.err.splitlines() if not line.startswith(("Usage:", "Try ")) and line]
    assert complaints == expected
    assert (done.status, done.out) == (2, "")
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_scenario_and_a_changed_copy(folder: Path) -> None:
    done = blinkfirst("compare", "two.yaml", "other.yaml", "--lens", "old", "--outcome", "HOT")
    assert (done.status, done.err) == (0, "")
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert [line for line in lines if line][:4] == [
        "Compared: two and other",
        "first   Two houses (two, lens old)",
        "second  Others (other, lens old)",
        "1 value differs that outcomes can depend on.",
    ]
    assert "Also different, but no outcome depends on it: title" in lines
    start = next(k for k, line in enumerate(lines) if line.startswith("What explains it? Hot: "))
    assert lines[start + 2].endswith("parameters.fuss: 0.5 -> 0.2")
    assert lines[start + 3].endswith("the whole difference")
    assert lines[start + 2].split()[:3] == lines[start + 3].split()[:3]
    told = object_of("two.yaml", "other.yaml", "--lens", "old")
    hot = next(o for o in told["outcomes"] if o["outcome"] == "Hot")
    assert float(lines[start + 2].split()[0]) == pytest.approx(100 * hot["difference"], abs=0.006)
    assert lines[start] == f"What explains it? Hot: {100 * hot['first']:.2f} % to {100 * hot['second']:.2f} %. Effects in percentage points"


def test_nothing_differs(folder: Path) -> None:
    for words in (["two.yaml", "two.yaml"], ["two.yaml", "--change", "parameters.fuss=0.5"]):
        done = blinkfirst("compare", *words)
        assert (done.status, done.err) == (0, "")
        assert "Nothing differs that an outcome could depend on." in done.out.splitlines()
        assert "Made from two, lens 50 % old + 50 % new, nothing changed" in " ".join(done.out.split())


def object_of(*words: str) -> dict[str, Any]:
    done = blinkfirst("compare", *words, "--json")
    assert (done.status, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_two_lenses_are_the_same_as_a_changed_lens(folder: Path) -> None:
    lenses = object_of("two.yaml", "--lens", "old", "--lens", "new")
    change = object_of("two.yaml", "--set", "lens=old", "--change", "lens=new")
    assert lenses == change
    assert [c["change"] for c in lenses["changes"]] != []
    assert lenses["first"]["lens"] == {"old": 1.0} and lenses["second"]["lens"] == {"new": 1.0}


def test_what_is_set_holds_for_both_and_what_is_changed_for_the_second(folder: Path) -> None:
    found = object_of("two.yaml", "--set", "parameters.fuss=0.1", "--lens", "new", "--change", "horizon=5")
    assert [c["change"] for c in found["changes"]] == ["horizon"]
    assert found["first"]["lens"] == found["second"]["lens"] == {"new": 1.0}


def test_what_is_explained_is_what_run_shows(folder: Path) -> None:
    found = object_of("two.yaml", "other.yaml")
    for side, name in (("first", "two.yaml"), ("second", "other.yaml")):
        shown = json.loads(blinkfirst("run", name, "--json").out)
        told = {o["who"]: o[side] for o in found["outcomes"] if o["kind"] == "first blink"}
        assert told == pytest.approx(shown["first_blink"], abs=1e-12)
        values = {o["who"]: o[side] for o in found["outcomes"] if o["kind"] == "value"}
        assert values == pytest.approx({a: p["value"] for a, p in shown["payoffs"].items()}, abs=1e-12)
        answers = {o["who"]: o[side] for o in found["outcomes"] if o["kind"] == "question"}
        assert answers == pytest.approx({q["name"]: q["answer"] for q in shown["questions"]}, abs=1e-12)


def test_csv_has_every_change_and_outcome(folder: Path) -> None:
    found = object_of("two.yaml", "--lens", "old", "--lens", "new")
    done = blinkfirst("compare", "two.yaml", "--lens", "old", "--lens", "new", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert len(rows) == len(found["changes"]) * len(found["outcomes"]) > 0
    by_place = {(r["change"], r["outcome"], r["kind"]): r for r in rows}
    for change in found["changes"]:
        for effect in change["effects"]:
            row = by_place[change["change"], effect["outcome"], effect["kind"]]
            assert float(row["made_first"]) == effect["made_first"]


def test_what_is_kept_explains_itself(folder: Path) -> None:
    done = blinkfirst("compare", "two.yaml", "other.yaml", "--out", "kept")
    assert done.status == 0
    names = {path.name for path in (folder / "kept").iterdir()}
    tables = {"differences.csv", "outcomes.csv", "first_blinkers.csv", "effects.csv"}
    assert names == {"scenario.yaml", "second.yaml", "manifest.json", "made.json", *tables}
    manifest = json.loads((folder / "kept" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["scenario"], manifest["second"]["scenario"]) == ("two", "other")
    assert {f"{table['name']}.csv" for table in manifest["tables"]} == tables
    assert yaml.safe_load((folder / "kept" / "second.yaml").read_text(encoding="utf-8"))["title"] == "Others"
    again = blinkfirst("compare", "kept/scenario.yaml", "kept/second.yaml", "--csv")
    effects = (folder / "kept" / "effects.csv").read_text(encoding="utf-8")
    assert again.out == effects


def test_folders_of_runs_stand_for_their_scenarios(folder: Path) -> None:
    for name in ("two", "other"):
        assert blinkfirst("run", f"{name}.yaml", "--out", f"run-{name}").status == 0
    found, plain = object_of("run-two", "run-other"), object_of("two.yaml", "other.yaml")
    assert found["outcomes"] == plain["outcomes"] and found["changes"] == plain["changes"]


def test_two_sweeps(folder: Path) -> None:
    axes = ["parameters.fuss=0.1,0.2,0.4"]
    kept_sweep(folder / "a", scenario_from(), axes, outcomes=["first_blinkers", "questions"])
    kept_sweep(folder / "b", scenario_from(edited("start: mid", "start: high")), [*axes, "horizon=6,7"])
    done = blinkfirst("compare", "a", "b", "--out", "kept")
    assert (done.status, done.err) == (0, "")
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert [line for line in lines if line][:5] == [
        "Compared: sweeps of two and two",
        "first   Two houses (a: two, lens 50 % old + 50 % new; 3 cases)",
        "second  Two houses (b: two, lens 50 % old + 50 % new; 6 cases)",
        "Compared: 3 pairs of cases with the same settings; 0 of the first and 3 of the second have no",
        "counterpart.",
    ]
    assert "  world.heat: mid -> high" in lines
    assert {p.name for p in (folder / "kept").iterdir()} >= {"differences.csv", "spreads.csv", "second.yaml"}
    found = json.loads(blinkfirst("compare", "a", "b", "--json").out)
    rows = list(csv.DictReader(io.StringIO(blinkfirst("compare", "a", "b", "--csv").out)))
    assert found["pairs"] == 3 and len(rows) == 3 * len(found["outcomes"])
    assert {row["parameters.fuss"] for row in rows} == {"0.1", "0.2", "0.4"}


def test_two_sweeps_with_no_case_in_common(folder: Path) -> None:
    kept_sweep(folder / "a", scenario_from(), ["parameters.fuss=0.1"])
    kept_sweep(folder / "b", scenario_from(), ["parameters.fuss=0.2"])
    done = blinkfirst("compare", "a", "b")
    assert (done.status, done.err) == (0, "")
    assert "No case of the one has the settings of a case of the other." in done.out
    assert json.loads(blinkfirst("compare", "a", "b", "--json").out)["outcomes"] == []
