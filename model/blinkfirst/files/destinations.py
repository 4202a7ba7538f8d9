"""Places that commands are told to write to, checked before anything is computed."""

from __future__ import annotations

import os
from pathlib import Path

from blinkfirst.errors import OptionError
from blinkfirst.files.text import shown


def check_output(option: str, path: Path) -> None:
    """Refuse a place where no file can be written.

    Raises
    ------
    OptionError
        With the option and the obstacle.
    """
    if path.is_dir():
        raise OptionError(f"{option}: expected a file to write, got the folder {path}")
    if path.exists() and not path.is_file():  # a file would take its place
        raise OptionError(f"{option}: expected a file to write, got the pipe or device {path}")
    if not path.parent.is_dir():
        raise OptionError(f"{option}: there is no folder {path.parent} to write to")
    check_writable(path)


def check_free(folder: Path) -> None:
    """Refuse a folder that holds something already.

    Raises
    ------
    OptionError
        With what to do next.
    """
    if folder.is_file():
        raise OptionError(f"{folder}: expected a folder to write to, got a file")
    if folder.exists() and folder.resolve() == Path.cwd():
        raise OptionError(f"{folder}: expected a new folder, got the one you are in")
    if folder.is_dir() and any(folder.iterdir()):
        raise OptionError(f"{folder}: holds results already; name another folder, or remove it first")
    check_writable(folder)


def check_writable(path: Path) -> None:
    """Refuse a place where nothing can be written; folders still to be made are looked for upwards.

    Raises
    ------
    OptionError
        With the part of the path that is the obstacle.
    """
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not there.is_dir():
        raise OptionError(f"{path}: cannot be written: {shown(there)} is no folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise OptionError(f"{path}: cannot be written: no right to write in {shown(there)}")
