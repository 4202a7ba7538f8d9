"""``blinkfirst backtest``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.files.writing import check_free
from blinkfirst.questions.options import (
    Settings,
    output_options,
    panel_options,
    parsed_lens,
    record_options,
    scenario_options,
)
from blinkfirst.report.output import Output
from blinkfirst.report.progress import announce_kernels, status_line

PANELS = {
    "scores": "mean log score of every forecaster, with its interval",
    "reliability": "how often came what was called likely",
}


@click.command()
@record_options("score", "scored")
@scenario_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep the theatre, manifest and tables in a new folder.",
)
@panel_options(PANELS)
@output_options("Print the scores as CSV instead.")
def backtest(
    theatre: str | None,
    cases: Path | None,
    record: str | None,
    settings: Settings,
    lens: str | None,
    out: Path | None,
    figure: Path | None,
    panel: str,
    output: Output,
) -> None:
    """Score a theatre on dated cases: what it would have said beforehand, against what happened.

    Every case becomes a scenario of the theatre, by rules in a file that look at nothing later, and is solved
    exactly. Rivals that know the record and no theory are scored beside it.
    """
    from blinkfirst.questions.backtest import answer

    if out is not None:
        check_free(out)
    announce_kernels(needed=["backward", "forward"])
    with status_line() as say:
        found = answer.backtest(theatre, cases, record, settings, parsed_lens(lens), say)
    output.put([found])
    if out is not None:
        from blinkfirst.study.store.answer_folder import write_answer_folder

        write_answer_folder(out, "backtest", found.scenario, found.tables(), {})
    if figure is not None:
        found.figure(panel).save(figure)
