"""Cases of the textbook page: every number of a scenario or matrix beside the one worked out apart."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial

from published.textbook_numbers import Number, numbers
from validation.case import CLOSED_FORM, ValidationCase

TOLERANCE = 1e-9


def page_cases(sources: Mapping[str, str]) -> list[ValidationCase]:
    """A case for each name, with where its numbers come from."""
    return [
        ValidationCase(
            name=f"{name}: every number of the textbook page",
            kind=CLOSED_FORM,
            source=source,
            expected=partial(_known, name),
            ours=partial(_ours, name),
            tolerance=TOLERANCE,
        )
        for name, source in sources.items()
    ]


@cache
def _numbers() -> tuple[Number, ...]:
    return tuple(numbers())


def _known(name: str) -> list[float]:
    return [number.known for number in _numbers() if number.scenario == name]


def _ours(name: str) -> list[float]:
    return [number.ours for number in _numbers() if number.scenario == name]
