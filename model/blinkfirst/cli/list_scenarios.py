"""``blinkfirst list``."""

from __future__ import annotations

import json

import click


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
def list_scenarios(as_json: bool) -> None:
    """Show the shipped scenarios with their lens, start and title; then the theatres."""
    from blinkfirst.scenario.composing import compose
    from blinkfirst.scenario.library import shipped_scenarios, shipped_theatres
    from blinkfirst.scenario.loading import scenario_of

    shipped = shipped_scenarios().items()
    # what events and claims change need not be tried for a list
    scenarios = [scenario_of(compose(path), name, try_changes=False) for name, path in shipped]
    theatres = list(shipped_theatres())
    if as_json:
        rows = [
            {"name": s.name, "title": s.title, "start": str(s.start), "lens": dict(s.shares)}
            for s in scenarios
        ]
        click.echo(json.dumps({"scenarios": rows, "theatres": theatres}, indent=2))
        return
    width = max(len(scenario.name) for scenario in scenarios)
    for scenario in scenarios:
        click.echo(
            f"{scenario.name:<{width}}  {scenario.start}  {scenario.title}  "
            f"[{scenario.lens_text or 'no lens'}]"
        )
    click.echo(f"\ntheatres: {', '.join(theatres)}")
