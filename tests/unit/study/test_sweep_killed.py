"""A sweep that is killed at any instant is finished with nothing lost, nothing twice, and the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from unit.study.executors.clusters import CODE

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": CODE}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="crashes are tried in forks")
@pytest.mark.parametrize(
    ("act", "least"),
    [
        ("finish", 20),
        pytest.param("go_on", 40, marks=pytest.mark.slow),
        pytest.param("begin", 50, marks=pytest.mark.slow),
        pytest.param("enlarge", 80, marks=pytest.mark.slow),
    ],
)
def test_killed_before_every_touch_of_the_folder(act: str, least: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "crash_points.py"), str(tmp_path), act],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, *wrong = done.stdout.splitlines()
    assert wrong == []
    assert int(first.split()[0]) > least, "a folder is touched more often than that"
