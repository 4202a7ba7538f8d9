"""docs/validation.md: written from the comparisons, and read again to see whether it is up to date."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from blinkfirst.game.game import FloatArray
from validation.case import (
    APPROACHED,
    CLOSED_FORM,
    PUBLISHED,
    SIMULATION,
    SOFTWARE,
    Comparison,
    ValidationCase,
)
from validation.case import installed_version as installed
from validation.registry import Topic, missing, topics

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
NOT_RUN = "not run"
SHOWN, MORE = 3, " and "  # how many numbers of a case are shown, and what leads on to how many more
HEADER = """# Validation

Written by `python experiments/validation/report.py`; do not edit by hand. Every row is a case of
`tests/validation/`, where a test computes both numbers again and fails when they are further apart than
allowed.

The number *elsewhere* is in print, or worked out apart without the code it checks, or found by other
software in [files that blinkfirst exported](reference/export.md), or counted in the agents' runs, or a limit
that a finer grid of beliefs and shorter ticks approach. Where a case compares many numbers the first of them
are shown, and the difference is the largest of all.
"""
COLUMNS = "| case | elsewhere | where | blinkfirst | difference | allowed |\n|---|---|---|---|---|---|\n"
WORDS = {
    PUBLISHED: "in print",
    CLOSED_FORM: "worked out apart",
    SOFTWARE: "found by other software",
    SIMULATION: "counted in the agents' runs",
    APPROACHED: "limits that a grid or a clock approaches",
}


class Row(NamedTuple):
    """A row of the page, as it stands there."""

    name: str
    elsewhere: str
    where: str
    ours: str
    difference: str
    allowed: str

    def __str__(self) -> str:
        return f"| {' | '.join(self)} |"


def row_of(comparison: Comparison) -> Row:
    """The row of a case that was run."""
    case, expected, ours = comparison.case, comparison.expected, comparison.ours
    return Row(
        _plain(case.name),
        _shown(expected),
        _plain(case.source),
        _shown(ours),
        _size(comparison.difference),
        _size(float(comparison.allowed.max())),
    )


def row_not_run(case: ValidationCase) -> Row:
    """The row of a case whose package is not there."""
    return Row(
        _plain(case.name), f"{NOT_RUN}: needs {missing(case)}", _plain(case.source), NOT_RUN, NOT_RUN, NOT_RUN
    )


def page_of(found: Callable[[ValidationCase], Row]) -> str:
    """The whole page, given how to get the row of each case."""
    tables = {topic: [found(case) for case in topic.cases] for topic in topics()}
    return "\n".join([HEADER, _summary(tables), *map(_table, tables, tables.values()), _versions()])


def rows_of(text: str) -> dict[str, Row]:
    """The rows of a page, by the name of the case."""
    rows = [Row(*line[2:-2].split(" | ")) for line in text.splitlines() if line.count(" | ") == 5]
    return {row.name: row for row in rows if row.name != "case"}


def stale(row: Row, fresh: Row, allowed: float) -> bool:
    """Whether a row says anything else than a fresh one; numbers may differ by what is allowed."""
    if (row.name, row.where) != (fresh.name, fresh.where):
        return True
    pairs = ((row.elsewhere, fresh.elsewhere), (row.ours, fresh.ours))
    return any(not _same(old, new, allowed) for old, new in pairs)


def _same(old: str, new: str, allowed: float) -> bool:
    if NOT_RUN in (old[: len(NOT_RUN)], new[: len(NOT_RUN)]):
        return False
    (a, _, counted), (b, _, again) = old.partition(MORE), new.partition(MORE)
    before, after = (np.array([float(number) for number in text.split(", ")]) for text in (a, b))
    # six digits are shown
    close = before.size == after.size and np.allclose(before, after, rtol=1e-5, atol=allowed)
    return counted == again and bool(close)


def _shown(numbers: FloatArray) -> str:
    """The first numbers, and how many there are beside them."""
    shown = ", ".join(f"{number:.6g}" for number in numbers[:SHOWN])
    return shown if numbers.size <= SHOWN else f"{shown}{MORE}{numbers.size - SHOWN}"


def _size(number: float) -> str:
    return f"{number:.0e}" if number else "0"


def _summary(tables: Mapping[Topic, list[Row]]) -> str:
    cases = [case for topic in tables for case in topic.cases]
    run = sum(not row.elsewhere.startswith(NOT_RUN) for rows in tables.values() for row in rows)
    kinds = (f"{sum(case.kind == kind for case in cases)} {words}" for kind, words in WORDS.items())
    idle = f"; {len(cases) - run} of them not run, for want of a package" if run < len(cases) else ""
    return f"{len(cases)} cases: {', '.join(kinds)}{idle}.\n"


def _table(topic: Topic, rows: list[Row]) -> str:
    return f"## {topic.title}\n\n{COLUMNS}" + "".join(f"{row}\n" for row in rows)


def _versions() -> str:
    packages = sorted({case.package for topic in topics() for case in topic.cases if case.package})
    named = ", ".join(f"{package} {installed(package) or '(not there)'}" for package in packages)
    return f"## Versions\n\nOther software: {named}.\n"


def _plain(text: str) -> str:
    """Text that stays in its cell."""
    return re.sub(r"\s+", " ", text).replace("|", "or")
