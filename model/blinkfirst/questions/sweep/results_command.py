"""``blinkfirst results``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.report.answer import print_foot
from blinkfirst.report.output import PROVENANCE, page, print_json
from blinkfirst.report.provenance import provenance_in

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
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
def results(folder: Path, only_fingerprint: bool, as_json: bool) -> None:
    """Sum up the folder of `sweep --out`, finished or not, or of another command's `--out`.

    Of a sweep: what was swept, how far it is and how to go on, what failed, how first blinks and answers
    spread over the cases, in which cases they are lowest and highest, and with which paths they move.
    """
    from blinkfirst.study.store.manifest import MANIFEST, AnswerManifest, read_manifest
    from blinkfirst.study.store.reading import fingerprint

    if only_fingerprint:
        click.echo(fingerprint(folder))
        return
    manifest = read_manifest(folder / MANIFEST)
    if isinstance(manifest, AnswerManifest):
        _print_answer(folder, manifest, as_json)
    else:
        _print_sweep(folder, as_json)


def _print_answer(folder: Path, manifest: AnswerManifest, as_json: bool) -> None:
    if as_json:
        from blinkfirst.questions.sweep.tables import answer_object

        print_json(answer_object(folder, manifest))
        return
    from blinkfirst.questions.sweep.summary_page import print_answer_folder

    console = page()
    print_answer_folder(console, folder, manifest)
    print_foot(console, [provenance_in(folder)])


def _print_sweep(folder: Path, as_json: bool) -> None:
    from blinkfirst.study.store.parts import how_to_go_on
    from blinkfirst.study.store.sweep_summary import summary_of

    summary, go_on = summary_of(folder), how_to_go_on(folder)
    made_from = provenance_in(folder)
    if as_json:
        made = {PROVENANCE: made_from.as_object()}
        print_json({**summary.as_object(), "go_on": go_on if summary.cases_left else None, **made})
        return
    from blinkfirst.questions.sweep.summary_page import print_sweep_results

    console = page()
    print_sweep_results(console, summary, go_on)
    print_foot(console, [made_from])
