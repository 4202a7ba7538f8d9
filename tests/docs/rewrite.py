"""Bring the output shown in the pages up to date; look at the difference before you keep it.

``python tests/docs/rewrite.py [PAGE...]``, from the root of the repository. Where a page shows parts of an
output between lines ``...``, each part of several lines is looked up by its first and taken up to the next
empty line.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "model")]

from docs.pages import ROOT, commands, matches, pages  # noqa: E402
from docs.playing import played  # noqa: E402


def shown_anew(shown: str, printed: str) -> str:
    """Return new output in the shape of the old: whole, or the same parts of it."""
    lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
    if not any("..." in line for line in shown.splitlines()):
        return "\n".join(lines) + "\n"
    parts = re.split(r"^\.\.\.$\n?", shown, flags=re.M)
    return "...\n".join(_part_anew(part.splitlines(), lines) for part in parts)


def _part_anew(part: list[str], lines: list[str]) -> str:
    """Look a part up by its first line; a part of one line, or with ``...`` inside a line, stays as it is."""
    first = lines.index(part[0]) if part and part[0] in lines else -1
    if len(part) > 1 and first >= 0 and not any("..." in line for line in part):
        part = lines[first : _end(lines, first)]
    return "".join(f"{line}\n" for line in part)


def _end(lines: list[str], first: int) -> int:
    return next((k for k in range(first, len(lines)) if not lines[k]), len(lines))


def rewrite(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for command, status, printed in played(page, Path(folder)):
            if status != command.status:
                print(f"{page.relative_to(ROOT)}:{command.line}: status {status}: $ {command.text}")
            elif command.output.strip() and not matches(command.output, printed):
                print(f"{page.relative_to(ROOT)}:{command.line}: $ {command.text}")
                text = text.replace(command.output, shown_anew(command.output, printed), 1)
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or pages()
    for one in chosen:
        if commands(one):
            rewrite(one)
