"""The plan of a sweep as a page: its cases, the cost of each path, and an estimate of the time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from rich.console import Console
from rich.table import Table

from blinkfirst.report.amounts import counted, spoken_seconds
from blinkfirst.study.cases.cost import PathCost
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.factors import Interval
from blinkfirst.study.design.values import spelled
from blinkfirst.study.executors.pool import SERIAL, Pool, Reason
from blinkfirst.study.plan import Plan

FIRST_CASES = 3
MOST_VALUES = 6  # spelled out; more are counted


REASONS = {
    Reason.ASKED_FOR: "as asked for",
    Reason.ONE_JOB: "one after the other",
    Reason.ONE_PART: "one part, no others to run beside it",
    Reason.LITTLE_WORK: "one after the other: starting processes would take longer",
    Reason.SMALL_CASES: "small cases would wait for Python's lock in threads",
    Reason.LARGE_CASES: "large cases share one process",
}


def print_plan(console: Console, plan: Plan, pool: Pool, cluster: str | None) -> None:
    """Print the plan of a sweep.

    Parameters
    ----------
    pool, cluster : the executor on this machine, and the cluster that would compute instead.
    """
    manifest, design = plan.sweep.manifest, plan.sweep.designs[-1]
    cost, missing = plan.cost, plan.cases_missing
    size = manifest.rounds[-1].part_size
    parts = counted(manifest.parts, "part") + (f" of up to {size:,}" if manifest.parts > 1 else "")
    console.print(f"{counted(manifest.cases, 'case')} of {manifest.scenario}, in {parts}")
    if missing < manifest.cases:
        console.print(f"{manifest.cases - missing:,} of them are there already")
    console.print()
    _print_paths(console, design, cost.paths)
    console.print()
    tables = [*manifest.outcomes, *(["agents"] if manifest.runs else [])]
    game = f"{cost.states:,} states, {cost.edges:,} moves in states, {cost.ticks:,} ticks"
    console.print(f"tables: {', '.join(['cases', *tables])}")
    console.print(f"game: {game if cost.states else 'cannot be compiled as it is'}")
    if missing:
        console.print(f"work: about {spoken_seconds(cost.seconds(missing))} on one core, a rough guess")
        console.print(f"where: {_place(pool) if cluster is None else f'Dask, {cluster}'}")
    else:
        console.print("work: nothing is left to do")
    console.print()
    console.print("the first cases:")
    for number, settings in enumerate(islice(design.cases(), FIRST_CASES)):
        said = ", ".join(f"{path}={_value(path, value)}" for path, value in settings.items())
        console.print(f"  case {number}: {said}", soft_wrap=True)


def _place(pool: Pool) -> str:
    reason = REASONS[pool.reason]
    return reason if pool.kind == SERIAL else f"{pool.count} {pool.kind}: {reason}"


def _print_paths(console: Console, design: Design, costs: Sequence[PathCost]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("path", "values", "what a new value costs"):
        table.add_column(column, overflow="fold")
    for cost in costs:
        table.add_row(cost.path, _values(design, cost.path), cost.words)
    console.print(table)


def _values(design: Design, path: str) -> str:
    values = design.values_of(path)
    if isinstance(values, Interval):
        return f"{values.low:g} to {values.high:g}, sampled"
    if len(values) <= MOST_VALUES:
        return ", ".join(_value(path, value) for value in values)
    return f"{len(values):,}: {_value(path, values[0])}, ..., {_value(path, values[-1])}"


def _value(path: str, value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else spelled(path, value)
