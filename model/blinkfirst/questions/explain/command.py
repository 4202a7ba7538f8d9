"""``blinkfirst explain``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.questions.options import Settings, load_all, output_options, panel_options, scenario_options
from blinkfirst.report.output import Output
from blinkfirst.report.progress import announce_kernels

PANELS = {
    "moves": "how likely each move is",
    "arguments": "what speaks for the likeliest move and for the next",
    "course": "what each actor does at an initiative, over time",
}


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--actor",
    "actors",
    multiple=True,
    metavar="ACTOR",
    help="Whose choice; all actors' by default. May be repeated.",
)
@click.option("--on", "day", metavar="DATE", help="On which day (YYYY-MM-DD); the start by default.")
@click.option(
    "--where",
    metavar="CONDITION",
    help="In which world: the likeliest state that meets the condition, as 'docket == report'.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="How many arguments to show per comparison.",
)
@panel_options(PANELS)
@output_options("Print the full split as CSV instead.")
def explain(
    file: str,
    settings: Settings,
    lens: str | None,
    actors: tuple[str, ...],
    day: str | None,
    where: str | None,
    top: int,
    figure: Path | None,
    panel: str,
    output: Output,
) -> None:
    """Show each move's probability and value, split by argument with article and paragraph.

    The state is the likeliest one on that day (among those that meet --where). Because values are linear in
    the arguments' weights, the split is exact: it adds up to the value of the move.
    """
    from blinkfirst.questions.explain import answer

    (scenario,) = load_all([file], settings, lens)
    typed = ["backward", "forward"] if scenario.grid is not None else []
    announce_kernels(needed=["backward", "forward", "trace"], typed=typed)
    found = answer.explain(scenario, actors, day, where)
    output.put([found], top=top)
    if figure is not None:
        found.figure(panel).save(figure)
