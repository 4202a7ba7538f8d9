"""``blinkfirst compare``."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.cli.inputs import parsed_lens, parsed_settings
from blinkfirst.cli.kernels import announce_kernels
from blinkfirst.errors import OptionError, Problem, ScenarioError
from blinkfirst.results.store import check_free

if TYPE_CHECKING:
    from blinkfirst.scenario.scenario import Scenario
    from blinkfirst.study.comparing.comparison import Comparison


@click.command()
@click.argument("first", metavar="FIRST")
@click.argument("second", required=False, metavar="[SECOND]")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Set a value in both by its dotted path, as actors.US.precision=4. May be repeated.",
)
@click.option(
    "--lens",
    "lenses",
    multiple=True,
    metavar="LENS",
    help="Read both with this lens (or shares of several); given twice: the first with the one, the second "
    "with the other.",
)
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="Set a value in the second only. May be repeated.",
)
@click.option(
    "--outcome",
    metavar="NAME",
    help="Which outcome to explain, as 'US blinks first' or the name of a question; the probability that "
    "differs most when left out.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=12,
    show_default=True,
    help="How many changes to show.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep both scenarios, manifest and tables in a new folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object with everything instead.")
@click.option(
    "--csv", "as_csv", is_flag=True, help="Print the effect of every change on every outcome as CSV instead."
)
def compare(
    first: str,
    second: str | None,
    settings: tuple[str, ...],
    lenses: tuple[str, ...],
    changes: tuple[str, ...],
    outcome: str | None,
    top: int,
    out: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Set two scenarios side by side: what they assume, what they come to, and which assumption makes the
    difference.

    \b
    blinkfirst compare 2018-report-hold 2019-hanoi
    blinkfirst compare 2019-hanoi --lens garrie-2018 --lens haggard-2022
    blinkfirst compare 2019-hanoi --change parameters.offer-quality=0.9
    """  # noqa: D301  click reads the \b
    if as_json and as_csv:
        raise OptionError("--json, --csv: expected one of them, got both")
    one, other = _scenarios(first, second, settings, lenses, changes)
    if out is not None:
        check_free(out)
    wanted = None if outcome is None else _explained(one, other, outcome)
    comparison = _compared(one, other)
    explained = comparison.headline if wanted is None else wanted
    if out is not None:
        _keep(out, comparison)
    _print(comparison, explained, top, as_json, as_csv)


def _scenarios(
    first: str,
    second: str | None,
    settings: Sequence[str],
    lenses: Sequence[str],
    changes: Sequence[str],
) -> tuple[Scenario, Scenario]:
    """Load the two; what is wrong with either is told at once."""
    from blinkfirst.scenario.loading import load

    if len(lenses) > 2:
        raise OptionError(f"--lens: expected one for both, or one for each; got {len(lenses)}")
    if second is None and len(lenses) < 2 and not changes:
        message = "expected a second scenario to compare with, or --lens twice, or --change PATH=VALUE"
        raise OptionError(message)
    shared, own = parsed_settings(settings), parsed_settings(changes, "--change")
    read = [parsed_lens(lens) for lens in lenses] or [None]
    loaded: list[Scenario] = []
    problems: list[Problem] = []
    for name, values, lens in ((first, shared, read[0]), (second or first, {**shared, **own}, read[-1])):
        try:
            loaded.append(load(name, values, lens))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return loaded[0], loaded[1]


def _explained(first: Scenario, second: Scenario, outcome: str) -> int:
    from blinkfirst.study.comparing.comparison import outcome_named

    return outcome_named(first, second, outcome)


def _compared(first: Scenario, second: Scenario) -> Comparison:
    from blinkfirst.study.comparing.comparison import compared

    announce_kernels()
    with _progress() as told:
        return compared(first, second, told)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how many changes have been tried; say nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, markup=False, emoji=False)
    said = TextColumn("making one change at a time")
    columns = (said, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("swaps", total=None)
        yield lambda done, expected: progress.update(task, completed=done, total=expected)


def _keep(out: Path, comparison: Comparison) -> None:
    from blinkfirst.results.store import manifest_of, write_folder
    from blinkfirst.scenario.writing import yaml_text
    from blinkfirst.study.comparing.tables import comparison_tables

    first, second = comparison.first, comparison.second
    method = "one change at a time from either end; backward induction, exact forward pass"
    manifest = manifest_of(first, {"method": method, "second": manifest_of(second, {})})
    texts = {"second.yaml": yaml_text(second.composed)}
    write_folder(out, first, comparison_tables(comparison), manifest, texts)


def _print(comparison: Comparison, explained: int, top: int, as_json: bool, as_csv: bool) -> None:
    if as_json:
        from blinkfirst.study.comparing.tables import comparison_object

        click.echo(json.dumps(comparison_object(comparison, explained), allow_nan=False))
        return
    if as_csv:
        from blinkfirst.study.comparing.tables import effects_table

        table = effects_table(comparison)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([["" if cell is None else cell for cell in row] for row in table.rows])
        return
    from rich.console import Console

    from blinkfirst.report.comparison_text import print_comparison

    print_comparison(Console(highlight=False, markup=False, emoji=False), comparison, explained, top)
