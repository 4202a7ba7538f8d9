"""``blinkfirst schema``."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--study", is_flag=True, help="The schema of study files instead.")
def schema(study: bool) -> None:
    """Print the JSON Schema of scenario, theatre and matrix files, or of study files.

    \b
    Most editors complete and check while you type once the file begins with
    # yaml-language-server: $schema=blinkfirst.schema.json
    """  # noqa: D301  click reads the \b
    from blinkfirst.scenario.json_schema import file_schema
    from blinkfirst.study.design.study_file import study_file_schema

    click.echo(json.dumps(study_file_schema() if study else file_schema(), indent=2))
