"""``blinkfirst list``, ``check``, ``show`` and ``schema``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.errors import OptionError, ScenarioError
from blinkfirst.files.text import read_stream
from blinkfirst.questions.options import load_all, matrix_at, parsed_lens, parsed_settings, scenario_options
from blinkfirst.scenario.library import SUFFIXES, shipped_files
from blinkfirst.scenario.nodes import Node, dotted
from blinkfirst.scenario.yaml_trees import BYTES_LIMIT, read_text

if TYPE_CHECKING:
    from blinkfirst.questions.library.checks import Checked


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
def list_scenarios(as_json: bool) -> None:
    """Show the shipped scenarios with their lens, start and title; then matrices and theatres."""
    from blinkfirst.scenario.library import shipped_matrices, shipped_theatres
    from blinkfirst.scenario.loading import load_matrix, scenario_heads

    scenarios = scenario_heads()
    matrices = [load_matrix(path) for path in shipped_matrices().values()]
    theatres = list(shipped_theatres())
    if as_json:
        rows = [
            {"name": s.name, "title": s.title, "start": str(s.start), "lens": dict(s.shares)}
            for s in scenarios
        ]
        tables = [
            {"name": m.name, "title": m.title, "players": {p.name: list(p.strategies) for p in m.players}}
            for m in matrices
        ]
        found = {"scenarios": rows, "matrices": tables, "theatres": theatres}
        click.echo(json.dumps(found, indent=2))
        return
    width = max(map(len, [*(s.name for s in scenarios), *(m.name for m in matrices)]))
    for scenario in scenarios:
        click.echo(
            f"{scenario.name:<{width}}  {scenario.start}  {scenario.title}  "
            f"[{scenario.lens_text or 'no lens'}]"
        )
    click.echo("\nmatrices, played once:")
    for matrix in matrices:
        click.echo(f"{matrix.name:<{width}}  {matrix.title}  [{matrix.size_text}]")
    click.echo(f"\ntheatres: {', '.join(theatres)}")


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
    settings: tuple[str, ...],
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
    values, chosen = parsed_settings(settings), parsed_lens(lens)
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

    for name in files:
        below = list(files_below(Path(name))) if Path(name).is_dir() else []
        if not below:
            yield name
        for path in below:
            if of_the_language(path):
                yield str(path)
            else:
                click.echo(f"{path}: left out; it does not begin with `blinkfirst: 1`", err=True)


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


def _checked(name: str, settings: Mapping[str, Node], lens: Node | None) -> Checked:
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
def show(file: str, settings: tuple[str, ...], lens: str | None) -> None:
    """Print the fully composed scenario or matrix, theatre and settings included, as YAML that loads to the
    same game.
    """
    from blinkfirst.scenario.yaml_trees import yaml_text

    matrix = matrix_at(file, parsed_settings(settings), lens)
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
