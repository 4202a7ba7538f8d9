"""Ten thousand inputs that are nearly right: each is accepted or refused in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "experiments" / "reliability" / "fuzz.py"


def fuzz(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the fuzzer in a process of its own, since it limits its memory."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "model")}
    command = [sys.executable, str(SCRIPT), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8")


def test_ten_thousand_inputs(tmp_path: Path) -> None:
    done = fuzz("--inputs", "10000", "--seed", "3", "--failures", str(tmp_path / "failures"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| all | 10,000 |" in done.stdout


def test_a_kept_failure_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "failure.json").write_text(json.dumps({"kind": "expression", "words": "none any more"}))
    for name, text in (("input", "1 +"), ("as-drawn", "1 + + gas")):
        (tmp_path / name).write_text(text)
    done = fuzz("--replay", str(tmp_path))
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}: refused\n"), done.stderr
