"""One go compiles every kernel, so that nothing is announced a second time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from unit.study.executors.clusters import CODE

PROGRAM = """
from blinkfirst.solve.kernels import kernels_are_cached
from blinkfirst.study.cases.case_results import warm_kernels
before = kernels_are_cached()
warm_kernels()
print(before, kernels_are_cached())
"""


@pytest.mark.slow
def test_nothing_is_left_to_compile(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": CODE, "NUMBA_CACHE_DIR": str(tmp_path)}
    for expected in ("False True", "True True"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected
