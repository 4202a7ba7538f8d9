"""Text files: named as the user would, read up to a bound."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from blinkfirst.errors import Place, ScenarioError, control_words, first_control, nearest, printable
from blinkfirst.files.reading import content, opened

_NAMES_LOOKED_AT = 2_000  # in a folder, for the one that was meant
TABLE_BYTES = 50_000_000
"""The bound for tables and for games that other software wrote."""

_SHEET = "save the sheet as CSV (UTF-8) with commas between the cells"
# how files begin that are taken for text, and what they are
_NO_TEXT = {
    b"PK\x03\x04": f"a spreadsheet or an archive (.xlsx, .ods, .zip); {_SHEET}",
    b"\xd0\xcf\x11\xe0": f"a spreadsheet (.xls); {_SHEET}",
    b"PAR1": "a Parquet file; save the table as CSV",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"\xff\xfe": "UTF-16; save it as UTF-8",
    b"\xfe\xff": "UTF-16; save it as UTF-8",
}


_NOTED: list[set[tuple[int, int]]] = []  # files read in a block of `reading_noted`, by device and number


@contextmanager
def reading_noted() -> Iterator[None]:
    """Note which files are read in the block, so that `was_read` knows them, whatever their names."""
    _NOTED.append(set())
    try:
        yield
    finally:
        _NOTED.pop()


def note_reading(status: os.stat_result) -> None:
    """Note that a file is read, or was read before and is used again."""
    for noted in _NOTED:
        noted.add((status.st_dev, status.st_ino))


def was_read(path: Path) -> bool:
    """Return whether a file has been read in the block of `reading_noted`, by this or another name."""
    try:
        status = path.stat()
    except OSError:
        return False
    return any((status.st_dev, status.st_ino) in noted for noted in _NOTED)


def real(path: Path) -> Path:
    """Return a path without links; as it is where they form a circle, or the current folder is gone."""
    try:
        return Path(os.path.realpath(path))
    except OSError:
        return path


def shown(path: Path) -> str:
    """Name a file as the user would: relative when it lies below the current folder, and printable."""
    try:
        return printable(str(real(path).relative_to(Path.cwd())))
    except (ValueError, OSError):
        return printable(str(path))


def nearest_file(path: Path) -> str:
    """Return the file in the same folder that a path was probably meant to be; empty where none is near."""
    try:
        with os.scandir(path.parent) as entries:
            names = sorted(entry.name for entry in islice(entries, _NAMES_LOOKED_AT) if entry.is_file())
    except OSError:
        return ""
    by_stem = {Path(name).stem: name for name in reversed(names)}
    near = nearest(path.stem, by_stem) if path.name else ""
    return str(path.with_name(by_stem[near])) if near else ""


def read_text_file(path: Path, most_bytes: int) -> str:
    """Read a file as UTF-8 text, without a byte order mark.

    The size is looked at first. Of a pipe or a device, which may have no end, no more is read than the bound.

    Raises `ScenarioError` when the file cannot be read, is longer than ``most_bytes``, is not UTF-8, or is a
    pipe into which nobody writes.
    """
    name = shown(path)
    try:
        with opened(path) as file:
            status = os.fstat(file.fileno())
            note_reading(status)
            size = status.st_size
            raw = b"" if size > most_bytes else content(file, most_bytes + 1)
    except OSError as error:
        near = nearest_file(path) if isinstance(error, FileNotFoundError) else ""
        raise ScenarioError.at(Place(name), f"cannot be read: {error.strerror or error}", near) from None
    if max(size, len(raw)) > most_bytes:
        got = f"{size:,}" if size > most_bytes else "more"
        raise ScenarioError.at(Place(name), f"expected at most {most_bytes:,} bytes, got {got}")
    return _decoded(raw, name)


def read_stream(stream: BinaryIO, name: str, most_bytes: int) -> str:
    """Read a stream, such as the standard input, as `read_text_file` reads a file.

    Raises `ScenarioError` when it is longer than ``most_bytes`` or not UTF-8.
    """
    raw = stream.read(most_bytes + 1)
    if len(raw) > most_bytes:
        raise ScenarioError.at(Place(name), f"expected at most {most_bytes:,} bytes, got more")
    return _decoded(raw, name)


def _decoded(raw: bytes, name: str) -> str:
    for head, what in _NO_TEXT.items():
        if raw.startswith(head):
            raise ScenarioError.at(Place(name, 1, 1), f"expected UTF-8 text, got {what}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _end_of(error.object[: error.start].decode("utf-8-sig"), name)
        raise ScenarioError.at(place, "expected UTF-8 text, got other bytes") from None
    at = first_control(text, but="\r")
    if at is not None:
        raise ScenarioError.at(_end_of(text[:at], name), control_words(text[at]))
    return text


def _end_of(before: str, name: str) -> Place:
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))

