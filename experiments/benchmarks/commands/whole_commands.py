"""What commands cost as somebody who types them meets them: whole processes, imports included.

Run ``python experiments/benchmarks/commands/whole_commands.py [REPEATS [COMMAND ...]]`` with ``model`` on the
path, on an otherwise idle machine; a COMMAND is one word to the shell, as ``"run korea-1/2019-hanoi"``.
Prints a section of `docs/benchmarks.md` in Markdown.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fresh_processes import BLINKFIRST, cost

COMMANDS = (
    "--help",
    "list",
    "check korea-1/2018-report-hold",
    "run korea-1/2019-hanoi",
    "run korea-1/2018-race-to-invest",
    "explain korea-1/2018-report-hold --actor Russia",
    "sweep korea-1/2019-hanoi actors.US.precision=range(1,11)",
    "commit korea-1/2019-hanoi",
    "commit korea-1/2018-race-to-invest",
    "stability korea-1/2019-hanoi",
    "attrition --prize 4,9 --cost 1,1",
    "solve korea-1/2019-hanoi",
    "solve korea-1/2018-race-to-invest",
    "solve korea-1/2018-race-to-invest --skip hierarchy,commitments",
    "solve textbook/chicken",
)


def section(repeats: int, commands: tuple[str, ...]) -> str:
    """The section of the page."""
    rows = [
        "## Whole commands",
        "",
        f"Medians of {repeats} fresh processes each, after one that is not counted. Kernels come from the",
        "cache on disk.",
        "",
        "| command | wall, s | processor, s | memory, MB |",
        "|---|---|---|---|",
    ]
    for arguments in commands:
        found = cost([*BLINKFIRST, *arguments.split()], repeats)
        rows.append(f"| `blinkfirst {arguments}` | {found.wall:.2f} | {found.cpu:.2f} | {found.memory:.0f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    print(section(int(sys.argv[1]) if len(sys.argv) > 1 else 5, tuple(sys.argv[2:]) or COMMANDS))
