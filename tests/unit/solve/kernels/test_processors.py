"""The same bytes on every processor: what the machine has, and what every machine of its kind has."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

import blinkfirst

PLAINEST = {"x86_64": "x86-64", "AMD64": "x86-64", "aarch64": "generic", "arm64": "generic"}
SOLVED = """
import hashlib
import numpy as np
from blinkfirst.solve.kernels import pull_back, push_forward
from blinkfirst.solve.layout.watch_classes import Column, watch_classes_of
from blinkfirst.solve.layout.game_tables import lay_out
from worlds.ragged_games import ragged_game

rng = np.random.default_rng(7)
game = ragged_game(rng, 150, 5)
choice = np.empty((6, game.n_edges))
values = pull_back(lay_out(game), rng.normal(size=(150, 5)), 6, choice)
ends = Column(rng.integers(0, 2, game.n_edges), np.zeros(150, dtype=np.int64), (1, 0), (0, 0))
free = Column(np.zeros(game.n_edges, dtype=np.int64), np.zeros(150, dtype=np.int64), (1, 0), (0, 0))
pushed = push_forward(
    lay_out(game), watch_classes_of([free, ends], game.n_edges, 150), game.edge_move, choice,
    np.full((150, 2), 1 / 150), np.array([6, 6]), np.array([3]), np.ones((6, 5)),
)
arrays = [values, choice, *pushed]
print(hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest())
"""


def solved(cache: Path, **processor: str) -> str:
    root = Path(blinkfirst.__file__).parents[1]
    path = os.pathsep.join([str(root), str(Path(__file__).parents[3])])
    environment = {**os.environ, "PYTHONPATH": path, "NUMBA_CACHE_DIR": str(cache), **processor}
    command = [sys.executable, "-c", SOLVED]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() not in PLAINEST, reason="plainest processor not known")
def test_the_plainest_processor_gives_the_bytes_of_this_one(tmp_path: Path) -> None:
    """Half a minute: everything is compiled twice, once without any vectors but the narrowest."""
    plain = PLAINEST[platform.machine()]
    here = solved(tmp_path)
    assert solved(tmp_path, NUMBA_CPU_NAME=plain, NUMBA_CPU_FEATURES="") == here
