"""The kinds of file: a stand-off played over time, or a matrix played once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from blinkfirst.errors import Problem, ScenarioError, nearest
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.reading import read_file

Kind = Literal["stand-off", "matrix"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_INSTEAD = {
    "stand-off": "expected a matrix, got a stand-off played over time: a matrix begins with `kind: matrix`",
    "matrix": "expected a stand-off played over time, got a matrix played once: `blinkfirst solve` finds its "
    "equilibria, `blinkfirst run` its forecast, `check`, `show` and `export` take it, too",
}


def kind_of(path: Path) -> Kind:
    """Return what kind of game a file describes: a matrix where it says so, else a stand-off.

    A file that cannot be read, or names another kind, counts as a stand-off: whoever loads it says what is
    wrong with it.
    """
    try:
        root = read_file(path, [])
    except ScenarioError:
        return "stand-off"
    said = root.value.get("kind") if isinstance(root.value, dict) else None
    return "matrix" if said is not None and said.value == "matrix" else "stand-off"


def check_kind(root: Node, expected: Kind) -> None:
    """Refuse a file of the other kind, or of none that is known.

    Raises
    ------
    ScenarioError
        With the nearest kind, or what takes a file of that kind.
    """
    assert isinstance(root.value, dict)  # whoever reads a file checks that it is a table
    said = root.value.get("kind")
    found = "stand-off" if said is None else said.value
    place = root.place if said is None else said.place
    if found not in KINDS:
        got = "a list or a table" if isinstance(found, dict | list) else repr(found)
        message = f"expected {' or '.join(KINDS)}, got {got}"
        raise ScenarioError([Problem(place, "kind", message, nearest(str(found), KINDS))])
    if found != expected:
        raise ScenarioError([Problem(place, "kind", _INSTEAD[str(found)])])
