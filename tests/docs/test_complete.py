"""The reference pages leave nothing out, neither command nor option, field, array or public name."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import blinkfirst
from blinkfirst.cli import cli
from blinkfirst.results.as_json import outlook_object
from blinkfirst.results.export import exported
from blinkfirst.results.tables import outlook_tables
from blinkfirst.study.run import outlook_of
from docs.pages import ROOT, pages

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
    for option in (p for p in command.params if isinstance(p, click.Option)):
        assert all(flag in section for flag in option.opts), f"cli.md, {name}: {option.opts} is not described"


@pytest.fixture(scope="module")
def tiny() -> blinkfirst.Compiled:
    return blinkfirst.compile_scenario(blinkfirst.load(ROOT / "tests" / "docs" / "tiny.yaml"))


def test_every_field_of_a_result_is_described(tiny: blinkfirst.Compiled) -> None:
    outlook = outlook_of(tiny)
    tables = {f"{table.name}.csv": table for table in outlook_tables(outlook)}
    columns = {column for table in tables.values() for column in table.columns}
    missing = {*outlook_object(outlook), *tables, *columns} - words("results.md")
    assert not missing, f"results.md: not described: {', '.join(sorted(missing))}"


def test_every_array_is_described(tiny: blinkfirst.Compiled) -> None:
    missing = set(exported(tiny.standoff)) - words("export.md")
    assert not missing, f"export.md: not described: {', '.join(sorted(missing))}"


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
