"""Text of other software's files, and how something wrong in it is told."""

from __future__ import annotations

from pathlib import Path
from stat import S_ISDIR, S_ISREG

from blinkfirst.errors import Place, Problem, ScenarioError

MOST_BYTES = 50_000_000


def read_foreign(path: Path) -> str:
    """Read a file of other software as UTF-8 text, without a byte order mark.

    Raises
    ------
    ScenarioError
        When it cannot be read, is longer than `MOST_BYTES`, or is no such text.
    """
    try:
        about = path.stat()
        size = about.st_size
        if not (S_ISREG(about.st_mode) or S_ISDIR(about.st_mode)):  # may have no end; reading folders fails
            raise refused(path, "expected a file, got a pipe or a device")
        if size > MOST_BYTES:
            raise refused(path, f"expected a file of at most {MOST_BYTES:,} bytes, got {size:,}")
        raw = path.read_bytes()
    except OSError as error:
        raise refused(path, f"cannot be read: {error.strerror or error}") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        raise refused(path, "expected UTF-8 text, got other bytes", line, column) from None


def refused(path: Path, message: str, line: int = 0, column: int = 0, suggestion: str = "") -> ScenarioError:
    """One thing that is wrong in a file, at a place in it, both counted from 1; 0 for the file as a whole."""
    return ScenarioError([Problem(Place(str(path), line, column), "", message, suggestion)])
