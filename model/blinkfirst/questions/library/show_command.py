"""``blinkfirst show``."""

from __future__ import annotations

import click

from blinkfirst.questions.options import load_all, matrix_at, parsed_settings, scenario_options


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
