"""``blinkfirst sweep``."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.cli.inputs import load_all, scenario_options
from blinkfirst.cli.kernels import announce_kernels
from blinkfirst.results.store import check_free

if TYPE_CHECKING:
    from blinkfirst.results.tables import TidyTable
    from blinkfirst.scenario.scenario import Scenario
    from blinkfirst.study.design.design import Design
    from blinkfirst.study.sweep import CaseResult


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("axes", nargs=-1, required=True, metavar="PATH=VALUES...")
@scenario_options
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep scenario, manifest and tables in a new folder.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV in full precision.")
@click.option(
    "--dry-run", is_flag=True, help="Print how many cases there are and the first three; run nothing."
)
def sweep(
    file: str,
    axes: tuple[str, ...],
    settings: tuple[str, ...],
    lens: str | None,
    out: Path | None,
    as_csv: bool,
    dry_run: bool,
) -> None:
    """Run a scenario over a grid of values and print a tidy table, one row per case and actor.

    \b
    PATH=1,2,3             these values, or names of levels or lenses
    PATH=range(0,1,0.1)    from 0 up to, not including, 1
    """  # noqa: D301  click reads the \b
    from blinkfirst.study.design.checking import check_design
    from blinkfirst.study.design.drafts import parse_design
    from blinkfirst.study.sweep import sweep_tables

    design = parse_design(axes)
    (scenario,) = load_all([file], settings, lens)
    if out is not None:
        check_free(out)
    check_design(scenario, design)
    if dry_run:
        _announce(scenario, design)
        return
    announce_kernels()
    results = _swept(scenario, design)
    tables = sweep_tables(design, results)
    if out is not None:
        _keep(out, scenario, design, tables)
    _print(tables[0], as_csv)
    failed = [r for r in results if r.error]
    for result in failed:
        case = ", ".join(f"{path}={value}" for path, value in result.settings.items())
        click.echo(f"case {result.case} ({case}) failed: {result.error}", err=True)
    if failed:
        click.echo(f"{len(failed)} of {len(results)} cases failed", err=True)
        raise click.exceptions.Exit(1)


def _announce(scenario: Scenario, design: Design) -> None:
    click.echo(f"{len(design):,} cases of {scenario.name}; the first:")
    for number, settings in zip(range(3), design.cases(), strict=False):
        click.echo(f"  case {number}: " + ", ".join(f"{path}={value}" for path, value in settings.items()))


def _swept(scenario: Scenario, design: Design) -> list[CaseResult]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from blinkfirst.study.sweep import sweep as run_sweep

    console = Console(stderr=True, markup=False, emoji=False)
    columns = (TextColumn("sweeping"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("sweep", total=len(design))
        return run_sweep(scenario, design, lambda result: progress.advance(task))


def _keep(out: Path, scenario: Scenario, design: Design, tables: tuple[TidyTable, ...]) -> None:
    from blinkfirst.results.store import manifest_of, write_folder
    from blinkfirst.study.design.factors import Axis

    axes = {factor.path: list(factor.values) for factor in design.factors if isinstance(factor, Axis)}
    manifest = manifest_of(
        scenario,
        {"method": "backward induction, answers carried along", "design": axes, "cases": len(design)},
    )
    write_folder(out, scenario, tables, manifest, {})


def _print(table: TidyTable, as_csv: bool) -> None:
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([["" if cell is None else cell for cell in row] for row in table.rows])
        return
    from rich.console import Console

    from blinkfirst.report.tidy_text import print_tidy

    print_tidy(Console(highlight=False, markup=False, emoji=False), table)
