"""``blinkfirst import``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from blinkfirst.errors import GameError, OptionError, Place, ScenarioError, TooLargeError
from blinkfirst.files.destinations import check_output
from blinkfirst.files.text import shown

if TYPE_CHECKING:
    from blinkfirst.game.strategic_form import StrategicForm

_TREES = (".efg",)
_STRATEGIC = (".nfg", *_TREES)  # what a tree can be turned into is said by whoever reads it
_TABLES = (".csv", ".txt")
_SHEETS = (".xlsx", ".xls", ".ods", ".dta", ".tsv")


class _Imported(NamedTuple):
    """A game, and what is to be said about it."""

    form: StrategicForm
    summary: str


@click.command(name="import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "--out",
    "output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The file to write; printed when left out.",
)
@click.option(
    "--start", metavar="STATE", help="Of a table with several states: the state in which the game begins."
)
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
def import_game(file: Path, output: Path | None, start: str | None, force: bool) -> None:
    """Make a matrix file, ready for `blinkfirst solve`, of another program's game.

    FILE is a strategic form of Gambit (.nfg), or a table of sgamesolver (.csv). A table in which there is
    something to choose in several states becomes the strategic form of its pure stationary strategies: what
    to do in each state, once and for all, and what that is worth from the state of --start.

    \b
    blinkfirst import game.nfg -o game.yaml
    blinkfirst import table.csv --start talks -o talks.yaml
    """  # noqa: D301  click reads the \b
    from blinkfirst.compile.matrix import text_of_form

    if output is not None:
        check_output("--output", output)
        if output.exists() and not force:
            raise OptionError(f"--output: {output} is there already; name another file, or add --force")
    form, summary = _imported(file, start)
    text = text_of_form(form, f"imported from {file.name}", summary)
    if output is None:
        click.echo(text, nl=False)
        return
    from blinkfirst.files.writing import write_lines

    write_lines(output, text.splitlines())
    counts = " x ".join(map(str, form.counts))
    click.echo(f"{output}: {counts} strategies of {', '.join(form.players)}")
    click.echo(f"go on with: blinkfirst solve {shlex.quote(str(output))}")


def _imported(file: Path, start: str | None) -> _Imported:
    ending = file.suffix.lower()
    if ending in _STRATEGIC:
        if start is not None:
            raise OptionError(f"--start: of tables with several states only, and {file} is a strategic form")
        return _from_nfg(file)
    if ending in _TABLES:
        return _from_table(file, start)
    if ending in _SHEETS:
        raise OptionError(f"{file}: expected a table as .csv; save it with commas between the columns")
    raise OptionError(
        f"{file}: expected a strategic form of Gambit (.nfg) or a table of sgamesolver (.csv), got "
        f"{f'the ending {file.suffix}' if file.suffix else 'no ending'}"
    )


def _from_nfg(file: Path) -> _Imported:
    from dataclasses import replace

    from blinkfirst.exchange.nfg import read_nfg

    form, comment = read_nfg(file)
    return _Imported(form if form.title else replace(form, title=file.stem), comment)


def _from_table(file: Path, start: str | None) -> _Imported:
    from blinkfirst.exchange.sgame.stationary_strategies import decision_states, stationary_form
    from blinkfirst.exchange.sgame.table_reading import read_sgame_table

    game = read_sgame_table(file)
    try:
        form = stationary_form(game, start)
    except TooLargeError:
        raise
    except GameError as error:
        raise ScenarioError.at(Place(shown(file)), str(error)) from error
    if start is None and len(game.states) == 1:
        return _Imported(form, "")
    begin = start or (decision_states(game) or game.states)[0]
    return _Imported(
        form,
        f"What to do in each state, once and for all; payoffs are discounted sums from the state {begin} on.",
    )
