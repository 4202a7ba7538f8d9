"""Overlays: files of new values by path, put in place of a scenario's own as settings are.

A path may be written out, ``actors.US.precision: 4``, or as nested tables, as in a scenario. A table is a
value of its own only where the language has one, as of a weight by lens.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.scenario.keys import Role, role_of
from blinkfirst.scenario.nodes import Node, Path, dotted
from blinkfirst.scenario.schema import ScenarioFile
from blinkfirst.scenario.settings import full_path
from blinkfirst.scenario.yaml_trees import read_file

_FILE_KEY = "blinkfirst"


def read_overlay(file: FilePath) -> dict[str, Node]:
    """Read the values of an overlay by dotted path; each remembers its place in the file.

    Raises `ScenarioError` when the file cannot be read or is no overlay, and with every path that appears
    twice.
    """
    root = read_file(file)
    if not isinstance(root.value, dict):
        raise ScenarioError.at(root.place, "expected an overlay: lines of `path: value`")
    if _FILE_KEY in root.value:
        place = root.value[_FILE_KEY].key
        raise ScenarioError.at(place, "expected an overlay: lines of `path: value`; this is a scenario file")
    values: dict[str, Node] = {}
    seen: dict[Path, Node] = {}
    problems: list[Problem] = []
    for path, node in _leaves(root, ()):
        before = seen.setdefault(full_path(path), node)
        if before is not node:
            message = f"appears twice in the overlay; it has a value already in line {before.key.line}"
            problems.append(Problem(node.key, dotted(path), message))
        values[dotted(path)] = node
    if problems:
        raise ScenarioError(problems)
    return values


def laid_over(below: dict[str, Node], above: dict[str, Node]) -> dict[str, Node]:
    """Return the values of both; where a path is in both, that of the one above."""
    taken = {_steps(path) for path in above}
    return {path: node for path, node in below.items() if _steps(path) not in taken} | above


def _steps(path: str) -> Path:
    return full_path(tuple(path.split(".")))


def _leaves(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """Yield what is no table of keys, by its path."""
    for key, below in node.value.items() if isinstance(node.value, dict) else ():
        steps = (*path, *key.split("."))
        if isinstance(below.value, dict) and _is_section(steps):
            yield from _leaves(below, steps)
        else:
            yield steps, below


def _is_section(path: Path) -> bool:
    return role_of(ScenarioFile, path) in (Role.SECTION, None)
