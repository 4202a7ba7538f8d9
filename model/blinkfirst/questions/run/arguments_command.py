"""``blinkfirst arguments``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from blinkfirst.questions.options import Settings, load_all, output_options, scenario_options
from blinkfirst.report.output import Output

if TYPE_CHECKING:
    from blinkfirst.scenario.scenario import Argument, Scenario


@click.command()
@click.argument("file", metavar="FILE", default="2018-report-hold")
@scenario_options
@click.option(
    "--values",
    is_flag=True,
    help="Also print what each argument is worth to whom over the horizon, in utils (solves the scenario).",
)
@output_options()
def arguments(
    file: str, settings: Settings, lens: str | None, values: bool, output: Output
) -> None:
    """Print the ledger: every argument with its source, its weight under the lens, and where it acts.

    FILE is a scenario (2018-report-hold by default); the arguments are those of its theatre.
    """
    from blinkfirst.scenario.loading import check_one_reading

    (scenario,) = load_all([file], settings, lens)
    check_one_reading(scenario)
    worth = _present_values(scenario) if values else {}
    if output.is_page:
        from blinkfirst.questions.run.ledger_page import ledger_document

        output.put_document(ledger_document(scenario, worth))
    else:
        output.put_object({a.name: _object(a, worth.get(a.name)) for a in scenario.rules.arguments})


def _present_values(scenario: Scenario) -> dict[str, dict[str, float]]:
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.questions.run.tables import values_by_argument
    from blinkfirst.report.progress import announce_kernels
    from blinkfirst.scenario.loading import check_no_types
    from blinkfirst.solve.standoff.backward_induction import backward_induction
    from blinkfirst.solve.standoff.forecast import forecast

    check_no_types(scenario)
    announce_kernels()
    standoff = compile_scenario(scenario).standoff
    return values_by_argument(forecast(standoff, backward_induction(standoff)))


def _object(argument: Argument, worth: dict[str, float] | None) -> dict[str, Any]:
    return {
        "claim": argument.claim,
        "source": {name: list(paragraphs) for name, paragraphs in argument.source.items()},
        "assumption": argument.assumption,
        "strength": argument.strength,
        "acts_in": list(argument.acts_in),
        "terms": [
            {"name": t.name, "for": list(t.actors), "kind": t.kind}
            | {"condition": t.condition.text, "worth": t.worth.text}
            | {"low": t.low, "weight": t.weight, "high": t.high}
            for t in argument.terms
        ],
        **({} if worth is None else {"value": worth}),
    }
