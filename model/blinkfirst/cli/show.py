"""``blinkfirst show``."""

from __future__ import annotations

import click

from blinkfirst.cli.inputs import load_all, scenario_options


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
def show(file: str, settings: tuple[str, ...], lens: str | None) -> None:
    """Print the fully composed scenario, theatre and settings included, as YAML that loads to the same
    game.
    """
    from blinkfirst.scenario.writing import yaml_text

    (scenario,) = load_all([file], settings, lens)
    click.echo(yaml_text(scenario.composed), nl=False)
