"""The tables of a sweep: which there are, what their bytes hold, and that these depend on the cells alone."""

from __future__ import annotations

import io
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

import blinkfirst
from blinkfirst.errors import StoreError
from blinkfirst.study.store.table_bytes import Coded, ColumnCells, parquet_bytes
from blinkfirst.study.store.tables import (
    DOUBLE,
    INT64,
    OUTCOMES,
    STRING,
    TableColumn,
    TableSchema,
    case_table_schemas,
    fits,
    path_column,
    setting_cells,
)
from worlds.invented_sweeps import flipped

SCHEMA = TableSchema(
    "made",
    "a row",
    (
        TableColumn("case_id", INT64, "", "number"),
        TableColumn("who", STRING, "", "somebody"),
        TableColumn("chance", DOUBLE, "probability", "of it"),
        TableColumn("value", DOUBLE, "utils", "worth", nullable=True),
    ),
)


def table(raw: bytes) -> Any:
    return parquet.ParquetFile(io.BytesIO(raw), page_checksum_verification=True).read()


def columns(**others: ColumnCells) -> dict[str, ColumnCells]:
    made: dict[str, ColumnCells] = {
        "case_id": np.arange(3),
        "who": Coded(np.array([0, 1, 0]), ("US", "nobody")),
        "chance": np.array([0.1, 1 / 3, 1.0]),
        "value": np.array([1.0, math.nan, -math.inf]),
    }
    return {**made, **others}


def test_what_is_written_is_what_is_read() -> None:
    found = table(parquet_bytes(SCHEMA, columns()))
    assert found.to_pydict() == {
        "case_id": [0, 1, 2],
        "who": ["US", "nobody", "US"],
        "chance": [0.1, 1 / 3, 1.0],
        "value": [1.0, None, -math.inf],
    }
    listed: dict[str, ColumnCells] = {"who": ["US", "nobody", "US"], "value": [1, None, -math.inf]}
    assert table(parquet_bytes(SCHEMA, columns(**listed))).equals(found)


def test_units_and_meanings_travel_with_the_table() -> None:
    schema = table(parquet_bytes(SCHEMA, columns())).schema
    assert schema.metadata == {b"table": b"made", b"row": b"a row"}
    assert [field.metadata[b"unit"].decode() for field in schema] == ["", "", "probability", "utils"]
    assert schema.field("chance").metadata[b"meaning"] == b"of it"
    assert [field.nullable for field in schema] == [False, False, False, True]
    assert schema.field("who").type == pa.dictionary(pa.int32(), pa.string())


def test_what_is_stored_is_compressed_and_checked() -> None:
    n = 300_000
    raw = parquet_bytes(
        SCHEMA,
        {
            "case_id": np.repeat(np.arange(n // 6), 6),
            "who": Coded(np.tile(np.arange(6), n // 6), tuple("abcdef")),
            "chance": np.full(n, 0.25),
            "value": np.zeros(n),
        },
    )
    metadata = parquet.ParquetFile(io.BytesIO(raw)).metadata
    assert metadata.num_row_groups == 3, "groups that can be read one by one"
    assert {metadata.row_group(0).column(k).compression for k in range(4)} == {"ZSTD"}
    assert len(raw) < n
    with pytest.raises(OSError, match="CRC"):
        table(flipped(raw))


CELLS = st.lists(
    st.tuples(
        st.integers(0, 2**40),
        st.text(max_size=5),
        st.floats(allow_nan=False),
        st.none() | st.floats(allow_nan=False),
    ),
    max_size=20,
)


@given(CELLS)
def test_any_cells_come_back_and_give_the_same_bytes_again(cells: list[tuple[Any, ...]]) -> None:
    names = [column.name for column in SCHEMA.columns]
    given_: dict[str, ColumnCells] = {name: [row[k] for row in cells] for k, name in enumerate(names)}
    raw = parquet_bytes(SCHEMA, given_)
    assert table(raw).to_pylist() == [dict(zip(names, row, strict=True)) for row in cells]
    assert parquet_bytes(SCHEMA, dict(reversed(given_.items()))) == raw
    texts = list(dict.fromkeys(row[1] for row in cells))
    coded = Coded(np.array([texts.index(row[1]) for row in cells], dtype=np.int16), texts)
    assert parquet_bytes(SCHEMA, {**given_, "who": coded}) == raw


@pytest.mark.parametrize("threads", [1, 4])
def test_another_process_makes_the_same_bytes(threads: int) -> None:
    """Neither the hash seed nor Arrow's threads show in a file."""
    program = (
        "import sys, numpy as np, pyarrow as pa;"
        f"pa.set_cpu_count({threads});"
        "from blinkfirst.study.store.tables import *; from blinkfirst.study.store.table_bytes import *;"
        "schema = case_table_schemas((path_column('a.b', [1]), path_column('lens', ['x'])), OUTCOMES, True);"
        "n = 200_000;"
        "made = {'case_id': np.arange(n), 'actor': Coded(np.arange(n) % 7, [f'a{k}' for k in range(7)])};"
        "made |= {c: np.sin(np.arange(n) + k) for k, c in "
        "enumerate(('first_blink', 'first_soft', 'first_hard', 'value'))};"
        "sys.stdout.buffer.write(parquet_bytes(schema['first_blinkers'], made))"
    )
    seen = set()
    for seed in ("0", "1"):
        model = str(Path(blinkfirst.__file__).parent.parent)
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": model}
        words = [sys.executable, "-c", program]
        done = subprocess.run(words, capture_output=True, env=environment, check=True)
        seen.add(done.stdout)
    (raw,) = seen
    n = 200_000
    schema = case_table_schemas((path_column("a.b", [1]),), OUTCOMES)["first_blinkers"]
    made: dict[str, ColumnCells] = {
        "case_id": np.arange(n),
        "actor": Coded(np.arange(n) % 7, [f"a{k}" for k in range(7)]),
    }
    names = ("first_blink", "first_soft", "first_hard", "value")
    made |= {name: np.sin(np.arange(n) + k) for k, name in enumerate(names)}
    assert parquet_bytes(schema, made) == raw


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"chance": np.array([0.1, math.nan, 1.0])}, "made: chance: expected no empty cells or nan, got 1"),
        ({"who": ["US", None, "CN"]}, "made: who: expected no empty cells or nan, got 1"),
        ({"who": Coded(np.array([0, -1, 0]), ("US",))}, "made: who: expected no empty cells or nan, got 1"),
        ({"who": Coded(np.array([0, 7, 0]), ("US",))}, "made: who: expected string cells: "),
        ({"chance": ["x", "y", "z"]}, "made: chance: expected double cells: "),
        ({"case_id": [0, 1]}, "made: expected columns of one length, got case_id 2, who 3, chance 3, val"),
        ({"case_id": np.array([0, 1, 2.5])}, "made: case_id: expected int64 cells: "),
        ({"more": [1, 2, 3]}, "made: expected the columns case_id, who, chance, value, got case_id, who, "),
    ],
)
def test_wrong_columns_are_refused(wrong: dict[str, ColumnCells], message: str) -> None:
    with pytest.raises(StoreError) as caught:
        parquet_bytes(SCHEMA, columns(**wrong))
    assert str(caught.value).startswith(message)


def test_the_tables_of_a_sweep() -> None:
    paths = (path_column("actors.US.tempo", [1, 0.5]), path_column("lens", ["old", {"old": 1}]))
    schemas = case_table_schemas(paths, ("world", "first_blinkers"))
    assert list(schemas) == ["cases", "first_blinkers", "world"], "in their own order, not in that asked for"
    assert [c.name for c in schemas["cases"].columns] == ["case_id", "actors.US.tempo", "lens", "error"]
    assert [c.kind for c in schemas["cases"].columns] == ["int64", "double", "string", "string"]
    everything = case_table_schemas(paths, OUTCOMES, agents=True)
    assert set(everything) == {"cases", *OUTCOMES, "agents"}
    for schema in everything.values():
        assert schema.columns[0].name == "case_id"
        units = {c.name: c.unit for c in schema.columns}
        for name in ("first_blink", "first_soft", "first_hard", "probability"):
            assert units.get(name, "probability") == "probability"
        assert units.get("utils", "utils") == "utils" and units.get("value", "utils") == "utils"


def test_tables_that_cannot_be() -> None:
    with pytest.raises(StoreError, match="unknown hazard; expected some of: first_blinkers, hazards, "):
        case_table_schemas((), ("hazard",))
    with pytest.raises(StoreError, match="cases: two columns cannot have one name: error"):
        case_table_schemas((path_column("error", [1]),), ())


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2.5, -3], DOUBLE),
        ([math.inf, None], DOUBLE),
        ([1, "exact"], STRING),
        ([True, False], STRING),
        ([{"old": 0.5, "new": 0.5}], STRING),
        ([[1, 2, 3]], STRING),
    ],
)
def test_the_type_of_a_path_is_that_of_all_its_values(values: list[Any], kind: str) -> None:
    assert path_column("p", values).kind == kind


def test_cells_of_settings() -> None:
    numbers, texts = path_column("p", [1]), path_column("p", ["x"])
    assert setting_cells(numbers, [1, 2.5, None]) == [1.0, 2.5, None]
    spelled = ["low", "2.5", None, "true", '{"é": 1}']
    assert setting_cells(texts, ["low", 2.5, None, True, {"é": 1}]) == spelled
    assert setting_cells(texts, [1, 2], spell=hex) == ["0x1", "0x2"]
    assert fits(texts, [1, "x"]) and fits(numbers, [1]) and not fits(numbers, [1, "x"])


def test_metadata_survive_the_journey_through_other_readers() -> None:
    """The units stand in the Arrow schema inside the file, which is what all readers of Arrow look at."""
    raw = parquet_bytes(SCHEMA, columns())
    again = pa.BufferOutputStream()
    parquet.write_table(table(raw), again)
    assert table(again.getvalue().to_pybytes()).schema.field("value").metadata[b"unit"] == b"utils"
