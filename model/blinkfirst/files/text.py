"""Text files: named as the user would, read up to a bound."""

from __future__ import annotations

import os
from pathlib import Path

from blinkfirst.errors import Place, ScenarioError

TABLE_BYTES = 50_000_000
"""The bound for tables and for games that other software wrote."""


def shown(path: Path) -> str:
    """Name a file as the user would: relative when it lies below the current folder."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def read_text_file(path: Path, most_bytes: int) -> str:
    """Read a file as UTF-8 text, without a byte order mark.

    The size is looked at first. Of a pipe or a device, which may have no end, no more is read than the bound.

    Raises `ScenarioError` when the file cannot be read, is longer than ``most_bytes``, or is not UTF-8.
    """
    name = shown(path)
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            raw = b"" if size > most_bytes else file.read(most_bytes + 1)
    except OSError as error:
        raise ScenarioError.at(Place(name), f"cannot be read: {error.strerror or error}") from None
    if max(size, len(raw)) > most_bytes:
        got = f"{size:,}" if size > most_bytes else "more"
        raise ScenarioError.at(Place(name), f"expected at most {most_bytes:,} bytes, got {got}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig")
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise ScenarioError.at(place, "expected UTF-8 text, got other bytes") from None
