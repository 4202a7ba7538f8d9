"""The ledger of arguments as a page in a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from blinkfirst.report.words import cited
from blinkfirst.scenario.scenario import Argument, Scenario, Term


def print_ledger(console: Console, scenario: Scenario, values: Mapping[str, Mapping[str, float]]) -> None:
    """Print every argument: claim, source, weights under the lens, where it acts and, if known, its worth."""
    console.print(
        Text(f"{len(scenario.rules.arguments)} arguments, lens: {scenario.lens_text or 'none'}", style="bold")
    )
    for argument in scenario.rules.arguments:
        console.print(_entry(argument, values.get(argument.name)))


def _entry(argument: Argument, values: Mapping[str, float] | None) -> Text:
    text = Text()
    text.append(f"\n{argument.name}", style="bold")
    source = cited(argument.source) if argument.source else f"assumption: {argument.assumption}"
    text.append(f"  [{source}]\n    {argument.claim}")
    for term in argument.terms:
        text.append(f"\n    {_payoff(term, argument.strength)}")
    payoffs = {f"payoff of {', '.join(term.actors)}" for term in argument.terms}
    acts = [place for place in argument.acts_in if place not in payoffs]
    if acts:
        text.append(f"\n    acts in {', '.join(acts)}")
    if values:
        text.append(
            "\n    worth "
            + ", ".join(f"{actor} {utils:+.2f}" for actor, utils in values.items())
            + " utils over the horizon"
        )
    return text


def _payoff(term: Term, strength: float) -> str:
    unit = "utils/month" if term.kind == "while" else "utils"
    weight = f"{strength * term.weight:+g} {unit}"
    if term.low != term.high:
        weight += f" (from {strength * term.low:+g} to {strength * term.high:+g})"
    label = f"{term.name}: " if term.name else ""
    worth = "" if term.worth.text == "1" else f" x ({term.worth.text})"
    return f"{label}{', '.join(term.actors)}: {weight}{worth} {term.kind} {term.condition.text}"
