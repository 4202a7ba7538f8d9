"""Facts of a comparison, from which the grammar makes its text ``compare``."""

from __future__ import annotations

import json
from typing import Any

from blinkfirst.questions.compare.answer import Comparison
from blinkfirst.questions.compare.outcomes import ComparedOutcome, Measured
from blinkfirst.report.facts import leader_facts
from blinkfirst.report.words import percent

VALUE_WIDTH, HEAD_WIDTH = 40, 24
DECIMALS = {"probability": 1, "times": 2, "months": 2, "utils": 2}
UNITS = {"probability": "percentage points"}  # of differences, where it is another than that of the outcome


def facts_of(comparison: Comparison) -> dict[str, Any]:
    """Return the outcome explained at both ends, who leads there, and the change with the largest effect."""
    number = comparison.explained
    outcome = comparison.outcomes[number]
    first, second = _places(comparison)
    facts: dict[str, Any] = {
        "explained": outcome.name,
        "first": first,
        "second": second,
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


def heads_of(comparison: Comparison) -> tuple[str, str]:
    """Return the heads of two columns: what differs between two states of one scenario, else their order."""
    first, second = comparison.first, comparison.second
    if first.name != second.name:
        return "first", "second"
    pairs = [(first.lens_text, second.lens_text)] if first.shares != second.shares else []
    differences = [d for swap in comparison.swaps for d in swap.change.differences]
    if len(differences) == 1:
        (one,) = differences
        step = one.path.removesuffix(".value").removesuffix(".start").rpartition(".")[2]
        pairs.append((f"{step}={format_value(one.old)}", f"{step}={format_value(one.new)}"))
    short = [pair for pair in pairs if all(pair) and len(max(pair, key=len)) <= HEAD_WIDTH]
    return short[0] if short else ("first", "second")


def _places(comparison: Comparison) -> tuple[str, str]:
    """Return the two scenarios as a sentence names them."""
    names = comparison.first.name, comparison.second.name
    if names[0] != names[1]:
        return f"in {names[0]}", f"in {names[1]}"
    one, other = heads_of(comparison)
    return ("in the first", "in the second") if one == "first" else (f"with {one}", f"with {other}")


def _leaders(comparison: Comparison) -> dict[str, Any] | None:
    """Return who leads at both ends; nothing where that is not known."""
    ends = [_chances(comparison, one) for one in (comparison.first_outcomes, comparison.second_outcomes)]
    if not all(ends):
        return None
    first, second = (leader_facts(chances) for chances in ends)
    return {"first": first, "second": second, "same": first["names"] == second["names"]}


def _chances(comparison: Comparison, numbers: Measured) -> dict[str, float]:
    found = {
        outcome.who: chance
        for outcome, chance in zip(comparison.outcomes, numbers, strict=True)
        if outcome.kind == "first blink" and chance is not None
    }
    return found if sum(found.values()) > 0 else {}


def format_value(value: Any) -> str:
    """Format a value of a scenario in a few words."""
    if isinstance(value, float):
        return f"{value:g}"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | bool) else str(value)
    return text if len(text) <= VALUE_WIDTH else f"{text[: VALUE_WIDTH - 3]}..."


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
