"""Files that commands write where they are told to."""

from __future__ import annotations

from pathlib import Path

from blinkfirst.errors import OptionError
from blinkfirst.study.store.run_folder import check_writable


def check_output(option: str, path: Path) -> None:
    """Refuse a place where no file can be written, before anything is computed.

    Raises
    ------
    OptionError
        With the option, and what stands in the way.
    """
    if path.is_dir():
        raise OptionError(f"{option}: expected a file to write, got the folder {path}")
    if path.exists() and not path.is_file():  # a file would take its place
        raise OptionError(f"{option}: expected a file to write, got the pipe or device {path}")
    if not path.parent.is_dir():
        raise OptionError(f"{option}: there is no folder {path.parent} to write to")
    check_writable(path)
