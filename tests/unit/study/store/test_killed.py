"""Writers killed at any instant leave whole parts only, and what is left to do can be done."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import blinkfirst
from blinkfirst.errors import StoreError
from blinkfirst.study.store.manifest import read_manifest
from blinkfirst.study.store.reading import fingerprint
from blinkfirst.study.store.sweep_folder import CaseStore, holds_sweep
from unit.study.store.killing import BYTES, LONG, MORE, SWEEP, all_of_it, long_part
from worlds.invented_sweeps import SCENARIO

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and forks")

MODEL = Path(blinkfirst.__file__).parent.parent
TESTS = Path(__file__).parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{MODEL}{os.pathsep}{TESTS}"}


def killing(how: str, folder: Path) -> list[int]:
    words = [sys.executable, "-m", "unit.study.store.killing", how, str(folder)]
    done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split()]


def test_killed_at_every_touch_of_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda file: None)
    all_of_it(tmp_path / "undisturbed")
    undisturbed = fingerprint(tmp_path / "undisturbed")
    (steps,) = killing("steps", tmp_path)
    assert steps > 60
    seen = set()
    for step in range(steps):
        folder = tmp_path / str(step)
        there: tuple[int, ...] = ()
        if holds_sweep(folder):
            manifest = read_manifest(folder / "manifest.json")
            assert manifest in (SWEEP.manifest, SWEEP.manifest.enlarged(MORE, 3, 2))
            there = tuple(sorted(CaseStore.open(folder).done()))
            for number in there:
                path = folder / "parts" / f"{number:06d}"
                assert {p.stem: p.read_bytes() for p in path.iterdir()} == BYTES[number]
        seen.add((holds_sweep(folder), there))
        all_of_it(folder)
        assert fingerprint(folder) == undisturbed
        assert not list(folder.rglob(".*")), "neither lock nor draft stays"
    assert seen == {(False, ()), (True, ()), *((True, tuple(range(k, 5))) for k in range(5))}


def test_killed_at_random_instants(tmp_path: Path) -> None:
    killed, amid = killing("random", tmp_path / "s")
    assert killed > 3 and amid > 1, "or else this shows nothing"
    with CaseStore.create(tmp_path / "undisturbed", LONG.manifest, SCENARIO) as store:
        for number in range(LONG.manifest.parts):
            store.write_part(number, long_part(number))
    CaseStore.open(tmp_path / "s", writing=True).close()
    assert fingerprint(tmp_path / "s") == fingerprint(tmp_path / "undisturbed")


HOLDER = """
import os, sys, time
from pathlib import Path
from blinkfirst.study.store.sweep_folder import CaseStore
store = CaseStore.open(Path(sys.argv[1]), writing=True)
worker = os.fork()
if worker:
    print(os.getpid(), worker, flush=True)
time.sleep(60)
"""


def test_one_writer_at_a_time_and_a_killed_one_is_none(tmp_path: Path) -> None:
    """A worker that the writer forked off and that outlives it does not hold the lock."""
    folder = tmp_path / "s"
    CaseStore.create(folder, SWEEP.manifest, SCENARIO).close()
    words = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(words, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        process, worker = map(int, holder.stdout.readline().split())
        try:
            with pytest.raises(StoreError) as caught:
                CaseStore.open(folder, writing=True)
            assert f"another sweep is writing there (process {process} on " in str(caught.value)
            assert str(caught.value).endswith("wait for it, or stop it first")
            assert CaseStore.open(folder).done() == set()
            os.kill(process, signal.SIGKILL)
            holder.wait()
            assert (folder / ".lock").exists()
            with CaseStore.open(folder, writing=True) as store:
                store.write_part(0, BYTES[0])
        finally:
            os.kill(worker, signal.SIGKILL)
            holder.kill()
    assert not (folder / ".lock").exists()


SMALL_FILES = """
import sys
from pathlib import Path
from blinkfirst.errors import StoreError
from blinkfirst.study.store.sweep_folder import CaseStore
from unit.study.store.killing import long_part
with CaseStore.open(Path(sys.argv[1]), writing=True) as store:
    try:
        store.write_part(1, long_part(1))
    except StoreError as error:
        print(error)
"""


def test_a_file_that_may_not_grow_as_large(tmp_path: Path) -> None:
    """A limit of the system, as a quota is: the write itself fails half-way."""
    folder = tmp_path / "s"
    with CaseStore.create(folder, LONG.manifest, SCENARIO) as store:
        store.write_part(0, long_part(0))
    before = fingerprint(folder)
    done = subprocess.run(
        [sys.executable, "-c", SMALL_FILES, str(folder)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000)),
    )
    assert done.stdout == (
        f"{folder}: part 1 cannot be written: File too large; the 1 of 12 parts written so far stay valid; "
        f"make room, then go on with `blinkfirst sweep --out {folder} --resume`\n"
    )
    assert fingerprint(folder) == before and not list(folder.rglob(".*"))
