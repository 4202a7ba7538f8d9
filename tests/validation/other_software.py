"""Asking Gambit and Storm, each in a child process.

What crosses over are files and lines of JSON. A solver that crashes or hangs takes only its child with it:
the question fails, and the next one starts a new child.
"""

from __future__ import annotations

import atexit
import json
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

CHILDREN = Path(__file__).parent / "children"
PATIENCE = 120.0  # seconds for one question


class OtherSoftwareError(Exception):
    """A child process crashed or took too long."""


class Child:
    """A process that answers questions, started with the first one."""

    def __init__(self, script: str) -> None:
        self.script = CHILDREN / script
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def ask(self, **job: Any) -> list[float]:
        """Put a question and wait for the answer.

        Raises
        ------
        OtherSoftwareError
            When the child crashes or takes longer than `PATIENCE`.
        """
        process = self._process or self._start()
        assert process.stdin is not None
        process.stdin.write(json.dumps(job) + "\n")
        process.stdin.flush()
        while True:
            try:
                line = self._lines.get(timeout=PATIENCE)
            except queue.Empty:
                line = None
            if line is None:
                self.stop()
                raise OtherSoftwareError(f"{self.script.name}: no answer to {job}")
            if line.startswith("ANSWER "):
                return [float(number) for number in json.loads(line.removeprefix("ANSWER "))]

    def stop(self) -> None:
        """End the child, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _start(self) -> subprocess.Popen[str]:
        process = self._process = subprocess.Popen(
            [sys.executable, str(self.script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self._lines = queue.SimpleQueue()
        threading.Thread(target=_copy, args=(process.stdout, self._lines), daemon=True).start()
        return process


def _copy(lines: IO[str], into: queue.SimpleQueue[str | None]) -> None:
    """Hand lines on, then the word that there are no more."""
    for line in lines:
        into.put(line)
    into.put(None)


GAMBIT, STORM = Child("gambit_child.py"), Child("storm_child.py")
atexit.register(GAMBIT.stop)
atexit.register(STORM.stop)


def scratch_file(name: str) -> Path:
    """A place for an exchange file, gone at the end."""
    return Path(_SCRATCH.name) / name


_SCRATCH = tempfile.TemporaryDirectory()
atexit.register(_SCRATCH.cleanup)
