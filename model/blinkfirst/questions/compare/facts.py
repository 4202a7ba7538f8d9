"""Facts of a comparison, from which the grammar makes its text ``compare``."""

from __future__ import annotations

from typing import Any

from blinkfirst.questions.compare.answer import Comparison
from blinkfirst.questions.compare.outcomes import ComparedOutcome, Measured
from blinkfirst.report.facts import leader_facts
from blinkfirst.report.words import percent

DECIMALS = {"probability": 1, "times": 2, "months": 2, "utils": 2}
UNITS = {"probability": "percentage points"}  # of differences, where it is another than that of the outcome


def facts_of(comparison: Comparison) -> dict[str, Any]:
    """Return the outcome explained at both ends, who leads there, and the change with the largest effect."""
    number = comparison.explained
    outcome = comparison.outcomes[number]
    facts: dict[str, Any] = {
        "explained": outcome.name,
        "first": comparison.first.name,
        "second": comparison.second.name,
        "from": format_level(comparison.first_outcomes[number], outcome),
        "to": format_level(comparison.second_outcomes[number], outcome),
        "leaders": _leaders(comparison),
        "change": None,
    }
    if not comparison.swaps:
        return facts
    most = comparison.ranked(number)[0]
    effect = comparison.effect(most, number)
    return {
        **facts,
        "change": most.change.name,
        "made_first": format_difference(effect.made_first, outcome, DECIMALS[outcome.unit]),
        "made_last": format_difference(effect.made_last, outcome, DECIMALS[outcome.unit]),
        "unit": UNITS.get(outcome.unit, outcome.unit),
    }


def _leaders(comparison: Comparison) -> dict[str, Any] | None:
    """Return who leads at both ends; nothing where that is not known."""
    ends = [_chances(comparison, one) for one in (comparison.first_outcomes, comparison.second_outcomes)]
    if not all(ends):
        return None
    first, second = (leader_facts(chances) for chances in ends)
    return {"first": first, "second": second}


def _chances(comparison: Comparison, numbers: Measured) -> dict[str, float]:
    found = {
        outcome.who: chance
        for outcome, chance in zip(comparison.outcomes, numbers, strict=True)
        if outcome.kind == "first blink" and chance is not None
    }
    return found if sum(found.values()) > 0 else {}


def format_level(number: float | None, outcome: ComparedOutcome) -> str:
    """Format an outcome."""
    if number is None:
        return "-"
    return percent(number) if outcome.unit == "probability" else f"{number:.2f}"


def format_difference(number: float | None, outcome: ComparedOutcome, decimals: int) -> str:
    """Format a difference of outcomes; one of probabilities in percentage points."""
    if number is None:
        return "-"
    scaled = number * scale_of(outcome)
    return f"{scaled:+.{decimals}f}" if abs(scaled) >= 0.5 * 10.0**-decimals else f"{0:.{decimals}f}"


def scale_of(outcome: ComparedOutcome) -> float:
    """Return what a difference is multiplied by for reading."""
    return 100.0 if outcome.unit == "probability" else 1.0
