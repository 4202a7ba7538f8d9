"""Output of commands: a page, a JSON object or CSV on the standard output."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from blinkfirst.report.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

PROVENANCE = "provenance"  # key of every JSON object

AnswerT = TypeVar("AnswerT", bound=Answer)


def page() -> Console:
    """Return the standard output as a place for pages; names of actors and moves are never markup."""
    from rich.console import Console

    class Page(Console):
        def on_broken_pipe(self) -> None:
            raise  # what is being handled; rich would leave with status 1

    return Page(highlight=False, markup=False, emoji=False)


def print_answer(
    found: AnswerT,
    plain: Callable[[AnswerT], Mapping[str, Any]],
    table: str,
    as_json: bool,
    as_csv: bool,
    **said: Callable[[AnswerT], Iterable[str]],
) -> None:
    """Print an answer as JSON, with sentences by key; or one of its tables as CSV; or its page."""
    if as_json:
        sentences = {key: list(spoken(found)) for key, spoken in said.items()}
        print_json({**plain(found), **sentences, PROVENANCE: found.provenance[0].as_object()})
    elif as_csv:
        shown = found.table(table)
        print_csv(shown.columns, shown.rows)
    else:
        found.print_page(page())


def print_json(found: Mapping[str, Any]) -> None:
    """Print an object on one line; numbers are finite, and letters stand as they are."""
    click.echo(json.dumps(found, allow_nan=False, ensure_ascii=False))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table in full precision; what is not there is an empty cell."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
