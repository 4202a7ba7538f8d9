"""The answers of all solution concepts as a tidy table, and as one JSON object."""

from __future__ import annotations

from typing import Any

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.concepts.records import ConceptAnswer, ConceptTable
from blinkfirst.study.store.tables import Cell, TidyTable


def tables_of(found: ConceptTable) -> tuple[TidyTable, ...]:
    """Return one table: a row for every answer and actor, and one for nobody."""
    rows: list[tuple[Cell, ...]] = []
    for concept in found.concepts:
        for answer in concept.answers:
            for k, name in enumerate((*found.actors, NOBODY)):
                rows.append(
                    (
                        concept.key,
                        concept.name,
                        answer.label,
                        name,
                        name in answer.named,
                        None if answer.chances is None else float(answer.chances[k]),
                        None if answer.low is None else float(answer.low[k]),
                        None if answer.high is None else float(answer.high[k]),
                        answer.months,
                        found.apart(answer),
                    )
                )
    columns = ("key", "way", "label", "who", "named", "first_blink", "low", "high", "months", "apart")
    units = ("", "", "", "", "", "probability", "95 %", "95 %", "months", "probability")
    return (TidyTable("answers", columns, units, rows),)


def object_of(found: ConceptTable) -> dict[str, Any]:
    """Return everything but the sentences, as ``solve --json`` prints it."""
    return {
        "scenario": found.scenario.name,
        "title": found.scenario.title,
        "lens": dict(found.scenario.lens),
        "actors": list(found.actors),
        "ways": [
            {
                "key": concept.key,
                "name": concept.name,
                "assumes": concept.assumes,
                "counted": concept.counted,
                "missing": concept.missing,
                "named": list(concept.named),
                "answers": [_answer(found, answer) for answer in concept.answers],
                "notes": list(concept.notes),
            }
            for concept in found.concepts
        ],
    }


def _answer(found: ConceptTable, answer: ConceptAnswer) -> dict[str, Any]:
    names = (*found.actors, NOBODY)
    chances, low, high = answer.chances, answer.low, answer.high
    return {
        "label": answer.label,
        "named": list(answer.named),
        "first_blink": None if chances is None else dict(zip(names, map(float, chances), strict=True)),
        "low": None if low is None else dict(zip(names, map(float, low), strict=True)),
        "high": None if high is None else dict(zip(names, map(float, high), strict=True)),
        "months": answer.months,
        "apart": found.apart(answer),
    }
