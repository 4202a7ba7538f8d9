"""``blinkfirst export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.errors import OptionError
from blinkfirst.questions.export.answer import (
    FORMATS,
    ExportRequest,
    MatrixExportRequest,
    check_ending,
    format_of,
    outputs_of,
)
from blinkfirst.questions.options import (
    Settings,
    check_replacing,
    force_option,
    load_all,
    scenario_options,
)
from blinkfirst.report.progress import announce_kernels
from blinkfirst.scenario.library import Kind, find_scenario, kind_of

if TYPE_CHECKING:
    from blinkfirst.game.standoff import Standoff

_USUAL: dict[Kind, str] = {"stand-off": "npz", "matrix": "nfg"}


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="; ".join(f"{name}: {form.means}" for name, form in FORMATS.items())
    + ". By default that of the file's ending; without one npz, and nfg for a matrix.",
)
@click.option(
    "-o", "--output", "--out", "output", type=click.Path(path_type=Path), required=True, metavar="PATH",
    help="The file to write.",
)
@force_option
@click.option("--ticks", type=click.IntRange(min=1), metavar="N", help="As if the horizon were N ticks away.")
@click.option(
    "--scaled",
    is_flag=True,
    help="efg, sgame-table: payoffs in which the logit equilibrium at lambda 1 is blinkfirst's answer.",
)
@click.option("--whole", is_flag=True, help="drn, prism: go on after the first blink, and pay.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Write at most N nodes (efg), states (drn, prism), commands (prism-game) or rows (sgame-table).",
)
def export(
    file: str,
    settings: Settings,
    lens: str | None,
    form: str | None,
    output: Path,
    ticks: int | None,
    scaled: bool,
    whole: bool,
    limit: int | None,
) -> None:
    """Write the game, or what is played in it, so that anybody can check an answer with other software.

    `blinkfirst docs export` explains every format. With dated events there is one set of arrays per stretch
    between them.
    """
    kind = kind_of(find_scenario(file))
    asked, form = form, format_of(output, form, _USUAL[kind])
    _refuse_other_kind(form, kind, file)
    _refuse_idle_options(form, {"scaled": scaled, "whole": whole, "limit": limit is not None})
    for path in outputs_of(form, output):
        check_replacing("--output", path, form if FORMATS[form].marked else "")
    check_ending(output, asked)
    if kind == "matrix":
        _refuse_of_standoffs({"lens": lens, "ticks": ticks, "scaled": scaled or None, "limit": limit})
        click.echo(_export_matrix(file, settings, form, output))
        return
    write = FORMATS[form].write
    assert write is not None  # other formats were refused
    standoff = _standoff_of(file, settings, lens, ticks)
    _refuse_omissions(form, standoff)
    if FORMATS[form].solves:
        announce_kernels(needed=["backward"])
    click.echo(write(ExportRequest(standoff, output, limit, scaled, whole)))


def _standoff_of(file: str, settings: Settings, lens: str | None, ticks: int | None) -> Standoff:
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.game.standoff import cut_off
    from blinkfirst.scenario.loading import check_no_types

    (scenario,) = load_all([file], settings, lens)
    check_no_types(scenario)
    standoff = compile_scenario(scenario).standoff
    if ticks is not None:
        if ticks > standoff.ticks:
            raise OptionError(f"--ticks: {scenario.name} has {standoff.ticks}, got {ticks}")
        return cut_off(standoff, ticks)
    return standoff


def _export_matrix(file: str, settings: Settings, form: str, output: Path) -> str:
    from blinkfirst.compile.strategic_forms import strategic_form_of
    from blinkfirst.scenario.loading import load_matrix

    matrix = load_matrix(file, settings)
    write = FORMATS[form].write_matrix
    assert write is not None  # other formats were refused
    return write(MatrixExportRequest(strategic_form_of(matrix), matrix.summary, output))


def _refuse_omissions(form: str, standoff: Standoff) -> None:
    events = standoff.opening.movers[standoff.opening.n_actors :]
    if events and form != "npz":
        raise OptionError(
            f"--format {form}: has no word for a blink by omission ({', '.join(dict.fromkeys(events))}); "
            "--format npz has"
        )


def _refuse_other_kind(form: str, kind: Kind, file: str) -> None:
    if kind == "matrix" and FORMATS[form].write_matrix is None:
        names = ", ".join(name for name, known in FORMATS.items() if known.write_matrix)
        raise OptionError(
            f"--format {form}: writes a stand-off played over time, and {file} is a matrix played once; a "
            f"matrix is written as {names}"
        )
    if kind == "stand-off" and FORMATS[form].write is None:
        names = ", ".join(name for name, known in FORMATS.items() if known.write)
        raise OptionError(
            f"--format {form}: writes a matrix played once, and {file} is a stand-off played over time, "
            f"written as {names}; the table of its commitments is a matrix: "
            f"blinkfirst commit {file} --{form} FILE"
        )


def _refuse_of_standoffs(given: dict[str, object]) -> None:
    for option in (name for name, value in given.items() if value is not None):
        raise OptionError(f"--{option}: of stand-offs only, and this is a matrix")


def _refuse_idle_options(form: str, given: dict[str, bool]) -> None:
    for option in (name for name, there in given.items() if there and name not in FORMATS[form].options):
        knowing = ", ".join(name for name, known in FORMATS.items() if option in known.options)
        raise OptionError(f"--{option}: means nothing to --format {form}, only to {knowing}")
