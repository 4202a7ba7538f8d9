"""The numbers of a scenario as a tidy table and as a JSON object."""

from __future__ import annotations

import math
from typing import Any

from blinkfirst.compile.numbers import Number
from blinkfirst.questions.numbers.answer import NumberList
from blinkfirst.report.words import cited
from blinkfirst.scenario.rules import EXACT
from blinkfirst.study.store.tables import Cell, TidyTable

COLUMNS = ("path", "kind", "value", "low", "high", "unit", "touches", "source", "meaning")


def tables_of(found: NumberList) -> tuple[TidyTable, ...]:
    """Return the one table: a row per number, behind the columns of all a column per lens."""
    lenses = tuple(found.scenario.lenses)
    rows = [(*_row(number), *(_by_lens(number, lens) for lens in lenses)) for number in found.numbers]
    columns = (*COLUMNS, *(f"value.{lens}" for lens in lenses))
    return (TidyTable("numbers", columns, ("",) * len(columns), rows),)


def _row(number: Number) -> tuple[Cell, ...]:
    low, high = number.low, number.high
    touches = ", ".join(number.touches)
    value = shown_value(number)
    return number.path, number.kind, value, low, high, number.unit, touches, source_of(number), number.meaning


def _by_lens(number: Number, lens: str) -> Cell:
    return number.by_lens[lens].value if lens in number.by_lens else shown_value(number)


def shown_value(number: Number) -> str | float | None:
    """Return a number's value; ``exact`` for an infinite precision, the text of an expression."""
    if number.value is None:
        return number.text or None
    if isinstance(number.value, float) and math.isinf(number.value):
        return EXACT
    return number.value


def source_of(number: Number) -> str:
    """Return articles and paragraphs, or ``assumption``; nothing where no argument speaks of the number."""
    return cited(number.source) if number.arguments else ""


def object_of(found: NumberList) -> dict[str, Any]:
    """Return the list as ``numbers --json`` prints it."""
    return {
        "scenario": found.scenario.name,
        "lens": dict(found.scenario.lens),
        "numbers": [_object(number) for number in found.numbers],
    }


def _object(number: Number) -> dict[str, Any]:
    return {
        "path": number.path,
        "kind": number.kind,
        "value": EXACT if shown_value(number) == EXACT else number.value,
        "text": number.text,
        "low": number.low,
        "high": number.high,
        "unit": number.unit,
        "meaning": number.meaning,
        "arguments": list(number.arguments),
        "source": {name: list(paragraphs) for name, paragraphs in number.source.items()},
        "by_lens": {lens: said._asdict() for lens, said in number.by_lens.items()},
        "touches": list(number.touches),
        "settable": number.settable,
    }
