"""``blinkfirst compare``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from blinkfirst.errors import OptionError, Problem, ScenarioError
from blinkfirst.files.writing import check_free
from blinkfirst.questions.options import (
    Settings,
    options_of,
    output_options,
    panel_options,
    parsed_lens,
    parsed_settings,
    settings_options,
)
from blinkfirst.report.output import CSV, Output
from blinkfirst.report.progress import announce_kernels, progress_bar
from blinkfirst.scenario.yaml_trees import yaml_text

if TYPE_CHECKING:
    from blinkfirst.questions.compare.answer import Comparison
    from blinkfirst.scenario.scenario import Scenario
    from blinkfirst.study.store.tables import TidyTable

PARTS, SCENARIO = "parts", "scenario.yaml"
PANELS = {
    "blinkers": "who blinks first in either",
    "effects": "the effect of each change on the outcome explained",
}


@click.command()
@click.argument("first", metavar="FIRST")
@click.argument("second", required=False, metavar="[SECOND]")
@settings_options(" in both")
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
    help="Which outcome to explain, as 'US blinks first' or the name of a question; by default the "
    "probability that differs most.",
)
@click.option(
    "--top", type=click.IntRange(min=1), default=12, show_default=True, help="How many changes to show."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep both scenarios, manifest and tables in a new folder.",
)
@panel_options(PANELS)
@output_options(
    "Print the effect of every change on every outcome as CSV instead; of two sweeps, every outcome of every "
    "pair of cases."
)
def compare(
    first: str,
    second: str | None,
    settings: Settings,
    lenses: tuple[str, ...],
    changes: tuple[str, ...],
    outcome: str | None,
    top: int,
    out: Path | None,
    figure: Path | None,
    panel: str,
    output: Output,
) -> None:
    """Set two scenarios side by side: what they assume, what they come to, and which assumption makes the
    difference. Or two sweeps, given by their folders: case by case where the settings agree.

    \b
    blinkfirst compare 2018-report-hold 2019-hanoi
    blinkfirst compare 2019-hanoi --lens garrie-2018 --lens haggard-2022
    blinkfirst compare 2019-hanoi --change parameters.offer-quality=0.9
    """  # noqa: D301  click reads the \b
    sweeps = [name for name in (first, second) if name is not None and _is_sweep(name)]
    if not sweeps:
        names = _scenario(first), None if second is None else _scenario(second)
        request = CompareRequest(*names, settings, lenses, changes, outcome)
        found = _compare_scenarios(request, out, output, top)
        if figure is not None:
            found.figure(panel).save(figure)
        return
    if second is None or len(sweeps) < 2:
        raise OptionError(f"{sweeps[0]}: the folder of a sweep can be compared with that of another one only")
    given: dict[str, object] = {options_of(settings): settings, "--lens": lenses, "--change": changes}
    given |= {"--outcome": outcome, "--figure": figure}
    if useless := [option for option, value in given.items() if value]:
        raise OptionError(f"{useless[0]}: two sweeps are compared as they are; the option is for scenarios")
    _compare_sweeps(Path(first), Path(second), out, output, top)


@dataclass(frozen=True)
class CompareRequest:
    """The scenarios to compare, as written on the command line."""

    first: str
    second: str | None
    settings: Settings
    lenses: Sequence[str]
    changes: Sequence[str]
    outcome: str | None


def _is_sweep(name: str) -> bool:
    return (Path(name) / PARTS).is_dir()


def _scenario(name: str) -> str:
    """Return the scenario kept in the folder of a run; any other name as it is."""
    kept = Path(name) / SCENARIO
    return str(kept) if kept.is_file() else name


def _compare_scenarios(
    request: CompareRequest, out: Path | None, output: Output, top: int
) -> Comparison:
    from blinkfirst.questions.compare import answer
    from blinkfirst.questions.compare.outcomes import outcome_number

    first, second = _scenarios(request)
    if out is not None:
        check_free(out)
    if request.outcome is not None:
        outcome_number(first, second, request.outcome, "--outcome")
    announce_kernels(needed=["backward", "forward", "marginals", "trace"])
    with progress_bar("making one change at a time") as progress:
        found = answer.compare(first, second, request.outcome, progress)
    if out is not None:
        method = "one change at a time from either end; backward induction, exact forward pass"
        _keep(out, first, second, found.tables(), {"method": method})
    output.put([found], top=top)
    return found


def _scenarios(request: CompareRequest) -> tuple[Scenario, Scenario]:
    if len(request.lenses) > 2:
        raise OptionError(f"--lens: expected one for both, or one for each; got {len(request.lenses)}")
    if request.second is None and len(request.lenses) < 2 and not request.changes:
        message = "expected a second scenario to compare with, or --lens twice, or --change PATH=VALUE"
        raise OptionError(message)
    shared, own = request.settings, parsed_settings(request.changes, "--change")
    lenses = [parsed_lens(lens) for lens in request.lenses] or [None]
    sides = (
        (request.first, shared, lenses[0]),
        (request.second or request.first, {**shared, **own}, lenses[-1]),
    )
    from blinkfirst.scenario.loading import load

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


def _compare_sweeps(first: Path, second: Path, out: Path | None, output: Output, top: int) -> None:
    from blinkfirst.questions.compare.sweep_answer import compare_sweeps, read_sweep
    from blinkfirst.questions.compare.sweep_tables import pair_rows, pairs_header

    if out is not None:
        check_free(out)
    found = compare_sweeps(read_sweep(first), read_sweep(second))
    if out is not None:
        folders = {"first_sweep": str(first), "second_sweep": str(second)}
        extra = {"method": "pairs of cases with the same settings", **folders}
        _keep(out, found.first.scenario, found.second.scenario, found.tables(), extra)
    if output.form == CSV:
        output.put_table(pairs_header(found), pair_rows(found))
    else:
        output.put([found], top=top)


def _keep(
    out: Path, first: Scenario, second: Scenario, tables: Sequence[TidyTable], extra: dict[str, Any]
) -> None:
    """Write a folder: the first scenario as ``scenario.yaml``, the second as ``second.yaml``."""
    from blinkfirst.study.store.answer_folder import write_answer_folder
    from blinkfirst.study.store.manifest import facts_of

    facts = {**extra, "second": facts_of(second)}
    write_answer_folder(out, "compare", first, tables, facts, {"second.yaml": yaml_text(second.composed)})
