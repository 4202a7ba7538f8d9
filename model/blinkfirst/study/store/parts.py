"""The parts of a sweep's folder: their names, which are there, and the one reader of their tables.

Whatever reads a part reads it here: to go on with a sweep, to sum it up, to ask or to compare it. What is
read is a file and no pipe, whole, with the columns of its table, and with rows of the part's own cases only.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blinkfirst.errors import StoreError
from blinkfirst.files.reading import own_bytes, own_file
from blinkfirst.study.store.manifest import SweepManifest
from blinkfirst.study.store.table_bytes import parquet_table

PARTS = "parts"
_MAGIC = b"PAR1"
# a Parquet file begins with its magic word and ends with the length of its footer and the magic word again
_LEAST_BYTES = 12


@dataclass(frozen=True)
class DamagedPart:
    """A part that cannot be read, and what is wrong with it."""

    number: int
    problem: str


def how_to_go_on(folder: Path) -> str:
    """Return the command that finishes a sweep."""
    return f"blinkfirst sweep --out {shlex.quote(str(folder))} --resume"


def part_folder(folder: Path, number: int) -> Path:
    """Return the folder of a part: six digits, more from part 1,000,000 on."""
    return folder / PARTS / f"{number:06d}"


def part_file(folder: Path, number: int, table: str) -> Path:
    """Return the file of a table in a part."""
    return part_folder(folder, number) / f"{table}.parquet"


def parts_there(folder: Path, parts: int) -> list[int]:
    """Return the numbers of the parts that are there, in order.

    Raises `StoreError` when the folder cannot be read, or holds a part beyond those planned.
    """
    try:
        names = [path.name for path in (folder / PARTS).iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreError(f"{folder / PARTS}: cannot be read: {error.strerror or error}") from error
    found = sorted(int(name) for name in names if re.fullmatch(r"\d{6}|[1-9]\d{6,18}", name, re.ASCII))
    if found and found[-1] >= parts:
        raise StoreError(
            f"{part_folder(folder, found[-1])}: expected parts 0 to {parts - 1}, which the manifest plans; "
            "this one is from another sweep, or the manifest is"
        )
    return found


def part_table(folder: Path, manifest: SweepManifest, number: int, name: str) -> Any:
    """Return a table of a part as a ``pyarrow.Table``.

    Raises `StoreError` when it is damaged, with the part, what is wrong and how it is computed again.
    """
    with _part_named(folder, number):
        return _checked_table(folder, manifest, number, name)


def part_bytes(folder: Path, manifest: SweepManifest, number: int, name: str) -> bytes:
    """Return the Parquet of a table of a part, once it has been read; errors as those of `part_table`."""
    path = part_file(folder, number, name)
    with _part_named(folder, number), _unreadable(path):
        raw = own_bytes(path)
        parquet_table(manifest.schemas()[name], raw, manifest.cases_of(number))
        return raw


def part_rows(folder: Path, manifest: SweepManifest, number: int, name: str) -> int:
    """Return how many rows a table of a part has, and read no more of it than which cases they belong to.

    Raises `StoreError` as `part_table` does, as far as that shows it.
    """
    with _part_named(folder, number):
        return int(_checked_table(folder, manifest, number, name, ["case_id"]).num_rows)


def damaged_parts(folder: Path, manifest: SweepManifest, numbers: Iterable[int]) -> Iterator[DamagedPart]:
    """Yield the parts that cannot be read, after reading every one of them to the last byte."""
    for number in numbers:
        try:
            for name in manifest.schemas():
                _checked_table(folder, manifest, number, name)
        except StoreError as error:
            yield DamagedPart(number, str(error))


def _checked_table(
    folder: Path, manifest: SweepManifest, number: int, name: str, columns: list[str] | None = None
) -> Any:
    path = part_file(folder, number, name)
    _check_ends(path)
    return parquet_table(manifest.schemas()[name], path, manifest.cases_of(number), columns)


def _check_ends(path: Path) -> None:
    """Check a Parquet file as far as its ends show it.

    Raises `StoreError` when it is missing, no file, or cut off.
    """
    with _unreadable(path), own_file(path) as file:
        size = file.seek(0, 2)
        if size < _LEAST_BYTES:
            raise StoreError(f"{path.name} is cut off after {size} bytes")
        file.seek(0)
        head = file.read(len(_MAGIC))
        file.seek(-8, 2)
        tail = file.read(8)
    if head != _MAGIC or tail[4:] != _MAGIC or int.from_bytes(tail[:4], "little") > size - _LEAST_BYTES:
        raise StoreError(f"{path.name} is cut off or overwritten")


@contextmanager
def _unreadable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise StoreError(f"{path.name} is missing") from None
    except OSError as error:
        raise StoreError(f"{path.name} cannot be read: {error.strerror or error}") from error


@contextmanager
def _part_named(folder: Path, number: int) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise StoreError(
            f"{folder}: part {number} is damaged: {error}; remove {part_folder(folder, number)}, then "
            f"`{how_to_go_on(folder)}` computes it again"
        ) from error
