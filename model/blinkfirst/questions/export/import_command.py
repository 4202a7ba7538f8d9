"""``blinkfirst import``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from blinkfirst.questions.export.answer import imported
from blinkfirst.questions.options import check_replacing, force_option
from blinkfirst.report.words import form_size


@click.command(name="import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "--out", "output", type=click.Path(path_type=Path), metavar="PATH",
    help="The file to write; by default it is printed.",
)
@click.option(
    "--start", metavar="STATE", help="Of a table with several states: the state in which the game begins."
)
@force_option
def import_game(file: Path, output: Path | None, start: str | None) -> None:
    """Make a matrix file, ready for `blinkfirst solve`, of another program's game.

    FILE is a strategic form of Gambit (.nfg), or a table of sgamesolver (.csv), whatever its ending. A table
    in which there is something to choose in several states becomes the strategic form of its pure stationary
    strategies: what to do in each state, once and for all, and what that is worth from the state of --start.

    \b
    blinkfirst import game.nfg -o game.yaml
    blinkfirst import table.csv --start talks -o talks.yaml
    """  # noqa: D301  click reads the \b
    from blinkfirst.compile.strategic_forms import text_of_form

    if output is not None:
        check_replacing("--output", output)
    form, summary, notices = imported(file, start)
    for notice in notices:
        click.echo(notice, err=True)
    text = text_of_form(form, f"imported from {file.name}", summary)
    if output is None:
        click.echo(text, nl=False)
        return
    from blinkfirst.files.writing import write_lines

    write_lines(output, text.splitlines())
    click.echo(f"{output}: {form_size(form)}")
    click.echo(f"go on with: blinkfirst solve {shlex.quote(str(output))}")
