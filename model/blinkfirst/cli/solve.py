"""``blinkfirst solve``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.cli.inputs import scenario_options
from blinkfirst.errors import OptionError
from blinkfirst.scenario.kinds import kind_of
from blinkfirst.scenario.library import find_scenario


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--figure", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: FILE.png, .svg or .pdf."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object with everything instead.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the main table as CSV instead.")
def solve(
    file: str,
    settings: tuple[str, ...],
    lens: str | None,
    figure: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Ask every way of solving a game for its answer, and say whether they agree."""
    if as_json and as_csv:
        raise OptionError("--json, --csv: expected one of them, got both")
    path = find_scenario(file)
    if kind_of(path) == "matrix":
        from blinkfirst.cli.solve_matrix import solve_matrix

        if lens is not None:
            raise OptionError("--lens: a matrix has no lenses")
        solve_matrix(path, settings, figure, as_json, as_csv)
    else:
        from blinkfirst.cli.solve_scenario import solve_scenario

        solve_scenario(file, settings, lens, figure, as_json, as_csv)
