"""``blinkfirst results``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.report.output import page, print_json


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
    """Sum up what a sweep has found: the folder of `sweep --out`, finished or not.

    What was swept, how far it is and how to go on, what failed, how first blinks and answers spread over the
    cases, in which cases they are lowest and highest, and with which paths they move.
    """
    from blinkfirst.study.store.sweep_folder import how_to_go_on

    if only_fingerprint:
        from blinkfirst.study.store.fingerprint import fingerprint

        click.echo(fingerprint(folder))
        return
    from blinkfirst.study.store.summary import summary_of

    summary = summary_of(folder)
    go_on = how_to_go_on(folder)
    if as_json:
        from blinkfirst.study.store.summary_json import summary_object

        found = {**summary_object(summary), "go_on": go_on if summary.cases_left else None}
        print_json(found)
        return
    from blinkfirst.questions.sweep.summary_page import print_sweep_results

    print_sweep_results(page(), summary, go_on)
