"""Writing files so that they are whole or not there, after a crash and after a power cut."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

# what is being written bears this name, then its own and the process's number
WRITING = ".writing-"


def draft_of(path: Path) -> Path:
    """Return where a file or folder is written before it is moved into its place."""
    return path.with_name(f"{WRITING}{path.name}-{os.getpid()}")


def write_file(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder; Windows cannot be asked for that."""
    if os.name == "nt":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file into place whole; whoever reads meanwhile finds the old one or the new one."""
    draft = draft_of(path)
    try:
        write_file(draft, content)
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)
