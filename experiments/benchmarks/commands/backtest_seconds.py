"""What scoring a theatre on the 29 cases of its record costs, as whole processes, imports included.

Run ``python experiments/benchmarks/commands/backtest_seconds.py [REPEATS [OPTIONS ...]]`` with ``model`` on
the path, on an otherwise idle machine; every word of OPTIONS is one command's, as ``"--theatre korea-1"``.
Prints a section of `docs/benchmarks.md` in Markdown.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fresh_processes import BLINKFIRST, cost

OPTIONS = ("", "--theatre korea-1")


def section(repeats: int, options: tuple[str, ...]) -> str:
    """The section of the page."""
    rows = [
        "## A theatre scored on its record",
        "",
        "`backtest` compiles every case of the record, solves it under each lens, their mixture and by coin",
        "toss, two cases at a time, and scores rivals beside it. To keep to: a minute on two cores.",
        f"Medians of fresh processes, after one that is not counted; rounds: {repeats}.",
        "",
        "| command | wall, s | processor, s | memory, MB |",
        "|---|---|---|---|",
    ]
    for said in options:
        found = cost([*BLINKFIRST, "backtest", *said.split()], repeats)
        command = f"blinkfirst backtest {said}".strip()
        rows.append(f"| `{command}` | {found.wall:.1f} | {found.cpu:.1f} | {found.memory:.0f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else 2, tuple(sys.argv[2:]) or OPTIONS))
