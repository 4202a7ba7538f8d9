"""The part folders of a sweep: their names, which are there, and whether their files are whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from blinkfirst.errors import StoreError

PARTS = "parts"
_MAGIC = b"PAR1"
# a Parquet file begins with its magic word and ends with the length of its footer and the magic word again
_LEAST_BYTES = 12


@dataclass(frozen=True)
class DamagedPart:
    """A part that cannot be read, and what is wrong with it."""

    number: int
    problem: str


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
    found = sorted(int(name) for name in names if re.fullmatch(r"\d{6}|[1-9]\d{6,}", name))
    if found and found[-1] >= parts:
        raise StoreError(
            f"{part_folder(folder, found[-1])}: expected parts 0 to {parts - 1}, which the manifest plans; "
            "this one is from another sweep, or the manifest is"
        )
    return found


def damaged_parts(folder: Path, numbers: Iterable[int], tables: Iterable[str]) -> tuple[DamagedPart, ...]:
    """Return the parts with files that are missing or cut off: a look at their ends, not at every byte."""
    wanted = tuple(tables)
    problems = ((number, _part_problem(folder, number, wanted)) for number in numbers)
    return tuple(DamagedPart(number, problem) for number, problem in problems if problem)


def _part_problem(folder: Path, number: int, tables: Iterable[str]) -> str:
    return next((p for table in tables if (p := file_problem(part_file(folder, number, table)))), "")


def file_problem(path: Path) -> str:
    """Say what is wrong with a Parquet file as far as its ends show it; empty when nothing is."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if size < _LEAST_BYTES:
                return f"{path.name} is cut off after {size} bytes"
            file.seek(0)
            head = file.read(len(_MAGIC))
            file.seek(-8, 2)
            tail = file.read(8)
    except FileNotFoundError:
        return f"{path.name} is missing"
    except OSError as error:
        return f"{path.name} cannot be read: {error.strerror or error}"
    if head != _MAGIC or tail[4:] != _MAGIC or int.from_bytes(tail[:4], "little") > size - _LEAST_BYTES:
        return f"{path.name} is cut off or overwritten"
    return ""
