"""Tables read back part by part, as Arrow and as CSV, against the plain rows they were made from."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from blinkfirst.errors import OptionError, StoreError
from blinkfirst.study.store import table_bytes
from blinkfirst.study.store.reading import read_all, read_table, table_sizes, tidy_table, write_csv
from blinkfirst.study.store.table_bytes import (
    csv_header,
    csv_rows,
    parquet_bytes,
    parquet_table,
    table_of_part,
)
from blinkfirst.study.store.tables import CASES, FIRST_BLINKERS, QUESTIONS
from worlds.damage import ONE_FILE, doubled, swapped
from worlds.invented_sweeps import LENS, TEMPO, Invented, Row, flipped

SWEEP = Invented(21, 4, failing=(5, 20), message='he said "no, {case}",\nand left')
TABLES = (CASES, FIRST_BLINKERS, QUESTIONS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # not in the order of the cases
    return SWEEP.kept(tmp_path_factory.mktemp("swept") / "s", (4, 0, 5, 2, 1, 3))


def with_settings(row: Row) -> Row:
    (case,) = SWEEP.rows(CASES, [row["case_id"]])
    return {"case_id": row["case_id"], TEMPO: case[TEMPO], LENS: case[LENS], **row}


def csv_of(folder: Path, name: str) -> list[dict[str, str]]:
    stream = io.BytesIO()
    write_csv(folder, name, stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue().decode(), newline="")))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_in_the_order_of_the_cases(name: str, folder: Path) -> None:
    assert read_table(folder, name).read_all().to_pylist() == SWEEP.rows(name)


@pytest.mark.parametrize("name", TABLES)
def test_csv_says_the_same_with_the_settings_in_every_row(name: str, folder: Path) -> None:
    found = csv_of(folder, name)
    expected = [with_settings(row) for row in SWEEP.rows(name)]
    assert [list(row) for row in found] == [list(row) for row in expected]
    for row, wanted in zip(found, expected, strict=True):
        for column, value in wanted.items():
            if value is None or isinstance(value, str):
                assert row[column] == (value or "")
            else:
                assert float(row[column]) == value, "to the last digit"


def test_csv_looks_like_this(folder: Path) -> None:
    stream = io.BytesIO()
    write_csv(folder, FIRST_BLINKERS, stream)
    lines = stream.getvalue().decode().split("\n")
    assert lines[0] == "case_id,actors.US.tempo,lens,actor,first_blink,first_soft,first_hard,value"
    assert lines[4] == "1,0,new,US,0.1,0.05,0.03333333333333333,-0"
    assert lines[6] == "1,0,new,nobody,0.7000000000000001,0.35000000000000003,0.23333333333333336,"
    stream = io.BytesIO()
    write_csv(folder, CASES, stream)
    assert '\n5,2,new,"he said ""no, 5"",\nand left"\n6,3,old,\n' in stream.getvalue().decode()


def test_parts_one_by_one_give_the_same_csv(folder: Path) -> None:
    """What a sweep prints while it runs is what can be printed from its folder."""
    schemas = SWEEP.manifest.schemas()
    for name in TABLES:
        stream = io.BytesIO()
        write_csv(folder, name, stream)
        paths, schema = SWEEP.manifest.paths, schemas[name]
        parts = (csv_rows(table_of_part(paths, schema, SWEEP.part(n))) for n in range(6))
        assert csv_header(paths, schema) + b"".join(parts) == stream.getvalue()


def test_rows_of_no_case_are_not_written() -> None:
    tables = {**SWEEP.part(0), QUESTIONS: SWEEP.part(1)[QUESTIONS]}
    schema = SWEEP.manifest.schemas()[QUESTIONS]
    with pytest.raises(StoreError, match="a row belongs to no case of its part"):
        table_of_part(SWEEP.manifest.paths, schema, tables)
    nothing = Invented(2, 2, failing=(0, 1))
    assert csv_rows(table_of_part(nothing.manifest.paths, schema, nothing.part(0))) == b""


def test_a_folder_with_nothing_done(tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s", ())
    assert read_table(folder, QUESTIONS).read_all().num_rows == 0
    assert csv_of(folder, QUESTIONS) == []
    assert [size.rows for size in table_sizes(folder)] == [0, 0, 0]


def test_sizes_and_single_parts(folder: Path) -> None:
    sizes = {size.schema.name: size.rows for size in table_sizes(folder)}
    assert sizes == {name: len(SWEEP.rows(name)) for name in TABLES}
    assert sizes == {CASES: 21, FIRST_BLINKERS: 57, QUESTIONS: 19}
    found = read_table(folder, CASES, [3, 1]).read_all()
    assert found["case_id"].to_pylist() == [12, 13, 14, 15, 4, 5, 6, 7]


def test_unknown_tables(folder: Path) -> None:
    name = "first_blinks"
    for action in (lambda: read_table(folder, name), lambda: write_csv(folder, name, io.BytesIO())):
        with pytest.raises(OptionError) as caught:
            action()
        assert str(caught.value) == (
            "first_blinks: no table of this folder; it has: cases, first_blinkers, questions\n"
            "    did you mean: first_blinkers"
        )


def spoilt(raw: bytes) -> dict[str, bytes]:
    return {"a flipped bit": flipped(raw), "cut off": raw[:-30], "empty": b"", "zeros": bytes(len(raw))}


@pytest.mark.parametrize("how", ["a flipped bit", "cut off", "empty", "zeros", "missing", "another table"])
def test_a_damaged_part_is_named(how: str, tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    file = folder / "parts" / "000003" / "first_blinkers.parquet"
    raw = file.read_bytes()
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes({**spoilt(raw), "another table": SWEEP.part(3)[QUESTIONS]}[how])
    for action in (
        lambda: read_table(folder, FIRST_BLINKERS).read_all(),
        lambda: csv_of(folder, FIRST_BLINKERS),
        lambda: read_all(folder),
    ):
        with pytest.raises(StoreError) as caught:
            action()
        text = str(caught.value)
        assert text.startswith(f"{folder}: part 3 is damaged: first_blinkers.parquet")
        assert ("has other columns" in text) == (how == "another table")
        assert text.endswith(
            f"; remove {file.parent}, then `blinkfirst sweep --out {folder} --resume` computes it again"
        )
    assert read_table(folder, QUESTIONS).read_all().to_pylist() == SWEEP.rows(QUESTIONS)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("how", ONE_FILE)
def test_whatever_befalls_a_file_is_said_by_every_reader(how: str, table: str, tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    ONE_FILE[how](folder / "parts" / "000002" / f"{table}.parquet")
    for action in (
        lambda: read_table(folder, table).read_all(),
        lambda: csv_of(folder, table),
        lambda: tidy_table(folder, table),
        lambda: read_all(folder),
    ):
        with pytest.raises(StoreError, match=rf"part 2 is damaged: {table}\.parquet"):
            action()
    if how != "flipped":  # which the ends do not show
        with pytest.raises(StoreError, match=rf"part 2 is damaged: {table}\.parquet"):
            table_sizes(folder)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("how", [swapped, doubled])
def test_the_same_table_of_another_part_is_noticed(
    how: Callable[[Path, Path], None], table: str, tmp_path: Path
) -> None:
    """Else its cases would be counted twice, and those that were there not at all."""
    folder = SWEEP.kept(tmp_path / "s")
    how(*(folder / "parts" / part / f"{table}.parquet" for part in ("000001", "000003")))
    for action in (lambda: read_table(folder, table).read_all(), lambda: table_sizes(folder)):
        with pytest.raises(StoreError, match=rf"part 1 is damaged: {table}\.parquet has cases 12 to 15"):
            action()


def test_rows_in_another_order_are_noticed() -> None:
    schema = SWEEP.manifest.schemas()[QUESTIONS]
    rows = SWEEP.rows(QUESTIONS, [1, 0])
    columns = {column.name: [row[column.name] for row in rows] for column in schema.columns}
    raw = parquet_bytes(schema, columns)
    with pytest.raises(StoreError, match=r"questions\.parquet: rows are not in the order of the cases"):
        parquet_table(schema, raw, range(4))


def test_more_rows_than_a_part_can_have_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a few bytes can say that it has billions."""
    monkeypatch.setattr(table_bytes, "MOST_ROWS", 3)
    with pytest.raises(StoreError, match=r"cases\.parquet has more rows than a part can have: 4"):
        parquet_table(SWEEP.manifest.schemas()[CASES], SWEEP.part(0)[CASES])


def test_a_part_that_is_no_folder_is_named(tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    part = folder / "parts" / "000002"
    shutil.rmtree(part)
    os.mkfifo(part)
    with pytest.raises(StoreError, match=r"part 2 is damaged: cases\.parquet cannot be read: Not a dir"):
        read_table(folder, CASES).read_all()


def test_no_flipped_byte_goes_unnoticed(tmp_path: Path) -> None:
    """Wherever it is in a page: either it is an error, or it changes nothing that is read."""
    folder = SWEEP.kept(tmp_path / "s")
    file = folder / "parts" / "000000" / "first_blinkers.parquet"
    raw, noticed = file.read_bytes(), 0

    def rows_of_csv() -> list[Row]:
        kinds = [(column.name, column.kind) for column in SWEEP.manifest.schemas()[FIRST_BLINKERS].columns]
        return [
            {name: row[name] if kind == "string" else json.loads(row[name] or "null") for name, kind in kinds}
            for row in csv_of(folder, FIRST_BLINKERS)
        ]

    footer = len(raw) - 8 - int.from_bytes(raw[-8:-4], "little")
    for place in range(4, footer, 17):
        changed = bytearray(raw)
        changed[place] ^= 0x10
        file.write_bytes(changed)
        for read in (lambda: read_table(folder, FIRST_BLINKERS).read_all().to_pylist(), rows_of_csv):
            try:
                assert read() == SWEEP.rows(FIRST_BLINKERS), place
            except StoreError:
                noticed += 1
    assert noticed > 10


def test_cases_that_are_missing_from_a_part_are_noticed(tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    (folder / "parts" / "000002" / "cases.parquet").write_bytes(SWEEP.part(5)[CASES])
    with pytest.raises(StoreError, match=r"part 2 is damaged: cases\.parquet has 1 rows for 4 cases; "):
        read_table(folder, CASES).read_all()


def test_memory_does_not_grow_with_the_number_of_parts(tmp_path: Path) -> None:
    def most(parts: int) -> tuple[int, int]:
        sweep = Invented(parts * 500, 500)
        folder = sweep.kept(tmp_path / str(parts))
        arrow, rows = 0, 0
        tracemalloc.start()
        before = pa.total_allocated_bytes()
        for batch in read_table(folder, FIRST_BLINKERS):
            rows += batch.num_rows
            arrow = max(arrow, pa.total_allocated_bytes() - before)
        write_csv(folder, FIRST_BLINKERS, Nowhere())
        python = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert rows == parts * 1500
        return arrow, python

    most(2)
    (few_arrow, few_python), (many_arrow, many_python) = most(3), most(24)
    # eight times the parts; what is held of each would show
    assert many_arrow <= 1.1 * few_arrow
    assert many_python <= 1.5 * few_python


class Nowhere(io.BytesIO):
    """A stream that keeps nothing."""

    def write(self, _: Any) -> int:
        return 0
