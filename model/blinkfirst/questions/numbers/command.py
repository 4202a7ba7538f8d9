"""``blinkfirst numbers``."""

from __future__ import annotations

import click

from blinkfirst.errors import OptionError
from blinkfirst.questions.options import load_all, scenario_options
from blinkfirst.report.output import page, print_csv, print_json


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
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object instead.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV instead.")
def numbers(
    file: str,
    settings: tuple[str, ...],
    lens: str | None,
    kinds: tuple[str, ...],
    as_json: bool,
    as_csv: bool,
) -> None:
    """List every number of a scenario: its path, value, range, what each lens says, its source.

    A path is what --set and sweep take. What a number touches says how much a new value of it costs: payoffs,
    pace, choices and chances follow without compiling the scenario again; moves and clock do not.
    """
    if as_json and as_csv:
        raise OptionError("--json and --csv: expected one of the two")
    from blinkfirst.questions.numbers import answer

    (scenario,) = load_all([file], settings, lens)
    found = answer.numbers(scenario, kinds)
    if as_json:
        from blinkfirst.questions.numbers.tables import numbers_object

        print_json(numbers_object(found))
    elif as_csv:
        table = found.table("numbers")
        print_csv(table.columns, table.rows)
    else:
        from blinkfirst.questions.numbers.page import print_page

        print_page(page(), found)
