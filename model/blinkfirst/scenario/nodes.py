"""A written value that remembers where it stands.

A file is read into a tree of `Node`; composing a scenario (theatre, what it extends, the file, ``--set``)
merges such trees, so every value of the result still knows its file, line and column.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from blinkfirst.errors import Place

Scalar: TypeAlias = str | int | float | bool | None
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One value: a table, a list or a scalar.

    Attributes
    ----------
    value : children by key, children in order, or the scalar itself.
    place : where the value begins (inside the quotes, if any).
    key : where its key stands; the value's own place for list items and the root.
    columns_count : whether a column inside the text is ``place.column`` plus the offset (not so in block and
        folded texts).
    """

    value: dict[str, Node] | list[Node] | Scalar
    place: Place
    key: Place
    columns_count: bool = False


def plain(node: Node) -> Any:
    """Return the bare tables, lists and scalars of a tree."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def tree_sha256(node: Node) -> str:
    """Return the SHA-256 of a tree as JSON without spaces, in its own order; places do not count."""
    text = json.dumps(plain(node), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def dotted(path: Sequence[str | int]) -> str:
    """Format a path as the user writes it."""
    return ".".join(str(step) for step in path)


def child(node: Node, step: str | int) -> Node | None:
    """Return the child under a key or an index; ``None`` when there is none."""
    if isinstance(node.value, dict):
        return node.value.get(str(step))
    if isinstance(node.value, list) and str(step).isdecimal() and int(step) < len(node.value):
        return node.value[int(step)]
    return None


def deepest(node: Node, path: Sequence[str | int]) -> tuple[Node, int]:
    """Follow a path as far as it goes; return the last node and the number of steps taken."""
    for taken, step in enumerate(path):
        below = child(node, step)
        if below is None:
            return node, taken
        node = below
    return node, len(path)


def merged(base: Node, over: Node) -> Node:
    """Lay one tree over another: tables key by key, everything else replaced."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    table = dict(base.value)
    for key, node in over.value.items():
        table[key] = merged(table[key], node) if key in table else node
    return replace(over, value=table)


def without(node: Node, path: Path) -> Node:
    """Return the tree without one entry of a table or list; the tree itself when the entry is not there."""
    parent, taken = deepest(node, path[:-1])
    if not path or taken < len(path) - 1 or not isinstance(parent.value, dict | list):
        return node
    if isinstance(parent.value, dict):
        table = {key: below for key, below in parent.value.items() if key != str(path[-1])}
        return replaced(node, path[:-1], replace(parent, value=table))
    items = [item for index, item in enumerate(parent.value) if index != int(path[-1])]
    return replaced(node, path[:-1], replace(parent, value=items))


def replaced(node: Node, path: Path, new: Node) -> Node:
    """Return the tree with one value in place of another, or added under a new key of an existing table."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    below = child(node, step)
    if isinstance(node.value, list):
        items = list(node.value)
        items[int(step)] = replaced(items[int(step)], rest, new)
        return replace(node, value=items)
    table = node.value if isinstance(node.value, dict) else {}
    below = Node({}, new.place, new.key) if below is None else below
    return replace(node, value={**table, str(step): replaced(below, rest, new)})
