"""``blinkfirst check``."""

from __future__ import annotations

import click

from blinkfirst.errors import ScenarioError
from blinkfirst.questions.options import matrix_at, parsed_lens, parsed_settings, scenario_options
from blinkfirst.scenario.matrix import Matrix


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
