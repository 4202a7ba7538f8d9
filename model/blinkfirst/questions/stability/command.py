"""``blinkfirst stability``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.questions.options import Settings, load_all, output_options, panel_options, scenario_options
from blinkfirst.report.output import Output

PANELS = {
    "counts": "how many states are stable, for everybody and for each actor",
    "state": "for whom the state asked about is stable",
}


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--at",
    metavar="DATE|NUMBER",
    help="The stretch between dated events in force on this day (YYYY-MM-DD), or of this number; by "
    "default the first.",
)
@click.option(
    "--state",
    metavar="VARIABLE=LEVEL,...",
    help="Which state to give reasons for, other variables as at the start; by default the start.",
)
@click.option(
    "--ranks",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Take preferences from this file of states and ranks, not from the flows.",
)
@click.option(
    "--tolerance",
    type=float,
    default=1e-9,
    show_default=True,
    metavar="UTILS",
    help="Flows this close, per month, are ties.",
)
@panel_options(PANELS)
@output_options("Print every state, actor by actor, as CSV instead.")
def stability(
    file: str,
    settings: Settings,
    lens: str | None,
    at: str | None,
    state: str | None,
    ranks: Path | None,
    tolerance: float,
    figure: Path | None,
    panel: str,
    output: Output,
) -> None:
    """Find the states that would last in the Graph Model, from who prefers what and who has a counter-move:
    Nash, GMR, SMR and SEQ stability, with the reasons why a state is stable for an actor or not.

    There are no probabilities and no calendar: moves are those of the compiled game, preferences the order of
    the states' worth while they last.

    \b
    blinkfirst stability 2019-hanoi
    blinkfirst stability 2019-hanoi --state docket=none
    """  # noqa: D301  click reads the \b
    from blinkfirst.questions.stability.answer import stability as stability_of

    (scenario,) = load_all([file], settings, lens)
    found = stability_of(scenario, at, state, ranks, tolerance)
    output.put([found])
    if figure is not None:
        found.figure(panel).save(figure)
