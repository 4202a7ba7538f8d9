"""``blinkfirst list``, ``check``, ``show`` and ``schema``."""

from __future__ import annotations

import json

import click

from blinkfirst.errors import ScenarioError
from blinkfirst.questions.options import load_all, matrix_at, parsed_lens, parsed_settings, scenario_options
from blinkfirst.scenario.matrix import Matrix


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
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@scenario_options
@click.option(
    "--unmet", is_flag=True, help="Also list moves, events and payoffs that no reachable state ever meets."
)
def check(files: tuple[str, ...], settings: tuple[str, ...], lens: str | None, unmet: bool) -> None:
    """Load and compile scenarios, load matrices; report every problem as FILE:LINE:COLUMN: PATH: what.

    Exits 2 when any file has a problem. Warnings do not count.
    """
    from blinkfirst.compile.questions import check_questions
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.compile.variants import check_claims
    from blinkfirst.questions.library.answer import unreachable
    from blinkfirst.scenario.loading import load

    values, chosen = parsed_settings(settings), parsed_lens(lens)
    failed = False
    for name in files:
        try:
            matrix = matrix_at(name, values, lens)
            if matrix is not None:
                _tell(name, matrix)
                continue
            scenario = load(name, values, chosen)
            compiled = compile_scenario(scenario)
            check_claims(compiled)
            check_questions(compiled)
        except ScenarioError as error:
            click.echo(error.for_command, err=True)
            failed = True
            continue
        for warning in scenario.warnings:
            click.echo(str(warning), err=True)
        never = unreachable(compiled)
        if unmet:
            for path in never:
                click.echo(f"{name}: {path}: never met in any reachable state")
        elif never:
            click.echo(
                f"{name}: {len(never)} moves, events or payoffs are never met here (--unmet lists them)",
                err=True,
            )
        states = compiled.standoff.opening.n_states
        click.echo(
            f"{name}: ok, {states:,} reachable states, {compiled.standoff.ticks} ticks, lens "
            f"{scenario.lens_text or 'none'}"
        )
    if failed:
        raise click.exceptions.Exit(2)


def _tell(name: str, matrix: Matrix) -> None:
    for warning in matrix.warnings:
        click.echo(str(warning), err=True)
    players, profiles = (
        f"{count:,} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((len(matrix.players), "player"), (len(matrix.cells), "profile"))
    )
    click.echo(f"{name}: ok, a matrix of {players}, {matrix.size_text}, {profiles}")


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
