"""``blinkfirst sweep``, stopped by Ctrl-C or by a system that wants its machine back."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

import click

from blinkfirst.errors import OptionError, WorkerError, status_of
from blinkfirst.files.writing import heeding_termination
from blinkfirst.questions.options import Settings, panel_options, scenario_options
from blinkfirst.questions.sweep.request import (
    PANELS,
    DesignOptions,
    OutcomeOptions,
    SweepJob,
    outcomes_of,
    sweep_jobs,
    table_of,
)
from blinkfirst.study.store.tables import FIRST_BLINKERS

if TYPE_CHECKING:
    from blinkfirst.questions.sweep.table_page import TablePrinter
    from blinkfirst.questions.sweep.where import Where
    from blinkfirst.study.executors.pool import Pool
    from blinkfirst.study.kept_sweep import SweepPlan
    from blinkfirst.study.run import SweepRun


@click.command()
@click.argument("file", metavar="[FILE]", required=False)
@click.argument("axes", nargs=-1, metavar="[PATH=VALUES... | NAME...]")
@scenario_options
@click.option(
    "--sample",
    metavar="METHOD",
    help="Sample the intervals of the design, with sobol, lhs or random; needs --n.",
)
@click.option("--n", "points", type=int, metavar="N", help="How many points to sample.")
@click.option(
    "--sample-seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="SEED",
    help="Seed of the sample.",
)
@click.option(
    "--over",
    multiple=True,
    metavar="WHAT",
    help="Sample over their own low..high ranges: weights, parameters, or a path. May be repeated.",
)
@click.option(
    "--cases",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Cases from a CSV file, a path per column and a case per row.",
)
@click.option(
    "--outcomes",
    metavar="TABLES",
    help="Which tables to keep, with commas between: first_blinkers,hazards,questions,world,payoffs "
    "(all of them with --out; the one that is printed without).",
)
@click.option(
    "--condition",
    is_flag=True,
    help="Also keep the table condition: how much of every case is rounding, and what a thousandth of a "
    "weight does to it. What rounding leaves unsure is empty.",
)
@click.option(
    "--runs", type=click.IntRange(min=1), metavar="N", help="Also let agents play N runs of every case."
)
@click.option(
    "--seed", type=click.IntRange(min=0), metavar="SEED", help="Root seed of the agents' chance (default 0)."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Keep everything in a folder, part by part."
)
@click.option(
    "--resume", is_flag=True, help="Go on with the sweep in DIR; a larger design adds the cases DIR has not."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many parts to compute at once on this machine (all cores).",
)
@click.option(
    "--pool",
    type=click.Choice(["threads", "processes"]),
    help="What to compute them in (chosen by the size of a case).",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Compute on Dask workers: tcp://host:8786, or local:4 for four processes here.",
)
@click.option("--dry-run", is_flag=True, help="Print the cases, their cost and the first three; run nothing.")
@click.option(
    "--table",
    metavar="NAME",
    help="Which table to print: first_blinkers, cases or any of --outcomes; - is --csv.",
)
@panel_options(PANELS)
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV in full precision, part by part.")
def sweep(
    file: str | None,
    axes: tuple[str, ...],
    settings: Settings,
    lens: str | None,
    sample: str | None,
    points: int | None,
    sample_seed: int,
    over: tuple[str, ...],
    cases: Path | None,
    outcomes: str | None,
    condition: bool,
    runs: int | None,
    seed: int | None,
    out: Path | None,
    resume: bool,
    jobs: int | None,
    pool: str | None,
    cluster: str | None,
    dry_run: bool,
    table: str | None,
    figure: Path | None,
    panel: str,
    as_csv: bool,
) -> None:
    """Run a scenario under every case of a design and print a tidy table.

    \b
    PATH=1,2,3                  these values, or names of levels or lenses
    PATH=range(0,1,0.1)         from 0 up to, not including, 1
    PATH=linspace(0,1,11)       eleven values from 0 to 1; log(0.1,10,7) by equal factors
    zip(PATH=1,2, PATH=3,4)     values in pairs
    PATH=interval(0,1)          sampled: --sample sobol --n 256

    All combinations are run, the last path varying fastest. FILE is a scenario, or a file of studies, of
    which NAME chooses some. With --out a sweep survives anything: --out DIR --resume goes on with it.
    """  # noqa: D301  click reads the \b
    from blinkfirst.questions.sweep.where import Where

    design = DesignOptions(axes, settings, lens, sample, points, sample_seed, over, cases)
    where = Where(jobs, pool, cluster)
    where.check()
    asked = OutcomeOptions(outcomes_of(outcomes), condition, runs, seed, *table_of(table, as_csv))
    wanted = sweep_jobs(file, design, asked, out, resume)
    if figure is not None:
        wanted = [_to_draw(wanted, asked)]
    if dry_run:
        for number, job in enumerate(wanted):
            if number:
                click.echo()
            _print_plan(job, where, resume)
        return
    if len(wanted) > 1 and asked.as_csv:
        raise OptionError(f"--csv: prints one table; choose a study: {', '.join(job.name for job in wanted)}")
    go_on = ""
    if file is not None and wanted[0].name:
        go_on = f"blinkfirst sweep {shlex.join([file, *axes])} --out {shlex.quote(str(out))} --resume"
    failed = 0
    for number, job in enumerate(wanted):
        if job.heading and not asked.as_csv:
            click.echo("\n" * bool(number) + job.heading)
        with _drawn(job, figure, panel) as kept_job:
            failed += _run(kept_job, where, asked, resume, go_on, job.folder is not None)
    if failed:
        raise click.exceptions.Exit(1)


def _to_draw(wanted: list[SweepJob], asked: OutcomeOptions) -> SweepJob:
    """Return the one sweep to be drawn, with the table that pictures are made of."""
    if len(wanted) > 1:
        names = ", ".join(job.name for job in wanted)
        raise OptionError(f"--figure: draws one sweep; choose a study: {names}")
    (job,) = wanted
    kept = None if job.request is None else job.request.outcomes
    if job.request is None or kept is None or FIRST_BLINKERS in kept:
        return job
    if asked.outcomes is not None:
        raise OptionError(f"--figure: draws {FIRST_BLINKERS}, which --outcomes leaves out")
    return replace(job, request=replace(job.request, outcomes=(FIRST_BLINKERS, *kept)))


@contextmanager
def _drawn(job: SweepJob, figure: Path | None, panel: str) -> Iterator[SweepJob]:
    """Yield the sweep to compute, and draw it then; one that is not kept has a folder until it is drawn."""
    if figure is None:
        yield job
        return
    with TemporaryDirectory(prefix="blinkfirst-") as place:
        folder = job.folder or Path(place) / "swept"
        yield replace(job, folder=folder)
        from blinkfirst.questions.sweep.answer import SweepAnswer
        from blinkfirst.study.store.sweep_summary import summary_of

        SweepAnswer(folder, summary_of(folder)).figure(panel).save(figure)


def _print_plan(job: SweepJob, where: Where, resume: bool) -> None:
    """Print what a sweep would do; nothing is written, and nothing solved."""
    from blinkfirst.questions.sweep.work_page import plan_blocks
    from blinkfirst.report.text import print_blocks
    from blinkfirst.study.kept_sweep import plan

    if job.heading:
        click.echo(job.heading)
    planned = plan(job.request, job.folder, resume)
    for remark in job.remarks:
        click.echo(remark)
    parts = planned.sweep.manifest.parts - len(planned.done)
    pool = where.pool_of(parts, planned.cases_missing, planned.cost)
    for number, blocks in enumerate(plan_blocks(planned, pool, where.cluster)):
        if number:
            click.echo()
        print_blocks(blocks)


def _run(
    job: SweepJob, where: Where, asked: OutcomeOptions, resume: bool, go_on: str, lasts: bool
) -> int:
    """Compute a sweep, keep and print it; return how many cases failed.

    Parameters
    ----------
    lasts : whether its folder is there afterwards, or was made for a picture only.
    """
    from blinkfirst.questions.sweep.table_page import table_printer
    from blinkfirst.study.kept_sweep import plan
    from blinkfirst.study.run import SweepRun
    from blinkfirst.study.store.parts import how_to_go_on

    planned = plan(job.request, job.folder, resume, writing=True)
    kept = planned.begin()
    with nullcontext() if kept is None else kept.store:
        for notice in () if kept is None else kept.notices:
            click.echo(notice, err=True)
        run = SweepRun(planned.sweep if kept is None else kept.sweep, kept)
        more = _more_words(run, lasts)
        printer = table_printer(run.sweep, asked.table, asked.as_csv, lasts, more)
        if job.folder is not None and lasts:
            go_on = (go_on or how_to_go_on(job.folder)) + where.words
        _compute(run, planned, where, printer, asked.as_csv, go_on)
        _print_end(run, asked.as_csv, lasts)
    return run.failures.count


def _compute(
    run: SweepRun, planned: SweepPlan, where: Where, printer: TablePrinter | None, as_csv: bool, go_on: str
) -> None:
    """Compute what is missing of a sweep and print it; say what to do when it is stopped."""
    from blinkfirst.study.executors.pool import THREADS

    pool = where.pool_of(run.parts_missing, run.sweep.manifest.cases - run.cases_done, planned.cost)
    try:
        with heeding_termination():
            _print_parts(run, where, pool, printer, as_csv)
    except KeyboardInterrupt as stop:
        click.echo(f"interrupted; {_kept_words(run, go_on)}", err=True)
        if pool.kind == THREADS and where.cluster is None:
            if run.kept is not None:
                run.kept.store.close()
                if not go_on:  # a folder for a picture only
                    rmtree(run.kept.store.folder.parent, ignore_errors=True)
            leave_at_once(status_of(stop))
        sys.exit(status_of(stop))
    except WorkerError as error:
        raise WorkerError(f"{error.for_command}\n{_kept_words(run, go_on)}") from error
    except BrokenPipeError:
        if run.kept is not None and go_on and run.parts_missing:
            click.echo(f"whoever read the table has gone; {_kept_words(run, go_on)}", err=True)
        raise
    if printer is not None:
        printer.close()


def _print_parts(run: SweepRun, where: Where, pool: Pool, printer: TablePrinter | None, as_csv: bool) -> None:
    from blinkfirst.questions.sweep.where import computed
    from blinkfirst.questions.sweep.work_page import SweepProgress, shown
    from blinkfirst.report.progress import announce_kernels
    from blinkfirst.study.store.tables import CASES

    manifest = run.sweep.manifest
    if run.parts_missing:
        announce_kernels(engine=manifest.runs > 0)
    progress = SweepProgress(manifest.cases, run.cases_done, run.failures.count)
    with shown(progress, manifest.scenario, quiet=as_csv and sys.stdout.isatty()) as advance:
        parts = computed(
            run,
            where,
            pool,
            CASES if printer is None else printer.table,
            lambda cases: advance(cases, run.failures.count),
            lambda: printer is not None and not printer.full,
            lambda text: click.echo(text, err=True),
        )
        with closing(parts):
            for found in parts:
                if printer is not None and not printer.full:
                    printer.add(found)


def _print_end(run: SweepRun, as_csv: bool, lasts: bool) -> None:
    from blinkfirst.report.words import counted

    if run.kept is not None and lasts and not as_csv:
        cases, parts = counted(run.cases_done, "case"), counted(len(run.done), "part")
        results = f"blinkfirst results {shlex.quote(str(run.kept.store.folder))}"
        click.echo(f"kept in {run.kept.store.folder}: {cases}, {parts}; `{results}` sums them up")
    failures = run.failures
    for case in failures.first:
        settings = ", ".join(f"{path}={_plain(value)}" for path, value in case.settings.items())
        click.echo(f"case {case.number} ({settings}) failed: {case.error}", err=True)
    if failures.count:
        words = f"{failures.count:,} of {counted(run.sweep.manifest.cases, 'case')} failed"
        if failures.count > len(failures.first):
            words += f"; all of them: {_all_failures(run, lasts)}"
        click.echo(words, err=True)


def _more_words(run: SweepRun, lasts: bool) -> str:
    if run.kept is None or not lasts:
        return "--csv prints all, --out DIR keeps them"
    return f"`blinkfirst query {shlex.quote(str(run.kept.store.folder))}` has all"


def _kept_words(run: SweepRun, go_on: str) -> str:
    from blinkfirst.report.words import counted

    if run.kept is None or not go_on:
        return "nothing is kept (--out DIR keeps what is finished, and goes on from there)"
    folder, cases = run.kept.store.folder, run.sweep.manifest.cases
    return f"{run.cases_kept:,} of {counted(cases, 'case')} are kept in {folder}; go on with\n    {go_on}"


def _all_failures(run: SweepRun, lasts: bool) -> str:
    if run.kept is None or not lasts:
        return "--table cases --csv"
    folder = shlex.quote(str(run.kept.store.folder))
    return f"blinkfirst query {folder} \"select * from cases where error <> ''\""


def _plain(value: object) -> object:
    """Write a number that is whole without its `.0`, as people do."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def leave_at_once(status: int) -> NoReturn:
    """End the process without waiting for threads that are in a kernel, which nothing can stop."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)
