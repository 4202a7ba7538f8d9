"""Folders of small sweeps, written without the command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.yaml_trees import yaml_text
from blinkfirst.study.cases.part_worker import PartWorker
from blinkfirst.study.cases.sweep_task import sweep_task
from blinkfirst.study.design.drafts import parse_design
from blinkfirst.study.store.manifest import manifest_of_sweep
from blinkfirst.study.store.sweep_folder import CaseStore
from blinkfirst.study.store.tables import OUTCOMES


def kept_sweep(
    folder: Path,
    scenario: Scenario,
    axes: Sequence[str],
    part_size: int = 4,
    outcomes: Sequence[str] = OUTCOMES,
    parts: int | None = None,
) -> Path:
    """Sweep a scenario into a folder; only the first few parts of it, if so many are named."""
    design = parse_design(axes)
    task = sweep_task(scenario, design, outcomes)
    manifest = manifest_of_sweep(scenario, task.columns, task.outcomes, 0, 0)
    manifest = manifest.enlarged(design.as_object(), len(design), part_size)
    worker = PartWorker(task)
    with CaseStore.create(folder, manifest, yaml_text(scenario.composed)) as store:
        for number in range(manifest.parts if parts is None else parts):
            cases = list(enumerate(design.cases()))
            wanted = manifest.cases_of(number)
            store.write_part(number, worker.part([case for case in cases if case[0] in wanted]).tables)
    return folder
