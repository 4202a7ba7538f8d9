"""A tidy table as an Arrow table, as a data frame, and in a notebook."""

from __future__ import annotations

import sys

import pyarrow as pa
import pytest

from blinkfirst.errors import OptionError
from blinkfirst.study.store.tables import ArrowRows, TidyTable, arrow_table

TABLE = TidyTable(
    "made",
    ("actor", "month", "hazard", "follows", "setting"),
    ("", "months", "probability per month", "", ""),
    (("US", 1, 0.25, True, "dove"), ("<CN>", 2, None, False, 0.5)),
)


def test_as_an_arrow_table() -> None:
    found = TABLE.to_arrow()
    assert [str(kind) for kind in found.schema.types] == ["string", "int64", "double", "bool", "string"]
    assert found.to_pylist()[1] == {
        "actor": "<CN>", "month": 2, "hazard": None, "follows": False, "setting": "0.5"
    }  # fmt: skip
    assert [field.metadata[b"unit"].decode() for field in found.schema] == list(TABLE.units)
    assert found.schema.metadata == {b"table": b"made", b"row": b""}


def test_from_an_arrow_table_and_back() -> None:
    arrow = TABLE.to_arrow()
    found = arrow_table(arrow)
    assert (found.name, found.columns, found.units) == (TABLE.name, TABLE.columns, TABLE.units)
    assert found.to_arrow() is arrow, "nothing is copied"
    rows = found.rows
    assert isinstance(rows, ArrowRows) and len(rows) == 2
    assert list(rows) == [("US", 1, 0.25, True, "dove"), ("<CN>", 2, None, False, "0.5")]
    first, second = list(rows)
    assert (rows[0], rows[-1], rows[1:]) == (first, second, [second])
    assert list(rows[::-1]) == list(rows)[::-1]
    with pytest.raises(IndexError):
        rows[2]


def test_a_table_without_rows() -> None:
    found = TidyTable("none", ("a", "b"), ("", "utils"), ()).to_arrow()
    assert (found.num_rows, found.schema.names, found.schema.types) == (0, ["a", "b"], [pa.string()] * 2)


def test_as_a_data_frame() -> None:
    pandas = pytest.importorskip("pandas")
    found = TABLE.to_pandas()
    assert isinstance(found, pandas.DataFrame)
    assert list(found.columns) == list(TABLE.columns) and found["month"].tolist() == [1, 2]


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(OptionError, match=r"needs pandas, .* install it with: pip install pandas$"):
        TABLE.to_pandas()


def test_what_a_notebook_shows() -> None:
    large = TidyTable("large", tuple(f"c{k}" for k in range(200)), ("",) * 200, [tuple(range(200))] * 50)
    assert repr(TABLE) == "<TidyTable made: 2 rows of actor, month, hazard, follows, setting>"
    assert len(repr(large)) < 200
    shown = TABLE._repr_html_()
    assert "<th>hazard (probability per month)</th>" in shown
    assert "<td>&lt;CN&gt;</td><td>2</td><td></td>" in shown and "more rows" not in shown
    assert large._repr_html_().endswith("</table><p>30 more rows; to_pandas() has all</p>")
