"""Playing a page: its files in a folder, its commands one after the other."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from blinkfirst.cli import main
from docs.pages import ROOT, Command, commands, files

MADE_ON = "1767312000"  # 2 January 2026, the day that the pages' output is of
COLUMNS = "100"  # the width all output in the pages is shown in
SHELL = set("|><;&$*~")


@contextlib.contextmanager
def prepared(page: Path, folder: Path) -> Iterator[None]:
    """Work in a folder that holds the files of a page, with ``blinkfirst`` and ``python`` on the path."""
    for name, text in files(page).items():
        (folder / name).write_text(text, encoding="utf-8")
    programs = folder / ".bin"
    programs.mkdir()
    for name, line in (("blinkfirst", f"{sys.executable} -m blinkfirst"), ("python", sys.executable)):
        (programs / name).write_text(f'#!/bin/sh\nexec {line} "$@"\n', encoding="utf-8")
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    settings = {"COLUMNS": COLUMNS, "PATH": path, "PYTHONPATH": str(ROOT / "model")}
    settings["SOURCE_DATE_EPOCH"] = MADE_ON
    with contextlib.chdir(folder), mock.patch.dict(os.environ, settings):
        yield


def played(page: Path, folder: Path) -> Iterator[tuple[Command, int, str]]:
    """Run a page's commands; yield each with the status it ended with and what it printed."""
    with prepared(page, folder):
        for command in commands(page):
            yield command, *_run(command)


def _run(command: Command) -> tuple[int, str]:
    """Run ``blinkfirst`` in this process, its complaints among the output; anything else in a shell."""
    if command.text.startswith("blinkfirst ") and not SHELL & set(command.text):
        return _in_process(shlex.split(command.text))
    done = subprocess.run(
        command.text, shell=True, capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stdout if done.returncode == command.status else done.stdout + done.stderr


def _in_process(words: list[str]) -> tuple[int, str]:
    printed = io.StringIO()
    capture = contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed)
    with capture[0], capture[1], mock.patch.object(sys, "argv", words):
        try:
            main()
        except SystemExit as leaving:
            return int(leaving.code or 0), printed.getvalue()
    return 0, printed.getvalue()
