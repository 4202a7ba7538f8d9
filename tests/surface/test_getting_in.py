"""First steps: a file to begin with, copies of shipped ones, what lies in a folder, pages to read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from blinkfirst.cli import cli
from blinkfirst.questions.library.answer import SCHEMA_ID
from blinkfirst.scenario.composing import compose
from blinkfirst.scenario.library import (
    EDITOR_LINE,
    SCHEMA_FILE,
    shipped_files,
    shipped_folder,
    shipped_theatres,
)
from blinkfirst.scenario.loading import load, load_matrix
from blinkfirst.scenario.nodes import plain
from surface.command import blinkfirst

STARTERS = [("mine.yaml",), ("--theatre", "korea", "mine.yaml")]
LINE = 100  # characters of a line of a starter


@pytest.mark.parametrize("arguments", STARTERS, ids=" ".join)
def test_a_starter_passes_the_strict_check_and_runs(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = blinkfirst("new", *arguments)
    assert (done.status, done.err) == (0, "")
    assert "next: blinkfirst check mine.yaml, then blinkfirst run mine.yaml" in done.out
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert text.startswith(f"{EDITOR_LINE}{SCHEMA_FILE}\n") and "blinkfirst run mine.yaml" in text
    assert max(map(len, text.splitlines())) <= LINE and "FILE" not in text
    checked = blinkfirst("check", "--strict", "mine.yaml")
    assert checked.status == 0 and "warning" not in checked.err
    done = blinkfirst("run", "mine.yaml", "--json")
    assert done.status == 0 and json.loads(done.out)["title"] in text


def test_a_starter_on_a_theatre_names_what_can_be_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert blinkfirst("new", "mine", "--theatre", "korea").status == 0
    text = Path("mine.yaml").read_text(encoding="utf-8")
    theatre = load("mine.yaml")
    unfolded = " ".join(re.sub(r"\n *#", "", text).split())
    for variable in theatre.rules.variables:
        assert f"\n  {variable.name}: {variable.start}" in text
        assert ", ".join(variable.levels) in unfolded
    assert all(f"{lens}: {title}" in unfolded for lens, title in theatre.lenses.items())
    assert all(f"{actor.name}: {actor.hold}" in text for actor in theatre.rules.actors)


def test_a_theatre_of_ones_own_is_found_beside_the_file(tmp_path: Path) -> None:
    assert blinkfirst("copy", "korea", tmp_path / "peninsula.yaml").status == 0
    done = blinkfirst("new", tmp_path / "mine.yaml", "--theatre", "peninsula")
    assert done.status == 0, done.err
    assert blinkfirst("check", "--strict", tmp_path / "mine.yaml").status == 0
    done = blinkfirst("new", tmp_path / "other.yaml", "--theatre", "penisula")
    assert done.status == 2 and "did you mean: peninsula" in done.err
    done = blinkfirst("new", tmp_path / "peninsula.yaml", "--theatre", "peninsula", "--force")
    assert done.status == 2 and "would hide the theatre peninsula" in done.err


@pytest.mark.parametrize("command", [["new"], ["copy", "2019-hanoi"]], ids=" ".join)
def test_what_is_there_is_replaced_with_force_only(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("mine\n")
    done = blinkfirst(*command, path)
    assert done.status == 2 and "is there already" in done.err and path.read_text() == "mine\n"
    assert blinkfirst(*command, path, "--force").status == 0
    assert path.read_text() != "mine\n"
    done = blinkfirst(*command, tmp_path / "a.txt")
    assert done.status == 2 and "expected a file that ends in .yaml or .yml" in done.err
    done = blinkfirst(*command, tmp_path / "none" / "a.yaml")
    assert done.status == 2 and "there is no folder" in done.err


def test_the_schema_beside_is_written_once_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    schema = tmp_path / SCHEMA_FILE
    schema.write_text("mine")
    assert SCHEMA_FILE not in blinkfirst("new", tmp_path / "a.yaml").out
    assert schema.read_text() == "mine"
    schema.unlink()
    assert SCHEMA_FILE in blinkfirst("new", tmp_path / "b.yaml").out
    of_a_later_version = schema.read_text().replace("version 1", "version 0")
    schema.write_text(of_a_later_version)
    assert SCHEMA_FILE not in blinkfirst("new", tmp_path / "c.yaml").out
    assert schema.read_text() == (shipped_folder() / SCHEMA_FILE).read_text()


@pytest.mark.parametrize("name", [*shipped_files(), *shipped_theatres()])
def test_a_copy_is_the_file_with_its_comments_and_means_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = blinkfirst("copy", name)
    assert done.status == 0, done.err
    copy = tmp_path / f"{name.rpartition('/')[2]}.yaml"
    original = {**shipped_files(), **shipped_theatres()}[name]
    first, *rest = copy.read_text(encoding="utf-8").splitlines()
    assert first == f"{EDITOR_LINE}{SCHEMA_FILE}"
    assert rest == original.read_text(encoding="utf-8").splitlines()[1:]
    if blinkfirst("list", copy.name, "--json").out.count('"kind": "matrix"'):
        assert plain(load_matrix(copy).composed) == plain(load_matrix(original).composed)
    else:
        assert plain(compose(copy)) == plain(compose(original))


def test_a_copy_may_have_another_name_but_not_of_what_it_extends(tmp_path: Path) -> None:
    assert blinkfirst("copy", "2018-report-hold-mixed", tmp_path / "mixed.yaml").status == 0
    assert load(tmp_path / "mixed.yaml").title
    done = blinkfirst("copy", "2018-report-hold-mixed", tmp_path / "2018-report-hold.yaml")
    assert done.status == 2 and "extends 2018-report-hold, which" in done.err
    done = blinkfirst("copy", "2019-hanio")
    assert done.status == 2 and done.err.endswith("did you mean: 2019-hanoi\n")


@pytest.mark.parametrize("path", sorted(shipped_folder().rglob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_file_names_the_schema(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith(EDITOR_LINE)
    assert (path.parent / first.removeprefix(EDITOR_LINE)).resolve() == shipped_folder() / SCHEMA_FILE


def test_the_shipped_schema_is_that_of_the_command() -> None:
    printed = blinkfirst("schema").out
    assert json.loads(printed)["$id"] == SCHEMA_ID
    shipped = shipped_folder() / SCHEMA_FILE
    assert shipped.read_text(encoding="utf-8") == printed, f"blinkfirst schema > {shipped}"


def test_list_shows_what_lies_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "in this folder" not in blinkfirst("list").out
    assert blinkfirst("new", "mine.yaml").status == 0
    assert blinkfirst("copy", "textbook/chicken").status == 0
    assert blinkfirst("copy", "korea").status == 0
    (tmp_path / "other.yaml").write_text("a: 1\n")
    (tmp_path / "notes.txt").write_text("blinkfirst: 1\n")
    (tmp_path / "broken.yaml").write_text("blinkfirst: 1\ntitle: [\n")
    (tmp_path / "odd.yaml").write_text("blinkfirst: 1\nworld: [1]\nactors: {A: 3}\nlenses: {x: 1}\n")
    (tmp_path / "headless.yaml").write_text("blinkfirst: 1\nstart: tomorrow\n")
    (tmp_path / "studies.yaml").write_text("blinkfirst: 1\nstudies: {}\n")
    here = blinkfirst("list").out.split("in this folder:\n")[1].splitlines()
    named = {line.split()[0]: line for line in here[: here.index("")]}
    assert list(named) == [
        "broken.yaml", "chicken.yaml", "headless.yaml", "korea.yaml", "mine.yaml", "odd.yaml", "studies.yaml"
    ]  # fmt: skip
    assert "2025-03-01  The fishing grounds  [no lens]" in named["mine.yaml"]
    assert "[2 x 2 strategies]" in named["chicken.yaml"]
    for bad in ("broken.yaml", "headless.yaml"):
        assert f"does not load: blinkfirst check {bad}" in named[bad]
    rows = json.loads(blinkfirst("list", "--json").out)["here"]
    assert {row["name"]: row["kind"] for row in rows}["korea.yaml"] == "theatre"


def test_list_of_a_folder_a_file_and_a_name(tmp_path: Path) -> None:
    assert blinkfirst("new", tmp_path / "mine.yaml").status == 0
    done = blinkfirst("list", tmp_path, "2019-hanoi", "korea")
    assert [line.split()[0] for line in done.out.splitlines()] == [
        str(tmp_path / "mine.yaml"), "2019-hanoi", "korea"
    ]  # fmt: skip
    assert blinkfirst("list", "2019-hanio").status == 2


def test_the_long_list_shows_lenses_levels_and_moves() -> None:
    page = blinkfirst("list", "--long", "2019-hanoi").out
    assert "    lens haggard-2022: The realist reading of 2022" in page
    assert "    sanctions: targeted, sectoral, heavy, [near-embargo], beyond\n" in page
    assert "    ROK can stand, mediate, ask, retract, shut, build\n" in page
    row = json.loads(blinkfirst("list", "--long", "--json", "2019-hanoi").out)["files"][0]
    assert row["starts"]["talks"] == "summit" and row["levels"]["talks"] == ["deadlock", "channel", "summit"]
    whole = blinkfirst("list", "--long").out
    assert whole.count("lens garrie-2018: ") > 10


def test_the_list_of_pages_leads_to_pages() -> None:
    names = [line.split()[0] for line in blinkfirst("docs").out.split("\n\n")[0].splitlines()]
    assert {"index", "tutorial/first-scenario", "reference/language"} <= set(names)
    for name in names:
        done = blinkfirst("docs", name)
        assert done.status == 0 and done.out.startswith("# "), name
        assert "<!--" not in done.out and ".md)" not in done.out, name


@pytest.mark.parametrize("name", cli.commands_at)
def test_help_leads_to_a_page(name: str) -> None:
    page = re.search(r"blinkfirst docs ([a-z-]+)$", blinkfirst(name, "--help").out.rstrip())
    assert page is not None and blinkfirst("docs", page[1]).status == 0


def test_a_page_is_found_by_its_last_part_or_its_path() -> None:
    page = blinkfirst("docs", "reference/language").out
    for name in ("language", "docs/reference/language.md", "reference/language.md"):
        assert blinkfirst("docs", name).out == page
    assert blinkfirst("docs", "tutorial").out == blinkfirst("docs", "first-scenario").out
    assert blinkfirst("docs", "forecasts").out == blinkfirst("docs", "forecasts/index").out
    assert blinkfirst("docs", "2019-hanoi").out.startswith("# The offer at Hanoi")
    done = blinkfirst("docs", "langauge")
    assert (done.status, done.err) == (
        2, "docs: no page is named 'langauge'; `blinkfirst docs` lists them\n    did you mean: language\n"
    )  # fmt: skip
    done = blinkfirst("docs", "how-to")
    assert done.status == 2 and "may be any of: how-to/attrition" in done.err
