"""A Dask scheduler and workers as processes of their own, found over loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).resolve().parents[3]
CODE = os.pathsep.join([str(TESTS.parent / "model"), str(TESTS)])


@dataclass
class Cluster:
    """A scheduler's address, its process, and those of its workers."""

    address: str
    scheduler: subprocess.Popen[bytes]
    folder: str
    path: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self) -> None:
        """Start one more: one thread, no nanny to bring it back."""
        words = ("worker", self.address, "--nthreads=1", "--no-nanny", "--no-dashboard", "--memory-limit=0")
        self.workers.append(_dask(*words, folder=self.folder, path=self.path))


@contextmanager
def cluster(workers: int, path: str = CODE) -> Iterator[Cluster]:
    """Start a cluster; ``path`` is where its workers find Python modules."""
    with tempfile.TemporaryDirectory(prefix="cluster-", ignore_cleanup_errors=True) as folder:
        contact = Path(folder) / "scheduler.json"
        words = ("scheduler", "--host=127.0.0.1", "--port=0", "--no-dashboard", f"--scheduler-file={contact}")
        started = Cluster("", _dask(*words, folder=folder, path=path), folder, path)
        try:
            started.address = _address(contact, started.scheduler)
            for _ in range(workers):
                started.add_worker()
            yield started
        finally:
            for process in (*started.workers, started.scheduler):
                process.kill()
                process.wait()


def _dask(*words: str, folder: str, path: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _address(contact: Path, scheduler: subprocess.Popen[bytes]) -> str:
    import json

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and scheduler.poll() is None:
        try:
            return str(json.loads(contact.read_text(encoding="utf-8"))["address"])
        except (FileNotFoundError, ValueError):
            time.sleep(0.02)
    raise RuntimeError("the Dask scheduler did not start")
