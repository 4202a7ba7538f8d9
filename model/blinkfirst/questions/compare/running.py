"""What ``compare`` does, with scenarios and with sweeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blinkfirst.errors import OptionError, Problem, ScenarioError
from blinkfirst.files.destinations import check_free
from blinkfirst.questions.options import parsed_lens, parsed_settings
from blinkfirst.report.output import page, print_csv, print_json
from blinkfirst.report.progress import announce_kernels
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.writing import yaml_text
from blinkfirst.study.store.answer_folder import write_answer_folder
from blinkfirst.study.store.manifest import facts_of
from blinkfirst.study.store.tables import TidyTable

if TYPE_CHECKING:
    from blinkfirst.questions.compare.answer import Comparison
    from blinkfirst.questions.compare.sweep_pairs import SweepComparison


@dataclass(frozen=True)
class Comparing:
    """Which scenarios to compare, as written on the command line."""

    first: str
    second: str | None
    settings: Sequence[str]
    lenses: Sequence[str]
    changes: Sequence[str]
    outcome: str | None


@dataclass(frozen=True)
class Told:
    """How to tell what was found, and where to keep it."""

    top: int
    out: Path | None
    as_json: bool
    as_csv: bool


def compare_scenarios(asked: Comparing, told: Told) -> None:
    """Compare two scenarios, play every change by itself, and tell.

    Raises
    ------
    OptionError, ScenarioError
        When something is wrong with what was asked; nothing has been played then.
    """
    from blinkfirst.questions.compare.answer import compared, outcome_named

    first, second = _scenarios(asked)
    if told.out is not None:
        check_free(told.out)
    wanted = None if asked.outcome is None else outcome_named(first, second, asked.outcome)
    announce_kernels()
    with _progress() as progress:
        comparison = compared(first, second, progress)
    _tell(comparison, comparison.headline if wanted is None else wanted, told)


def _scenarios(asked: Comparing) -> tuple[Scenario, Scenario]:
    """Load the two; what is wrong with either is told at once."""
    if len(asked.lenses) > 2:
        raise OptionError(f"--lens: expected one for both, or one for each; got {len(asked.lenses)}")
    if asked.second is None and len(asked.lenses) < 2 and not asked.changes:
        message = "expected a second scenario to compare with, or --lens twice, or --change PATH=VALUE"
        raise OptionError(message)
    shared, own = parsed_settings(asked.settings), parsed_settings(asked.changes, "--change")
    lenses = [parsed_lens(lens) for lens in asked.lenses] or [None]
    sides = ((asked.first, shared, lenses[0]), (asked.second or asked.first, {**shared, **own}, lenses[-1]))
    loaded: list[Scenario] = []
    problems: list[Problem] = []
    for name, values, lens in sides:
        try:
            loaded.append(load(name, values, lens))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return loaded[0], loaded[1]


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how many changes have been tried; say nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, markup=False, emoji=False)
    said = TextColumn("making one change at a time")
    columns = (said, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("changes", total=None)
        yield lambda done, expected: progress.update(task, completed=done, total=expected)


def _tell(comparison: Comparison, explained: int, told: Told) -> None:
    from blinkfirst.questions.compare.tables import comparison_object, comparison_tables, effects_table

    if told.out is not None:
        method = "one change at a time from either end; backward induction, exact forward pass"
        tables = comparison_tables(comparison)
        _keep(told.out, comparison.first, comparison.second, tables, {"method": method})
    if told.as_json:
        print_json(comparison_object(comparison, explained))
    elif told.as_csv:
        table = effects_table(comparison)
        print_csv(table.columns, table.rows)
    else:
        from blinkfirst.questions.compare.page import print_comparison

        console = page()
        print_comparison(console, comparison, explained, told.top)


def compare_sweeps(first: Path, second: Path, told: Told) -> None:
    """Compare two sweeps case by case, and tell.

    Raises
    ------
    StoreError
        When one of the folders cannot be read.
    """
    from blinkfirst.questions.compare.sweep_pairs import read_sweep, sweeps_compared
    from blinkfirst.questions.compare.sweep_tables import (
        pair_rows,
        pairs_header,
        sweep_comparison_object,
        sweep_comparison_tables,
    )

    if told.out is not None:
        check_free(told.out)
    comparison: SweepComparison = sweeps_compared(read_sweep(first), read_sweep(second))
    if told.out is not None:
        folders = {"first_sweep": str(first), "second_sweep": str(second)}
        extra = {"method": "pairs of cases with the same settings", **folders}
        scenarios = comparison.first.scenario, comparison.second.scenario
        _keep(told.out, *scenarios, sweep_comparison_tables(comparison), extra)
    if told.as_json:
        print_json(sweep_comparison_object(comparison))
    elif told.as_csv:
        print_csv(pairs_header(comparison), pair_rows(comparison))
    else:
        from blinkfirst.questions.compare.sweep_page import print_sweep_comparison

        print_sweep_comparison(page(), comparison, told.top)


def _keep(
    out: Path, first: Scenario, second: Scenario, tables: Sequence[TidyTable], extra: dict[str, Any]
) -> None:
    """Write a folder: the first scenario as ``scenario.yaml``, the second as ``second.yaml``."""
    facts = {**extra, "second": facts_of(second)}
    write_answer_folder(out, "compare", first, tables, facts, {"second.yaml": yaml_text(second.composed)})
