"""The command as installed: help, speed of help, exit statuses, and that it works from anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import blinkfirst as package
from surface.command import blinkfirst
from worlds.two_houses import TWO_HOUSES, edited, written

MODEL = Path(package.__file__).parent.parent
COMMANDS = [
    "list", "new", "copy", "check", "show", "schema", "arguments", "sources", "numbers", "run", "explain",
    "beliefs", "solve", "commit", "attrition", "stability", "sweep", "compare", "backtest", "calibrate",
    "results", "query", "ledger", "import", "export", "docs", "completion", "kernels",
]  # fmt: skip
HEAVY = ["numba", "mesa", "scipy", "numpy", "pydantic", "yaml", "rich", "matplotlib", "nashpy"]
HEAVY += ["pyarrow", "duckdb", "pandas"]


def shell(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A new interpreter in a folder, as a user would start it."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(MODEL)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_lists_every_command() -> None:
    done = blinkfirst("--help")
    assert done.status == 0
    listed = done.out[done.out.index("Commands:") :]
    assert [line.split()[0] for line in listed.splitlines()[1:] if line[2:3].strip()] == COMMANDS
    assert "blinkfirst run 2018-report-hold          who blinks first, when, and why\n" in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    for option in ("--help", "-h"):
        done = blinkfirst(command, option)
        assert (done.status, done.err) == (0, "")
        assert done.out.startswith(f"Usage: blinkfirst {command}")
        assert "\\b" not in done.out and "\b" not in done.out


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['blinkfirst', '--help']\n"
        "from blinkfirst.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = shell("-c", program, folder=tmp_path)
    assert done.stdout.startswith("Usage: blinkfirst")
    assert done.stderr == "[]\n"


def test_the_version() -> None:
    done = blinkfirst("--version")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("blinkfirst ")


def test_statuses_reach_the_shell(tmp_path: Path) -> None:
    written(tmp_path, "good.yaml", TWO_HOUSES)
    written(tmp_path, "bad.yaml", edited("start: mid}", "start: midd}"))
    good = shell("-m", "blinkfirst", "check", "good.yaml", folder=tmp_path)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout == "good.yaml: ok, 36 reachable states, 24 ticks, lens 50% old + 50% new\n"
    bad = shell("-m", "blinkfirst", "check", "bad.yaml", "good.yaml", folder=tmp_path)
    assert bad.returncode == 2
    assert bad.stderr.splitlines()[0].startswith("bad.yaml:9:48: world.heat.start: unknown level 'midd'")
    assert bad.stdout == good.stdout, "one bad file does not keep the others from being checked"
    sweep = shell("-m", "blinkfirst", "sweep", "good.yaml", "actors.US.tempo=1,9", folder=tmp_path)
    assert sweep.returncode == 1
    assert "1 of 2 cases failed" in sweep.stderr
    for done in (good, bad, sweep):
        assert "Traceback" not in done.stdout + done.stderr


def test_shipped_scenarios_are_found_by_name_from_another_folder(tmp_path: Path) -> None:
    done = shell("-m", "blinkfirst", "show", "2019-hanoi", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("blinkfirst: 3\n")


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    program = f"{sys.executable} -m blinkfirst schema | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(MODEL)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines()[0] == "{"
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, "two.yaml", TWO_HOUSES)
    first, second = (blinkfirst("run", path, "--json", "--runs", 20, "--seed", 7) for _ in range(2))
    assert first.status == 0 and first.out == second.out
    outside = shell(
        "-m", "blinkfirst", "run", str(path), "--json", "--runs", "20", "--seed", "7", folder=tmp_path
    )
    assert outside.stdout == first.out
    assert blinkfirst("run", path, "--json", "--runs", 20, "--seed", 8).out != first.out


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    one = written(tmp_path, "one.yaml", TWO_HOUSES)
    two = written(tmp_path, "two.yaml", edited("title: Two houses", "title: Another"))
    done = blinkfirst("run", one, two, "--json")
    assert [json.loads(line)["title"] for line in done.out.splitlines()] == ["Two houses", "Another"]
