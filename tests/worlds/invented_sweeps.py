"""An invented sweep: every cell a plain function of the case, so that any answer can be worked out by hand.

Two paths: ``actors.US.tempo`` takes 0, 1, 2, ..., ``lens`` is old or new and varies fastest. The US blinks
first with 0.05 per tempo and 0.1 more under the new lens, CN always with 0.2. Cases in ``failing`` fail.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pyarrow import parquet

from blinkfirst.study.design.design import Design
from blinkfirst.study.design.factors import Axis
from blinkfirst.study.store.manifest import AskedQuestion, SweepManifest
from blinkfirst.study.store.sweep_folder import CaseStore
from blinkfirst.study.store.table_bytes import Coded, ColumnCells, parquet_bytes
from blinkfirst.study.store.tables import CASES, FIRST_BLINKERS, QUESTIONS, path_column

SCENARIO = "blinkfirst: 1\ntitle: Invented\n"
TEMPO, LENS = "actors.US.tempo", "lens"
Row = dict[str, Any]


def flipped(raw: bytes) -> bytes:
    """A Parquet file with a bit flipped in what the last column says, not in what is said about it."""
    column = parquet.ParquetFile(io.BytesIO(raw)).metadata.row_group(0)
    chunk = column.column(column.num_columns - 1)
    changed = bytearray(raw)
    # a page's head comes first and its bytes last
    changed[chunk.data_page_offset + chunk.total_compressed_size - 3] ^= 0x10
    return bytes(changed)


@dataclass(frozen=True)
class Invented:
    """A sweep of so many cases that is nowhere but in the head."""

    cases: int
    part_size: int
    failing: Collection[int] = ()
    message: str = "too much by {case}"
    manifest: SweepManifest = field(init=False)

    def __post_init__(self) -> None:
        tempos, lenses = tuple(range(min((self.cases + 1) // 2, 1000))), ("old", "new")
        manifest = SweepManifest(
            scenario="invented",
            title="Invented",
            scenario_sha256=hashlib.sha256(SCENARIO.encode()).hexdigest(),
            lens={"old": 1.0},
            paths=(path_column(TEMPO, tempos), path_column(LENS, lenses)),
            rounds=(),
            outcomes=(FIRST_BLINKERS, QUESTIONS),
            questions=(AskedQuestion(name="war", ask="count US blinks", unit="times"),),
            seed=0,
            runs=0,
            versions={"blinkfirst": "0.1.0", "pyarrow": "1"},
        )
        design = Design((Axis(TEMPO, tempos), Axis(LENS, lenses))).as_object()
        object.__setattr__(self, "manifest", manifest.enlarged(design, self.cases, self.part_size))

    def rows(self, table: str, cases: Iterable[int] | None = None) -> list[Row]:
        """The rows of a table, in plain Python."""
        wanted = range(self.cases) if cases is None else cases
        return [row for case in wanted for row in self._of(table, case)]

    def part(self, number: int) -> dict[str, bytes]:
        """The tables of a part as bytes."""
        tables = {}
        for name, schema in self.manifest.schemas().items():
            rows = self.rows(name, self.manifest.cases_of(number))
            columns: dict[str, ColumnCells] = {c.name: [row[c.name] for row in rows] for c in schema.columns}
            if "actor" in columns:
                labels = ("US", "CN", "nobody")
                columns["actor"] = Coded(np.array([labels.index(row["actor"]) for row in rows], int), labels)
            tables[name] = parquet_bytes(schema, columns)
        return tables

    def kept(self, folder: Path, parts: Iterable[int] | None = None) -> Path:
        """Write a folder with some of the parts, or all."""
        with CaseStore.create(folder, self.manifest, SCENARIO) as store:
            for number in range(self.manifest.parts) if parts is None else parts:
                store.write_part(number, self.part(number))
        return folder

    def _of(self, table: str, case: int) -> list[Row]:
        tempo, lens = float(case // 2), ("old", "new")[case % 2]
        failed = case in self.failing
        if table == CASES:
            error = self.message.format(case=case) if failed else ""
            return [{"case_id": case, TEMPO: tempo, LENS: lens, "error": error}]
        if failed:
            return []
        if table == QUESTIONS:
            return [{"case_id": case, "question": "war", "answer": tempo / 3}]
        us = (0.05 * tempo + 0.1 * (lens == "new")) % 0.8
        chances = {"US": us, "CN": 0.2, "nobody": 0.8 - us}
        values = {"US": -tempo / 7, "CN": 1.0, "nobody": None}
        return [
            {
                "case_id": case,
                "actor": actor,
                "first_blink": chance,
                "first_soft": chance / 2,
                "first_hard": chance / 3,
                "value": values[actor],
            }
            for actor, chance in chances.items()
        ]
