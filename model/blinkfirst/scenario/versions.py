"""Versions of the language: what a file says that it is written in, and the keys that came later.

A file of an older version is read as ever. A key that is newer than its file is refused: an older program
would not know it, and whoever passes the file on should see that. Each file of a chain counts for its own
keys.
"""

from __future__ import annotations

from collections.abc import Iterator

from blinkfirst.errors import Problem
from blinkfirst.scenario.nodes import Node, Path, dotted

NEWEST = 3
ANY = "*"
SINCE: dict[tuple[str, ...], int] = {
    ("actors", ANY, "types"): 3,
    ("beliefs",): 3,
    ("lens", "pool"): 2,
    ("nature", ANY, "blink"): 2,
    ("record",): 2,
    ("undertakes",): 2,
}
"""The version that brought a key, by its path; `ANY` stands for every name."""


def newer_keys(root: Node) -> list[Problem]:
    """Return a problem for every key of a file that is newer than the version the file names."""
    assert isinstance(root.value, dict)
    said = root.value.get("blinkfirst")
    version = said.value if said is not None and type(said.value) is int else NEWEST
    found = []
    for path, since in SINCE.items():
        if since > version:
            for at, node in _at(root, path, ()):
                if path == ("lens", "pool") and not isinstance(node.value, dict):
                    continue  # the share of a lens of that name
                advice = f"write `blinkfirst: {since}` at the top of this file"
                message = f"came with version {since} of the language; {advice}"
                found.append(Problem(node.key, dotted(at), message))
    return found


def _at(node: Node, path: tuple[str, ...], passed: Path) -> Iterator[tuple[Path, Node]]:
    """Yield what lies at a path, which may branch."""
    if not path:
        yield passed, node
    elif isinstance(node.value, dict):
        names = list(node.value) if path[0] == ANY else [path[0]]
        for name in names:
            if name in node.value:
                yield from _at(node.value[name], path[1:], (*passed, name))
