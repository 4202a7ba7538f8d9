"""``blinkfirst export``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.cli.inputs import load_all, scenario_options
from blinkfirst.errors import OptionError
from blinkfirst.results.store import check_writable


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["npz"]),
    default="npz",
    show_default=True,
    help="npz: NumPy arrays.",
)
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="The file to write.",
)
def export(file: str, settings: tuple[str, ...], lens: str | None, form: str, output: Path) -> None:
    """Write the compiled game as plain arrays, so that anybody can check the forecast with other code.

    docs/reference/export.md explains every array. With dated events there is one set of arrays per stretch
    between them.
    """
    from blinkfirst.compile.timeline import compile_scenario
    from blinkfirst.results.export import write_npz

    (scenario,) = load_all([file], settings, lens)
    if output.is_dir():
        raise OptionError(f"--output: expected a file to write, got the folder {output}")
    if not output.parent.is_dir():
        raise OptionError(f"--output: there is no folder {output.parent} to write to")
    check_writable(output)
    standoff = compile_scenario(scenario).standoff
    write_npz(output, standoff)
    click.echo(
        f"{output}: {standoff.opening.n_states:,} states, {standoff.opening.n_edges:,} edges, "
        f"{len(standoff.course)} stretch(es)"
    )
