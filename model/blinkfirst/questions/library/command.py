"""``blinkfirst list``, ``check``, ``show`` and ``schema``."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from blinkfirst.errors import OptionError, ScenarioError
from blinkfirst.files.text import read_stream
from blinkfirst.questions.options import (
    Settings,
    load_all,
    matrix_at,
    parsed_lens,
    scenario_options,
)
from blinkfirst.scenario.library import SUFFIXES, shipped_files, shipped_folder
from blinkfirst.scenario.nodes import Node, dotted
from blinkfirst.scenario.yaml_trees import BYTES_LIMIT, read_text

if TYPE_CHECKING:
    from blinkfirst.questions.library.checks import Checked
    from blinkfirst.questions.library.listing import Entry

_WIDTH = 100  # of the lines of `list --long`

@click.command("list")
@click.argument("where", nargs=-1, metavar="[FOLDER|FILE]...")
@click.option("--long", "as_long", is_flag=True, help="Also show lenses, levels and moves.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
def list_scenarios(where: tuple[str, ...], as_long: bool, as_json: bool) -> None:
    """Show what can be run: the shipped scenarios, matrices and theatres, and the files of this folder.

    With a FOLDER, a FILE or the name of a shipped one: what is there. The lens by which a scenario is read
    is in brackets.
    """
    from blinkfirst.questions.library.listing import shipped_entries

    named = _entries_at(where)
    shipped = [] if where else shipped_entries()
    if as_json:
        click.echo(json.dumps(_listed(shipped, named, as_long, bool(where)), indent=2))
        return
    groups = {sort: [entry for entry in shipped if entry.sort == sort] for sort in _TITLES}
    width = max((len(entry.name) for entry in (*shipped, *named)), default=0)
    for sort, entries in groups.items():
        _print_entries(_TITLES[sort], entries, width, as_long)
    _print_entries("" if where else "in this folder", named, width, as_long)
    if not where:
        click.echo(
            "\nblinkfirst run NAME forecasts one, blinkfirst copy NAME gives you its text to change; "
            "blinkfirst docs has the pages to read"
        )


_TITLES = {"scenario": "", "matrix": "matrices, played once", "theatre": "theatres, to build on"}


def _entries_at(where: tuple[str, ...]) -> list[Entry]:
    """Return what is in folders and files, by default in the current folder unless its files are shipped."""
    from blinkfirst.questions.library.listing import entries_in, entry_named

    if not where:
        return [] if Path.cwd() == shipped_folder() else list(entries_in(Path()))
    found: list[Entry] = []
    for name in where:
        found += entries_in(Path(name)) if Path(name).is_dir() else [entry_named(name)]
    return found


def _listed(shipped: Sequence[Entry], named: Sequence[Entry], as_long: bool, asked: bool) -> dict[str, Any]:
    rows = [{**_row(entry, as_long), "kind": entry.sort} for entry in named]
    if asked:
        return {"files": rows}
    return {
        "scenarios": [_row(entry, as_long) for entry in shipped if entry.sort == "scenario"],
        "matrices": [_row(entry, as_long) for entry in shipped if entry.sort == "matrix"],
        "theatres": [entry.name for entry in shipped if entry.sort == "theatre"],
        "here": rows,
    }


def _row(entry: Entry, as_long: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"name": entry.name, "title": entry.title}
    if entry.sort == "scenario":
        row |= {"start": entry.start, "lens": dict(entry.lens)}
    if entry.sort == "matrix":
        return {**row, "players": entry.moves}
    long = {"lenses": entry.lenses, "levels": entry.levels, "starts": entry.starts, "moves": entry.moves}
    return {**row, **long} if as_long else row


def _print_entries(title: str, entries: Sequence[Entry], width: int, as_long: bool) -> None:
    if title and entries:
        click.echo(f"\n{title}:")
    for entry in entries:
        start = f"{entry.start}  " if entry.start else ""
        note = f"  [{entry.note}]" if entry.note else ""
        click.echo(f"{entry.name:<{width}}  {start}{entry.title}{note}")
        for line in _details(entry) if as_long else ():
            click.echo(textwrap.fill(line, _WIDTH, initial_indent="    ", subsequent_indent="      "))


def _details(entry: Entry) -> Iterator[str]:
    """Yield lenses, levels and moves, a line each; a level of the first day is in brackets."""
    for lens, title in entry.lenses.items():
        yield f"lens {lens}: {title}"
    for variable, levels in entry.levels.items():
        first = entry.starts.get(variable)
        yield f"{variable}: {', '.join(f'[{level}]' if level == first else level for level in levels)}"
    for actor, moves in entry.moves.items():
        yield f"{actor} can {', '.join(moves)}"


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@scenario_options
@click.option(
    "--unmet", is_flag=True, help="Also list moves, events and payoffs that no reachable state ever meets."
)
@click.option("--strict", is_flag=True, help="Exit 2 when there is a warning, too.")
@click.option(
    "--explain",
    is_flag=True,
    help="Tell what keys mean instead: those of FILE, those at a path as actors.tempo, or all.",
)
def check(
    files: tuple[str, ...],
    settings: Settings,
    lens: str | None,
    unmet: bool,
    strict: bool,
    explain: bool,
) -> None:
    """Check scenarios, theatres, matrices and studies; report every problem as FILE:LINE:COLUMN: PATH: what.

    FILE is a file, the name of a shipped one, a folder (every YAML file below it) or - (standard input).
    Stand-offs are compiled, nothing is solved. Exits 2 when any file has a problem.
    """
    if explain:
        _explain(files)
        return
    if not files:
        raise OptionError("check: expected FILE..., a folder, or - for the standard input")
    values, chosen = settings, parsed_lens(lens)
    failed, warned = False, 0
    for name in _each_file(files):
        try:
            found = _checked(name, values, chosen)
        except ScenarioError as error:
            click.echo(error.for_command, err=True)
            failed = True
            continue
        warned += len(found.warnings)
        _tell(name, found, unmet)
    if strict and warned:
        warnings = "1 warning" if warned == 1 else f"{warned:,} warnings"
        click.echo(f"{warnings}; --strict lets none pass", err=True)
    if failed or (strict and warned):
        raise click.exceptions.Exit(2)


def _each_file(files: tuple[str, ...]) -> Iterator[str]:
    """Yield the files, in place of a folder those below it that say that they are the language's."""
    from blinkfirst.questions.library.checks import files_below, of_the_language
    from blinkfirst.scenario.versions import NEWEST

    for name in files:
        below = list(files_below(Path(name))) if Path(name).is_dir() else []
        if not below:
            yield name
        for path in below:
            if of_the_language(path):
                yield str(path)
            else:
                click.echo(f"{path}: left out; it does not begin with `blinkfirst: {NEWEST}`", err=True)


def _explain(sought: tuple[str, ...]) -> None:
    """Print what keys mean, and then what their roles do."""
    from blinkfirst.questions.library.checks import kind_in, tree_of
    from blinkfirst.questions.library.keys import explained_keys, keys_in

    found = [] if sought else explained_keys(())
    for text in sought:
        if text == "-" or Path(text).suffix in SUFFIXES or text in shipped_files():
            tree = tree_of(_source(text))
            found += keys_in(tree, kind_in(tree))
        else:
            found += explained_keys([text])
    for key in dict.fromkeys(found):
        said = ", ".join([key.role.name.lower(), *([key.default_text] if key.default_text else [])])
        lines = [f"{dotted(key.path)}  [{said}]", *([f"    {key.means}"] if key.means else [])]
        click.echo("\n".join([*lines, f"    {key.expected}"]))
    for role in dict.fromkeys(key.role for key in found):
        click.echo(f"{role.name.lower()}: {role.value}")


def _checked(name: str, settings: Settings, lens: Node | None) -> Checked:
    from blinkfirst.questions.library.checks import checked

    return checked(_source(name), settings, lens)


def _source(name: str) -> str | Node:
    """Return the name of a file as it is, and of the standard input its tree."""
    if name != "-":
        return name
    text = read_stream(sys.stdin.buffer, "standard input", BYTES_LIMIT)
    return read_text(text, "standard input")


def _tell(name: str, found: Checked, unmet: bool) -> None:
    for warning in found.warnings:
        click.echo(str(warning), err=True)
    if unmet:
        for path in found.unmet:
            click.echo(f"{name}: {path}: never met in any reachable state")
    elif found.unmet:
        met = f"{len(found.unmet)} moves, events or payoffs are never met here"
        click.echo(f"{name}: {met} (--unmet lists them)", err=True)
    click.echo(f"{name}: {found.verdict}")


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
def show(file: str, settings: Settings, lens: str | None) -> None:
    """Print the fully composed scenario or matrix, theatre and settings included, as YAML that loads to the
    same game.
    """
    from blinkfirst.scenario.yaml_trees import yaml_text

    matrix = matrix_at(file, settings, lens)
    if matrix is not None:
        click.echo(yaml_text(matrix.composed), nl=False)
        return
    (scenario,) = load_all([file], settings, lens)
    click.echo(yaml_text(scenario.composed), nl=False)


@click.command()
@click.option("--study", is_flag=True, help="The schema of study files instead.")
def schema(study: bool) -> None:
    """Print the JSON Schema of scenario, theatre and matrix files, or of study files.

    \b
    Most editors complete and check while you type once the file begins with
    # yaml-language-server: $schema=blinkfirst.schema.json
    """  # noqa: D301  click reads the \b
    from blinkfirst.questions.library.answer import file_schema
    from blinkfirst.study.design.study_file import study_file_schema

    click.echo(json.dumps(study_file_schema() if study else file_schema(), indent=2))
