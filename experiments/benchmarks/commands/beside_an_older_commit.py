"""What commands cost at an older commit and now, as whole processes that take turns.

Run ``python experiments/benchmarks/commands/beside_an_older_commit.py OLD [REPEATS [COMMAND ...]]`` with
``model`` on the path, on an otherwise idle machine. OLD is a checkout of the older commit with its own
``.venv``; a COMMAND is one word to the shell, as ``"run korea-1/2019-hanoi"``. Prints a section of
`docs/benchmarks.md` in Markdown.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fresh_processes import Cost, Program, costs_in_turn
from page import ROOT
from whole_commands import COMMANDS

# what the commands are to keep to: seconds by the clock, MB
TARGETS = {
    "list": (0.35, None),
    "check korea-1/2018-report-hold": (0.6, None),
    "run korea-1/2019-hanoi": (1.0, None),
    "run korea-1/2018-race-to-invest": (2.5, 600),
}
# a case of a sweep is the difference between many and one
FROZEN = "korea-1/"  # a commit from before the second edition has these games without the folder
FEW, MANY = 2, 42
SWEEPS = (
    ("a chance", "sweep korea-1/2019-hanoi parameters.brittle=linspace(0.1,0.4,{cases})", 30),
    (
        "a parameter of payoffs",
        "sweep korea-1/2019-hanoi parameters.hawkishness=linspace(0.1,0.4,{cases})",
        None,
    ),
    ("precision", "sweep korea-1/2019-hanoi actors.US.precision=linspace(1,5,{cases})", None),
)


def section(old: Path, repeats: int, commands: tuple[str, ...]) -> str:
    """The section of the page."""
    programs = (_program(old, old / ".venv" / "bin" / "python"), _program(ROOT, Path(sys.executable)))
    rows = [
        "## Beside an older commit",
        "",
        f"Commit {_commit(old)} and the one above take turns, command by command, each in a fresh process;",
        f"medians of {repeats} after one that is not counted. Kernels come from the cache on disk.",
        "",
        "| command | before, s | now, s | ratio | before, MB | now, MB | to keep to |",
        "|---|---|---|---|---|---|---|",
    ]
    for command in commands:
        before, now = costs_in_turn(programs, command.split(), repeats)
        rows.append(f"| `blinkfirst {command}` | {_compared(before, now)} | {_target(command)} |")
    sweeps = "`, `".join(sweep for _, sweep, _ in SWEEPS)
    rows += [
        "",
        f"A case of a sweep: the difference between {MANY} cases and {FEW}, divided, of `{sweeps}`.",
        "",
        "| a case of a sweep over | before, ms | now, ms | ratio | to keep to |",
        "|---|---|---|---|---|",
    ]
    for what, sweep, target in SWEEPS:
        before_ms, now_ms = _case_milliseconds(programs, sweep, repeats)
        kept_to = f"{target} ms" if target else ""
        rows.append(f"| {what} | {before_ms:.1f} | {now_ms:.1f} | {now_ms / before_ms:.2f} | {kept_to} |")
    return "\n".join(rows)


def _program(checkout: Path, python: Path) -> Program:
    frozen = "" if (checkout / "scenarios" / FROZEN).is_dir() else FROZEN
    environment = {**os.environ, "PYTHONPATH": str(checkout / "model")}
    return Program((str(python), "-m", "blinkfirst"), environment, frozen)


def _compared(before: Cost, now: Cost) -> str:
    ratio = now.wall / before.wall
    return f"{before.wall:.2f} | {now.wall:.2f} | {ratio:.2f} | {before.memory:.0f} | {now.memory:.0f}"


def _target(command: str) -> str:
    seconds, megabytes = TARGETS.get(command, (None, None))
    return ", ".join([*([f"{seconds} s"] if seconds else []), *([f"{megabytes} MB"] if megabytes else [])])


def _case_milliseconds(programs: tuple[Program, Program], sweep: str, repeats: int) -> tuple[float, float]:
    few, many = (
        costs_in_turn(programs, sweep.format(cases=cases).split(), repeats) for cases in (FEW, MANY)
    )
    before, now = (1000 * (m.wall - f.wall) / (MANY - FEW) for f, m in zip(few, many, strict=True))
    return before, now


def _commit(checkout: Path) -> str:
    done = subprocess.run(
        ["git", "-C", str(checkout), "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    )
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print(section(Path(sys.argv[1]).resolve(), times, tuple(sys.argv[3:]) or COMMANDS))
