"""Files of the language: shipped, in a folder, or named; as much of each as can be seen without compiling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from blinkfirst.errors import ScenarioError
from blinkfirst.files.text import shown
from blinkfirst.scenario.composing import compose
from blinkfirst.scenario.library import (
    SUFFIXES,
    find_scenario,
    shipped_matrices,
    shipped_scenarios,
    shipped_theatres,
)
from blinkfirst.scenario.loading import head_of, load_matrix
from blinkfirst.scenario.nodes import Node, child, plain
from blinkfirst.scenario.yaml_trees import read_file

Sort = Literal["scenario", "matrix", "theatre", "studies"]
_SCENARIO_KEYS = ("start", "horizon", "theatre", "extends")


@dataclass(frozen=True)
class Entry:
    """A file of the language.

    Attributes
    ----------
    name : by which commands take it.
    start : the first day of a scenario; empty otherwise.
    lens : of a scenario, as its file says it, in shares.
    note : in brackets behind the title: a scenario's lens, the size of a matrix.
    lenses : title of every lens.
    levels : of every variable, its levels in order.
    starts : of variables, the level of the first day.
    moves : of every actor or player, what it can do.
    """

    name: str
    sort: Sort
    title: str
    note: str = ""
    start: str = ""
    lens: Mapping[str, Any] = field(default_factory=dict)
    lenses: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starts: Mapping[str, str] = field(default_factory=dict)
    moves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def sort_of(tree: Node) -> Sort:
    """Return what a file of the language holds."""
    keys = _table(tree)
    if "studies" in keys:
        return "studies"
    if "kind" in keys and keys["kind"].value == "matrix":
        return "matrix"
    whole = {"world", "actors"} <= keys.keys() and not any(key in keys for key in _SCENARIO_KEYS)
    return "theatre" if whole else "scenario"


def shipped_entries() -> list[Entry]:
    """Return the shipped scenarios, matrices and theatres; a bad file raises all problems in it."""
    shipped = {**shipped_scenarios(), **shipped_matrices(), **shipped_theatres()}
    return [entry_of(path, name) for name, path in shipped.items()]


def entries_in(folder: Path) -> Iterator[Entry]:
    """Yield the files of the language in a folder, by name; one that does not load says so in its title."""
    for path in sorted(folder.iterdir()):
        if path.suffix in SUFFIXES and not path.name.startswith(".") and path.is_file():
            try:
                tree = read_file(path, [])
                if "blinkfirst" in _table(tree):
                    yield entry_of(path, str(path))
            except ScenarioError:
                yield Entry(shown(path), "scenario", f"does not load: blinkfirst check {shown(path)}")


def entry_named(name: str) -> Entry:
    """Return what a file, a shipped file or a theatre of that name holds.

    Raises `ScenarioError` when there is none, or something is wrong with it.
    """
    theatres = shipped_theatres()
    return entry_of(theatres[name] if name in theatres else find_scenario(name), name)


def entry_of(path: Path, name: str) -> Entry:
    """Return what a file holds, as a scenario together with what it builds on.

    Raises `ScenarioError` when it cannot be read, or has no head.
    """
    sort = sort_of(read_file(path, []))
    if sort == "studies":
        return Entry(name, sort, f"studies, for blinkfirst sweep {name}")
    if sort == "matrix":
        matrix = load_matrix(path)
        moves = {player.name: tuple(player.strategies) for player in matrix.players}
        return Entry(name, sort, matrix.title, matrix.size_text, moves=moves)
    tree = compose(path)
    world, actors = (_table(child(tree, key)) for key in ("world", "actors"))
    lenses = {lens: str(_plain(node, "title")) for lens, node in _table(child(tree, "lenses")).items()}
    levels = {
        v: tuple(str(level.value) for level in _items(child(node, "levels"))) for v, node in world.items()
    }
    starts = {v: str(_plain(node, "start")) for v, node in world.items() if child(node, "start") is not None}
    moves = {actor: tuple(_table(child(node, "moves"))) for actor, node in actors.items()}
    about: dict[str, Any] = {"lenses": lenses, "levels": levels, "starts": starts, "moves": moves}
    if sort == "theatre":
        return Entry(name, sort, str(_plain(tree, "title")), **about)
    head = head_of(tree, name)
    note = head.lens_text or "no lens"
    return Entry(name, sort, head.title, note, str(head.start), dict(head.lens), **about)


def _table(node: Node | None) -> Mapping[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _items(node: Node | None) -> list[Node]:
    return node.value if node is not None and isinstance(node.value, list) else []


def _plain(node: Node, key: str) -> Any:
    found = child(node, key)
    return "" if found is None else plain(found)
