"""SQL over a sweep's folder, against numbers worked out by hand; and that it can do no harm."""

from __future__ import annotations

import io
import math
import os
import re
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

from blinkfirst.errors import OptionError, StoreError
from blinkfirst.questions.library.answer import standoff_schema
from blinkfirst.study.store.query import answer_to, connect
from blinkfirst.study.store.reading import fingerprint
from blinkfirst.study.store.row_files import json_lines, quoted, write_csv_rows, write_rows
from blinkfirst.study.store.tables import (
    CASES,
    FIRST_BLINKERS,
    OUTCOMES,
    QUESTIONS,
    case_table_schemas,
)
from worlds.damage import ONE_FILE, doubled
from worlds.invented_sweeps import Invented, flipped

# tempo 0..9 under old and new
SWEEP = Invented(20, 6, failing=(19,))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SWEEP.kept(tmp_path_factory.mktemp("swept") / "s")


def asked(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    return list(answer_to(folder, sql).rows())


def refused(folder: Path, sql: str) -> str:
    with pytest.raises(OptionError) as caught:
        asked(folder, sql)
    return str(caught.value)


@pytest.mark.parametrize("name", [CASES, FIRST_BLINKERS, QUESTIONS])
def test_every_table_is_there_row_by_row(name: str, folder: Path) -> None:
    answer = answer_to(folder, f"from {name}")
    assert answer.columns == tuple(column.name for column in SWEEP.manifest.schemas()[name].columns)
    assert [dict(zip(answer.columns, row, strict=True)) for row in answer.rows()] == SWEEP.rows(name)


def test_averages_worked_out_by_hand(folder: Path) -> None:
    """US: 0.05 per tempo, 0.1 more under new; case 19 (tempo 9, new) failed."""
    us = "from first_blinkers_by_settings where actor = 'US'"
    found = asked(folder, f"select lens, avg(first_blink) {us} group by lens order by lens")
    assert [lens for lens, _ in found] == ["new", "old"]
    assert found[0][1] == pytest.approx(0.05 * sum(range(9)) / 9 + 0.1, abs=1e-12)
    assert found[1][1] == pytest.approx(0.05 * 4.5, abs=1e-12)
    likely = f'select "actors.US.tempo", lens {us} and first_blink > 0.4 order by case_id'
    assert asked(folder, likely) == [(7.0, "new"), (8.0, "new"), (9.0, "old")]
    others = "select count(*), count(value), sum(value) from first_blinkers where actor <> 'US'"
    assert asked(folder, others) == [(38, 19, 19.0)]
    ((answer,),) = asked(folder, 'select max(answer) from questions_by_settings where "actors.US.tempo" < 3')
    assert answer == 2 / 3
    assert asked(folder, "select case_id, error from cases where error <> ''") == [(19, "too much by 19")]


def test_a_pivot_has_a_row_per_case(folder: Path) -> None:
    table = "first_blinkers_by_settings"
    sql = f"pivot {table} on actor using first(first_blink) group by case_id, lens order by case_id"
    answer = answer_to(folder, sql)
    assert answer.columns == ("case_id", "lens", "CN", "US", "nobody")
    rows = list(answer.rows())
    assert len(rows) == 19 and rows[3] == (3, "new", 0.2, 0.05 + 0.1, 0.8 - (0.05 + 0.1))


def test_rows_that_are_there_now(tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s", ())
    assert asked(folder, "select count(*) from first_blinkers_by_settings") == [(0,)]
    folder = SWEEP.kept(tmp_path / "t", (2, 0))
    drafts = folder / "parts" / ".writing-000001-7"
    drafts.mkdir()
    (drafts / "cases.parquet").write_bytes(b"half")
    assert asked(folder, "select list(case_id) from cases") == [([*range(6), *range(12, 18)],)]


def test_the_connection_itself(folder: Path) -> None:
    connection = connect(folder)
    names = {name for (name,) in connection.execute("show tables").fetchall()}
    tables = {"cases", "first_blinkers", "questions"}
    assert names == tables | {"first_blinkers_by_settings", "questions_by_settings"}
    assert connection.execute("select current_setting('threads')").fetchone() == (1,)
    connection.close()


def test_wrong_sql_is_answered_with_what_there_is(folder: Path) -> None:
    text = refused(folder, "select frist_blink from first_blinkers")
    assert text.startswith('SQL: Binder Error: Referenced column "frist_blink" not found')
    assert text.endswith(
        "\ntables and their columns, each table but cases also as NAME_by_settings:\n"
        '    cases: case_id, "actors.US.tempo", lens, error\n'
        "    first_blinkers: case_id, actor, first_blink, first_soft, first_hard, value\n"
        "    questions: case_id, question, answer"
    )
    for sql, word in (
        ("select from", "Parser Error"),
        ("select * from actors", "Catalog Error"),
        ("select cast(lens as int) from cases", "Conversion Error"),
        ("select actors.US.tempo from cases", "Binder Error"),
        ("", "expected a statement that gives rows"),
        ("-- nothing", "expected a statement that gives rows"),
    ):
        assert word in refused(folder, sql)


def test_variables_of_the_program_are_no_tables(folder: Path) -> None:
    import pyarrow as pa

    schemas = manifest = pa.table({"x": [1]})
    assert schemas is manifest
    for name in ("schemas", "manifest", "connection"):
        assert "Catalog Error" in refused(folder, f"from {name}")


def test_no_sql_touches_the_disk(tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    before = fingerprint(folder)
    file = folder / "parts" / "000000" / "cases.parquet"
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for sql in (
        f"copy (select 1) to '{file}'",
        f"copy cases to '{tmp_path}/x.csv'",
        f"export database '{tmp_path}/x'",
        f"attach '{tmp_path}/x.db'",
        f"select * from '{secret}'",
        f"select * from read_text('{secret}')",
        f"select * from '{file}'",
        "install httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set temp_directory = '/tmp'",
        "insert into cases values (1)",
        "delete from cases",
        "update cases set error = 'x'",
        "drop table cases",
        "alter table cases drop column error",
    ):
        refused(folder, sql)
        refused(folder, f"select 1; {sql}")
    assert fingerprint(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["s", "secret.csv"]
    assert "`blinkfirst query --out` writes its rows to a file" in refused(folder, f"copy cases to '{file}'")


@pytest.mark.parametrize("how", ONE_FILE)
def test_whatever_befalls_a_file_is_said(how: str, tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    ONE_FILE[how](folder / "parts" / "000001" / "questions.parquet")
    for sql in ("from questions", 'select "answer" from QUESTIONS_by_settings', "select 1 from questions"):
        with pytest.raises(StoreError, match=r"part 1 is damaged: questions\.parquet"):
            asked(folder, sql)


def test_the_file_of_another_table_gives_no_empty_cells(tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    part = folder / "parts" / "000001"
    doubled(part / "first_blinkers.parquet", part / "questions.parquet")
    for action in (lambda: asked(folder, "from first_blinkers limit 2"), lambda: connect(folder)):
        with pytest.raises(StoreError, match=r"part 1 is damaged: first_blinkers\.parquet has other columns"):
            action()


@pytest.mark.parametrize("how", ["flipped", "cut", "missing"])
def test_damage_is_told_apart_from_wrong_sql(how: str, tmp_path: Path) -> None:
    folder = SWEEP.kept(tmp_path / "s")
    file = folder / "parts" / "000001" / "first_blinkers.parquet"
    raw = file.read_bytes()
    if how == "missing":
        file.unlink()
    else:
        file.write_bytes(flipped(raw) if how == "flipped" else raw[:100])
    with pytest.raises(StoreError, match=r"part 1 is damaged: first_blinkers\.parquet"):
        asked(folder, "select sum(value) from first_blinkers")


def test_without_duckdb_the_line_that_installs_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(OptionError) as caught:
        connect(folder)
    assert str(caught.value).endswith('install it with: pip install "blinkfirst[query]"')


@pytest.mark.parametrize(
    ("name", "written"),
    [("lens", "lens"), ("actors.US.tempo", '"actors.US.tempo"'), ("US", '"US"'), ('a"b', '"a""b"')],
)
def test_names_in_sql(name: str, written: str) -> None:
    assert quoted(name) == written


def test_no_name_is_taken_for_a_word_of_sql() -> None:
    paths = set(standoff_schema()["properties"])
    own = {c.name for schema in case_table_schemas((), OUTCOMES, True).values() for c in schema.columns}
    assert {"lens", "window", "horizon"} <= paths and {"month", "level", "value"} <= own
    with duckdb.connect() as connection:
        for name in sorted(paths | own):
            word = quoted(name)
            connection.execute(f"create or replace table t ({word} int)")
            connection.execute(f"select {word} from t where {word} > 1 group by {word}")


def test_the_same_digits_every_time(tmp_path: Path) -> None:
    folder = Invented(3000, 100).kept(tmp_path / "s")
    sql = "select sum(first_blink), avg(first_hard), stddev(value) from first_blinkers"
    seen = {tuple(asked(folder, sql)[0]) for _ in range(5)}
    assert len(seen) == 1
    rows = Invented(3000, 100).rows(FIRST_BLINKERS)
    assert next(iter(seen))[0] == pytest.approx(math.fsum(row["first_blink"] for row in rows), rel=1e-12)


def test_nothing_can_be_read_or_written_below_the_folder_for_temporary_files(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".tmp").mkdir()
    secret = tmp_path / ".tmp" / "secret.txt"
    secret.write_text("secret")
    for sql in (
        "select content from read_text('.tmp/secret.txt')",
        "select * from read_csv('.tmp/secret.txt')",
        "copy (select 'x' as x) to '.tmp/secret.txt' (format csv)",
        "copy cases to '.tmp/cases.parquet'",
        "attach '.tmp/a.db' as a",
        "export database '.tmp/all'",
        "select * from glob('.tmp/*')",
        "set temp_directory = '.tmp'",
        "set allowed_directories = ['.']",
        "set enable_external_access = true",
        "install httpfs",
        "load httpfs",
    ):
        assert "SQL: " in refused(folder, sql)
    assert secret.read_text() == "secret" and [path.name for path in tmp_path.rglob("*.*")] == [
        ".tmp", "secret.txt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", ["'infinity'::date", "'290000-01-01'::timestamp", "'290000-01-01'::date", "'24:00:00'::time"]
)
def test_values_beyond_those_of_python_are_errors_that_name_the_column(value: str, folder: Path) -> None:
    assert re.match(
        r"SQL: the column a b has a value of type \S+ beyond what Python has; "
        r'ask for it as text, "a b"::text$',
        refused(folder, f'select {value} as "a b"'),
    )
    assert len(asked(folder, f"select ({value})::text as t")) == 1


def test_what_parquet_has_no_room_for(folder: Path, tmp_path: Path) -> None:
    answer = answer_to(folder, "select interval 1 month as i")
    with pytest.raises(OptionError, match=r"ask for such a column as text, column::text, or write a \.csv$"):
        write_rows(tmp_path / "a.parquet", answer)
    assert list(tmp_path.iterdir()) == []


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def test_control_characters_of_sql_are_escapes_where_they_are_shown(folder: Path) -> None:
    sql = "select chr(27) || '[31m' as x, chr(155) as y"
    terminal, file = Terminal(), io.StringIO()
    write_csv_rows(terminal, answer_to(folder, sql))
    write_csv_rows(file, answer_to(folder, sql))
    assert (terminal.getvalue(), file.getvalue()) == ("x,y\n\\x1b[31m,\\x9b\n", "x,y\n\x1b[31m,\x9b\n")
    assert list(json_lines(answer_to(folder, sql))) == ['{"x": "\\u001b[31m", "y": "\\u009b"}']


def test_an_interruption_is_one(folder: Path) -> None:
    """DuckDB makes an error of Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a background process ignores it
    timer = threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            asked(folder, "select count(*) from range(10000000000000) t where range % 7 = 3")
    finally:
        signal.signal(signal.SIGINT, before)
