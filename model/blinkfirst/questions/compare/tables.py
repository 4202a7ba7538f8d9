"""A comparison as tidy tables, and as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from blinkfirst.questions.compare.answer import ChangeEffect, Comparison
from blinkfirst.questions.compare.outcomes import FIRST_BLINK, ComparedOutcome
from blinkfirst.questions.compare.swaps import Swap
from blinkfirst.report.provenance import Provenance
from blinkfirst.scenario.differences import ABSENT, Difference
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.store.tables import FIRST_BLINKERS, Cell, TidyTable

_AS_IN_UNIT = "as in unit"
_ENDS = ("first", "second", "difference")


def tables_of(comparison: Comparison) -> tuple[TidyTable, ...]:
    """Return what differs, what comes of it, who blinks first, and what each change does to each outcome."""
    outcomes = _outcomes(comparison), _first_blinkers(comparison)
    return _differences(comparison), *outcomes, effects_table(comparison)


def _first_blinkers(comparison: Comparison) -> TidyTable:
    ends = zip(comparison.outcomes, comparison.first_outcomes, comparison.second_outcomes, strict=True)
    rows = [
        (outcome.who, first, second, comparison.difference(number))
        for number, (outcome, first, second) in enumerate(ends)
        if outcome.kind == FIRST_BLINK
    ]
    return TidyTable(FIRST_BLINKERS, ("actor", *_ENDS), ("", *("probability",) * len(_ENDS)), rows)


def _differences(comparison: Comparison) -> TidyTable:
    named = [(swap.change.name, d) for swap in comparison.swaps for d in swap.change.differences]
    named += [("", difference) for difference in comparison.idle]
    rows = [(name, d.path, cell(d.old), cell(d.new)) for name, d in named]
    return TidyTable("differences", ("change", "path", "first", "second"), ("",) * 4, rows)


def cell(value: Any) -> Cell:
    """Return a value of a scenario as a cell: a list or a table as JSON, nothing for what is not there."""
    if value is ABSENT:
        return None
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _outcomes(comparison: Comparison) -> TidyTable:
    ends = zip(comparison.outcomes, comparison.first_outcomes, comparison.second_outcomes, strict=True)
    rows = [
        (outcome.name, outcome.kind, outcome.unit, first, second, comparison.difference(number))
        for number, (outcome, first, second) in enumerate(ends)
    ]
    columns = ("outcome", "kind", "unit", *_ENDS)
    return TidyTable("outcomes", columns, ("", "", "", *(_AS_IN_UNIT,) * 3), rows)


def effects_table(comparison: Comparison) -> TidyTable:
    """Return one row for every change and outcome."""
    rows = [
        (swap.change.name, o.name, o.kind, o.unit, *_effect(comparison.effect(swap, number)).values())
        for swap in comparison.swaps
        for number, o in enumerate(comparison.outcomes)
    ]
    columns = ("change", "outcome", "kind", "unit", "made_first", "made_last", "mean")
    return TidyTable("effects", columns, ("", "", "", "", *(_AS_IN_UNIT,) * 3), rows)


def object_of(comparison: Comparison) -> dict[str, Any]:
    """Return the object that ``compare --json`` prints; ``docs/how-to/compare.md`` explains every field."""
    return {
        "first": _scenario(comparison.first, comparison.provenance[0]),
        "second": _scenario(comparison.second, comparison.provenance[1]),
        "outcomes": [_outcome(comparison, number) for number in range(len(comparison.outcomes))],
        "explained": comparison.outcomes[comparison.explained].name,
        "changes": [_change(comparison, swap) for swap in comparison.ranked(comparison.explained)],
        "added_up": list(_added_up(comparison)),
        "idle": [{**difference_object(d), "kind": d.kind} for d in comparison.idle],
    }


def _scenario(scenario: Scenario, made_from: Provenance) -> dict[str, Any]:
    named = {"scenario": scenario.name, "title": scenario.title, "lens": dict(scenario.lens)}
    return {**named, "start": str(scenario.start), "provenance": made_from.as_object()}


def _outcome(comparison: Comparison, number: int) -> dict[str, Any]:
    outcome, question = comparison.outcomes[number], comparison.asked(number)
    asked = {} if question is None else {"first_asks": question.first, "second_asks": question.second}
    return {
        **outcome_object(outcome),
        **asked,
        "first": comparison.first_outcomes[number],
        "second": comparison.second_outcomes[number],
        "difference": comparison.difference(number),
    }


def outcome_object(outcome: ComparedOutcome) -> dict[str, Any]:
    """Return what an outcome is, without a number."""
    return {"outcome": outcome.name, "kind": outcome.kind, "who": outcome.who, "unit": outcome.unit}


def _change(comparison: Comparison, swap: Swap) -> dict[str, Any]:
    return {
        "change": swap.change.name,
        "differences": [difference_object(d) for d in swap.change.differences],
        "problem_in_first": swap.first.problem,
        "problem_in_second": swap.second.problem,
        "effects": [
            {"outcome": outcome.name, "kind": outcome.kind, **_effect(comparison.effect(swap, number))}
            for number, outcome in enumerate(comparison.outcomes)
        ],
    }


def _added_up(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for number, outcome in enumerate(comparison.outcomes):
        added = _effect(comparison.added_up(number, comparison.swaps))
        whole = comparison.difference(number)
        yield {"outcome": outcome.name, "kind": outcome.kind, **added, "whole": whole}


def _effect(effect: ChangeEffect) -> dict[str, float | None]:
    return {"made_first": effect.made_first, "made_last": effect.made_last, "mean": effect.mean}


def difference_object(difference: Difference) -> dict[str, Any]:
    """Return a difference with its values; ``null`` is what is not there."""
    first, second = (None if value is ABSENT else value for value in (difference.old, difference.new))
    return {"path": difference.path, "first": first, "second": second}
