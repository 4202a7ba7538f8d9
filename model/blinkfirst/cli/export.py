"""``blinkfirst export``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.cli.export_formats import FORMATS, Errand
from blinkfirst.cli.inputs import load_all, scenario_options
from blinkfirst.errors import OptionError
from blinkfirst.results.store import check_writable


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="npz",
    show_default=True,
    help="; ".join(f"{name}: {form.means}" for name, form in FORMATS.items()) + ".",
)
@click.option(
    "-o",
    "--output",
    "--out",
    "output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="The file to write.",
)
@click.option(
    "--ticks",
    type=click.IntRange(min=1),
    metavar="N",
    help="As if the horizon were N ticks away.",
)
@click.option(
    "--scaled",
    is_flag=True,
    help="efg: payoffs in which the agent logit equilibrium at lambda 1 is blinkfirst's answer.",
)
@click.option("--whole", is_flag=True, help="drn, prism: go on after the first blink, and pay.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Write at most N nodes (efg), states (drn, prism) or commands (prism-game).",
)
def export(
    file: str,
    settings: tuple[str, ...],
    lens: str | None,
    form: str,
    output: Path,
    ticks: int | None,
    scaled: bool,
    whole: bool,
    limit: int | None,
) -> None:
    """Write the compiled game, or what is played, so that anybody can check the forecast with other software.

    docs/reference/export.md explains every format. With dated events there is one set of arrays per stretch
    between them.
    """
    from blinkfirst.compile.timeline import compile_scenario
    from blinkfirst.game.standoff import cut_off

    _refuse_idle_options(form, {"scaled": scaled, "whole": whole, "limit": limit is not None})
    (scenario,) = load_all([file], settings, lens)
    if output.is_dir():
        raise OptionError(f"--output: expected a file to write, got the folder {output}")
    if not output.parent.is_dir():
        raise OptionError(f"--output: there is no folder {output.parent} to write to")
    check_writable(output)
    standoff = compile_scenario(scenario).standoff
    if ticks is not None:
        if ticks > standoff.ticks:
            raise OptionError(f"--ticks: {scenario.name} has {standoff.ticks}, got {ticks}")
        standoff = cut_off(standoff, ticks)
    click.echo(FORMATS[form].write(Errand(standoff, output, limit, scaled, whole)))


def _refuse_idle_options(form: str, given: dict[str, bool]) -> None:
    """Refuse options that mean nothing to a format."""
    for option in (name for name, there in given.items() if there and name not in FORMATS[form].options):
        knowing = ", ".join(name for name, known in FORMATS.items() if option in known.options)
        raise OptionError(f"--{option}: means nothing to --format {form}, only to {knowing}")
