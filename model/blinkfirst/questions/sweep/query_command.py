"""``blinkfirst query``."""

from __future__ import annotations

import json
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.errors import OptionError
from blinkfirst.questions.options import check_replacing, force_option
from blinkfirst.report.words import counted

if TYPE_CHECKING:
    from blinkfirst.study.store.row_files import RowStream

ROWS_SHOWN = 100


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("sql", required=False, metavar="[SQL]")
@click.option("--csv", "as_csv", is_flag=True, help="Print all rows as CSV in full precision.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per row, one per line.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write all rows to a file: .csv, .parquet, .xlsx (Excel) or .dta (Stata).",
)
@force_option
def query(folder: Path, sql: str | None, as_csv: bool, as_json: bool, out: Path | None) -> None:
    """Ask the folder of a sweep anything, in SQL; without SQL, list its tables and columns.

    \b
    blinkfirst query swept
    blinkfirst query swept "select actor, avg(first_blink) from first_blinkers group by actor"
    blinkfirst query swept 'select * from first_blinkers_by_settings where "actors.US.tempo" > 1'

    Reads the parts that are there, finished or not, and writes nothing into DIR. SQL needs DuckDB:
    pip install "blinkfirst[query]".
    """  # noqa: D301  click reads the \b
    _check_options(folder, sql, as_csv, as_json, out)
    if sql is None:
        _list_tables(folder, as_json)
        return
    from blinkfirst.study.store.query import answer_to

    answer = answer_to(folder, sql)
    if out is not None:
        from blinkfirst.study.store.row_files import write_rows

        click.echo(f"{out}: {counted(write_rows(out, answer), 'row')}")
    elif as_csv:
        from blinkfirst.study.store.row_files import write_csv_rows

        write_csv_rows(sys.stdout, answer)
    elif as_json:
        from blinkfirst.study.store.row_files import json_lines

        for line in json_lines(answer):
            click.echo(line)
    else:
        _print_table(answer)


def _check_options(folder: Path, sql: str | None, as_csv: bool, as_json: bool, out: Path | None) -> None:
    from blinkfirst.study.store.row_files import check_ending

    chosen = [name for name, on in (("--csv", as_csv), ("--json", as_json), ("--out", out is not None)) if on]
    if len(chosen) > 1:
        raise OptionError(f"{' and '.join(chosen)}: choose one of them")
    if sql is None and chosen and not as_json:
        raise OptionError(f"{chosen[0]}: rows of what? Say the SQL as well, after {folder}")
    if out is not None:
        check_replacing("--out", out, check_ending("--out", out))


def _list_tables(folder: Path, as_json: bool) -> None:
    from blinkfirst.study.store.reading import table_sizes

    sizes = table_sizes(folder)
    if as_json:
        from dataclasses import asdict

        for size in sizes:
            click.echo(json.dumps({**asdict(size.schema), "rows": size.rows}, ensure_ascii=False))
        return
    from blinkfirst.questions.sweep.table_page import table_blocks
    from blinkfirst.report.text import print_blocks

    print_blocks(table_blocks(sizes))


def _print_table(answer: RowStream) -> None:
    from blinkfirst.questions.sweep.table_page import rows_grid
    from blinkfirst.report.text import print_blocks

    rows = list(islice(answer.rows(), ROWS_SHOWN + 1))
    print_blocks([rows_grid(answer.columns, rows[:ROWS_SHOWN])])
    if len(rows) > ROWS_SHOWN:
        click.echo(f"the first {ROWS_SHOWN} rows; --csv, --json or --out has them all", err=True)
