"""Draws the house from the code: rooms, floors, arrows.

    python experiments/architecture.py [--write]

Prints the drawing; ``--write`` puts it into docs/discussion/design.md, where a test compares it. A room is a
folder or file of the package, a question a folder of ``questions``; an arrow is an import anywhere in its
files, or a command named to be imported when it is called. A room's floor is one above the highest that it
imports from.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Mapping, Set
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "model" / "blinkfirst"
PAGE = ROOT / "docs" / "discussion" / "design.md"
BEGIN, END = "<!-- drawn by experiments/architecture.py -->\n```\n", "```\n<!-- end of the drawing -->"

_IMPORTED_LATER = re.compile(r"(blinkfirst(?:\.\w+)+):\w+\Z")

Arrows = Mapping[str, Set[str]]


def arrows_within(folder: Path, prefix: str) -> dict[str, set[str]]:
    """Who imports from whom among the parts of a folder, whose dotted name is ``prefix``."""
    parts = {path.stem: path for path in sorted(folder.iterdir()) if not path.name.startswith("__")}
    parts = {name: path for name, path in parts.items() if path.is_dir() or path.suffix == ".py"}
    return {name: _imported(path, prefix) & (set(parts) - {name}) for name, path in parts.items()}


def _imported(path: Path, prefix: str) -> set[str]:
    """Parts of a package that a file, or all files of a folder, import anything from."""
    depth, found = prefix.count(".") + 1, set()
    for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names = _IMPORTED_LATER.findall(node.value)
            found |= {name.split(".")[depth] for name in names if name.startswith(prefix + ".")}
    return found


def floors_of(arrows: Arrows) -> dict[str, int]:
    """The floor of every part: one above the highest that it imports from.

    Raises
    ------
    RecursionError
        When parts import each other in a circle.
    """

    def floor(name: str) -> int:
        return max((1 + floor(below) for below in arrows[name]), default=0)

    return {name: floor(name) for name in arrows}


def drawing() -> str:
    """The house, highest floor first, and the questions in it."""
    rooms = arrows_within(PACKAGE, "blinkfirst")
    questions = arrows_within(PACKAGE / "questions", "blinkfirst.questions")
    return "\n".join([*_drawn("rooms", rooms), "", *_drawn("questions", questions), ""])


def _drawn(title: str, arrows: Arrows) -> list[str]:
    floors = floors_of(arrows)
    width = max(map(len, [*arrows, title]))
    lines = [f"floor  {title:<{width}}  import from"]
    for name in sorted(arrows, key=lambda part: (-floors[part], part)):
        below = " ".join(sorted(arrows[name], key=lambda part: (-floors[part], part)))
        lines.append(f"{floors[name]:>5}  {name:<{width}}  {below}".rstrip())
    return lines


def drawn_on(page: str) -> str:
    """The drawing on a page.

    Raises
    ------
    ValueError
        When the page has no place for it.
    """
    return page[page.index(BEGIN) + len(BEGIN) : page.index(END)]


def main() -> None:
    """Print the drawing, or put it on the page."""
    if sys.argv[1:] == ["--write"]:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(page.replace(BEGIN + drawn_on(page), BEGIN + drawing()), encoding="utf-8")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        print(drawing(), end="")


if __name__ == "__main__":
    main()
