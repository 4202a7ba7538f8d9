"""A sweep that is stopped: by Ctrl-C, by the system, by kill -9; what it says and how it leaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from unit.study.executors.clusters import CODE
from worlds.small_sweeps import AXES, NAME, tree

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as Unix has them")

# five cases a part, and each part takes its time, wherever it is computed in this process
# (whoever runs the tests in the background has Ctrl-C ignored below; a user at a terminal has not)
PROGRAM = """
import signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from blinkfirst.cli import main
from blinkfirst.study.cases import cost
from blinkfirst.study.executors import pool
from blinkfirst.study import kept_sweep
cost.MOST_CASES = 5
written = kept_sweep.CaseStore.write_part
def slowly(*part):
    time.sleep({pause})
    written(*part)
kept_sweep.CaseStore.write_part = slowly
answered = pool.answered
pool.answered = lambda *part: time.sleep({pause}) or answered(*part)
main()
"""
DESIGN = (NAME, *AXES, "--sample", "sobol", "--n", "10", "--sample-seed", "1", "--outcomes", "first_blinkers")
PARTS, CASES = 8, 40
ONE, PROCESSES = ("--jobs", "1"), ("--jobs", "2", "--pool", "processes")


class Sweeping:
    """The command in a process and a session of its own, as a shell has it."""

    def __init__(self, *words: str, pause: float = 0.0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(pause=pause), *words],
            env={**os.environ, "PYTHONPATH": CODE},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def when(self, folder: Path, parts: int) -> Sweeping:
        """Wait until so many parts are kept."""
        deadline = time.monotonic() + 60
        while len(list(folder.glob("parts/0*"))) < parts:
            assert self.process.poll() is None and time.monotonic() < deadline, self.process.communicate()
            time.sleep(0.005)
        return self

    def stopped(self, number: signal.Signals) -> tuple[int, str, str, float]:
        """Send a signal to all its processes, as a terminal does; return how it left and how long it took."""
        begun = time.monotonic()
        os.killpg(self.process.pid, number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err, time.monotonic() - begun

    def finished(self) -> tuple[int, str, str]:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=120)
        return self.process.returncode, out, err


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed") / "swept"
    assert Sweeping("sweep", *DESIGN, "--out", str(folder)).finished()[0] == 1
    return folder


@pytest.mark.parametrize(
    ("number", "status", "where"),
    [
        (signal.SIGINT, 130, ONE),
        pytest.param(signal.SIGTERM, 143, ONE, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, 130, ("--jobs", "2", "--pool", "threads"), marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, 130, PROCESSES, marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, 143, PROCESSES, marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, 130, ("--cluster", "local:2"), marks=pytest.mark.slow),
    ],
)
def test_stopped_it_says_what_is_kept_and_how_to_go_on(
    number: signal.Signals, status: int, where: Sequence[str], undisturbed: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "swept"
    words = ("sweep", *DESIGN, "--out", str(folder), *where)
    left, out, err, seconds = Sweeping(*words, pause=0.3).when(folder, 2).stopped(number)
    assert (left, out) == (status, "")
    first, command = err.splitlines()
    kept = len(list(folder.glob("parts/0*")))
    assert first == f"interrupted; {kept * 5} of {CASES} cases are kept in {folder}; go on with"
    assert command.split() == ["blinkfirst", "sweep", "--out", str(folder), "--resume", *where]
    assert seconds < 10, "parts in work are not waited for"
    assert not list(folder.glob(".lock"))
    assert Sweeping(*command.split()[1:]).finished()[0] == 1
    assert tree(folder) == tree(undisturbed)


def test_stopped_without_a_folder_it_says_that_nothing_is_kept() -> None:
    sweeping = Sweeping("sweep", *DESIGN, "--csv", "--jobs", "1", pause=0.2)
    assert sweeping.process.stdout is not None
    lines = [sweeping.process.stdout.readline() for _ in range(3)]
    assert lines[0].startswith("case_id,") and lines[1].startswith("0,0.5,mild,"), "rows come as parts do"
    left, _, err, _ = sweeping.stopped(signal.SIGINT)
    assert left == 130
    assert err == "interrupted; nothing is kept (--out DIR keeps what is finished, and goes on from there)\n"


@pytest.mark.slow
def test_a_reader_that_leaves_stops_it_and_is_told_how_to_go_on(undisturbed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    sweeping = Sweeping("sweep", *DESIGN, "--out", str(folder), "--csv", "--jobs", "1", pause=0.1)
    assert sweeping.process.stdout is not None
    sweeping.process.stdout.readline()
    sweeping.process.stdout.close()
    assert sweeping.process.stderr is not None
    with sweeping.process.stderr as said:
        err = said.read()
    assert sweeping.process.wait() == 1
    assert err.startswith("whoever read the table has gone; ") and err.endswith("--resume --jobs 1\n")
    assert Sweeping("sweep", "--out", str(folder), "--resume").finished()[0] == 1
    assert tree(folder) == tree(undisturbed)


def killed_and_finished(folder: Path, kills: int, seed: int, where: Sequence[str]) -> None:
    """Kill a sweep again and again, each time at some instant, then let it finish."""
    chance = random.Random(seed)
    words = ("sweep", *DESIGN, "--out", str(folder), "--resume", *where)
    for _ in range(kills):
        parts = len(list(folder.glob("parts/0*")))
        sweeping = Sweeping(*words, pause=0.02)
        if parts < PARTS - 1:
            sweeping.when(folder, parts + 1)
        time.sleep(chance.uniform(0, 0.1))
        os.kill(sweeping.process.pid, signal.SIGKILL)
        sweeping.process.communicate()
    status, _, err = Sweeping(*words).finished()
    assert status == 1 and err.splitlines()[-1].startswith("20 of 40 cases failed")


@pytest.mark.slow
def test_killed_at_some_instant_and_finished(undisturbed: Path, tmp_path: Path) -> None:
    killed_and_finished(tmp_path / "swept", 2, 1, ONE)
    assert tree(tmp_path / "swept") == tree(undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("where", [ONE, PROCESSES], ids=["one", "two"])
def test_killed_at_many_instants_and_finished(
    seed: int, where: Sequence[str], undisturbed: Path, tmp_path: Path
) -> None:
    killed_and_finished(tmp_path / "swept", 5, seed, where)
    assert tree(tmp_path / "swept") == tree(undisturbed)


@pytest.mark.slow
def test_workers_of_a_killed_sweep_leave(tmp_path: Path) -> None:
    folder = tmp_path / "swept"
    words = ("sweep", *DESIGN, "--out", str(folder), *PROCESSES)
    sweeping = Sweeping(*words).when(folder, 1)
    os.kill(sweeping.process.pid, signal.SIGKILL)
    sweeping.process.communicate()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.killpg(sweeping.process.pid, 0)  # somebody of its group is still there
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(sweeping.process.pid, signal.SIGKILL)
    raise AssertionError("a worker has outlived its coordinator")
