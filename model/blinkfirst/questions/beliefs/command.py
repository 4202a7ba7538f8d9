"""``blinkfirst beliefs``."""

from __future__ import annotations

import click

from blinkfirst.questions.options import Settings, load_all, output_options, scenario_options
from blinkfirst.report.output import Output
from blinkfirst.report.progress import announce_kernels


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many arguments to show per actor.",
)
@output_options("Print the prices of patience as CSV instead.")
def beliefs(file: str, settings: Settings, lens: str | None, top: int, output: Output) -> None:
    """Ask whether giving way pays even against rivals that are known never to blink: the price of patience.

    That is the worst that an actor can believe. Where holding is better even then, no belief makes giving way
    reasoned, only a cost of waiting that giving way ends; the page says how large it would have to be.

    With private types also: what each type would gain by being taken for one or the other, what a sign of its
    type is worth to it, and what comes of it if a rival's type comes out.
    """
    from blinkfirst.questions.beliefs import answer

    (scenario,) = load_all([file], settings, lens)
    typed = ["backward"] if scenario.grid is not None else []
    announce_kernels(needed=["backward", "forward", "trace"], typed=typed)
    output.put([answer.beliefs(scenario)], top=top)
