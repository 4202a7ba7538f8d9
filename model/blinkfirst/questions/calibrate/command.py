"""``blinkfirst calibrate``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.questions.options import (
    Settings,
    output_options,
    parsed_lens,
    record_options,
    scenario_options,
)
from blinkfirst.report.output import Output
from blinkfirst.report.progress import announce_kernels, status_line

OVERLAY = "overlay"


@click.command()
@record_options("fit to", "fitted")
@scenario_options
@click.option(
    "--over",
    multiple=True,
    metavar="PATH",
    help="A number to fit: precision (one factor for all actors, the default), precisions (one for each), or "
    "a path, as arguments.haste.weight. May be repeated.",
)
@click.option(
    "--width",
    type=float,
    default=1.0,
    show_default=True,
    metavar="W",
    help="Width of the prior: at 1 an author's range is a 90 % interval, and a factor of two is a standard "
    "deviation of a precision.",
)
@output_options("Print the table of numbers as CSV instead.", {".yaml": OVERLAY, ".yml": OVERLAY})
def calibrate(
    theatre: str | None,
    cases: Path | None,
    record: str | None,
    settings: Settings,
    lens: str | None,
    over: tuple[str, ...],
    width: float,
    output: Output,
) -> None:
    """Fit numbers of a theatre to the cases of a record, around what their authors wrote.

    -o FILE.yaml writes the fitted values as an overlay, for --overlay of other commands, and prints the page;
    nothing that is shipped is changed. Says where the record is silent.
    """
    from blinkfirst.questions.calibrate import answer
    from blinkfirst.questions.calibrate.tables import overlay_text
    from blinkfirst.record.free_numbers import COMMON

    announce_kernels(needed=["backward", "forward"])
    with status_line() as say:
        found = answer.calibrate(
            theatre, cases, record, over or (COMMON,), width, settings, parsed_lens(lens), say
        )
    if output.form != OVERLAY:
        output.put([found])
        return
    output.put_text(overlay_text(found.overlay(), found.provenance[0]))
    if output.file is not None:
        Output().put([found])
