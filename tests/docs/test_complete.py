"""The reference pages leave nothing out, neither command nor option, field, array or public name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

import blinkfirst
from blinkfirst.cli import cli
from blinkfirst.exchange.npz import exported
from blinkfirst.questions.run.answer import outlook_of
from blinkfirst.questions.run.tables import object_of, tables_of
from blinkfirst.study.store.sweep_summary import summary_of
from blinkfirst.study.store.tables import OUTCOMES, case_table_schemas
from docs.pages import ROOT, pages
from worlds.invented_sweeps import Invented

REFERENCE = ROOT / "docs" / "reference"
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


def words(page: str) -> set[str]:
    """Everything a page sets in code."""
    text = re.sub(r"^```.*?^```$", "", (REFERENCE / page).read_text(encoding="utf-8"), flags=re.M | re.S)
    return set(re.findall(r"`([^`]+)`", text))


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("name", cli.list_commands(click.Context(cli)))
def test_the_command_and_its_options_are_described(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8")
    assert command is not None and f"\n## {name}\n" in text
    section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
    if "(#formats)" in section:
        section += text.split("\n## Formats\n")[1].split("\n## ")[0]
    below = command.commands.values() if isinstance(command, click.Group) else ()
    params = [p for one in (command, *below) for p in one.params]
    for option in (p for p in params if isinstance(p, click.Option)):
        assert all(flag in section for flag in option.opts), f"cli.md, {name}: {option.opts} is not described"


@pytest.fixture(scope="module")
def tiny() -> blinkfirst.Compiled:
    return blinkfirst.compile_scenario(blinkfirst.load(ROOT / "tests" / "docs" / "tiny.yaml"))


def test_every_field_of_a_result_is_described(tiny: blinkfirst.Compiled) -> None:
    outlook = outlook_of(tiny)
    tables = {f"{table.name}.csv": table for table in tables_of(outlook)}
    columns = {column for table in tables.values() for column in table.columns}
    missing = {*object_of(outlook), *tables, *columns} - words("results.md")
    assert not missing, f"results.md: not described: {', '.join(sorted(missing))}"


def keys_of(found: object, fixed: frozenset[str]) -> set[str]:
    """Keys of an object and of all objects in it; not those below a fixed one, whose keys are names."""
    if isinstance(found, list):
        return set().union(*(keys_of(one, fixed) for one in found))
    if not isinstance(found, dict):
        return set()
    below = (keys_of(value, fixed) for key, value in found.items() if key not in fixed)
    return set(found).union(*below)


NAMED = frozenset(  # objects whose keys are names of actors, strategies or variables
    re.findall(
        r"\w+",
        "lens players parameters precisions payoffs values mixtures limit_profile postures first_blink gain "
        "actor_gain by each alone levels cognitive_hierarchy strict_dominance_leaves low high stable_for "
        "ranks state start unilateral_moves rank_classes improvements Nash GMR SMR SEQ",
    )
)


@pytest.mark.parametrize(
    ("command", "heading"),
    [
        ("solve textbook/centipede --only levels,agents --runs 20", "solve"),
        ("solve textbook/chicken", "solve"),
        ("run textbook/chicken --runs 20", "solve"),
        ("commit textbook/two-sided-standoff", "commit"),
        ("stability textbook/centipede", "stability"),
        ("attrition textbook/two-sided-standoff", "attrition"),
        ("attrition --prize 1,1 --cost 1,1 --obstinate .1,.1 --rounds", "attrition"),
    ],
)
def test_every_key_of_an_object_is_described(
    command: str, heading: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main([*command.split(), "--json"], standalone_mode=False)
    found = json.loads(capsys.readouterr().out)
    made_from = {"provenance": found.pop("provenance")}
    text = (REFERENCE / "results.md").read_text(encoding="utf-8")
    for part, title in ((found, f"{heading} --json"), (made_from, "Provenance")):
        section = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
        described = {name for code in re.findall(r"`([^`]+)`", section) for name in re.findall(r"\w+", code)}
        missing = keys_of(part, NAMED | {"settings"}) - described
        assert not missing, f"results.md, {title}: not described: {', '.join(sorted(missing))}"


def test_every_array_is_described(tiny: blinkfirst.Compiled) -> None:
    missing = set(exported(tiny.standoff)) - words("export.md")
    assert not missing, f"export.md: not described: {', '.join(sorted(missing))}"


def test_every_table_of_a_sweep_is_described() -> None:
    text = (REFERENCE / "result-folders.md").read_text(encoding="utf-8")
    for name, schema in case_table_schemas((), OUTCOMES, agents=True).items():
        assert f"\n### {name}\n" in text, f"result-folders.md: {name} is not described"
        section = text.split(f"\n### {name}\n")[1].split("\n#")[0]
        assert section.lower().replace("`", "").count(f"a row is {schema.row}.") == 1
        for column in schema.columns:
            row = f"| `{column.name}` | {column.unit} |".replace("|  |", "| |")
            assert row in section, f"result-folders.md, {name}: no row begins {row}"
        assert section.count("\n| `") + section.count("| one column per path") == len(schema.columns) + (
            name == "cases"
        ), f"result-folders.md, {name}: describes a column that is not there"


def test_every_key_of_a_sweeps_manifest_and_summary_is_described(tmp_path: Path) -> None:
    folder = Invented(4, 2, failing=(1,)).kept(tmp_path / "swept")
    summary = summary_of(folder).as_object()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    spread = summary["first_blinkers"][0]
    rows = [summary, spread, spread["lowest"], *spread["moves_with"], *summary["failures"]]
    rows += [manifest, *manifest["rounds"], *manifest["paths"], *manifest["questions"]]
    keys = {key for row in rows for key in row}
    described = {name for word in words("result-folders.md") for name in re.findall(r"\w+", word)}
    assert not keys - described, f"result-folders.md: not described: {', '.join(sorted(keys - described))}"


def test_every_public_name_is_described() -> None:
    text = (REFERENCE / "python-api.md").read_text(encoding="utf-8")
    missing = [name for name in blinkfirst.__all__ if not re.search(rf"`{name}\b", text)]
    assert not missing, f"python-api.md: not described: {', '.join(missing)}"


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, heading in LINK.findall(page.read_text(encoding="utf-8")):
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), f"{page.relative_to(ROOT)}: no {target}"
        if heading:
            headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.M)
            assert heading in map(anchor, headings), f"{page.name}: no heading #{heading} in {target}"
