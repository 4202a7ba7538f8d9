"""Overrides: one value put in place of another by its dotted path.

The same paths serve ``--set``, sweeps, dated events and comparisons. Three shorthands keep them short
(``world.tests`` is its start, ``parameters.x`` its value, and so in files), everything else is spelled out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from numbers import Integral, Real
from typing import Any
from unicodedata import normalize

from blinkfirst.errors import Place, Problem, ScenarioError, control_words, first_control, nearest
from blinkfirst.scenario.keys import keys_of, plain_tables, settable_roots, tables_by_name
from blinkfirst.scenario.nodes import Node, Path, child, deepest, dotted, replaced
from blinkfirst.scenario.schema import ParameterEntry, ScenarioFile, Table
from blinkfirst.scenario.yaml_trees import DEPTH_LIMIT

# where a setting stands that Python gives as a bare value
SETTINGS = Place("settings")


def expanded(root: Node) -> Node:
    """Return a file's tree with the shorthands of ``world`` and ``parameters`` spelled out."""
    if not isinstance(root.value, dict):
        return root
    table = dict(root.value)
    for section, expand in (("world", _expanded_variable), ("parameters", _expanded_parameter)):
        if (node := table.get(section)) is not None and isinstance(node.value, dict):
            table[section] = replace(node, value={key: expand(below) for key, below in node.value.items()})
    return replace(root, value=table)


def _expanded_variable(node: Node) -> Node:
    if isinstance(node.value, dict):
        return node
    return replace(node, value={"levels" if isinstance(node.value, list) else "start": node})


def _expanded_parameter(node: Node) -> Node:
    if isinstance(node.value, dict) and keys_of(ParameterEntry).keys() & node.value.keys():
        return node
    return replace(node, value={"value": node})


def full_path(path: Path) -> Path:
    """Spell a path out: ``world.tests`` as ``world.tests.start``, ``parameters.x`` with ``.value``."""
    shorthand = {"world": "start", "parameters": "value"}.get(str(path[0])) if len(path) == 2 else None
    return path if shorthand is None else (*path, shorthand)


def put(root: Node, path_text: str, value: Node, model: type[Table] = ScenarioFile) -> Node:
    """Return a composed tree with one value replaced; ``model`` is the schema of its kind of file.

    Raises `ScenarioError` when the path leads nowhere, with the nearest name.
    """
    path: Path = tuple(normalize("NFC", path_text).split("."))
    place = value.place
    if not all(path):
        message = f"expected a dotted path as {_example(root)}, got {path_text!r}"
        raise _lost(place, path_text, message, "")
    roots = settable_roots(model)
    if path[0] not in roots:
        message = f"{path[0]!r} cannot be set; a path begins with one of: {', '.join(roots)}"
        near = _in_its_section(root, path_text, model) or nearest(str(path[0]), roots)
        raise _lost(place, path_text, message, near)
    full = full_path(path)
    if len(full) == 2 and full[0] in plain_tables(model) and child(root, full[0]) is None:
        root = replaced(root, full[:1], Node({}, place, place))
    parent, taken = deepest(root, full[:-1])
    # a key the file does not have yet (horizon, beliefs.nodes) may be added; an entry of a section may not
    if taken < len(full) - 1:
        raise _unknown_step(parent, full, taken, path_text, place)
    if isinstance(parent.value, list) and child(parent, full[-1]) is None:
        message = f"expected an index from 0 to {len(parent.value) - 1}, got {full[-1]!r}"
        raise _lost(place, path_text, message, "")
    if not isinstance(parent.value, list | dict):
        message = f"{dotted(full[:-1])} is the single value {parent.value!r}; it has no {full[-1]!r} to set"
        raise _lost(place, path_text, message, dotted(full[:-1]))
    if path[0] == "arguments" and full[-1] == "weight" and "terms" in _keys(parent):
        terms = ", ".join(f"{dotted(path[:-1])}.terms.{t}.weight" for t in _keys(child(parent, "terms")))
        message = f"this argument has several payoffs; set {terms}, or {dotted(path[:-1])}.strength"
        raise _lost(place, path_text, message, "")
    if len(full) == 2 and full[1] not in _keys(parent) and full[0] in tables_by_name(model):
        raise _unknown_step(parent, full, 1, path_text, place)
    return replaced(root, full, replace(value, key=place))


def put_all(
    root: Node,
    settings: Mapping[str, Any],
    place: Place,
    model: type[Table] = ScenarioFile,
    problems: list[Problem] | None = None,
) -> Node:
    """Return a composed tree with several values replaced, given bare or as trees, by their paths.

    Raises `ScenarioError` with every path that leads nowhere.

    Parameters
    ----------
    problems : when given, paths that lead nowhere are added to it instead of being raised.
    """
    found: list[Problem] = []
    for path, value in settings.items():
        try:
            root = put(root, path, planted(value, place), model)
        except ScenarioError as error:
            found.extend(error.problems)
    if problems is not None:
        problems += found
    elif found:
        raise ScenarioError(found)
    return root


def planted(value: Any, place: Place, depth: int = 0) -> Node:
    """Return a bare value as a tree at one place; a tree as it is. Too deep a value is a `ScenarioError`.

    Dates become texts, and numbers of NumPy plain ones.
    """
    if isinstance(value, Node):
        return value
    if depth > DEPTH_LIMIT:
        message = f"expected at most {DEPTH_LIMIT} levels of tables and lists"
        raise ScenarioError([Problem(place, "", message)])
    if isinstance(value, Mapping):
        table = {
            _printable(str(key), place): planted(below, place, depth + 1) for key, below in value.items()
        }
        return Node(table, place, place)
    if isinstance(value, list | tuple):
        return Node([planted(item, place, depth + 1) for item in value], place, place)
    return Node(_printable(value, place) if isinstance(value, str) else _scalar(value), place, place)


def _printable(text: str, place: Place) -> str:
    at = first_control(text)
    if at is not None:
        raise ScenarioError([Problem(place, "", control_words(text[at]))])
    return normalize("NFC", text)


def _scalar(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    return float(value) if isinstance(value, Real) and not isinstance(value, bool) else value


def _keys(node: Node | None) -> list[str]:
    return list(node.value) if node is not None and isinstance(node.value, dict) else []


def _in_its_section(root: Node, path_text: str, model: type[Table]) -> str:
    """Return a path with the section before it in which its first step is an entry, or nearly one."""
    first, *rest = path_text.split(".")
    sections = {section: _keys(child(root, section)) for section in tables_by_name(model)}
    near = nearest(first, [name for names in sections.values() for name in names])
    section = next((section for section, names in sections.items() if near in names), "")
    # of what is no single value, the number that is set most
    rest = rest or {"nature": ["rate"], "arguments": ["strength"], "actors": ["precision"]}.get(section, [])
    return ".".join([section, near, *rest]) if near else ""


def _example(root: Node) -> str:
    """Return a path to a number of the scenario or matrix itself."""
    for section in ("actors", "players"):
        for name in _keys(child(root, section)):
            return f"{section}.{name}.precision"
    return "SECTION.NAME.KEY"


def _unknown_step(parent: Node, full: Path, taken: int, path_text: str, place: Place) -> ScenarioError:
    names = _keys(parent)
    above = dotted(full[:taken]) or "the scenario"
    message = f"unknown name {full[taken]!r} in {above}"
    if names:
        message += f"; it has: {', '.join(names[:40])}{', ...' if len(names) > 40 else ''}"
    return _lost(place, path_text, message, nearest(str(full[taken]), names))


def _lost(place: Place, path_text: str, message: str, suggestion: str) -> ScenarioError:
    return ScenarioError([Problem(place, path_text, message, suggestion)])
