"""Writing files so that they are whole or not there, after a crash and after a power cut; where one may."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from blinkfirst.errors import OptionError, StoreError, Terminated
from blinkfirst.files.text import real, shown

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


@contextmanager
def heeding_termination() -> Iterator[None]:
    """Let SIGTERM stop what runs in this block as Ctrl-C would."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> NoReturn:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield where to write a file, and put it into place whole; readers find the old one or the new one."""
    draft = draft_of(path)
    try:
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    sync_folder(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file into place whole."""
    with replaced(path) as draft:
        draft.write_bytes(content)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Yield a folder to fill, and put it into place whole; an empty one that is there is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(path)
    try:
        draft.mkdir()
        yield draft
        sync_folder(draft)
        if path.exists():
            path.rmdir()
        draft.rename(path)
        sync_folder(path.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


@contextmanager
def output_file(path: Path) -> Iterator[Path]:
    """Yield where to write a file that a user asked for, and put it into place whole.

    Raises `StoreError` when it cannot be written; an older file then stays.
    """
    try:
        with replaced(path) as draft:
            yield draft
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines, each given without its line end, as `output_file` does, with its errors."""
    with output_file(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)


def check_output(option: str, path: Path) -> None:
    """Refuse a place where no file can be written: OptionError with the option and the obstacle."""
    if path.is_dir():
        raise OptionError(f"{option}: expected a file to write, got the folder {path}")
    if real(path).is_symlink():
        raise OptionError(f"{option}: {path}: {os.strerror(errno.ELOOP)}")
    if path.exists() and not path.is_file():  # a file would take its place
        raise OptionError(f"{option}: expected a file to write, got the pipe or device {path}")
    if not path.parent.is_dir():
        raise OptionError(f"{option}: there is no folder {path.parent} to write to")
    check_writable(path)


def check_free(folder: Path) -> None:
    """Refuse a folder that holds something already: OptionError with what to do next."""
    if folder.is_file():
        raise OptionError(f"{folder}: expected a folder to write to, got a file")
    if folder.exists() and folder.resolve() == Path.cwd():
        raise OptionError(f"{folder}: expected a new folder, got the one you are in")
    if folder.is_dir() and any(folder.iterdir()):
        raise OptionError(f"{folder}: holds results already; name another folder, or remove it first")
    check_writable(folder)


def check_writable(path: Path) -> None:
    """Refuse a place where nothing can be written: OptionError with the part of the path in the way."""
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not there.is_dir():
        raise OptionError(f"{path}: cannot be written: {shown(there)} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise OptionError(f"{path}: cannot be written: no right to write in {shown(there)}")
