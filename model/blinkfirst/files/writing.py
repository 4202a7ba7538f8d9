"""Writing files so that they are whole or not there, after a crash and after a power cut; where one may."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NoReturn

from blinkfirst.errors import OptionError, StoreError, Terminated
from blinkfirst.files.reading import PATIENCE
from blinkfirst.files.text import real, shown, was_read

# what is being written bears this name, then its own and the process's number
WRITING = ".writing-"
RESULTS = ("manifest.json", "scenario.yaml")
"""Names of two files that every folder of results has, whoever made it."""

_NAME_KEPT = 40  # characters of its own name, so that a draft's is never too long
_MARKED = 65_536  # bytes at both ends of a file that are searched for a mark


def draft_of(path: Path) -> Path:
    """Return where a file or folder is written before it is moved into its place."""
    return path.with_name(f"{WRITING}{path.name[:_NAME_KEPT]}-{os.getpid()}")


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
    """Yield where to write a file, and put it into place whole; readers find the old one or the new one.

    Of a link its target is written. A file that is replaced passes its permissions on.
    """
    path = real(path)
    draft = draft_of(path)
    with heeding_termination():
        try:
            yield draft
            if path.exists():
                draft.chmod(stat.S_IMODE(path.stat().st_mode))
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
    path = real(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = draft_of(path)
    with heeding_termination():
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

    What is no file, a pipe or a device, is written into and stays what it is.

    Raises `StoreError` when it cannot be written; an older file then stays. Raises `OptionError` for a file
    that the command has read, or one among results.
    """
    _refuse_protected(path)
    try:
        with _poured(path) if _takes_a_stream(path) else replaced(path) as draft:
            yield draft
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error


def write_lines(path: Path, lines: Iterable[str], first: str = "") -> None:
    """Write lines, each given without its line end, as `output_file` does, with its errors.

    Parameters
    ----------
    first : a line above them, such as one with a mark.
    """
    with output_file(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{first}\n" if first else "")
        file.writelines(f"{line}\n" for line in lines)


def mark_of(kind: str) -> str:
    """Return the words in a file by which the next command knows it as one of ours, of the same kind."""
    return f"written by blinkfirst as {kind}"


def check_output(option: str, path: Path, kind: str = "", force: bool = False) -> None:
    """Refuse a place where no file can be written, or one must not: OptionError with option and obstacle.

    A file that is there is replaced if it bears the mark of ``kind``, or by ``force``; but never one that the
    command has read, nor one in a folder of results.

    Parameters
    ----------
    kind : of the file, as in `mark_of`; empty for formats that have no room for a mark.
    """
    if path.is_dir():
        raise OptionError(f"{option}: expected a file to write, got the folder {path}")
    if real(path).is_symlink():
        raise OptionError(f"{option}: {path}: {os.strerror(errno.ELOOP)}")
    if _is_an_output_of_ours(path):
        raise OptionError(f"{option}: expected a file to write, got the standard output or error {path}")
    if _takes_a_stream(path):
        return
    _refuse_protected(path, f"{option}: ")
    if path.exists() and not force and not (kind and _bears(path, mark_of(kind))):
        other = f", and is not marked as {mark_of(kind)}" if kind else ""
        raise OptionError(f"{option}: {path} is there already{other}; name another file, or add --force")
    if not real(path).parent.is_dir():
        raise OptionError(f"{option}: there is no folder {path.parent} to write to")
    check_writable(real(path))


def check_free(folder: Path) -> None:
    """Refuse a folder that holds something already: OptionError with what to do next."""
    if folder.is_file():
        raise OptionError(f"{folder}: expected a folder to write to, got a file")
    _refuse_protected(folder)
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


def _bears(path: Path, mark: str) -> bool:
    """Return whether a file bears a mark, which is near its beginning or its end."""
    try:
        with path.open("rb") as file:
            head = file.read(_MARKED)
            file.seek(max(file.seek(0, os.SEEK_END) - _MARKED, 0))
            return mark.encode() in head + file.read()
    except OSError:
        return False


def _refuse_protected(path: Path, where: str = "") -> None:
    folder = next((above for above in real(path).parents if _holds_results(above)), None)
    if folder is not None:
        raise OptionError(
            f"{where}{path} lies in {shown(folder)}, in which only the command that made it writes; "
            "name another place"
        )
    if was_read(path):
        raise OptionError(f"{where}{path} is read by this command; name another file")


def _holds_results(folder: Path) -> bool:
    return all(os.path.isfile(folder / name) for name in RESULTS)


def _takes_a_stream(path: Path) -> bool:
    return path.exists() and not path.is_file()


def _is_an_output_of_ours(path: Path) -> bool:
    """Return whether a path is another name of our standard output or error, which has words to print."""
    for stream in (1, 2):
        with suppress(OSError):
            ours = os.fstat(stream)
            if os.path.samestat(path.stat(), ours) and not stat.S_ISCHR(ours.st_mode):
                return True
    return False


@contextmanager
def _poured(path: Path) -> Iterator[Path]:
    """Yield where to write, and copy what was written into a pipe or a device."""
    with heeding_termination(), tempfile.TemporaryDirectory(prefix="blinkfirst-") as folder:
        draft = Path(folder) / path.name
        yield draft
        with draft.open("rb") as whole, _opened_stream(path) as stream:
            shutil.copyfileobj(whole, stream)


def _opened_stream(path: Path) -> BinaryIO:
    """Open a pipe or a device for writing; of a pipe, a reader is waited for, but not for ever."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            number = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() > give_up:
                raise OSError("it is a pipe from which nobody reads") from None
            time.sleep(PATIENCE / 20)
        else:
            os.set_blocking(number, True)
            return os.fdopen(number, "wb")
