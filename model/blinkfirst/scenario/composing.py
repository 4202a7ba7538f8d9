"""Putting files together: theatre, then what is extended, then the file itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.files.text import real
from blinkfirst.scenario.library import check_kind, find_extended, find_scenario, find_theatre, name_of
from blinkfirst.scenario.nodes import Node, child, merged, replaced
from blinkfirst.scenario.references import references_of, with_references
from blinkfirst.scenario.settings import expanded, planted
from blinkfirst.scenario.undertakings import written_out
from blinkfirst.scenario.versions import NEWEST, newer_keys
from blinkfirst.scenario.yaml_trees import read_file, read_text

_NOT_INHERITED = ("title", "summary", "claims")


def source_of(
    source: str | Path | Mapping[str, Any] | Node, problems: list[Problem] | None = None
) -> tuple[Path | Node, str]:
    """Return where a scenario or matrix is read from, or the tree of one that is at hand, and its name.

    Raises `ScenarioError` when there is no such file, or the text is no YAML.

    Parameters
    ----------
    source : a file, the name of a shipped scenario, YAML text of several lines, a dict or a tree.
    problems : as in `compose`.
    """
    if isinstance(source, Node):
        return source, source.place.file
    if isinstance(source, Mapping):
        return planted(source, Place("dict")), "dict"
    if isinstance(source, str) and "\n" in source:
        return read_text(source, "text", problems), "text"
    path = source if isinstance(source, Path) else find_scenario(source)
    return path, name_of(path)


def compose(source: Path | Node, problems: list[Problem] | None = None) -> Node:
    """Read a scenario and everything it stands on, as one tree.

    Raises `ScenarioError` when a file is missing, unreadable or stands on itself.

    Parameters
    ----------
    source : file of the scenario, or its tree, which stands on files in the current folder and shipped ones.
    problems : when given, what is wrong in the files but does not keep them from being put together is added
        to it instead of being raised.
    """
    chain = _extension_chain(source, problems)
    tree: Node | None = None
    files = [*_theatre_below(chain, problems), *reversed(chain)]
    for _, node in files:
        inherited = _without(tree, _NOT_INHERITED) if tree is not None else None
        tree = node if inherited is None else merged(inherited, node)
    assert tree is not None  # the chain holds the file itself
    cited = [found for path, node in files if (found := references_of(node, path.parent)) is not None]
    tree = _of_newest(with_references(tree, cited), [node for _, node in files])
    return written_out(_without(tree, ("kind", "theatre", "extends")))


def _of_newest(tree: Node, files: list[Node]) -> Node:
    """Return a composed tree that names the newest version of the files it was put together from."""
    named = [found for node in files if (found := child(node, "blinkfirst")) is not None]
    for version in range(NEWEST, 1, -1):
        for node in named:
            if type(node.value) is int and node.value == version:
                return replaced(tree, ("blinkfirst",), node)
    return tree


def theatre_of(path: Path) -> str:
    """Return the name of the theatre a scenario stands on; empty when it holds everything itself."""
    named = (_word(node, "theatre") for _, node in _extension_chain(path, None))
    return next((str(name.value) for name in named if name is not None), "")


def _extension_chain(source: Path | Node, problems: list[Problem] | None) -> list[tuple[Path, Node]]:
    """Return the file and what it extends, nearest first."""
    chain: list[tuple[Path, Node]] = []
    seen: list[Path] = []
    node = _table(source, problems)
    path = Path() / node.place.file if isinstance(source, Node) else source
    while True:
        seen.append(real(path))
        chain.append((path, node))
        name = _word(node, "extends")
        if name is None:
            return chain
        path = find_extended(str(name.value), path.parent, name.place)
        if real(path) in seen:
            circle = " -> ".join(p.stem for p in [*seen, real(path)])
            raise ScenarioError([Problem(name.place, "extends", f"goes round in a circle: {circle}")])
        node = _table(path, problems)


def _theatre_below(
    chain: list[tuple[Path, Node]], problems: list[Problem] | None
) -> list[tuple[Path, Node]]:
    """Return the theatre named nearest to the file, if any; a theatre stands on nothing."""
    for path, node in chain:
        name = _word(node, "theatre")
        if name is None:
            continue
        found = find_theatre(str(name.value), path.parent, name.place)
        theatre = _table(found, problems)
        for key in ("theatre", "extends"):
            if (below := _word(theatre, key)) is not None:
                message = "a theatre stands on nothing; only scenarios do"
                raise ScenarioError([Problem(below.key, key, message)])
        return [(found, theatre)]
    return []


def _table(source: Path | Node, problems: list[Problem] | None) -> Node:
    node = table_of(source, problems)
    check_kind(node, "stand-off")
    return expanded(node)


def table_of(source: Path | Node, problems: list[Problem] | None) -> Node:
    """Read a file of the language of whatever kind; refuse what is no table or names no version."""
    node = source if isinstance(source, Node) else read_file(source, problems)
    if not isinstance(node.value, dict):
        raise ScenarioError([Problem(node.place, "", "expected a table of keys, as `title: ...`")])
    if (studies := node.value.get("studies")) is not None:
        message = "expected a scenario, got a file of studies, which `blinkfirst sweep` runs"
        raise ScenarioError([Problem(studies.key, "studies", message)])
    if "blinkfirst" not in node.value:
        message = f"missing; every file begins with `blinkfirst: {NEWEST}` (version of the language)"
        raise ScenarioError([Problem(node.place, "blinkfirst", message)])
    if newer := newer_keys(node):
        raise ScenarioError(newer)
    return node


def _word(node: Node, key: str) -> Node | None:
    assert isinstance(node.value, dict)  # _table checked
    found = node.value.get(key)
    if found is not None and not isinstance(found.value, str):
        got = "a list or a table" if isinstance(found.value, dict | list) else repr(found.value)
        raise ScenarioError([Problem(found.place, key, f"expected a name, got {got}")])
    return found


def _without(node: Node, keys: tuple[str, ...]) -> Node:
    assert isinstance(node.value, dict)
    return replace(node, value={key: below for key, below in node.value.items() if key not in keys})
