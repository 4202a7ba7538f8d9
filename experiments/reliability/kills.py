"""Kill sweeps at random moments, go on with them, and compare with an undisturbed one, byte for byte.

Run ``python experiments/reliability/kills.py [--kills 300] [--seed 1]``, ``model`` on the path. A child is
forked for every attempt, which keeps the kernels warm; it begins, goes on with or enlarges a small sweep, and
gets ``kill -9`` after a random while, until one attempt ends by itself. Prints a Markdown table; status 1 if
anything was lost, doubled or refused.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from blinkfirst.scenario.loading import load
from blinkfirst.study.design.drafts import drawn_up, parse_draft, sampling_of
from blinkfirst.study.executors.pool import Serial
from blinkfirst.study.kept_sweep import KeptSweep
from blinkfirst.study.run import SweepRun
from blinkfirst.study.store.sweep_folder import holds_sweep
from blinkfirst.study.sweep import SweepRequest, planned

SCENARIO = load("textbook/two-sided-standoff")  # the smallest that is shipped
AXES = ["actors.East.tempo=0.5,1.9", "arguments.audience.weight=interval(-0.8,-0.2)"]
POINTS, MORE, PART_SIZE = 12, 20, 3


def request(points: int) -> SweepRequest:
    """Return what is swept: every outcome, of so many points of a sample; half of the cases fail."""
    draft = parse_draft(AXES, sampling_of("sobol", points, 1))
    return SweepRequest(SCENARIO, drawn_up(draft, SCENARIO).design)


def sweep(folder: Path, points: int) -> None:
    """Begin a sweep, go on with what is there, or enlarge it; as the command does."""
    asked = request(points)
    if holds_sweep(folder):
        kept = KeptSweep.open(folder)
        more = kept.count_new_cases(asked)
        if more:
            kept = kept.extend(kept.sweep.extended(asked.design, more, PART_SIZE))
    else:
        kept = KeptSweep.create(folder, planned(asked, PART_SIZE))
    with kept.store:
        for _ in SweepRun(kept.sweep, kept).tables(Serial(), ("cases",)):
            pass


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def attempt(folder: Path, points: int, wait: float | None) -> int:
    """Sweep in a child, killed after a while; return its status, -9 when it was killed."""
    child = os.fork()
    if child == 0:
        try:
            sweep(folder, points)
        except BaseException as error:
            print(f"{folder.name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    if wait is not None:
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)  # still ours to wait for, even if it has ended
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> int:
    """Kill, go on, compare."""
    parser = argparse.ArgumentParser(description="Kill sweeps at random moments; compare what is left.")
    parser.add_argument("--kills", type=int, default=300, help="how many (300)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (1)")
    wanted = parser.parse_args()
    rng, found = random.Random(wanted.seed), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        alone = Path(place) / "alone"
        sweep(alone, POINTS)
        first, begun = files_of(alone), time.perf_counter()
        sweep(alone, MORE)
        enlarged, took = files_of(alone), time.perf_counter() - begun
        while found["kills"] < wanted.kills:
            folder = Path(place) / f"sweep-{found['sweeps']}"
            for points, expected in ((POINTS, first), (MORE, enlarged)):
                status = -signal.SIGKILL
                while status == -signal.SIGKILL:
                    last = found["kills"] >= wanted.kills
                    status = attempt(folder, points, None if last else rng.uniform(0, 1.5 * took))
                    found["kills"] += status == -signal.SIGKILL
                found.update(sweeps=1, refused=int(status != 0), unlike=int(files_of(folder) != expected))
    print("| kills | sweeps begun or enlarged | unlike the undisturbed one | refused |\n|---|---|---|---|")
    print("| " + " | ".join(f"{found[name]:,}" for name in ("kills", "sweeps", "unlike", "refused")) + " |")
    return int(bool(found["unlike"] or found["refused"]))


if __name__ == "__main__":
    sys.exit(main())
