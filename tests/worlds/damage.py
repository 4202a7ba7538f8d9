"""What may befall a file of a result folder, by name: the file afterwards is another thing, or none."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pyarrow import parquet


def missing(path: Path) -> None:
    """Take the file away."""
    path.unlink()


def cut_off(path: Path) -> None:
    """Lose what stood behind the middle."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    """Lose everything but the name."""
    path.write_bytes(b"")


def flipped(path: Path) -> None:
    """Flip a bit of the numbers of the cases in a Parquet file."""
    raw = bytearray(path.read_bytes())
    chunk = parquet.ParquetFile(io.BytesIO(raw)).metadata.row_group(0).column(0)
    raw[chunk.data_page_offset + chunk.total_compressed_size - 3] ^= 0x10
    path.write_bytes(raw)


def pipe(path: Path) -> None:
    """Put a pipe in its place, into which nobody writes."""
    path.unlink()
    os.mkfifo(path)


def device(path: Path) -> None:
    """Put a link to a device in its place, which has no end."""
    path.unlink()
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    """Put a folder in its place."""
    path.unlink()
    path.mkdir()


def link(path: Path) -> None:
    """Put a link to itself in its place."""
    path.unlink()
    path.symlink_to(path.name)


ONE_FILE: dict[str, Callable[[Path], None]] = {
    damage.__name__: damage for damage in (missing, cut_off, emptied, flipped, pipe, device, folder, link)
}


def swapped(path: Path, other: Path) -> None:
    """Let two files change places."""
    aside = path.with_name("aside")
    path.rename(aside)
    other.rename(path)
    aside.rename(other)


def doubled(path: Path, other: Path) -> None:
    """Put a copy of another file in its place."""
    shutil.copyfile(other, path)
