"""Text files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from blinkfirst.errors import StoreError


def write_whole(path: Path, lines: Iterable[str]) -> None:
    """Write lines, each without its line end; a file that stands there is replaced at once, when all is done.

    Raises
    ------
    StoreError
        When it cannot be written.
    """
    scratch = ""
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}-", delete=False
        ) as file:
            scratch = file.name
            file.writelines(f"{line}\n" for line in lines)
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        # gone when all went well; otherwise nothing half written stays behind
        if scratch and os.path.exists(scratch):
            os.unlink(scratch)
