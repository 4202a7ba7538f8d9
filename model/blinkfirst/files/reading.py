"""Files opened so that nothing is waited for and nothing is read without end."""

from __future__ import annotations

import errno
import os
import select
import stat
from pathlib import Path
from typing import BinaryIO

PATIENCE = 1.0
"""Seconds for whoever is about to write into a pipe, or to read from one."""

OWN_BYTES = 1_000_000_000
"""The bound for what blinkfirst itself has written: a manifest holds every case of a table of cases."""


def opened(path: Path) -> BinaryIO:
    """Open a file; a pipe too into which nobody writes yet, where plain opening would wait for ever."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        return os.fdopen(number, "rb")
    except OSError:  # a folder
        os.close(number)
        raise


def content(file: BinaryIO, most: int) -> bytes:
    """Return what is in an open file, up to a number of bytes; what a pipe has is waited for.

    Raises `OSError` when it is a pipe into which nobody writes.
    """
    number = file.fileno()
    first = _beginning_of_pipe(number, most) if stat.S_ISFIFO(os.fstat(number).st_mode) else b""
    if hasattr(os, "set_blocking"):
        os.set_blocking(number, True)
    return first + file.read(most - len(first))


def _beginning_of_pipe(number: int, most: int) -> bytes:
    select.select([number], [], [], PATIENCE)
    try:
        found = os.read(number, most)
    except BlockingIOError:  # somebody has it open, and is slow
        return b""
    if not found:
        raise OSError("it is a pipe into which nobody writes")
    return found


def own_file(path: Path) -> BinaryIO:
    """Open a file of a result folder.

    Raises `OSError` when it is not there, or something else than a file: a pipe never ends, a folder has no
    bytes.
    """
    file = opened(path)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file")
    return file


def own_bytes(path: Path) -> bytes:
    """Return what is in a file of a result folder.

    Raises `OSError` as `own_file` does, and when it is longer than `OWN_BYTES`.
    """
    with own_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > OWN_BYTES:
            raise OSError(errno.EFBIG, f"expected at most {OWN_BYTES:,} bytes, got {size:,}")
        return file.read()
