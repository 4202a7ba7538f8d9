"""What the commands print and keep, in the shapes that docs/reference/results.md and export.md promise."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import yaml

from blinkfirst.scenario.library import shipped_folder, shipped_matrices, shipped_scenarios, shipped_theatres
from blinkfirst.scenario.nodes import plain
from blinkfirst.scenario.yaml_trees import read_file
from surface.command import blinkfirst
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, written

ACTORS = ["US", "CN"]
WITH_NOBODY = {"US", "CN", "nobody"}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """The two houses in a file."""
    return written(tmp_path, "two.yaml", TWO_HOUSES)


def printed(*arguments: object) -> Any:
    """What a command prints as JSON."""
    done = blinkfirst(*arguments)
    assert done.status == 0, done.err
    return json.loads(done.out)


def rows(text: str) -> list[dict[str, str]]:
    """A CSV table."""
    return list(csv.DictReader(io.StringIO(text)))


def test_list() -> None:
    found = printed("list", "--json")
    assert found["theatres"] == list(shipped_theatres())
    assert [row["name"] for row in found["scenarios"]] == list(shipped_scenarios())
    assert all(set(row) == {"name", "title", "start", "lens"} for row in found["scenarios"])
    assert [row["name"] for row in found["matrices"]] == list(shipped_matrices())
    assert found["matrices"][0]["players"] == {
        "Row": ["swerve", "straight"], "Column": ["swerve", "straight"]
    }  # fmt: skip
    page = blinkfirst("list").out
    assert all(name in page for name in (*shipped_scenarios(), *shipped_matrices()))


def schema_errors(schema: Any, value: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("path", sorted(shipped_folder().rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_accepts_every_shipped_file(path: Path) -> None:
    assert schema_errors(printed("schema"), plain(read_file(path))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Two houses", "titel: Two houses"),
        ("tempo: 1\n", "tmepo: 1\n"),
        ("precision: 2", "precision: [2]"),
        ("year: 2018", "year: old"),
        ("expect: likely", "expect: often"),
        ("blink: soft", "blink: sfot"),
        ("source: {art: 1}, ask: US blinks, expect", "source: {art: -1}, ask: US blinks, expect"),
        ("blinkfirst: 1\n", ""),
        ("blinkfirst: 1", "blinkfirst: 4"),
    ],
)  # fmt: skip
def test_the_schema_rejects(old: str, new: str, tmp_path: Path) -> None:
    schema = printed("schema")
    good = plain(read_file(written(tmp_path, "good.yaml", TWO_HOUSES)))
    assert schema_errors(schema, good) == []
    bad = plain(read_file(written(tmp_path, "bad.yaml", edited(old, new))))
    assert schema_errors(schema, bad) != []


def test_arguments(two: Path) -> None:
    found = printed("arguments", two, "--json")
    assert list(found) == ["loss", "fear", "many"]
    assert all(
        set(a) == {"claim", "source", "assumption", "strength", "acts_in", "terms"} for a in found.values()
    )
    keys = {"name", "for", "kind", "condition", "worth", "low", "weight", "high"}
    assert all(set(term) == keys for a in found.values() for term in a["terms"])
    assert found["loss"]["source"] == {"art": [1]} and found["fear"]["source"] == {"brt": [2, 3]}
    assert found["loss"]["acts_in"] == ["payoff of US, CN", "parameters.hawk-noise"]
    assert [term["name"] for term in found["many"]["terms"]] == ["a", "b"]
    worth = printed("arguments", two, "--json", "--values")
    payoffs = printed("run", two, "--json")["payoffs"]
    for actor in ACTORS:
        total = sum(a["value"].get(actor, 0.0) for a in worth.values())
        assert total == pytest.approx(payoffs[actor]["value"], abs=1e-9)


def test_run(two: Path) -> None:
    found = printed("run", two, "--json")
    first = [
        "first_blink", "first_soft_blink", "first_hard_blink", "first_blink_at_coin_toss",
        "first_blink_at_double_precision",
    ]  # fmt: skip
    rest = {
        "scenario", "title", "lens", "start", "end", "ticks", "tick_months", "reachable_states", "positions",
        "condition", "first_blink_by_move", "hazard", "questions", "claims", "telling", "move_counts",
        "initiatives", "payoffs", "world", "provenance", "summary", "summary_facts", "survives",
        "first_blink_by_lens",
    }  # fmt: skip
    assert set(found) == {*first, *rest}
    for name in first:
        assert set(found[name]) == WITH_NOBODY
        assert sum(found[name].values()) == pytest.approx(1, abs=1e-12)
    assert (found["start"], found["end"], found["ticks"]) == ("2020-01-01", "2020-07-01", 24)
    assert found["lens"] == {"old": 0.5, "new": 0.5}
    by_move = sum(row["probability"] for row in found["first_blink_by_move"])
    assert by_move == pytest.approx(1 - found["first_blink"]["nobody"], abs=1e-12)
    assert [q["unit"] for q in found["questions"]] == ["probability", "probability", "times", "probability"]
    assert found["questions"][3]["answer"] == pytest.approx(found["first_blink"]["nobody"], abs=1e-12)
    assert [v["role"] for c in found["claims"] for v in c["verdicts"]] == ["author", "rival"] * 2
    for choice in found["telling"]:
        assert sum(reason["utils"] for reason in choice["reasons"]) == pytest.approx(
            choice["difference"], abs=1e-9
        )
    for actor in ACTORS:
        payoff = found["payoffs"][actor]
        assert sum(payoff["by_argument"].values()) == pytest.approx(payoff["value"], abs=1e-9)
        counts = sum(found["move_counts"][actor].values())
        assert counts == pytest.approx(found["initiatives"][actor], abs=1e-9)
    months = found["world"].pop("months")
    assert months[0] == 0 and months[-1] == 6
    for levels in found["world"].values():
        np.testing.assert_allclose(np.sum(list(levels.values()), axis=0), 1, atol=1e-12)


def test_run_with_agents(two: Path) -> None:
    found = printed("run", two, "--json", "--runs", 50, "--seed", 3, "--mind", "CN=stubborn")["runs"]
    assert set(found) == {"runs", "seed", "minds", "first_blink", "questions", "story", "stories"}
    assert (found["runs"], found["seed"], found["minds"]) == (50, 3, {"US": "strategic", "CN": "stubborn"})
    assert set(found["first_blink"]) == WITH_NOBODY
    assert found["first_blink"]["CN"]["value"] == 0
    assert all(set(e) == {"value", "low", "high"} for e in found["first_blink"].values())


def test_explain(two: Path) -> None:
    found = printed("explain", two, "--json", "--on", "2020-02-01", "--where", "heat == high")
    assert [choice["actor"] for choice in found] == ACTORS
    for choice in found:
        keys = {"actor", "day", "world", "state_probability", "states_alike", "moves", "provenance"}
        assert set(choice) == keys
        assert choice["states_alike"] >= 1
        assert choice["world"]["heat"] == "high"
        assert sum(move["probability"] for move in choice["moves"]) == pytest.approx(1, abs=1e-12)
        for move in choice["moves"]:
            assert sum(move["by_argument"].values()) == pytest.approx(move["value"], abs=1e-9)
    (one,) = printed("explain", two, "--json", "--actor", "CN")
    assert one["actor"] == "CN" and one["day"] == "2020-01-01" and one["state_probability"] == 1


def test_show_is_plain_yaml(two: Path) -> None:
    shown = blinkfirst("show", two, "--set", "parameters.fuss=0.25", "--lens", "new")
    assert shown.status == 0
    document = yaml.safe_load(shown.out)
    assert document["parameters"]["fuss"] == {"value": 0.25}
    assert document["lens"] == "new" and document["start"] == "2020-01-01"


def test_a_sweep_equals_its_runs(two: Path) -> None:
    axes = ("world.heat=low,high", "actors.US.precision=range(1,3)", "lens=old,new")
    done = blinkfirst("sweep", two, *axes, "--csv")
    assert done.status == 0, done.err
    table = rows(done.out)
    paths = ["world.heat", "actors.US.precision", "lens"]
    assert list(table[0]) == ["case_id", *paths, "actor", "first_blink", "first_soft", "first_hard", "value"]
    assert len(table) == 8 * 3
    assert [row["case_id"] for row in table[::3]] == [str(case) for case in range(8)]
    assert [row["lens"] for row in table[:6]] == ["old"] * 3 + ["new"] * 3, "the last axis varies fastest"
    for row in table:
        words = [word for path in paths for word in ("--set", f"{path}={row[path]}")]
        found = printed("run", two, "--json", *words)
        for column, name in (
            ("first_blink", "first_blink"),
            ("first_soft", "first_soft_blink"),
            ("first_hard", "first_hard_blink"),
        ):  # fmt: skip
            assert float(row[column]) == pytest.approx(found[name][row["actor"]], abs=1e-12)
        if row["actor"] == "nobody":
            assert row["value"] == ""
        else:
            assert float(row["value"]) == pytest.approx(found["payoffs"][row["actor"]]["value"], abs=1e-9)


def test_a_larger_sweep_leaves_earlier_rows_as_they_were(two: Path) -> None:
    small = blinkfirst("sweep", two, "actors.US.precision=1,2", "--csv").out
    large = blinkfirst("sweep", two, "actors.US.precision=1,2,0", "--csv").out
    assert large.startswith(small)


def test_a_dry_run_runs_nothing(two: Path) -> None:
    done = blinkfirst("sweep", two, "actors.US.tempo=range(0,1,0.1)", "--dry-run")
    assert done.status == 0 and done.err == ""
    lines = done.out.splitlines()
    assert lines[0] == "10 cases of two, in 1 part"
    assert lines[-4:] == ["the first cases:", *(f"  case {k}: actors.US.tempo={k / 10:g}" for k in range(3))]


def test_the_folder_of_a_run_explains_itself(two: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "kept"
    assert blinkfirst("run", two, "--runs", 5, "--out", out).status == 0
    manifest = json.loads((out / "manifest.json").read_text())
    tables = {f"{table['name']}.csv" for table in manifest["tables"]}
    assert {path.name for path in out.iterdir()} == {
        *tables, "scenario.yaml", "manifest.json", "made.json", "story.txt"
    }  # fmt: skip
    assert tables == {
        "agent_questions.csv", "agents.csv", "claims.csv", "condition.csv", "first_blinkers.csv",
        "first_blinks.csv", "hazards.csv", "moves.csv", "payoff_terms.csv", "payoffs.csv", "questions.csv",
        "world.csv",
    }  # fmt: skip
    kept = (out / "scenario.yaml").read_bytes()
    assert manifest["scenario_sha256"] == hashlib.sha256(kept).hexdigest()
    assert {"format", "scenario", "lens", "versions", "method", "seed", "runs", "minds"} <= set(manifest)
    assert (manifest["command"], manifest["format"]) == ("run", 2)
    for form in manifest["tables"]:
        table = rows((out / f"{form['name']}.csv").read_text())
        assert not table or list(table[0]) == [column["name"] for column in form["columns"]]
    again, first = (printed("run", path, "--json") for path in (out / "scenario.yaml", two))
    assert {**again, "scenario": ""} == {**first, "scenario": ""}
    total = sum(float(row["probability"]) for row in rows((out / "first_blinks.csv").read_text()))
    assert total == pytest.approx(1 - first["first_blink"]["nobody"], abs=1e-12)
    assert [path.name for path in out.parent.iterdir()] == ["kept"], "no scratch is left behind"


def test_folders_of_several_runs(two: Path, tmp_path: Path) -> None:
    other = written(tmp_path, "other.yaml", TWO_HOUSES)
    assert blinkfirst("run", two, other, "--json", "--out", tmp_path / "kept").status == 0
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"two", "other"}


def test_a_folder_that_cannot_be_made_leaves_nothing(
    two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("blinkfirst.study.store.answer_folder.write_file", fails)
    done = blinkfirst("run", two, "--json", "--out", tmp_path / "kept")
    assert done.status == 1
    assert done.err.endswith("kept: cannot be written: No space left on device; nothing was kept\n")
    assert [path.name for path in tmp_path.iterdir()] == ["two.yaml"]


def test_export(two: Path, tmp_path: Path) -> None:
    out = tmp_path / "two.npz"
    done = blinkfirst("export", two, "-o", out)
    assert done.status == 0 and done.out.startswith(f"{out}: 36 states, ")
    with np.load(out) as arrays:
        found = dict(arrays)
    states, edges, actors = 36, found["edge_state"].size, 2
    shapes = {
        "states": (states, 4), "tempo": (states, actors), "flow": (states, actors), "patience": (actors,),
        "precision": (actors,), "edge_lump": (edges, actors), "edge_blink": (edges,), "levels": (4, 4),
    }  # fmt: skip
    assert {name: found[name].shape for name in shapes} == shapes
    assert found["actors"].tolist() == ACTORS and found["precision"][1] == np.inf
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["two.npz", "two.yaml"]


def test_export_with_events(tmp_path: Path) -> None:
    path = written(tmp_path, "two.yaml", edited("questions:", EVENTS))
    assert blinkfirst("export", path, "-o", tmp_path / "two.npz").status == 0
    with np.load(tmp_path / "two.npz") as arrays:
        found = dict(arrays)
    assert found["plans"].tolist() == [[0, 0, 1], [0, 4, 1], [0, 8, 0], [0, 18, 0], [1, 8, 1], [1, 18, 1]]
    assert found["plan_first_tick"].tolist() == [0, 8]
    assert found["events"].tolist() == ["", "Thaw", "News", "Late", "Shock, News", "Late"]
    assert "carry_0" not in found
    for index, before in ((1, 0), (2, 1), (3, 2), (4, 1), (5, 4)):
        carry = found[f"carry_{index}"]
        assert carry.shape[0] == found[f"states_{before}"].shape[0]
        assert carry.max() < found[f"states_{index}"].shape[0]


def test_names_with_brackets_and_colons_stand_on_the_page_as_written(tmp_path: Path) -> None:
    """Console markup used to swallow them, or to end in a traceback."""
    text = edited("name: Hot", 'name: "hot [/b] :smile: [docket]"')
    text = edited("{says: S,", '{says: "said [sic] [/x]",', text)
    path = written(tmp_path, "two.yaml", text)
    done = blinkfirst("run", path, "--runs", 3)
    assert (done.status, done.err) == (0, "")
    page = " ".join(done.out.split())
    assert "hot [/b] :smile: [docket]" in page and "[sic]" in page


def test_pages_are_printed(two: Path) -> None:
    for words in (
        ("run", two),
        ("explain", two),
        ("arguments", two, "--values"),
        ("sweep", two, "lens=old,new"),
    ):
        done = blinkfirst(*words)
        assert done.status == 0 and len(done.out.splitlines()) > 5
