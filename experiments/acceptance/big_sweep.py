"""A sweep of 100,000 cases, left alone, killed twice, and on two Dask workers: the same bytes three times?

Run ``python experiments/acceptance/big_sweep.py [CASES] [FOLDER]`` with ``model`` on the path; some minutes,
and some hundred megabytes in FOLDER (a temporary one when left out). Prints what it finds; status 1 when
the folders are not equal.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCENARIO = "textbook/two-sided-standoff"  # the smallest that is shipped
COMMAND = [sys.executable, "-m", "blinkfirst", "sweep"]
KILLED_AT = (0.3, 0.6)  # of the parts are there


def design(cases: int) -> list[str]:
    """The words of the sweep."""
    return [SCENARIO, "--over", "weights", "--sample", "sobol", "--n", str(cases), "--sample-seed", "1"]


def swept(folder: Path, *words: str) -> float:
    """Run a sweep to its end; return how long it took."""
    begun = time.perf_counter()
    subprocess.run([*COMMAND, *words, "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def killed(folder: Path, share: float, *words: str) -> int:
    """Run a sweep and kill it, without a warning, once it has a share of its parts; return how many."""
    process = subprocess.Popen([*COMMAND, *words, "--out", str(folder)], stdout=subprocess.DEVNULL)
    while process.poll() is None:
        manifest = folder / "manifest.json"
        if manifest.exists():
            (round_,) = json.loads(manifest.read_text(encoding="utf-8"))["rounds"]
            if parts_in(folder) >= share * round_["cases"] / round_["part_size"]:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                return parts_in(folder)
        time.sleep(0.01)
    sys.exit("the sweep ended before it could be killed; sweep over more cases")


def parts_in(folder: Path) -> int:
    """How many parts a folder has."""
    return sum(path.name.isdigit() for path in (folder / "parts").iterdir())


@contextmanager
def dask_workers(count: int, folder: Path) -> Iterator[str]:
    """Run a Dask scheduler and workers as processes of their own; yield the scheduler's address."""
    contact = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(contact)]
    processes = [subprocess.Popen([*dask, "scheduler", *words], **quiet)]
    try:
        while not contact.exists() or not contact.read_text(encoding="utf-8"):
            time.sleep(0.05)
        address = str(json.loads(contact.read_text(encoding="utf-8"))["address"])
        words = ["--nthreads", "1", "--no-dashboard", "--memory-limit", "0"]
        processes += [subprocess.Popen([*dask, "worker", address, *words], **quiet) for _ in range(count)]
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def first_difference(one: Path, other: Path) -> str:
    """Name the first file in which two folders differ; empty when they are equal to the last byte."""
    names, others = files_in(one), files_in(other)
    if names != others:
        return f"only in one of them: {min({*names} ^ {*others})}"
    return next((str(n) for n in names if (one / n).read_bytes() != (other / n).read_bytes()), "")


def files_in(folder: Path) -> list[Path]:
    """The files of a folder, from there."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def main(cases: int, base: Path) -> int:
    """Do it three times and compare."""
    words = design(cases)
    left_alone, disturbed, clustered = (base / name for name in ("left-alone", "killed-twice", "two-workers"))
    seconds = swept(left_alone, *words)
    size = sum(path.stat().st_size for path in left_alone.rglob("*") if path.is_file())
    print(
        f"{cases:,} cases of {SCENARIO}, left alone: {seconds:.0f} s, {cases / seconds:,.0f} cases a second, "
        f"{parts_in(left_alone)} parts, {size / 1e6:.0f} MB"
    )
    for share in KILLED_AT:
        again = ["--resume"] if disturbed.exists() else words
        print(f"kill -9 with {killed(disturbed, share, *again)} parts there")
    print(f"resumed and finished: {swept(disturbed, '--resume'):.0f} s")
    with dask_workers(2, base) as address:
        print(f"on two Dask workers: {swept(clustered, *words, '--cluster', address):.0f} s")
    differences = {folder.name: first_difference(left_alone, folder) for folder in (disturbed, clustered)}
    for name, difference in differences.items():
        print(f"{name}: {difference or 'the same, byte for byte'}")
    return int(any(differences.values()))


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        sys.exit(main(wanted, Path(sys.argv[2])))
    with tempfile.TemporaryDirectory(prefix="big-sweep-") as place:
        sys.exit(main(wanted, Path(place)))
