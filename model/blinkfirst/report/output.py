"""Where commands put what was found: a page, a JSON object or CSV on the standard output, or a file."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from blinkfirst.errors import OptionError
from blinkfirst.study.store.run_folder import check_writable

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


def check_output(option: str, path: Path) -> None:
    """Refuse a place where no file can be written, before anything is computed.

    Raises
    ------
    OptionError
        With the option, and what stands in the way.
    """
    if path.is_dir():
        raise OptionError(f"{option}: expected a file to write, got the folder {path}")
    if path.exists() and not path.is_file():  # a file would take its place
        raise OptionError(f"{option}: expected a file to write, got the pipe or device {path}")
    if not path.parent.is_dir():
        raise OptionError(f"{option}: there is no folder {path.parent} to write to")
    check_writable(path)
