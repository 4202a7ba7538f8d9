"""The tables of a sweep, and the folder of another answer as a JSON object."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from blinkfirst.questions.sweep.answer import SweepAnswer
from blinkfirst.report.provenance import provenance_in
from blinkfirst.study.store.manifest import AnswerManifest, summary_facts
from blinkfirst.study.store.parts import how_to_go_on
from blinkfirst.study.store.reading import tidy_table
from blinkfirst.study.store.tables import FIRST_BLINKERS, QUESTIONS, TidyTable


def tables_of(answer: SweepAnswer) -> tuple[TidyTable, ...]:
    """Return all tables, ``cases`` first, every row with the settings of its case."""
    return tuple(map(answer.table, answer.spreads.manifest.schemas()))


def object_of(answer: SweepAnswer) -> dict[str, Any]:
    """Return what ``results --json`` prints of a sweep."""
    go_on = how_to_go_on(answer.folder) if answer.spreads.cases_left else None
    return {**answer.spreads.as_object(), "go_on": go_on}


def answer_object(folder: Path, manifest: AnswerManifest) -> dict[str, Any]:
    """Return what ``results --json`` prints of a folder that holds no sweep."""
    names = manifest.schemas()
    shown = {name: tidy_table(folder, name) for name in (FIRST_BLINKERS, QUESTIONS) if name in names}
    return {
        "command": manifest.command,
        **summary_facts(manifest),
        "provenance": provenance_in(folder).as_object(),
        **{
            name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for name, table in shown.items()
        },
    }
