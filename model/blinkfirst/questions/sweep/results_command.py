"""``blinkfirst results``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.errors import OptionError
from blinkfirst.questions.options import output_options, panel_options
from blinkfirst.questions.sweep.request import PANELS
from blinkfirst.report.output import CSV, Output

if TYPE_CHECKING:
    from blinkfirst.study.store.manifest import AnswerManifest


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--fingerprint",
    "only_fingerprint",
    is_flag=True,
    help="Print one word for all bytes of the folder instead: equal words, equal results.",
)
@panel_options(PANELS)
@output_options("Print the table of first blinkers as CSV instead.")
def results(
    folder: Path, only_fingerprint: bool, figure: Path | None, panel: str, output: Output
) -> None:
    """Sum up the folder of `sweep --out`, finished or not, or of another command's `--out`.

    Of a sweep: what was swept, how far it is and how to go on, what failed, how first blinks and answers
    spread over the cases, in which cases they are lowest and highest, and with which paths they move.
    """
    from blinkfirst.study.store.manifest import MANIFEST, SCENARIO, AnswerManifest, read_manifest
    from blinkfirst.study.store.reading import fingerprint

    if only_fingerprint:
        click.echo(fingerprint(folder))
        return
    manifest = read_manifest(folder / MANIFEST)
    if isinstance(manifest, AnswerManifest):
        if figure is not None:
            again = f"blinkfirst {manifest.command} {shlex.quote(str(folder / SCENARIO))}"
            raise OptionError(f"--figure: {folder} holds no sweep; draw it by: {again} --figure {figure}")
        _put_answer(folder, manifest, output)
    else:
        _put_sweep(folder, output, figure, panel)


def _put_answer(folder: Path, manifest: AnswerManifest, output: Output) -> None:
    if output.form == CSV:
        from blinkfirst.study.store.reading import tidy_table
        from blinkfirst.study.store.tables import FIRST_BLINKERS

        table = tidy_table(folder, FIRST_BLINKERS)
        output.put_table(table.columns, table.rows)
    elif output.is_page:
        from blinkfirst.questions.sweep.summary_page import folder_document

        output.put_document(folder_document(folder, manifest))
    else:
        from blinkfirst.questions.sweep.tables import answer_object

        output.put_object(answer_object(folder, manifest))


def _put_sweep(folder: Path, output: Output, figure: Path | None, panel: str) -> None:
    from blinkfirst.questions.sweep.answer import SweepAnswer
    from blinkfirst.study.store.sweep_summary import summary_of

    found = SweepAnswer(folder, summary_of(folder))
    picture = None if figure is None else found.figure(panel)  # refused before anything is printed
    output.put([found])
    if figure is not None and picture is not None:
        picture.save(figure)
