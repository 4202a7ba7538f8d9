"""The kinds of file: a stand-off played over time, or a matrix played once."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.reading import read_file

Kind = Literal["stand-off", "matrix"]


def kind_of(path: Path) -> Kind:
    """Return what kind of game a file describes: a matrix where it says so, else a stand-off.

    A file that cannot be read counts as a stand-off: whoever loads it says what is wrong with it.
    """
    try:
        root = read_file(path)
    except ScenarioError:
        return "stand-off"
    said = root.value.get("kind") if isinstance(root.value, dict) else None
    return "matrix" if said is not None and said.value == "matrix" else "stand-off"
