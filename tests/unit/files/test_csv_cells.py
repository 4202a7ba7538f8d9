"""Cells of tables: the same as Python's own reader finds, and where they stand."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.errors import ScenarioError
from blinkfirst.files.csv_cells import csv_rows

FILE = "table.csv"
TEXTS = st.text(st.sampled_from('ab1,"\n .:'), max_size=6).map(str.strip)


def test_places_count_lines_and_characters() -> None:
    rows = csv_rows('a,bb\r\n\r\n  1 ,"x\n\n y", z\nü,,\n" b " , "c"\r\nd\n', FILE)
    assert [[(cell.text, cell.line, cell.column) for cell in row] for row in rows] == [
        [("a", 1, 1), ("bb", 1, 3)],
        [("1", 3, 3), ("x\n\n y", 3, 6), ("z", 5, 6)],
        [("ü", 6, 1), ("", 6, 3), ("", 6, 4)],
        [("b", 7, 1), ("c", 7, 9)],
        [("d", 8, 1)],
    ]
    rows = csv_rows('a\r"\r",b\r\nc', FILE)
    assert [(cell.line, cell.column) for row in rows for cell in row] == [(1, 1), (2, 1), (3, 3), (4, 1)]


@settings(max_examples=200)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=5), st.booleans())
def test_what_is_written_is_read(table: list[list[str]], quoting: bool) -> None:
    written = io.StringIO()
    if quoting:
        csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(table)
    else:
        csv.writer(written, lineterminator="\n").writerows(table)
    found = [[cell.text for cell in row] for row in csv_rows(written.getvalue(), FILE)]
    assert found == [row for row in table if any(row)]


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ('a,b\n1,"2', "2:3", "a quoted cell begins here and does not end"),
        ('a,b\n1,"2"3', "2:6", "expected a comma or the end of the line behind the closing quotation mark"),
        ('a,b\n1,"2\r2" "3"', "3:4", "expected a comma or the end of the line behind"),
        ('a,b\r1, 2"3"', "2:5", "a quotation mark out of place; a cell with commas stands in"),
    ],
)
def test_quotes_that_go_wrong(text: str, place: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        list(csv_rows(text, FILE))
    assert str(caught.value).startswith(f"table.csv:{place}: {said}")
