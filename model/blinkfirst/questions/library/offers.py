"""Names in a scenario file, read without checking it: what can be written next, for completion in a shell.

A shell waits for the answer at every press of a key. Nothing is compiled or validated here; a file in which
something is wrong has the names that can still be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from blinkfirst.errors import Place, ScenarioError
from blinkfirst.scenario.library import (
    SUFFIXES,
    find_extended,
    find_scenario,
    find_theatre,
    shipped_files,
    shipped_theatres,
)
from blinkfirst.scenario.nodes import Node, child
from blinkfirst.scenario.yaml_trees import read_file

SECTIONS = {
    "actors": ("precision", "tempo", "patience"),
    "arguments": ("weight", "strength"),
    "nature": ("rate",),
    "parameters": (),
    "world": (),
}
"""Sections whose entries have settings, with those offered; those of parameters
and the world are the entries themselves."""
ALONE = ("horizon", "afterwards", "lens", "freeze", "beliefs", "start", "tick", "window")
"""Settings that belong to no section."""

_LONGEST_CHAIN = 20  # files that extend one another
_PLACE = Place("completion")
# what a shell may be handed: names of the language, and paths of plain letters
_SAFE = re.compile(r"[\w./=:+~-]+\Z")


def safe(names: Iterable[str], begun: str) -> list[str]:
    """Return the names that begin so, each once, but for those with characters that a shell may obey."""
    return [name for name in dict.fromkeys(names) if name.startswith(begun) and _SAFE.match(name)]


def files(begun: str) -> Iterator[str]:
    """Yield the shipped scenarios and matrices, and the YAML files and folders at a path that is begun."""
    yield from shipped_files()
    folder, _, _ = begun.rpartition("/")
    try:
        found = sorted(Path(folder or ("/" if begun.startswith("/") else ".")).iterdir())
    except OSError:
        return
    above = begun[: len(begun) - len(begun.rpartition("/")[2])]
    for path in found:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield f"{above}{path.name}/"
        elif path.suffix in SUFFIXES:
            yield f"{above}{path.name}"


def shipped() -> list[str]:
    """Return the shipped scenarios, matrices and theatres."""
    return [*shipped_files(), *shipped_theatres()]


def theatres() -> list[str]:
    """Return the shipped theatres and the theatres beside, by file."""
    return [*shipped_theatres(), *(path.stem for path in Path("theatres").glob("*.yaml"))]


def tree_among(words: Iterable[str]) -> Node | None:
    """Return the tree of the first file among the words of a command line, shipped or there."""
    known = shipped_files()
    named = (
        word for word in words if word in known or (Path(word).suffix in SUFFIXES and Path(word).is_file())
    )
    name = next(named, None)
    return None if name is None else tree_named(name)


def tree_named(name: str) -> Node | None:
    """Return the tree of a file with what it builds on; as much as can be read, or ``None``."""
    found: Node | None = None
    theatre: tuple[str, Path] | None = None
    try:
        path = find_scenario(name)
        for _ in range(_LONGEST_CHAIN):
            tree = read_file(path, [])
            found = tree if found is None else _laid_over(tree, found)
            if theatre is None and (named := _text(tree, "theatre")):
                theatre = (named, path.parent)
            if not (extended := _text(tree, "extends")):
                break
            path = find_extended(extended, path.parent, _PLACE)
        if found is not None and theatre is not None:
            found = _laid_over(read_file(find_theatre(*theatre, _PLACE), []), found)
    except ScenarioError:
        pass
    return found


def entries(tree: Node, *path: str) -> list[str]:
    """Return the keys of the table at a path."""
    node: Node | None = tree
    for step in path:
        node = None if node is None else child(node, step)
    return list(node.value) if node is not None and isinstance(node.value, dict) else []


def levels(tree: Node, variable: str) -> list[str]:
    """Return the levels of a variable."""
    written = child(tree, "world")
    written = None if written is None else child(written, variable)
    if written is not None and isinstance(written.value, dict):
        written = child(written, "levels")
    found = None if written is None else written.value
    return [str(level.value) for level in found] if isinstance(found, list) else []


def words(tree: Node) -> Iterator[str]:
    """Yield the names in conditions and questions: actors, moves, variables, levels, parameters."""
    for actor in entries(tree, "actors"):
        yield actor
        yield from entries(tree, "actors", actor, "moves")
    for variable in entries(tree, "world"):
        yield variable
        yield from levels(tree, variable)
    yield from entries(tree, "parameters")


def settings(tree: Node, begun: str) -> Iterator[str]:
    """Yield the settings that a path may go on to, up to its next dot, its `=` or its value."""
    path, equals, _ = begun.partition("=")
    if equals:
        yield from (f"{path}={value}" for value in _values(tree, path))
        return
    section, _, rest = path.partition(".")
    if "." not in path:
        yield from (f"{name}." for name in SECTIONS)
        yield from (f"{name}=" for name in ALONE)
    elif section in SECTIONS:
        name = _begun_name(entries(tree, section), rest)
        keys = SECTIONS[section]
        if not keys or name is None:
            yield from (f"{section}.{entry}{'.' if keys else '='}" for entry in entries(tree, section))
        elif section == "arguments" and (terms := entries(tree, section, name, "terms")):
            yield f"{section}.{name}.strength="
            yield from (f"{section}.{name}.terms.{term}.weight=" for term in terms)
        else:
            yield from (f"{section}.{name}.{key}=" for key in keys)


def _begun_name(names: Iterable[str], rest: str) -> str | None:
    return next((name for name in names if rest.startswith(f"{name}.")), None)


def _values(tree: Node, path: str) -> list[str]:
    if path == "lens":
        return entries(tree, "lenses")
    section, _, name = path.partition(".")
    return levels(tree, name) if section == "world" else []


def _laid_over(base: Node, over: Node) -> Node:
    """Lay one tree over another; where a shorthand, as the level of a variable, is laid, the table stays."""
    if not isinstance(base.value, dict):
        return over
    if not isinstance(over.value, dict):
        return base
    table = {**base.value, **over.value}
    for key in base.value.keys() & over.value.keys():
        table[key] = _laid_over(base.value[key], over.value[key])
    return Node(table, over.place, over.key)


def _text(tree: Node, key: str) -> str:
    found = child(tree, key)
    return found.value if found is not None and isinstance(found.value, str) else ""
