"""The command, in this process: what it prints, what it complains about, how it leaves."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import dataclass
from unittest import mock

from blinkfirst.cli import main


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str


def blinkfirst(*arguments: object) -> Done:
    """Run the command as the shell would, only without a new interpreter."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    words = ["blinkfirst", *map(str, arguments)]
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", words),
    ):
        try:
            main()
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
    return Done(status, out.getvalue(), err.getvalue())
