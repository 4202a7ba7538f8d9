"""Short ways to sweep a scenario, as changes of numbers and along the slow road."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyarrow import Table, parquet

from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.cases.compiled_groups import CompiledGroups
from blinkfirst.study.cases.part_worker import PartWorker
from blinkfirst.study.cases.sweep_task import SweepTask, sweep_task
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.factors import Axis, CaseTable
from blinkfirst.study.executors.executor import NumberedCase, PartBytes
from blinkfirst.study.store.tables import OUTCOMES


class SlowWorker(PartWorker):
    """Reads and compiles every case by itself."""

    def _groups_of(self, key: str, lot: Sequence[NumberedCase]) -> CompiledGroups | None:
        return None


class FastOnly(PartWorker):
    """Fails when a case would be read anew."""

    def _answers(self, groups: CompiledGroups | None, settings: Mapping[str, Any]) -> Any:
        assert groups is not None, settings
        found = groups.answers(settings)
        assert found is not None, settings
        return found


def grid(**axes: Sequence[Any]) -> Design:
    """A grid of values; ``__`` stands for a dot in a path, ``_`` for a hyphen."""
    return Design(tuple(Axis(path, tuple(values)) for path, values in spelled(axes).items()))


def listed(paths: Sequence[str], *rows: Sequence[Any]) -> Design:
    """Cases one by one."""
    return Design((CaseTable(tuple(paths), tuple(map(tuple, rows))),))


def spelled(named: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("__", ".").replace("_", "-"): value for name, value in named.items()}


def swept(
    scenario: Scenario,
    design: Design,
    outcomes: Sequence[str] = OUTCOMES,
    worker: type[PartWorker] = PartWorker,
) -> PartBytes:
    """Answer a whole design as one part."""
    return worker(task_of(scenario, design, outcomes)).part(list(enumerate(design.cases())))


def task_of(scenario: Scenario, design: Design, outcomes: Sequence[str] = OUTCOMES) -> SweepTask:
    return sweep_task(scenario, design, outcomes)


def table(part: PartBytes, name: str) -> Table:
    """A table of a part as Arrow has it."""
    return parquet.read_table(io.BytesIO(part.tables[name]))


def rows(part: PartBytes, name: str) -> list[dict[str, Any]]:
    """The rows of a table."""
    found: list[dict[str, Any]] = table(part, name).to_pylist()
    return found


def leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every bare value of a tree, with its dotted path."""
    below: Mapping[Any, Node] | None = None
    if isinstance(node.value, dict):
        below = node.value
    elif isinstance(node.value, list):
        below = dict(enumerate(node.value))
    if below is None:
        yield ".".join(path), node.value
        return
    for key, one in below.items():
        yield from leaves(one, (*path, str(key)))
