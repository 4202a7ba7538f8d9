"""Hold the fast road against the certified one on random stand-offs; print a table for the documentation.

``python experiments/reliability/agreement.py [COUNT [FIRST]]``, from the root of the repository: so many
stand-offs (2,000 by default), from the number FIRST (0) on. Each is solved on both roads; what the fast one
claims of its rounding (its `condition`) is compared with how far its probabilities lie outside the brackets.
Leaves with status 1 when a claim does not hold. Needs python-flint.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).parents[2] / folder) for folder in ("model", "tests")]

from blinkfirst.report.progress import progress_bar  # noqa: E402
from worlds.certified_games import KINDS, Agreement, agreement  # noqa: E402

HEAD = "| stand-offs | number | within the claim | largest error | largest claim | claim over error, median |"


def table(found: list[Agreement]) -> str:
    rows = [(kind, [one for one in found if one.kind == kind]) for kind in KINDS]
    lines = [_row(kind, own) for kind, own in (*rows, ("all", found)) if own]
    return "\n".join([HEAD, "|---|---|---|---|---|---|", *lines])


def _row(kind: str, own: list[Agreement]) -> str:
    holding, slack = sum(one.holds for one in own), median(one.slack for one in own)
    error, claim = max(one.error for one in own), max(one.worst for one in own)
    return f"| {kind} | {len(own):,} | {holding:,} | {error:.1e} | {claim:.1e} | {slack:.0f} |"


def main() -> None:
    words = sys.argv[1:3]
    count, first = (int(word) for word in (*words, *("2000", "0")[len(words) :]))
    found = []
    with progress_bar("certifying") as advance:
        for done, seed in enumerate(range(first, first + count), start=1):
            found.append(agreement(seed))
            if not found[-1].holds:
                print(f"stand-off {seed}: {found[-1]}", flush=True)
            advance(done, count)
    print(table(found))
    raise SystemExit(0 if all(one.holds for one in found) else 1)


if __name__ == "__main__":
    main()
