"""The ledger of arguments as a page, or as the appendix of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from blinkfirst.report.document import Block, Document, Section, Words, prose, section, strong
from blinkfirst.report.labels import Labels
from blinkfirst.report.provenance import provenance_of
from blinkfirst.report.words import cited, counted, fixed
from blinkfirst.scenario.scenario import Argument, Scenario, Term

Worths = Mapping[str, Mapping[str, float]]


def ledger_document(scenario: Scenario, values: Worths) -> Document:
    """Return every argument: claim, source, weights under the lens, where it acts, its worth if known."""
    made_from = (str(provenance_of(scenario)),)
    return Document(_title(scenario), tuple(_blocks(scenario, values)), foot=made_from)


def ledger_section(scenario: Scenario, values: Worths) -> Section:
    """Return the ledger as the appendix of a page."""
    return section(f"Appendix: {_title(scenario)}", *_blocks(scenario, values))


def _title(scenario: Scenario) -> str:
    return f"{counted(len(scenario.rules.arguments), 'argument')}, lens: {scenario.lens_text or 'none'}"


def _blocks(scenario: Scenario, values: Worths) -> Iterator[Block]:
    for argument in scenario.rules.arguments:
        yield from _entry(argument, values.get(argument.name), Labels(scenario))


def _entry(argument: Argument, values: Mapping[str, float] | None, labels: Labels) -> Iterator[Block]:
    source = cited(argument.source) if argument.source else f"assumption: {argument.assumption}"
    said = f", {argument.label}" if argument.label else ""
    yield prose((strong(argument.name), said, f"  [{source}]"))
    payoffs_said = (_payoff(term, argument.strength, labels) for term in argument.terms)
    lines: list[Words] = [argument.claim, *payoffs_said]
    payoffs = {f"payoff of {', '.join(term.actors)}" for term in argument.terms}
    acts = [place for place in argument.acts_in if place not in payoffs]
    if acts:
        lines.append(f"acts in {', '.join(acts)}")
    if values:
        parts = (f"{labels.actor(who)} {fixed(utils, 2, signed=True)}" for who, utils in values.items())
        worths = ", ".join(parts)
        lines.append(f"worth {worths} utils over the horizon")
    yield prose(*lines, indent=4)


def _payoff(term: Term, strength: float, labels: Labels) -> str:
    unit = "utils/month" if term.kind == "while" else "utils"
    weight = f"{strength * term.weight:+g} {unit}"
    if term.low != term.high:
        weight += f" (from {strength * term.low:+g} to {strength * term.high:+g})"
    label = f"{term.name}: " if term.name else ""
    worth = "" if term.worth.text == "1" else f" x ({term.worth.text})"
    actors = ", ".join(map(labels.actor, term.actors))
    return f"{label}{actors}: {weight}{worth} {term.kind} {term.condition.text}"
