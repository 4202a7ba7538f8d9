"""``blinkfirst list``."""

from __future__ import annotations

import json

import click

from blinkfirst.errors import ScenarioError


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
def list_scenarios(as_json: bool) -> None:
    """Show the shipped scenarios with their lens, start and title; then the theatres."""
    from blinkfirst.scenario.library import shipped_scenarios, shipped_theatres
    from blinkfirst.scenario.loading import load

    rows = []
    for name, path in shipped_scenarios().items():
        try:
            scenario = load(path)
        except ScenarioError as error:
            raise ScenarioError(error.problems) from None
        rows.append({"name": name, "title": scenario.title, "start": str(scenario.start), "lens": dict(scenario.shares)})
    theatres = list(shipped_theatres())
    if as_json:
        click.echo(json.dumps({"scenarios": rows, "theatres": theatres}, indent=2))
        return
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        lens = " + ".join(f"{share:g} {lens}" if share < 1 else lens for lens, share in row["lens"].items()) or "no lens"
        click.echo(f"{row['name']:<{width}}  {row['start']}  {row['title']}  [{lens}]")
    click.echo(f"\ntheatres: {', '.join(theatres)}")
