"""``blinkfirst numbers``."""

from __future__ import annotations

import click

from blinkfirst.questions.options import Settings, load_all, output_options, scenario_options
from blinkfirst.report.output import Output


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="Only numbers of this kind: weight, strength, parameter, precision, tempo, rate, chance, ... May be "
    "repeated.",
)
@output_options("Print the table as CSV instead.")
def numbers(
    file: str,
    settings: Settings,
    lens: str | None,
    kinds: tuple[str, ...],
    output: Output,
) -> None:
    """List every number of a scenario: its path, value, range, what each lens says, its source.

    A path is what --set and sweep take. What a number touches says how much a new value of it costs: payoffs,
    pace, choices and chances follow without compiling the scenario again; moves and clock do not.
    """
    from blinkfirst.questions.numbers import answer

    (scenario,) = load_all([file], settings, lens)
    output.put([answer.numbers(scenario, kinds)])
