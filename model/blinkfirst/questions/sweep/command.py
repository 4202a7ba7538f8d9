"""``blinkfirst sweep``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from blinkfirst.errors import OptionError
from blinkfirst.questions.options import scenario_options
from blinkfirst.questions.sweep.request import Asked, DesignWords, errands_of, outcomes_of, table_of


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
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV in full precision, part by part.")
def sweep(
    file: str | None,
    axes: tuple[str, ...],
    settings: tuple[str, ...],
    lens: str | None,
    sample: str | None,
    points: int | None,
    sample_seed: int,
    over: tuple[str, ...],
    cases: Path | None,
    outcomes: str | None,
    runs: int | None,
    seed: int | None,
    out: Path | None,
    resume: bool,
    jobs: int | None,
    pool: str | None,
    cluster: str | None,
    dry_run: bool,
    table: str | None,
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
    from blinkfirst.questions.sweep.running import Printing, Where, run_errand

    words = DesignWords(axes, settings, lens, sample, points, sample_seed, over, cases)
    printing = Printing(*table_of(table, as_csv))
    where = Where(jobs, pool, cluster)
    where.check()
    errands = errands_of(file, words, Asked(outcomes_of(outcomes), runs, seed), out, resume)
    if dry_run:
        from blinkfirst.questions.sweep.dry_run import announce

        for number, errand in enumerate(errands):
            if number:
                click.echo()
            announce(errand, where, printing, resume)
        return
    if len(errands) > 1 and printing.as_csv:
        raise OptionError(f"--csv: prints one table; choose a study: {', '.join(e.name for e in errands)}")
    go_on = ""
    if file is not None and errands[0].name:
        go_on = f"blinkfirst sweep {shlex.join([file, *axes])} --out {shlex.quote(str(out))} --resume"
    failed = 0
    for number, errand in enumerate(errands):
        if errand.heading and not printing.as_csv:
            click.echo("\n" * bool(number) + errand.heading)
        failed += run_errand(errand, where, printing, resume, go_on)
    if failed:
        raise click.exceptions.Exit(1)
