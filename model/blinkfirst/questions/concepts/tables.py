"""The answers of all ways as a tidy table, and as one JSON object."""

from __future__ import annotations

from typing import Any

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.concepts.records import Agreement, Answer
from blinkfirst.questions.concepts.summary import verdict
from blinkfirst.study.store.tables import Cell, TidyTable


def agreement_table(found: Agreement) -> TidyTable:
    """Return a row for every answer and actor, and one for nobody; ways that give none have no rows."""
    rows: list[tuple[Cell, ...]] = []
    for way in found.ways:
        for answer in way.answers:
            for k, name in enumerate((*found.actors, NOBODY)):
                rows.append(
                    (
                        way.key,
                        way.name,
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
    return TidyTable("answers", columns, units, rows)


def agreement_object(found: Agreement) -> dict[str, Any]:
    """Return everything as ``solve --json`` prints it."""
    return {
        "scenario": found.scenario.name,
        "title": found.scenario.title,
        "lens": dict(found.scenario.shares),
        "actors": list(found.actors),
        "ways": [
            {
                "key": way.key,
                "name": way.name,
                "assumes": way.assumes,
                "counted": way.counted,
                "missing": way.missing,
                "named": list(way.named),
                "answers": [_answer(found, answer) for answer in way.answers],
                "notes": list(way.notes),
            }
            for way in found.ways
        ],
        "verdict": list(verdict(found)),
    }


def _answer(found: Agreement, answer: Answer) -> dict[str, Any]:
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
