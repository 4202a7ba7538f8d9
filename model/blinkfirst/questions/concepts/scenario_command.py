"""``blinkfirst solve`` of a stand-off: the table of all ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from blinkfirst.questions.options import load_all
from blinkfirst.report.output import page, print_csv, print_json
from blinkfirst.report.progress import announce_kernels

if TYPE_CHECKING:
    from blinkfirst.compile.scenario import Compiled
    from blinkfirst.questions.concepts.records import Asked


def solve_scenario(
    file: str,
    settings: Sequence[str],
    lens: str | None,
    asked: Asked,
    figure: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print what every way of solving says about a stand-off, and whether they agree."""
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.questions.concepts.answer import agreement_of
    from blinkfirst.questions.concepts.records import AGENTS, check_asked
    from blinkfirst.questions.concepts.tables import agreement_object, agreement_table

    check_asked(asked)
    if figure is not None:
        from blinkfirst.report.drawing import check_figure

        check_figure(figure)
    (scenario,) = load_all([file], settings, lens)
    announce_kernels(engine=AGENTS in asked.ways)
    compiled = compile_scenario(scenario)
    with _progress("solving") as progress:
        found = agreement_of(compiled, asked, progress)
    if figure is not None:
        _draw(figure, compiled, asked.jobs)
    if as_json:
        print_json(agreement_object(found))
    elif as_csv:
        table = agreement_table(found)
        print_csv(table.columns, table.rows)
    else:
        from blinkfirst.questions.concepts.page import print_agreement

        print_agreement(page(), found)


def _draw(figure: Path, compiled: Compiled, jobs: int | None) -> None:
    from blinkfirst.questions.concepts.figure import draw_precision
    from blinkfirst.questions.concepts.precision_curve import precision_curve

    with _progress("drawing") as progress:
        curve = precision_curve(compiled, jobs, progress)
    draw_precision(figure, curve, compiled.scenario.title)


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show on a terminal how far the work is, and what was done last; say nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, markup=False, emoji=False)
    last = TextColumn("{task.fields[last]}", markup=False)
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), last)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None, last="")
        yield lambda done, expected, name: progress.update(task, completed=done, total=expected, last=name)
