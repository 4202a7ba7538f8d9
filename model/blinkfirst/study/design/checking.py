"""A design tried on its scenario before anything runs, so that a wrong path or level is found at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import planted
from blinkfirst.study.design.design import BLOCK, Design
from blinkfirst.study.design.drafts import NOWHERE, DesignDraft
from blinkfirst.study.design.factors import Factor
from blinkfirst.study.design.identity import canonical
from blinkfirst.study.design.sampling import Sample

TRIES_PER_FACTOR = 300


def check_design(scenario: Scenario, design: Design, draft: DesignDraft | None = None) -> None:
    """Try the values of every factor alone: of numbers the smallest and the largest, of anything else all.

    At most `TRIES_PER_FACTOR` rows of a factor are tried; what only a combination breaks shows when the case
    runs.

    Parameters
    ----------
    draft : what the design was drawn up from, where it is known: problems then have its places.

    Raises
    ------
    ScenarioError
        With every problem.
    """
    problems: list[Problem] = []
    for factor in design.factors:
        tries = _ends(factor) if isinstance(factor, Sample) else _telling_rows(factor)
        for row, settings in tries:
            nodes = {path: _written(path, value, row, draft) for path, value in settings.items()}
            try:
                changed(scenario, nodes)
            except ScenarioError as error:
                problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)


def _ends(sample: Sample) -> Iterator[tuple[int, dict[str, Any]]]:
    for end in ("low", "high"):
        yield 0, {side.path: getattr(side.interval, end) for side in sample.sides}


def _telling_rows(factor: Factor) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and settings of the rows in which something occurs for the first time that may be wrong:
    a text, a list, a number beyond those before it.
    """
    numbers: set[int] = set()
    for column in range(len(factor.paths)):
        numbers |= _telling_numbers(factor, column)
    for number in sorted(numbers)[:TRIES_PER_FACTOR]:
        yield number, dict(zip(factor.paths, factor.rows(number, number + 1)[0], strict=True))


def _telling_numbers(factor: Factor, column: int) -> set[int]:
    words: dict[str, int] = {}
    smallest: tuple[float, int] | None = None
    largest: tuple[float, int] | None = None
    for first in range(0, len(factor), BLOCK):
        for number, row in enumerate(factor.rows(first, first + BLOCK), start=first):
            value = row[column]
            if isinstance(value, bool) or not isinstance(value, int | float):
                words.setdefault(canonical(value), number)
                continue
            smallest = (value, number) if smallest is None or value < smallest[0] else smallest
            largest = (value, number) if largest is None or value > largest[0] else largest
    return {*words.values(), *(found[1] for found in (smallest, largest) if found is not None)}


def _written(path: str, value: Any, row: int, draft: DesignDraft | None) -> Node:
    place = draft.place(path, row) if draft is not None else NOWHERE
    return planted(value, Place("sweep") if place == NOWHERE else place)
