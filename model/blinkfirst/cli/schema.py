"""``blinkfirst schema``."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of scenario and theatre files.

    \b
    Most editors complete and check while you type once the file begins with
    # yaml-language-server: $schema=blinkfirst.schema.json
    """  # noqa: D301  click reads the \b
    from blinkfirst.scenario.json_schema import file_schema

    click.echo(json.dumps(file_schema(), indent=2))
