"""``blinkfirst list``."""

from __future__ import annotations

import json

import click


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
