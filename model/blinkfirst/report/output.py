"""Output of commands: a page, a JSON object or CSV on the standard output."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console


def page() -> Console:
    """Return the standard output as a place for pages; names of actors and moves are never markup."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def print_json(found: Mapping[str, Any]) -> None:
    """Print an object on one line; numbers are finite, and letters stand as they are."""
    click.echo(json.dumps(found, allow_nan=False, ensure_ascii=False))


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table in full precision; what is not there is an empty cell."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
