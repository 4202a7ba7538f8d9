"""Going on after an error of form: what is malformed is taken out or stood in for, and the rest is checked.

A recovered tree is never run. It serves only to find, in the same pass, the errors of meaning in everything
that is well formed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from blinkfirst.errors import Problem
from blinkfirst.scenario.keys import Role, keys_of, model_at, role_of
from blinkfirst.scenario.nodes import Node, Path, deepest, plain, replaced
from blinkfirst.scenario.schema import ScenarioFile
from blinkfirst.scenario.settings import planted

ROUNDS = 12


@dataclass(frozen=True)
class RecoveredTree:
    """A tree with its malformed parts taken out.

    Attributes
    ----------
    root : the tree.
    touched : paths that were stood in for or taken out.
    """

    root: Node
    touched: tuple[Path, ...] = ()

    def concerns(self, problem: Problem) -> bool:
        """Return whether a problem found in the recovered tree is one of the file as well."""
        path = tuple(problem.path.split("."))
        touched = [tuple(map(str, t)) for t in self.touched]
        # what is said of the table a part was taken from is said because it was taken
        if any(path[: len(t)] == t or path == t[:-1] or (torn(t) and path[:-1] == t[:-1]) for t in touched):
            return False
        clock_unsure = any(role_of(ScenarioFile, t[:1]) is Role.CLOCK for t in touched)
        if clock_unsure and path[0] in ("events", "questions", "claims"):
            return False
        lost = {t[-1] for t in touched}
        unsure = {t[1] for t in touched if t[0] == "world" and len(t) > 1}
        words = set(re.findall(r"[\w-]+", problem.message))
        return not (unsure & words or any(f"{name!r}" in problem.message for name in lost))


def torn(path: Sequence[str | int]) -> bool:
    """Return whether a key looks like the second half of an expression that a comma has cut in two."""
    return any(mark in str(path[-1]) for mark in ") ")


def recovered(tree: RecoveredTree, wrong: Sequence[Path]) -> RecoveredTree:
    """Return the tree without its malformed parts.

    A part with a stand-in is replaced, another is taken out; one that is needed and gone takes what it
    belongs to with it.
    """
    root, touched = tree.root, list(tree.touched)
    for path in sorted(wrong, key=len, reverse=True):
        node, taken = deepest(root, path)
        there = taken == len(path)
        key = keys_of(model_at(ScenarioFile, path[:-1])).get(str(path[-1]))
        stand_in = None if key is None else key.said.stand_in
        if stand_in is not None and not (there and plain(node) == stand_in):
            root = _replaced_where_possible(root, path, planted(stand_in, node.place))
            touched.append(path)
        else:
            gone = path if there else path[:-1]
            root = _without(root, gone)
            touched.append(gone)
    return RecoveredTree(root, tuple(touched))


def _replaced_where_possible(root: Node, path: Path, new: Node) -> Node:
    parent, taken = deepest(root, path[:-1])
    if taken < len(path) - 1 or not isinstance(parent.value, dict | list):
        return root
    return replaced(root, path, new)


def _without(root: Node, path: Path) -> Node:
    if not path:
        return root
    parent, taken = deepest(root, path[:-1])
    if taken < len(path) - 1:
        return root
    if isinstance(parent.value, dict):
        table = {key: node for key, node in parent.value.items() if key != str(path[-1])}
        return replaced(root, path[:-1], replace(parent, value=table))
    if isinstance(parent.value, list):
        items = [node for index, node in enumerate(parent.value) if index != int(path[-1])]
        return replaced(root, path[:-1], replace(parent, value=items))
    return root
