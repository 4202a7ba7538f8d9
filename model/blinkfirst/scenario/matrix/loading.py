"""Loading a matrix: from a name, a file, text or a dict to a checked `Matrix`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.scenario.composing import source_of, table_of
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.kinds import check_kind
from blinkfirst.scenario.matrix.matrix import Matrix
from blinkfirst.scenario.matrix.rules import MatrixRules
from blinkfirst.scenario.matrix.schema import MatrixFile
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.settings import SETTINGS, expanded, put_all
from blinkfirst.scenario.validating import validated_as

_STANDS_ALONE = {
    "theatre": "a matrix stands on no theatre; write everything into the one file",
    "extends": "a matrix extends no other file; write everything into the one file",
    "lens": "a matrix has no lenses; a number that is disputed can be a parameter, and changed with `--set`",
}


def load_matrix(
    source: str | FilePath | Mapping[str, Any], settings: Mapping[str, Any] | None = None
) -> Matrix:
    """Load a matrix.

    Parameters
    ----------
    source : a file, the name of a shipped matrix, YAML text of several lines, or a dict like a file.
    settings : new values by dotted path, as ``{"parameters.crash": -20}``.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    problems: list[Problem] = []
    origin, name = source_of(source, problems)
    root = table_of(origin, problems)
    check_kind(root, "matrix")
    tree = _standing_alone(expanded(root), problems)
    try:
        tree = put_all(tree, settings or {}, SETTINGS, MatrixFile)
    except ScenarioError as error:
        problems += error.problems
    try:
        matrix = matrix_of(tree, name)
    except ScenarioError as error:
        places = {(problem.place, problem.path) for problem in problems}
        problems += [p for p in error.problems if (p.place, p.path) not in places]
    if problems:
        raise ScenarioError(sorted(problems, key=lambda p: (p.place.file, p.place.line, p.place.column)))
    return matrix


def matrix_of(tree: Node, name: str) -> Matrix:
    """Check a tree and return the matrix it describes.

    Raises
    ------
    ScenarioError
        With every problem found.
    """
    diagnostics = Diagnostics(tree)
    file = validated_as(MatrixFile, diagnostics)
    if file is None:
        raise ScenarioError(diagnostics.problems)
    matrix = MatrixRules(diagnostics, file).matrix(name)
    if diagnostics.problems:
        raise ScenarioError(diagnostics.problems)
    assert len(matrix.cells) == math.prod(matrix.counts)  # else a cell was reported missing or double
    return replace(matrix, warnings=tuple(diagnostics.warnings))


def _standing_alone(root: Node, problems: list[Problem]) -> Node:
    """Return the tree without what only stand-offs have; each such key is a problem."""
    assert isinstance(root.value, dict)  # table_of checked
    for key, message in _STANDS_ALONE.items():
        if key in root.value:
            problems.append(Problem(root.value[key].key, key, message))
    kept = {key: node for key, node in root.value.items() if key not in _STANDS_ALONE}
    return replace(root, value=kept)
