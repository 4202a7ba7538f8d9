"""Running a sweep for the command line: where, with what shown, and what is said when it stops."""

from __future__ import annotations

import os
import shlex
import sys
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import click

from blinkfirst.errors import OptionError, WorkerError
from blinkfirst.questions.sweep.progress import SweepProgress, shown
from blinkfirst.questions.sweep.request import Errand
from blinkfirst.questions.sweep.signals import heeding_termination, leave_at_once, status_of
from blinkfirst.questions.sweep.table_output import CsvPrinter, NoPrinter, PagePrinter, TablePrinter
from blinkfirst.report.amounts import counted
from blinkfirst.report.progress import announce_kernels
from blinkfirst.study.cases.cost import SweepCost, cost_of
from blinkfirst.study.executors.choice import THREADS, Pool, pool_for
from blinkfirst.study.executors.dask_cluster import DaskCluster
from blinkfirst.study.executors.executor import Executor
from blinkfirst.study.folder_plan import KeptSweep, begun, cases_to_add, enlarged, found_in
from blinkfirst.study.plan import Sweep, SweepRequest, path_columns, planned
from blinkfirst.study.run import SweepRun
from blinkfirst.study.store.sweep_folder import check_place, holds_sweep, how_to_go_on
from blinkfirst.study.store.tables import AGENTS, CASES, FIRST_BLINKERS, OUTCOMES
from blinkfirst.study.warm_kernels import warm_kernels


@dataclass(frozen=True)
class Where:
    """Where to compute, as far as somebody has said so."""

    jobs: int | None
    pool: str | None
    cluster: str | None

    def check(self) -> None:
        """Refuse what does not go together, or is not there.

        Raises
        ------
        OptionError
            With what to say instead.
        """
        if self.cluster is None:
            return
        if self.jobs is not None or self.pool is not None:
            raise OptionError("--cluster: says where to compute; leave --jobs and --pool out")
        DaskCluster(self.cluster)

    @property
    def words(self) -> str:
        """The options, to say them again."""
        pairs = (("--jobs", self.jobs), ("--pool", self.pool), ("--cluster", self.cluster))
        return "".join(f" {name} {shlex.quote(str(value))}" for name, value in pairs if value is not None)

    def spoken(self, parts: int, cases: int, cost: SweepCost) -> str:
        """Say on what so many parts would be computed."""
        return f"Dask, {self.cluster}" if self.cluster is not None else str(self.pool_of(parts, cases, cost))

    def pool_of(self, parts: int, cases: int, cost: SweepCost) -> Pool:
        """Return what to use on this machine."""
        return pool_for(parts, cost.case_seconds, cases, self.jobs or cores(), self.pool)


@dataclass(frozen=True)
class Printing:
    """Which table to print; ``None`` where nobody has said."""

    table: str | None
    as_csv: bool

    def printer(self, sweep: Sweep, kept: bool, more: str) -> TablePrinter:
        """Return what prints it; a sweep that is kept is printed only when somebody asks for a table.

        Raises
        ------
        OptionError
            When the sweep has no such table.
        """
        if kept and self.table is None and not self.as_csv:
            return NoPrinter()
        schemas = sweep.manifest.schemas()
        table = self.table or (FIRST_BLINKERS if FIRST_BLINKERS in schemas else list(schemas)[1])
        if table not in schemas:
            known = ", ".join(schemas)
            raise OptionError(f"--table: this sweep has no table {table}; it has: {known}")
        if self.as_csv:
            return CsvPrinter(sweep.manifest.paths, schemas[table])
        return PagePrinter(sweep.manifest.paths, schemas[table], more)


def run_errand(errand: Errand, where: Where, printing: Printing, resume: bool, go_on: str = "") -> int:
    """Compute a sweep, keep and print it; return how many cases failed.

    Parameters
    ----------
    go_on : the command that goes on with it, where the folder alone would not do.
    """
    if errand.folder is None:
        request = request_of(errand, default_outcomes(errand, printing))
        cost = cost_of(request.task(path_columns(request.design)))
        return _done(SweepRun(planned(request, cost.cases_per_part)), cost, where, printing, "")
    kept = kept_sweep_of(errand, errand.folder, resume)
    with kept.store:
        for notice in kept.notices:
            click.echo(notice, err=True)
        cost = cost_of(kept.sweep.requests[-1].task(kept.store.manifest.paths))
        go_on = (go_on or how_to_go_on(errand.folder)) + where.words
        return _done(SweepRun(kept.sweep, kept), cost, where, printing, go_on)


def request_of(errand: Errand, default: tuple[str, ...]) -> SweepRequest:
    """Return what an errand asks for; the tables of ``default`` when it names none."""
    assert errand.scenario is not None and errand.design is not None
    asked = errand.asked
    outcomes = default if asked.outcomes is None else asked.outcomes
    return SweepRequest(errand.scenario, errand.design, outcomes, asked.seed or 0, asked.runs or 0)


def kept_sweep_of(errand: Errand, folder: Path, resume: bool) -> KeptSweep:
    """Begin the sweep of a folder, or go on with it, enlarged where the errand has more cases.

    Raises
    ------
    OptionError, StoreError, StudyError
        When the folder is taken, cannot be written to or holds another sweep.
    """
    if errand.design is None:
        return found_in(folder)
    if not (resume and holds_sweep(folder)):
        check_place(folder)
        request = request_of(errand, OUTCOMES)
        return begun(folder, request, cost_of(request.task(path_columns(request.design))).cases_per_part)
    kept = found_in(folder)
    try:
        request = request_on_top(errand, kept)
        more = cases_to_add(kept, request)
        if not more:
            return kept
        part_size = cost_of(request.task(kept.store.manifest.paths)).cases_per_part
        return enlarged(kept, request, more, part_size)
    except BaseException:
        kept.store.close()
        raise


def request_on_top(errand: Errand, kept: KeptSweep) -> SweepRequest:
    """Return what an errand asks of a folder; what it does not say is as in the folder."""
    assert errand.scenario is not None and errand.design is not None
    there, asked = kept.sweep.requests[-1], errand.asked
    return SweepRequest(
        errand.scenario,
        errand.design,
        there.outcomes if asked.outcomes is None else asked.outcomes,
        there.seed if asked.seed is None else asked.seed,
        there.runs if asked.runs is None else asked.runs,
    )


def cores() -> int:
    """Return how many cores this process may use; a batch system often grants it fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def default_outcomes(errand: Errand, printing: Printing) -> tuple[str, ...]:
    """Return the tables to compute when only the printed one is looked at."""
    if printing.table == AGENTS:
        if not errand.asked.runs:
            raise OptionError("--table agents: no agents play; say --runs N as well")
        return ()
    if errand.asked.runs:
        raise OptionError("--runs: nothing would keep or show them; say --out DIR, or --table agents")
    return (FIRST_BLINKERS,) if printing.table in (None, CASES) else (printing.table,)


def _done(run: SweepRun, cost: SweepCost, where: Where, printing: Printing, go_on: str) -> int:
    """Compute what is missing of a sweep and print it; say what to do when it is stopped."""
    missing = run.sweep.manifest.cases - run.cases_done
    pool = where.pool_of(run.parts_missing, missing, cost)
    printer = printing.printer(run.sweep, run.kept is not None, _more_words(run))
    try:
        with heeding_termination():
            _compute(run, where, pool, printer, printing.as_csv)
    except KeyboardInterrupt as stop:
        click.echo(f"interrupted; {_kept_words(run, go_on)}", err=True)
        if pool.kind == THREADS and where.cluster is None:
            if run.kept is not None:
                run.kept.store.close()
            leave_at_once(status_of(stop))
        sys.exit(status_of(stop))
    except WorkerError as error:
        raise WorkerError(f"{error}\n{_kept_words(run, go_on)}") from error
    except BrokenPipeError:
        if run.kept is not None and run.parts_missing:
            click.echo(f"whoever read the table has gone; {_kept_words(run, go_on)}", err=True)
        raise
    printer.close()
    if run.kept is not None and not printing.as_csv:
        cases, parts = counted(run.cases_done, "case"), counted(len(run.done), "part")
        results = f"blinkfirst results {shlex.quote(str(run.kept.store.folder))}"
        click.echo(f"kept in {run.kept.store.folder}: {cases}, {parts}; `{results}` sums them up")
    _tell_failures(run)
    return run.failures.count


def _compute(run: SweepRun, where: Where, pool: Pool, printer: TablePrinter, as_csv: bool) -> None:
    if run.parts_missing:
        announce_kernels(engine=run.sweep.manifest.runs > 0)
        warm_kernels()
    title = run.sweep.manifest.scenario
    progress = SweepProgress(run.sweep.manifest.cases, run.cases_done, run.failures.count)
    with ExitStack() as opened:
        executor: Executor
        if where.cluster is not None and run.parts_missing:
            cluster = DaskCluster(where.cluster, lambda text: click.echo(text, err=True))
            executor = opened.enter_context(cluster)
        else:
            executor = opened.enter_context(pool.opened())
        advance = opened.enter_context(shown(progress, title, quiet=as_csv and sys.stdout.isatty()))
        tables = run.tables(
            executor,
            (CASES, printer.table),
            lambda cases: advance(cases, run.failures.count),
            lambda: not printer.full,
        )
        opened.enter_context(closing(tables))  # an interrupt leaves nothing behind
        for found in tables:
            if not printer.full:
                printer.add(found)


def _more_words(run: SweepRun) -> str:
    if run.kept is None:
        return "--csv prints all, --out DIR keeps them"
    return f"`blinkfirst query {shlex.quote(str(run.kept.store.folder))}` has all"


def _kept_words(run: SweepRun, go_on: str) -> str:
    if run.kept is None:
        return "nothing is kept (--out DIR keeps what is finished, and goes on from there)"
    folder, cases = run.kept.store.folder, run.sweep.manifest.cases
    return f"{run.cases_kept:,} of {counted(cases, 'case')} are kept in {folder}; go on with\n    {go_on}"


def _tell_failures(run: SweepRun) -> None:
    failures = run.failures
    for case in failures.first:
        settings = ", ".join(f"{path}={_plain(value)}" for path, value in case.settings.items())
        click.echo(f"case {case.number} ({settings}) failed: {case.error}", err=True)
    if failures.count:
        words = f"{failures.count:,} of {counted(run.sweep.manifest.cases, 'case')} failed"
        if failures.count > len(failures.first):
            words += f"; all of them: {_all_failures(run)}"
        click.echo(words, err=True)


def _all_failures(run: SweepRun) -> str:
    if run.kept is None:
        return "--table cases --csv"
    folder = shlex.quote(str(run.kept.store.folder))
    return f"blinkfirst query {folder} \"select * from cases where error <> ''\""


def _plain(value: object) -> object:
    """Write a number that is whole without its `.0`, as people do."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
