"""How the time of `check` grows with its file: dated events and chains of `extends`, at 500, 1,000 and 2,000.

Run ``python experiments/reliability/growth.py [--sizes 500,1000,2000]`` with ``model`` on the path. Prints a
Markdown table of processor seconds, each beside what it is of the size before: 2 is what the file grows by.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.scenario.loading import load

WORLD = """\
blinkfirst: 1
title: A valve and an account
start: 2024-10-01
horizon: 600
world:
  gas: {levels: [cut, flowing], start: cut}
  funds: {levels: [frozen, released], start: frozen}
actors:
  Seller:
    position: We wait
    tempo: 0.5
    patience: 0.9
    precision: 6
    moves:
      wait: {}
      open: {when: gas == cut, then: {gas: flowing}, blink: {hard: funds == frozen}}
  Buyer:
    position: No funds
    tempo: 0.5
    patience: 0.9
    precision: 6
    moves:
      wait: {}
      release: {when: funds == frozen, then: {funds: released}, blink: {hard: gas == cut}}
arguments:
  x: {claim: a, assumption: b, for: [Seller, Buyer], while: gas == cut, weight: -0.02}
"""
DAYS = 8  # between two events: more than a tick


def dated(change: str) -> Callable[[Path, int], Path]:
    """Return what writes a scenario of so many dated events, each with a change."""

    def write(folder: Path, events: int) -> Path:
        days = (date(2024, 10, 10) + timedelta(days=DAYS * k) for k in range(events))
        lines = [f"  - {{on: {day}, name: e{k}, foreseen: false, {change}}}" for k, day in enumerate(days)]
        path = folder / "dated.yaml"
        path.write_text(WORLD + "\n".join(["events:", *lines, ""]), encoding="utf-8")
        return path

    return write


def chained(folder: Path, links: int) -> Path:
    """Write a chain of scenarios, each of which extends the one before; return the last."""
    (folder / "link0.yaml").write_text(WORLD, encoding="utf-8")
    for k in range(1, links + 1):
        text = f"blinkfirst: 1\ntitle: Link {k}\nextends: link{k - 1}\n"
        (folder / f"link{k}.yaml").write_text(text, encoding="utf-8")
    return folder / f"link{links}.yaml"


KINDS: dict[str, Callable[[Path, int], Path]] = {
    "events that change a number": dated("set: {actors.Seller.tempo: 0.4}"),
    "events that change the world": dated("set: {world.gas: flowing}"),
    "links of a chain of `extends`": chained,
}


def seconds(write: Callable[[Path, int], Path], size: int) -> float:
    """Return the processor time of loading and compiling a file of some size; the least of three."""
    with tempfile.TemporaryDirectory(prefix="growth-") as place:
        path = write(Path(place), size)
        found = []
        for _ in range(3):
            begun = time.process_time()
            compile_scenario(load(path))
            found.append(time.process_time() - begun)
        return min(found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How the time of check grows with its file.")
    parser.add_argument("--sizes", default="500,1000,2000", help="sizes of the files, with commas")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    print(f"| what | {' | '.join(f'{size:,}, s' for size in sizes)} | ratios |")
    print(f"|---|{'---|' * (len(sizes) + 1)}")
    for name, write in KINDS.items():
        seconds(write, 10)  # what is done once
        times = [seconds(write, size) for size in sizes]
        ratios = [f"{later / earlier:.1f}" for earlier, later in pairwise(times)]
        print(f"| {name} | {' | '.join(f'{t:.2f}' for t in times)} | {', '.join(ratios)} |", flush=True)


if __name__ == "__main__":
    main()
