"""All validation cases there are, topic by topic."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from validation.case import Comparison, ValidationCase, compared, installed_version


class Topic(NamedTuple):
    """Cases that belong together, under a heading."""

    title: str
    cases: tuple[ValidationCase, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """Every file ``cases_<topic>.py`` beside this one, in the order of their names."""
    files = sorted(Path(__file__).parent.glob("cases_*.py"))
    modules = [importlib.import_module(f"validation.{path.stem}") for path in files]
    return tuple(Topic(module.TOPIC, tuple(module.CASES)) for module in modules)


def all_cases() -> tuple[ValidationCase, ...]:
    """All cases of all topics."""
    return tuple(case for topic in topics() for case in topic.cases)


@cache
def comparison(case: ValidationCase) -> Comparison:
    """The numbers of a case; computed once."""
    return compared(case)


def missing(case: ValidationCase) -> str:
    """Name of the package that a case needs and that is not there; empty when it can be run."""
    return "" if not case.package or installed_version(case.package) else case.package
