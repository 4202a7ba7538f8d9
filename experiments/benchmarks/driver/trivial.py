"""A case that costs nothing: the product of two numbers. Importable, so that other processes find it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from blinkfirst.study.cases.case_results import CaseAnswers
from blinkfirst.study.cases.part_worker import PartTables
from blinkfirst.study.cases.sweep_task import SweepTask, settings_of
from blinkfirst.study.executors.executor import PartBytes

# two numbers of the scenario that lends its name; nothing is made of it
A, B = "arguments.audience.weight", "arguments.prize.terms.east.weight"


def product(a: float, b: float) -> dict[str, float]:
    """The model, as EMA Workbench calls it."""
    return {"y": a * b}


@dataclass(frozen=True)
class Trivial:
    """A worker whose cases cost nothing; its tables are those of any sweep."""

    task: SweepTask

    def part(self, cases: Sequence[tuple[int, Mapping[str, Any]]]) -> PartBytes:
        """Multiply, and keep it as the answer to a question."""
        tables = PartTables(self.task)
        for number, settings in cases:
            a, b = values = settings_of(settings, self.task.paths)
            answer = (("y",), np.array([product(a, b)["y"]]))
            tables.add(number, values, CaseAnswers((), (), None, None, answer, None))
        return PartBytes(tables.parquet(), ())
