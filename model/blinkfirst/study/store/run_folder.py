"""A result folder that explains itself: composed scenario, manifest, tables. Written beside its place, then
moved into it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from blinkfirst.errors import StoreError
from blinkfirst.files.destinations import check_free
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.writing import yaml_text
from blinkfirst.study.store.tables import TidyTable
from blinkfirst.study.store.versions import versions


def manifest_of(scenario: Scenario, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is needed to do a run again: versions, hash of the composed scenario, lens, and what the
    caller adds (seed, runs, design).
    """
    text = yaml_text(scenario.composed)
    return {
        "blinkfirst": 1,
        "scenario": scenario.name,
        "title": scenario.title,
        "scenario_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "lens": dict(scenario.shares),
        "ticks": scenario.ticks,
        "tick_months": scenario.tick_months,
        "versions": versions(),
        **extra,
    }


def write_folder(
    folder: Path,
    scenario: Scenario,
    tables: Sequence[TidyTable],
    manifest: Mapping[str, Any],
    texts: Mapping[str, str],
) -> None:
    """Write a result folder; it appears whole or not at all.

    Parameters
    ----------
    folder : must not exist yet, or be empty.
    texts : further files by name, such as the log of a sample run.

    Raises
    ------
    OptionError
        When something stands there already.
    StoreError
        When it cannot be written.
    """
    check_free(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
            draft = Path(scratch) / folder.name
            draft.mkdir()
            (draft / "scenario.yaml").write_text(yaml_text(scenario.composed), encoding="utf-8")
            described = {
                **manifest,
                "tables": {t.name: dict(zip(t.columns, t.units, strict=True)) for t in tables},
            }
            (draft / "manifest.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
            for table in tables:
                write_table(draft / f"{table.name}.csv", table)
            for name, text in texts.items():
                (draft / name).write_text(text, encoding="utf-8")
            if folder.exists():
                folder.rmdir()
            shutil.move(draft, folder)
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written: {error.strerror or error}; nothing was kept"
        ) from error


def write_table(path: Path, table: TidyTable) -> None:
    """Write a tidy table as CSV; numbers in full precision."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows([["" if cell is None else cell for cell in row] for row in table.rows])
